"""QR codes: read back by another program, as small as they should be."""

from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image

from portal.lib import qr

DOOR = "HTTPS://ANQUAN.EXAMPLE.GOV.CN/C/7K3M9QXA/ABCDEFGHIJKLMNOP"


def _read(text: str, level: str):
    """Return what another program reads in the modules, drawn with the quiet zone."""
    wide = qr.side(text, level)
    picture = Image.new("L", (wide, wide), "white")
    for x, y in _from_path(text, level, qr.QUIET_ZONE):
        picture.putpixel((x, y), 0)
    picture = picture.resize((wide * 8, wide * 8), Image.Resampling.NEAREST)
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def _from_path(text: str, level: str, border: int) -> set[tuple[int, int]]:
    """Return the modules an SVG path paints."""
    painted = set()
    for stroke in qr.path(text, level, border).split("M")[1:]:
        start, run = stroke.split("h")[0], int(stroke.split("h")[1].split("v")[0])
        x, y = map(int, start.split())
        painted |= {(x + step, y) for step in range(run)}
    return painted


@pytest.mark.parametrize(
    ("text", "level", "version"),
    [
        (DOOR, "M", 3),
        (DOOR.lower(), "M", 4),
        ("1234567890", "M", 1),
        ("安全生产", "M", 1),
        (DOOR, "L", 3),
        (DOOR, "Q", 4),
        (DOOR, "H", 5),
    ],
)
def test_code_is_read_back_and_as_small_as_it_should_be(text, level, version):
    assert qr.side(text, level) == version * 4 + 17 + 8
    assert _read(text, level) == [text]


@pytest.mark.parametrize("border", [0, 4])
def test_path_paints_exactly_the_dark_modules(border):
    dark = {
        (x + border, y + border)
        for y, row in enumerate(qr.modules(DOOR))
        for x, module in enumerate(row)
        if module
    }

    assert _from_path(DOOR, "M", border) == dark


def test_svg_is_one_labelled_picture_with_quiet_zone():
    root = ElementTree.fromstring(qr.svg(DOOR, label="签到码 <1>"))

    assert root.attrib["viewBox"] == "0 0 37 37"
    assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", "签到码 <1>")
    assert [child.attrib["fill"] for child in root] == ["#fff", "#000"]


@pytest.mark.parametrize("text", ["", "x" * 3000])
def test_text_that_fits_no_code_is_an_error(text):
    with pytest.raises(ValueError, match=r"says something|Invalid version"):
        qr.modules(text)


@pytest.mark.parametrize(
    ("base", "whole"),
    [
        ("https://Portal.example", "HTTPS://PORTAL.EXAMPLE/E/7K3M9QXA"),
        ("http://127.0.0.1:8000/", "HTTP://127.0.0.1:8000/E/7K3M9QXA"),
        ("https://gov.example/anquan", "https://gov.example/anquan/e/7k3m9qxa"),
    ],
)
def test_address_is_in_capitals_where_case_means_nothing(base, whole):
    assert qr.address(base, "/e/7k3m9qxa") == whole
