"""Drawn pictures."""

from xml.etree import ElementTree

import pytest

from cms.drawings import places, scenes, signs
from cms.drawings.palettes import PALETTES, steady_numbers
from cms.drawings.pictograms import PICTOGRAMS, pictogram
from cms.enums import Drawing
from portal.events.models import Topic


@pytest.mark.parametrize("kind", Topic.Sign.values)
@pytest.mark.parametrize("drawing", ["", *Drawing.values])
def test_picture_is_sound_and_the_same_each_time(kind, drawing):
    for picture in (
        scenes.skyline("a-page", kind),
        scenes.cover("a-page", kind, drawing),
        scenes.front(kind, drawing),
    ):
        ElementTree.fromstring(picture)
        assert "style=" not in picture
        assert len(picture) < 6000
    assert scenes.cover("a-page", kind, drawing) == scenes.cover("a-page", kind, drawing)


def test_pages_differ_by_name():
    assert scenes.skyline("a", "SAFE") != scenes.skyline("b", "SAFE")


def test_houses_stay_inside_the_picture():
    for number in range(200):
        picture = ElementTree.fromstring(scenes.skyline(f"page-{number}", "SAFE"))
        walls = [path.get("d") for path in picture if path.tag.endswith("path")]
        lefts = [float(part.split()[0]) for wall in walls for part in wall.split("M")[1:]]
        assert 0 <= min(lefts) <= max(lefts) <= 360


def test_unknown_sign_is_drawn_as_information_of_the_safe_kind():
    assert scenes.skyline("a", "") == scenes.skyline("a", "SAFE")


def test_prohibition_never_bars_the_help_itself():
    assert "M20 20 80 80" in signs.sign("STOP", "EBIKE")
    assert "M20 20 80 80" not in signs.sign("STOP", "EXTINGUISHER")


@pytest.mark.parametrize("drawing", Drawing.values)
def test_pictogram_is_well_formed_small_and_at_home_somewhere(drawing):
    figure = pictogram(drawing, ink="#14211b", ground="#fff")

    ElementTree.fromstring(f"<g>{figure}</g>")
    assert 100 < len(figure) < 1000
    assert "{" not in figure
    assert drawing in places.PLACES
    assert len({figure, *PICTOGRAMS.values()}) == len(Drawing) + 1


@pytest.mark.parametrize(
    "place", sorted({p for some in places.PLACES.values() for p in some}, key=str)
)
@pytest.mark.parametrize("kind", PALETTES)
def test_place_is_well_formed_and_differs_by_name(place, kind):
    drawn = [place(steady_numbers(f"page-{n}"), PALETTES[kind]) for n in range(30)]

    for picture in drawn:
        ElementTree.fromstring(f"<g>{picture}</g>")
        assert 'd=""' not in picture
    assert len(set(drawn)) > 5


@pytest.mark.parametrize("kind", Topic.Sign.values)
@pytest.mark.parametrize("drawing", ["", *Drawing.values])
def test_cover_is_at_most_three_kilobytes(kind, drawing):
    sizes = [len(scenes.cover(f"page-{n}", kind, drawing).encode()) for n in range(60)]

    assert max(sizes) <= 3072
