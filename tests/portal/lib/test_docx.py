from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.oxml.ns import qn

from portal.lib import charts
from portal.lib.docx import TEXT_WIDTH, Document, column_widths


def test_document_opens_again_with_everything_in_it():
    document = Document(title="年度报告", made_at=datetime(2026, 1, 12, tzinfo=UTC))
    document.heading("一、培训")
    document.paragraph("全年 53 场（50余场）。")
    document.paragraph("小字", small=True)
    document.paragraph("顶格", indented=False)
    document.table(
        caption="表一", headings=["月份", "场次"], rows=[["1月", "2"], ["合计", "2"]], total=True
    )
    document.picture(charts.png(charts.spark(title="", values=[1])), alternative="一根柱子")

    opened = docx.Document(BytesIO(document.to_bytes()))

    assert [paragraph.text for paragraph in opened.paragraphs if paragraph.text] == [
        "年度报告",
        "一、培训",
        "全年 53 场（50余场）。",
        "小字",
        "顶格",
        "表一",
    ]
    assert [[cell.text for cell in row.cells] for row in opened.tables[0].rows] == [
        ["月份", "场次"],
        ["1月", "2"],
        ["合计", "2"],
    ]
    assert opened.tables[0].rows[2].cells[1].paragraphs[0].runs[0].bold
    assert opened.inline_shapes[0]._inline.docPr.get("descr") == "一根柱子"
    assert opened.core_properties.title == "年度报告"
    fonts = opened.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "宋体"
    assert "PAGE" in opened.sections[0].footer._element.xml


def test_signs_that_no_document_can_hold_are_left_out():
    text = "滨河\x0b街\x00道\ufffe办\ud800"
    document = Document(title=text, made_at=datetime(2026, 1, 12, tzinfo=UTC))
    document.heading(text)
    document.paragraph(text)
    document.table(caption=text, headings=[text], rows=[[text]], total=False)
    document.picture(charts.png(charts.spark(title="", values=[1])), alternative=text)

    opened = docx.Document(BytesIO(document.to_bytes()))

    shown = [paragraph.text for paragraph in opened.paragraphs if paragraph.text]
    cells = [cell.text for row in opened.tables[0].rows for cell in row.cells]
    said = [opened.core_properties.title, opened.inline_shapes[0]._inline.docPr.get("descr")]
    assert (shown, cells, said) == (["滨河街道办"] * 4, ["滨河街道办"] * 2, ["滨河街道办"] * 2)


def test_columns_are_as_broad_as_their_longest_number():
    widths = column_widths(
        ["主办单位", "场次", "人学时"],
        [["区安全生产委员会办公室", "2", "16,145.5"], ["合计", "2", "1.0"]],
    )

    assert round(sum(widths), 1) == TEXT_WIDTH
    assert widths[0] > widths[2] > widths[1]


def test_columns_of_a_table_without_rows():
    assert column_widths(["月份", "场次"], []) == [7.9, 7.9]


def test_short_table_is_not_parted_and_its_headings_are_shaded():
    document = Document(title="报告", made_at=datetime(2026, 1, 12, tzinfo=UTC))
    document.table(caption="按月份", headings=["月份", "场次"], rows=[["6月", "9"]], total=False)

    xml = docx.Document(BytesIO(document.to_bytes())).tables[0]._tbl.xml

    assert xml.count("<w:keepNext/>") == 2
    assert xml.count('w:fill="E9F4EE"') == 2
    assert xml.count("<w:cantSplit/>") == 2
