"""First letters of sounds."""

import pytest

from portal.lib.pinyin import initials


@pytest.mark.parametrize(
    ("text", "letters"),
    [("平安机械2厂", "pajx2c"), ("青云（新区）", "qyxq"), ("ABC 电子", "abcdz"), ("", "")],
)
def test_initials(text, letters):
    assert initials(text) == letters
