"""Pictures for sharing: the right size, quick, and titles that break where they read best."""

import io
from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cms.drawings import cards
from cms.drawings.cards import Card

CARD = Card(
    "电动自行车，不进楼道不进家门", "安全知识", "STOP", "EBIKE", "ebike", "平安新区", "安全文化门户"
)


def test_picture_has_the_size_that_is_shared():
    picture = Image.open(io.BytesIO(cards.png(CARD)))

    assert (picture.format, picture.size) == ("PNG", (1200, 630))


def test_picture_is_small_and_quick():
    cards.png(CARD)
    started = perf_counter()
    data = cards.png(replace(CARD, title="安全" * 60, district="长" * 60))

    assert len(data) < 60_000
    # A fifth of a second on one core; the limit leaves room for a busy machine.
    assert perf_counter() - started < 1.5


def test_digest_changes_with_every_word_and_with_nothing_else():
    others = [replace(CARD, **{name: "x"}) for name in Card.__slots__]

    assert len({CARD.digest, *(other.digest for other in others)}) == len(others) + 1
    assert replace(CARD).digest == CARD.digest


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("暴雨", ["暴雨"]),
        ("电动自行车，不进楼道不进家门", ["电动自行车，", "不进楼道", "不进家门"]),
        (
            "凤凰城北区高层住宅火灾逃生演练（第 3 场）",
            ["凤凰城北区高层", "住宅火灾逃生", "演练（第 3 场）"],
        ),
        (
            "Electric bicycles: never in the stairwell, never in the flat",
            ["Electric bicycles:", "never in the stairwell,", "never in the flat"],
        ),
        ("", [""]),
    ],
)
def test_title_breaks_after_a_comma_and_between_words(title, lines):
    assert cards._set(title)[1] == lines


@pytest.mark.parametrize("title", ["安" * 200, "W" * 200, "关于开展“安全生产月”活动的通知，" * 12])
def test_title_too_long_for_any_size_ends_with_dots(title):
    size, lines = cards._set(title)

    assert size == cards.SIZES[-1]
    assert lines[-1].endswith("…")
    assert len(lines) == cards.MOST_LINES


@settings(max_examples=60)
@given(
    title=st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=120
    )
)
def test_any_title_keeps_within_its_field(title):
    size, lines = cards._set(title)

    room = cards.TITLE_BOTTOM - cards.TITLE_TOP
    assert len(lines) <= cards.MOST_LINES
    assert len(lines) * size * 1.32 <= room + size
    assert all(cards._width(line, size) <= cards.TITLE_WIDTH + size for line in lines)
    assert not any(line[:1] in set("，。、；：！？）》”") - {""} for line in lines[1:])
    assert cards.png(replace(CARD, title=title))
