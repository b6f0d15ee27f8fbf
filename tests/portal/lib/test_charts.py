from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from portal.lib import charts
from portal.lib.charts import Bar, Box, Drawing, Words

MONTHS = [Bar("1月", (190, 20)), Bar("2月", (0, 0)), Bar("6月", (1120, 120))]
SVG = "{http://www.w3.org/2000/svg}"


def columns() -> Drawing:
    return charts.columns(
        title="各月人次", description="六月最多。", bars=MONTHS, colours=("safe", "care")
    )


def test_columns_stack_their_parts_and_bear_their_totals():
    drawing = columns()

    texts = [shape.text for shape in drawing.shapes if isinstance(shape, Words)]
    boxes = [shape for shape in drawing.shapes if isinstance(shape, Box) and shape.width == 44]
    assert texts == ["1月", "210", "2月", "6月", "1,240"]
    assert [box.colour for box in boxes] == ["safe", "care", "safe", "care"]
    assert boxes[2].height + boxes[3].height == pytest.approx(190)
    assert boxes[3].y + boxes[3].height == pytest.approx(boxes[2].y)


def test_bars_are_as_long_as_their_numbers():
    drawing = charts.bars(
        title="主题",
        description="",
        bars=[Bar("消防", (7,)), Bar("防汛", (0,))],
        colours=("must",),
    )

    assert [shape for shape in drawing.shapes if isinstance(shape, Box)] == [
        Box(190, 6, 470, 22, "must")
    ]
    assert [shape.text for shape in drawing.shapes if isinstance(shape, Words)] == [
        "消防",
        "7",
        "防汛",
        "0",
    ]


def test_narrow_columns_are_half_as_wide():
    drawing = charts.columns(
        title="", description="", bars=MONTHS, colours=("safe", "care"), narrow=True
    )

    assert {box.width for box in drawing.shapes if isinstance(box, Box) and box.y < 180} == {22}
    assert [words.size for words in drawing.shapes if isinstance(words, Words)] == [
        11,
        10,
        11,
        11,
        10,
    ]


def test_narrow_bars_bear_their_labels_above():
    drawing = charts.bars(
        title="",
        description="",
        bars=[Bar("高层住宅火灾逃生", (5,)), Bar("消防", (7,))],
        colours=("must",),
        narrow=True,
    )

    label, bar = drawing.shapes[1], drawing.shapes[0]
    assert drawing.width == 360
    assert (label.x, label.anchor) == (0, "start")
    assert label.y < bar.y


def test_long_label_has_room_to_the_left_of_its_bar():
    label = "High-rise residential fire escape with everybody"
    drawing = charts.bars(title="", description="", bars=[Bar(label, (1,))], colours=("must",))

    bar, words, number = drawing.shapes
    assert words.x - len(label) * 8 > 0
    assert bar.x > words.x
    assert drawing.width > number.x


def test_spark_marks_its_highest_column():
    drawing = charts.spark(title="各月", values=[1, 3, 0, 3])

    assert [(box.x, box.colour) for box in drawing.shapes] == [
        (0, "safe"),
        (30, "care"),
        (90, "safe"),
    ]


def test_chart_of_nothing_is_empty():
    assert charts.spark(title="", values=[]).shapes == []
    assert len(charts.columns(title="", description="", bars=[], colours=()).shapes) == 1
    assert charts.bars(title="", description="", bars=[], colours=()).shapes == []


def test_svg_says_what_it_shows_and_what_is_in_it():
    root = ElementTree.fromstring(charts.svg(columns()))

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == "各月人次 六月最多。"
    assert root.find(f"{SVG}title").text == "各月人次"
    assert root.find(f"{SVG}desc").text == "六月最多。"
    assert len(root.findall(f"{SVG}rect")) == 5
    assert "style" not in {name for node in root.iter() for name in node.attrib}


def test_svg_escapes_labels():
    drawing = charts.bars(title="<b>", description="", bars=[Bar("<i>&", (1,))], colours=("safe",))

    text = str(charts.svg(drawing, stretched=True))

    assert "&lt;i&gt;&amp;" in text
    assert "<b>" not in text
    assert 'preserveAspectRatio="none"' in text
    assert "<desc>" not in text


def test_png_is_the_same_picture():
    image = Image.open(BytesIO(charts.png(columns(), scale=2)))

    drawing = columns()
    assert image.size == (drawing.width * 2, drawing.height * 2)
    # The middle of June's column is green, its top yellow.
    assert image.getpixel((2 * (8 + 2 * 63 + 22), 2 * 150)) == (0x1F, 0x7A, 0x4D)
    assert image.getpixel((2 * (8 + 2 * 63 + 22), 2 * 35)) == (0xF9, 0xA8, 0x00)


def test_described_names_highest_and_lowest():
    assert charts.described(MONTHS) == (MONTHS[2], MONTHS[1])
    assert charts.described([]) is None
