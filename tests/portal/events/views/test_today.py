"""The first panel of the dashboard."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.events.enums import EventStatus, RegistrationStatus, ScanState
from portal.events.models import Registration, Scan
from tests.factories.events import EventFactory
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def panel(browser):
    response = browser.get("/admin/")
    return next(one for one in response.context["panels"] if one.name == "today"), response


def shown(browser):
    today, response = panel(browser)
    return today.get_context_data({"csrf_token": ""}), response


def fill(office, rows):
    now = timezone.now()
    for _row in range(rows):
        on = EventFactory(organiser=office, starts_at=now - HOUR / 2)
        Scan.objects.create(
            event=on,
            person=PersonFactory(),
            kind="IN",
            source="VENUE_QR",
            state=ScanState.PENDING_REVIEW,
            received_at=now,
            effective_at=now,
        )
        EventFactory(organiser=office, starts_at=now - timedelta(days=9), status=EventStatus.ENDED)
        EventFactory(organiser=office, starts_at=now + HOUR, status=EventStatus.DRAFT)
        coming = EventFactory(organiser=office, starts_at=now + timedelta(days=2))
        Registration.objects.create(
            event=coming,
            person=PersonFactory(),
            status=RegistrationStatus.REQUESTED,
            requested_at=now,
            changed_at=now,
        )


def test_panel_shows_what_is_on_waits_and_is_overdue(back_office, office):
    fill(office, 1)
    EventFactory(organiser=OrganisationFactory(), starts_at=timezone.now())

    context, response = shown(back_office)

    assert len(context["on"]) == 1
    assert [one.sign for one in context["overdue"]] == ["stop"]
    assert [one.sign for one in context["waiting"]] == ["care", "must", "care"]
    assert context["on"][0][2] is True
    assert len(context["acts"]) >= 2
    assert response.status_code == 200


def test_panel_of_an_empty_office_says_so(back_office):
    context, response = shown(back_office)

    assert (context["on"], context["overdue"], context["waiting"]) == ([], [], [])
    assert response.content.decode().count('class="ev-empty"') == 2


def test_panel_for_a_reader_has_neither_acts_nor_waiting(reader, office):
    fill(office, 1)

    context, _response = shown(reader)

    assert (context["acts"], context["waiting"], context["plans"]) == ([], [], False)
    assert [door for _event, _state, door in context["on"]] == [False]


def test_panel_takes_the_same_queries_for_any_number_of_events(back_office, office):
    counts = []
    for rows in (1, 2):
        fill(office, rows)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            back_office.get("/admin/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
