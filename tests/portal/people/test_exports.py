"""The template and the report."""

import re
import zipfile
from io import BytesIO

import pytest

from portal.lib.sheets import read
from portal.people import exports, imports
from portal.people.domain import roster
from tests.factories.people import OrganisationFactory, RosterImportFactory

pytestmark = pytest.mark.django_db


def test_template_is_read_back_as_a_roster():
    content = exports.template("平安机械")

    found = imports.read_roster(content)
    assert [(one.name, one.phone, one.unit, one.audience) for one in found.lines] == [
        ("张三", "13800000000", "平安机械", "WORKER")
    ]
    assert found.lines[0].problems == []
    with zipfile.ZipFile(BytesIO(content)) as book:
        part = book.read("xl/worksheets/sheet1.xml").decode()
    assert part.count("<dataValidation ") == 5


def test_template_for_a_course_that_asks_has_a_column_of_text():
    content = exports.template("平安机械", with_identity=True)

    found = imports.read_roster(content, keep_identity=True)
    assert found.columns["identity"] == "F"
    assert (found.lines[0].identity_last4, found.lines[0].problems) == ("002X", [])
    with zipfile.ZipFile(BytesIO(content)) as book:
        part = book.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<col min="6" max="6" width="[^"]+" style="\d', part)


def test_report_says_what_became_of_each_row():
    unit = OrganisationFactory(name="平安机械")
    made = RosterImportFactory(
        organisation=unit, headings=["姓名", "手机", "单位", "序号"], sheet_name="名单"
    )
    content = "姓名,手机,单位,序号\n王强,13800001234,平安机械,1\n李雷,123,火星\n".encode()
    found = imports.read_roster(content)
    roster.preview(roster=made, lines=found.lines, columns=found.columns)

    (sheet,) = read(exports.report(made))
    (errors,) = read(exports.report(made, "ERROR"))

    assert sheet.rows[0].cells[:4] == ("姓名", "手机", "单位", "序号")
    assert sheet.rows[1].cells[:5] == ("王强", "13800001234", "平安机械", "1", "2")
    assert sheet.rows[2].cells[:3] == ("李雷", "123", "火星")
    assert [len(sheet.rows), len(errors.rows)] == [3, 2]
    assert errors.rows[1].cells == sheet.rows[2].cells
    assert len(errors.rows[1].cells[-1].splitlines()) == 2


def test_report_explains_changes():
    made = RosterImportFactory()
    row = roster.RosterRow(
        roster=made,
        number=2,
        changes=[
            {"field": "position", "before": "", "after": "焊工"},
            {"field": "phone", "before": "1234", "after": "5678"},
        ],
    )

    assert [line.split(": ")[1] for line in exports.explanation(row).splitlines()] == [
        "– → 焊工",
        "1******1234 → 1******5678",
    ]
