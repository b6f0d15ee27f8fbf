"""Lists of an event to print and to take along."""

import pytest
from wagtail.models import ModelLogEntry

from portal.events.enums import (
    AttendanceStatus,
    RegistrationStatus,
)
from portal.events.views import papers
from portal.lib import sheets
from tests.factories.events import AttendanceFactory, EventFactory
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.portal.events.views.asking import register, url

pytestmark = pytest.mark.django_db


def test_attendance_sheet_holds_who_was_present_and_who_took_it(back_office, over, organiser):
    AttendanceFactory(event=over, person__name="=1+1", flags=["WALK_IN"])
    AttendanceFactory(event=over, person__name="缺席者", status=AttendanceStatus.ABSENT)
    walk_in = PersonFactory(name="散客", organisation=None, unit_text="路过")
    AttendanceFactory(event=over, person=walk_in, organisation_then=None)

    response = back_office.get(url("export", over))

    names, about = sheets.read(response.content)
    assert [row.cells[1:3] for row in names.rows[1:]] == [
        ("=1+1", over.attendances.get(person__name="=1+1").organisation_then.name),
        ("散客", "路过"),
    ]
    assert str(organiser) in [row.cells[1] for row in about.rows]
    assert "no-store" in response["Cache-Control"]
    assert ModelLogEntry.objects.get(action="events.export").data == {"rows": 2}


def test_attendance_sheet_is_not_for_readers_nor_other_units(reader, over):
    assert reader.get(url("export", over)).status_code == 302
    other = EventFactory(organiser=OrganisationFactory())
    assert reader.get(url("export", other)).status_code == 404


def test_sign_in_sheet_lists_seats_and_empty_lines(back_office, coming):
    register(coming, status=RegistrationStatus.CONFIRMED, person=PersonFactory(name="赵丽华"))
    register(coming, status=RegistrationStatus.REJECTED, person=PersonFactory(name="不来的人"))

    response = back_office.get(url("sheet", coming))

    text = response.content.decode()
    assert response.status_code == 200
    assert ("赵丽华" in text, "不来的人" in text, "<svg" in text) == (True, False, True)
    assert list(response.context["lines"]) == list(range(2, 22))


@pytest.mark.parametrize(
    ("people", "lines"), [(0, 21), (11, 21), (12, 45), (35, 45), (36, 69), (106, 117)]
)
def test_sign_in_sheet_fills_its_last_page_and_leaves_lines_for_others(people, lines):
    assert papers.PrintSignInSheet().lines_for(people) == lines
