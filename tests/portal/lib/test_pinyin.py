"""First letters of sounds."""

import pytest

from portal.lib.pinyin import initials, name_sounds


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
