"""Codes in words."""

import re
from pathlib import Path

import pytest

from portal.people.domain import wording
from portal.people.models import RosterRow

VALUES = {
    "row": 12,
    "column": "C",
    "limit": 60,
    "digits": 10,
    "name": "王*",
    "unit": "宏旗化工",
    "top": "高新园区",
    "suggestion": "",
    "text": "宇航员",
    "read": "名单",
    "left": "说明",
    "columns": "序号",
    "signs": "？",
    "rows": "3、5",
    "count": 2,
    "phone_row": 3,
    "identity_row": 5,
    "phone_of": "王*",
    "identity_of": "李*",
    "identity": "**************002X",
}
CODES = sorted(wording._SENTENCES)


@pytest.mark.parametrize("code", CODES)
def test_sentence_of_every_code_has_all_its_values(code):
    said = wording.sentence({"code": code, **VALUES})

    assert said
    assert "%(" not in said


def test_every_code_that_is_written_has_a_sentence():
    sources = [
        Path("portal/lib/identity.py"),
        Path("portal/people/imports.py"),
        *Path("portal/people/domain").glob("*.py"),
    ]
    found = set()
    for source in sources:
        text = source.read_text()
        found |= set(re.findall(r'\bmessage="(\w+)"', text))
        found |= set(re.findall(r'_Unclean\("(\w+)"', text))
        found |= set(re.findall(r'self\.problem\(\s*"(\w+)"', text))
        found |= set(re.findall(r'"code": "(\w+)"', text))
        found |= set(re.findall(r'Unusable\("(\w+)"', text))
        found |= set(re.findall(r'\bmessage(?:, roster.message)? = (?:\w+\.\w+, )?"(\w+)"', text))

    assert found - set(CODES) == set()
    assert len(found) > 15


def test_sentence_of_an_unknown_unit_suggests():
    said = wording.sentence({"code": "unit_unknown", **VALUES, "suggestion": "红旗化工"})

    assert "红旗化工" in said


def test_place_names_row_and_column():
    row = RosterRow(number=12)

    assert "12" in wording.place(row, {"column": ""})
    assert "C" in wording.place(row, {"column": "C"})
    assert "C" not in wording.place(row, {"column": ""})


@pytest.mark.parametrize(
    ("field", "before", "after", "shown"),
    [
        ("phone", "", "1234", ("", "1******1234")),
        ("identity", "", "002X", ("", "**************002X")),
        ("unit", "平安机械", "红旗化工", ("平安机械", "红旗化工")),
        ("position", "", "焊工", ("", "焊工")),
        ("membership", "", "红旗化工", ("", "红旗化工")),
    ],
)
def test_change_of_plain_values(field, before, after, shown):
    said = wording.change({"field": field, "before": before, "after": after})

    assert said[1:] == shown


@pytest.mark.parametrize(
    ("field", "after"), [("status", "VERIFIED"), ("role", "WORKER"), ("audience", "WORKER")]
)
def test_change_of_choices_shows_labels(field, after):
    _what, before, shown = wording.change({"field": field, "before": "", "after": after})

    assert before == ""
    assert shown not in {"", after}
