"""An event's page in the back office, and the steps it takes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.events.domain import headcounts
from portal.events.enums import (
    EventKind,
    EventStatus,
    HeadCountMethod,
    RegistrationStatus,
    ScanState,
)
from portal.events.models import Scan
from portal.people.domain import roles
from portal.people.enums import RoleCode
from tests.factories.events import AttendanceFactory, EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory
from tests.portal.events.views.asking import page, register, said, url

pytestmark = pytest.mark.django_db


HOUR = timedelta(hours=1)


def test_page_shows_all_about_an_event(back_office, over):
    person = PersonFactory(name="买买提", unit_text="", organisation=over.organiser)
    AttendanceFactory(event=over, person=person, flags=["WALK_IN", "OF_A_LATER_VERSION"])
    register(over, status=RegistrationStatus.CONFIRMED)
    Scan.objects.create(
        event=over,
        person=person,
        kind="IN",
        source="VENUE_QR",
        state=ScanState.PENDING_REVIEW,
        received_at=over.starts_at,
        effective_at=over.starts_at,
    )

    response = page(back_office, over)

    assert response.status_code == 200
    assert response.context["figures"].total == 1
    assert [step.code for step, _url in response.context["steps"]] == ["reconcile"]
    assert response.context["may_count"]
    assert "买买提" in response.content.decode()


def test_screen_is_offered_as_long_as_there_is_a_door(back_office, coming, over):
    offered = [
        reverse("events:desk-screen", args=[event.code])
        in page(back_office, event).content.decode()
        for event in (coming, over)
    ]

    assert (offered, coming.status) == ([True, False], EventStatus.PUBLISHED)


@pytest.mark.parametrize("kind", [EventKind.DRILL, EventKind.TRAINING])
def test_page_of_what_another_app_knows_has_no_form_here(back_office, coming, kind):
    coming.kind = kind
    coming.save()

    response = page(back_office, coming)

    assert response.context["edit_url"] == ""


def test_page_of_publicity_leads_to_its_form(back_office, coming):
    coming.kind = EventKind.LECTURE
    coming.save()

    response = page(back_office, coming)

    assert response.context["edit_url"] == url("edit", coming)


def test_page_of_another_unit_is_not_there(back_office):
    assert page(back_office, EventFactory(organiser=OrganisationFactory())).status_code == 404


def test_page_for_a_reader_has_no_buttons(reader, coming):
    response = page(reader, coming)

    assert response.status_code == 200
    assert (response.context["steps"], response.context["edit_url"]) == ([], "")
    assert not response.context["may_register"]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries_for_any_number_of_people(
    back_office, over, rows, django_assert_max_num_queries
):
    for _row in range(rows):
        AttendanceFactory(event=over)
        register(over, status=RegistrationStatus.CONFIRMED)
        headcounts.record(
            event=over,
            count=rows,
            method=HeadCountMethod.ROLL_CALL,
            counted_at=over.starts_at,
            by=UserFactory(),
        )

    with django_assert_max_num_queries(36):
        page(back_office, over)


def test_publish_is_one_click(back_office, coming):
    coming.status = EventStatus.DRAFT
    coming.save()

    response = back_office.post(url("step", coming, "publish"), follow=True)

    coming.refresh_from_db()
    assert coming.status == EventStatus.PUBLISHED
    assert response.redirect_chain == [(url("inspect", coming), 302)]


def test_step_that_is_not_possible_is_refused_in_words(back_office, coming):
    response = back_office.post(url("step", coming, "publish"), follow=True)

    assert len(said(response)) == 1
    assert coming.title in said(response)[0]


def test_step_form_of_a_step_that_is_not_possible_leads_back(back_office, over):
    response = back_office.get(url("step", over, "publish"), follow=True)

    assert response.redirect_chain == [(url("inspect", over), 302)]


def test_unknown_step_is_not_there(back_office, coming):
    assert back_office.get(url("step", coming, "explode")).status_code == 404


def test_steps_are_not_for_readers(reader, coming):
    response = reader.post(url("step", coming, "postpone"), {"reason": "暴雨"})

    coming.refresh_from_db()
    assert response.status_code == 302
    assert coming.status == EventStatus.PUBLISHED


def test_steps_of_another_unit_are_not_there(back_office):
    event = EventFactory(organiser=OrganisationFactory())

    assert back_office.post(url("step", event, "end")).status_code == 404


@pytest.mark.parametrize(
    ("code", "status"), [("postpone", EventStatus.POSTPONED), ("cancel", EventStatus.CANCELLED)]
)
def test_step_with_a_reason(back_office, coming, code, status):
    asked = back_office.get(url("step", coming, code))
    missing = back_office.post(url("step", coming, code), {"reason": ""})
    back_office.post(url("step", coming, code), {"reason": "暴雨橙色预警"})

    coming.refresh_from_db()
    assert (asked.status_code, missing.status_code) == (200, 422)
    assert (coming.status, coming.status_reason) == (status, "暴雨橙色预警")


def when(moment, **more):
    local = timezone.localtime(moment)
    return {
        "start_date": f"{local:%Y-%m-%d}",
        "start_time": f"{local:%H:%M}",
        "end_time": "23:59",
        "place": "二楼会议室",
        **more,
    }


def test_move_takes_time_and_place(back_office, coming, now):
    start = (now + 72 * HOUR).replace(hour=1, minute=30, second=0)

    back_office.post(url("step", coming, "move"), when(start))

    coming.refresh_from_db()
    assert (coming.starts_at, coming.place) == (start, "二楼会议室")


def test_move_refuses_an_end_before_the_start_and_keeps_what_was_typed(back_office, coming, now):
    response = back_office.post(
        url("step", coming, "move"), when(now, start_time="10:00", end_time="09:00")
    )

    assert response.status_code == 422
    assert 'value="二楼会议室"' in response.content.decode()
    assert "end_time" in response.context["form"].errors


def test_move_to_a_venue_that_is_taken_asks_for_a_reason(back_office, coming, office, now):
    venue = VenueFactory(organisation=office)
    start = (now + 72 * HOUR).replace(hour=2, minute=0, second=0)
    taken = EventFactory(venue=venue, starts_at=start, title="已占用的会议")
    values = when(start, venue=venue.pk)

    asked = back_office.post(url("step", coming, "move"), values)
    back_office.post(
        url("step", coming, "move"), {**values, "clash_seen": "on", "clash_reason": "分区使用"}
    )

    coming.refresh_from_db()
    assert asked.status_code == 422
    assert taken.title in asked.content.decode()
    assert (coming.venue, coming.starts_at) == (venue, start)


def test_resume_publishes_at_the_new_time(back_office, coming, now):
    coming.status = EventStatus.POSTPONED
    coming.save()
    start = (now + 96 * HOUR).replace(hour=1, minute=0, second=0)

    back_office.post(url("step", coming, "resume"), when(start))

    coming.refresh_from_db()
    assert (coming.status, coming.starts_at) == (EventStatus.PUBLISHED, start)


def test_reconcile_without_a_count_asks_for_a_reason(back_office, over):
    asked = back_office.get(url("step", over, "reconcile"))
    refused = back_office.post(url("step", over, "reconcile"), {"reason": ""})
    back_office.post(url("step", over, "reconcile"), {"reason": "场地开放，无法清点"})

    over.refresh_from_db()
    assert asked.context["figures"].named == 0
    assert url("count", over) in asked.content.decode()
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors()
    assert over.status == EventStatus.RECONCILED


def test_lock_with_fewer_heads_than_names_is_refused_in_words(back_office, over, organiser):
    AttendanceFactory.create_batch(2, event=over)
    headcounts.record(
        event=over,
        count=1,
        method=HeadCountMethod.ESTIMATE,
        counted_at=over.starts_at,
        by=organiser,
    )
    over.status = EventStatus.RECONCILED
    over.save()

    response = back_office.post(url("step", over, "lock"), follow=True)

    over.refresh_from_db()
    assert over.status == EventStatus.RECONCILED
    assert "2" in said(response)[0]


def unlock(browser, event, **fields):
    return browser.post(
        url("step", event, "unlock"),
        {
            "reason": "补录三人",
            "username": "second",
            "password": "correct horse battery",
            **fields,
        },
    )


@pytest.fixture
def second(office):
    user = UserFactory(username="second", scope=office)
    user.groups.add(roles.sync()[RoleCode.DISTRICT_MANAGER])
    return user


def test_unlock_by_two_people(back_office, locked, second):
    unlock(back_office, locked)

    locked.refresh_from_db()
    assert locked.status == EventStatus.RECONCILED
    assert ModelLogEntry.objects.get(action="events.second").user == second


@pytest.mark.parametrize("fields", [{"password": "wrong"}, {"username": "nobody"}, {"reason": ""}])
def test_unlock_is_refused_without_a_second_person_or_reason(back_office, locked, second, fields):
    response = unlock(back_office, locked, **fields)

    locked.refresh_from_db()
    assert (response.status_code, locked.status) == (422, EventStatus.LOCKED)
    assert "correct horse" not in response.content.decode()


def test_unlock_by_one_person_twice_is_refused(back_office, locked, organiser):
    response = unlock(back_office, locked, username=organiser.username)

    locked.refresh_from_db()
    assert locked.status == EventStatus.LOCKED
    assert response.context["form"].non_field_errors()


def test_unlock_by_somebody_of_another_unit_is_refused(back_office, locked):
    user = UserFactory(username="second", scope=OrganisationFactory())
    user.groups.add(roles.sync()[RoleCode.ORGANISER])

    assert unlock(back_office, locked).status_code == 422
