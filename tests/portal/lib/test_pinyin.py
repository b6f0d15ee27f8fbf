"""First letters of sounds."""

import pytest

from portal.lib.pinyin import from_each, in_full, initials, name_sounds


@pytest.mark.parametrize(
    ("text", "letters"),
    [("平安机械2厂", "pajx2c"), ("青云（新区）", "qyxq"), ("ABC 电子", "abcdz"), ("", "")],
)
def test_initials(text, letters):
    assert initials(text) == letters


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("王小明", " wxm wangxiaoming"),
        ("单小明", " sxm shanxiaoming"),
        ("万俟雪", " mqx moqixue"),
        ("Li Ming", " l liming"),
        ("", "  "),
    ],
)
def test_name_sounds(name, sounds):
    assert name_sounds(name) == sounds


@pytest.mark.parametrize(
    ("title", "sounds"),
    [
        ("灭火器", "mhq miehuoqi hq huoqi q qi"),
        ("第97秒", "dm dimiao m miao"),
        ("Fire", ""),
        ("", ""),
    ],
)
def test_title_from_each_character(title, sounds):
    assert from_each(title) == sounds


def test_long_titles_are_cut_off():
    assert from_each("安全" * 20).split()[:2] == ["aqaqaqaqaqaq", "anquananquananquan"]


def test_sounds_in_full():
    assert in_full("灭火器 MFZ4") == "miehuoqimfz4"
