"""Names and phone numbers as people type them."""

import pytest

from portal.lib import names


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("王 小 强", "王小强"),
        ("　李　雷 ", "李雷"),
        ("Anna  Li", "Anna Li"),
        ("ＡＢＣ", "ABC"),
        ("李\u200b娜\ufeff", "李娜"),
        ("\u202d王\u00a0强\u202c", "王强"),
        ("𠮷 田", "𠮷田"),
        ("吴 〇", "吴〇"),
        ("阿卜杜拉•艾合买提", "阿卜杜拉·艾合买提"),
        ("次仁 ・ 卓玛", "次仁·卓玛"),
        ("买买提．吐尔逊", "买买提·吐尔逊"),
        ("J. Li", "J. Li"),
    ],
)
def test_tidy_name(typed, stored):
    assert names.tidy_name(typed) == stored


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("１３８ ００００-0000", "13800000000"),
        ("+86 138 0000 0000", "13800000000"),
        ("0086-13800000000", "13800000000"),
        ("8600000", "8600000"),
    ],
)
def test_tidy_phone(typed, digits):
    assert names.tidy_phone(typed) == digits


@pytest.mark.parametrize(
    ("digits", "is_mobile"),
    [("13800000000", True), ("12800000000", False), ("1380000000", False), ("", False)],
)
def test_is_mobile(digits, is_mobile):
    assert names.is_mobile(digits) is is_mobile


@pytest.mark.parametrize(
    ("name", "masked"),
    [("", ""), ("王", "王"), ("王强", "王*"), ("王小强", "王*强"), ("Anna", "A***")],
)
def test_masked_name(name, masked):
    assert names.masked_name(name) == masked


def test_masked_phone_without_digits_is_empty():
    assert (names.masked_phone("1234"), names.masked_phone("")) == ("1******1234", "")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("平安（新区）机械 有限责任公司", "平安新区机械"),
        ("平安新区机械有限公司", "平安新区机械"),
        ("红旗化工股份有限公司", "红旗化工"),
        ("ＡＢＣ Co., Ltd.", "abc"),
        ("有限公司", "有限公司"),
        ("《安居》社区", "安居社区"),
        (" ", ""),
    ],
)
def test_unit_key(typed, key):
    assert names.unit_key(typed) == key
