"""Our drawings as pixels: shapes where they belong, edges smooth, nothing unknown left out."""

import pytest

from cms.drawings import scenes
from cms.drawings.pictograms import PICTOGRAMS
from cms.drawings.signs import sign
from portal.lib import pixels

RED, WHITE, BLACK = (255, 0, 0), (255, 255, 255), (0, 0, 0)


def drawn(inner):
    return pixels.draw(f"<svg>{inner}</svg>", width=40, height=40)


@pytest.mark.parametrize(
    ("inner", "inside", "outside"),
    [
        ('<rect x="10" y="10" width="20" height="20" fill="#f00"/>', (20, 20), (5, 20)),
        ('<rect x="0" y="0" width="40" height="40" rx="20" fill="#f00"/>', (20, 2), (1, 1)),
        ('<circle cx="20" cy="20" r="15" fill="#f00"/>', (20, 8), (7, 7)),
        ('<ellipse cx="20" cy="20" rx="18" ry="6" fill="#f00"/>', (5, 20), (20, 8)),
        ('<path fill="#f00" d="M0 0h40v20H0z"/>', (20, 10), (20, 30)),
        ('<path fill="#f00" d="m10 10 20 0 0 20-20 0z"/>', (15, 15), (35, 35)),
        ('<path fill="#f00" d="M0 20A20 20 0 0 1 40 20z"/>', (20, 4), (20, 30)),
        ('<path fill="#f00" d="M0 20A20 20 0 0 0 40 20z"/>', (20, 36), (20, 10)),
        ('<path fill="#f00" d="M0 20a20 20 0 1 1 20 20z"/>', (20, 10), (3, 38)),
        # Too small for its end, it grows: a half circle.
        ('<path fill="#f00" d="M0 20A1 1 0 0 1 40 20z"/>', (20, 4), (20, 30)),
        ('<path fill="#f00" d="M0 40C0 0 40 0 40 40z"/>', (20, 20), (2, 5)),
        ('<path fill="#f00" d="M0 20C0 0 20 0 20 20S40 40 40 20z"/>', (10, 10), (10, 30)),
        ('<path fill="#f00" d="M0 20S20 0 40 20z"/>', (20, 17), (20, 30)),
        ('<path fill="#f00" d="M0 20Q20 -10 40 20z"/>', (20, 10), (20, 30)),
        ('<path fill="#f00" d="M0 20q10 -20 20 0t20 0z"/>', (10, 14), (10, 26)),
        ('<path fill="#f00" d="M0 20q10 -20 20 0t20 0z"/>', (30, 26), (30, 14)),
        ('<path fill="#f00" d="M0 20T20 0T40 20z"/>', (20, 10), (3, 3)),
        ('<path fill="none" stroke="#f00" stroke-width="8" d="M0 20H40"/>', (20, 20), (20, 30)),
        (
            (
                '<path fill="none" stroke="#f00" stroke-width="8" stroke-linecap="round" '
                'd="M10 20H20M30 20H30"/>'
            ),
            (7, 20),
            (3, 20),
        ),
        (
            '<circle cx="20" cy="20" r="14" fill="none" stroke="#f00" stroke-width="4"/>',
            (6, 20),
            (20, 20),
        ),
        ('<path fill="none" stroke="#f00" stroke-width="4" d="M5 5H35V35H5z"/>', (5, 20), (20, 20)),
        (
            '<g transform="translate(20 20) scale(2)" fill="#f00"><rect width="8" height="8"/></g>',
            (34, 34),
            (18, 18),
        ),
        (
            '<g transform="translate(20)" fill="#f00"><rect width="20" height="8"/></g>',
            (30, 4),
            (10, 4),
        ),
    ],
)
def test_shape_is_where_it_belongs(inner, inside, outside):
    picture = drawn(inner)

    assert picture.getpixel(inside) == RED
    assert picture.getpixel(outside) == WHITE


def test_thin_colour_lets_through_what_is_below():
    picture = drawn(
        '<rect width="40" height="40" fill="#000"/><g opacity=".5">'
        '<rect width="40" height="20" fill="#f00" opacity=".5"/></g>'
    )

    assert picture.getpixel((20, 10))[0] == pytest.approx(64, abs=2)
    assert picture.getpixel((20, 30)) == BLACK


def test_edges_are_smooth():
    picture = drawn('<circle cx="20" cy="20" r="15"/>')

    shades = {colour for _number, colour in picture.getcolors()}
    assert shades > {WHITE, BLACK}


@pytest.mark.parametrize("inner", ["<text/>", '<path d="M0 0R1 1 2 2"/>'])
def test_what_it_does_not_understand_is_an_error(inner):
    with pytest.raises(ValueError, match="unknown"):
        drawn(inner)


def test_every_drawing_of_ours_is_understood():
    for drawing in ("", *PICTOGRAMS):
        for kind in ("SAFE", "MUST", "CARE", "STOP"):
            picture = pixels.draw(f"<svg>{sign(kind, drawing)}</svg>", width=100, height=100)
            assert len(picture.getcolors(10_000)) > 1
    for scene in (scenes.skyline("a", "CARE"), scenes.cover("a", "STOP", "EBIKE")):
        assert len(pixels.draw(scene, width=360, height=200).getcolors(10_000)) > 4
