"""What the wording gate finds in a text, and what it leaves alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.wording import check

TERMS = {
    "灭火气": ("灭火器", "BLOCK"),
    "安监局": ("应急管理局", "WARN"),
    "国家安监局": ("应急管理部", "BLOCK"),
}


def found(text):
    return [(one.level, one.found) for one in check(text, terms=TERMS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("楼道里放两具灭火气。", [("BLOCK", "灭火气")]),
        ("国家安监局发文", [("BLOCK", "国家安监局")]),
        ("原安监局、国家安监局", [("WARN", "安监局"), ("BLOCK", "国家安监局")]),
        ("灭火气和灭火气", [("BLOCK", "灭火气")]),
        ("请打 13800138000", [("BLOCK", "13800138000")]),
        ("请打 138-0013-8000", [("BLOCK", "138-0013-8000")]),
        ("请打 138****8000", []),
        ("编号 2138001380001", []),
        ("身份证 11010519491231002X", [("BLOCK", "11010519491231002X")]),
        ("单号 110105194912310021", []),
        ("先断电，，再离开", [("WARN", "，，")]),
        ("先断电,再离开", [("WARN", ",")]),
        ("温度 1,200 度", []),
        ("fire, smoke", []),
        ("谢谢您", []),
        ("安安安全", [("WARN", "安安安")]),
        ("见附件（一", [("WARN", "（一")]),
        ("见附件（一）", []),
        ("", []),
    ],
)
def test_check_finds(text, expected):
    assert found(text) == expected


def test_finding_shows_what_stands_around_it_and_what_to_write():
    (one,) = check("每层楼道的尽头放两具灭火气，并写明检查日期。", terms=TERMS)

    assert (one.where, one.advice) == ("楼道的尽头放两具灭火气，并写明检查日期", "建议：灭火器")


@given(st.text(alphabet="灭火气安监局国家a1，（)", max_size=60))
def test_check_takes_any_text(text):
    places = [text.find(one.found) for one in check(text, terms=TERMS)]

    assert all(place >= 0 for place in places)
