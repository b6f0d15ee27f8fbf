"""The staff's list at the door, and the venue's screen."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.users.models import UserProfile

from portal.events.enums import EventStatus, ScanState
from portal.events.models import Attendance, Event, Scan
from portal.lib import qr
from portal.people.domain import roles
from portal.people.enums import RoleCode
from portal.people.models import Role
from tests.factories.events import AttendanceFactory, EventFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def event():
    event = EventFactory(starts_at=timezone.now())
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    return event


@pytest.fixture
def staff(client, event):
    roles.sync()
    user = UserFactory(scope=event.organiser)
    user.groups.add(Role.objects.get(code=RoleCode.DESK_STAFF).group)
    # English, as these tests quote many sentences.
    UserProfile.objects.create(user=user, preferred_language="en")
    client.force_login(user)
    return user


def registered(event, **more):
    person = PersonFactory(**more)
    now = timezone.now()
    event.registrations.create(person=person, status="CONFIRMED", requested_at=now, changed_at=now)
    return person


def waiting(event, person):
    now = timezone.now()
    return Scan.objects.create(
        event=event,
        person=person,
        kind="IN",
        source="VENUE_QR",
        state=ScanState.PENDING_REVIEW,
        reason="SECOND_PERSON",
        received_at=now,
        effective_at=now,
    )


def listed(page):
    return re.findall(r"<li>\s*<div><b>(.*?)</b>", page.content.decode())


def test_list_shows_who_waits_who_is_in_and_who_is_missing(client, event, staff):
    registered(event, name="李雷")
    waiting(event, PersonFactory(name="张三"))

    page = client.get(f"/door/{event.code}/")

    assert listed(page) == ["张三", "李雷"]


def test_whoever_was_corrected_by_hand_is_shown_as_he_stands(client, event, staff):
    """Who has no scan of his own has nothing to undo; the correction is withdrawn elsewhere."""
    Event.objects.filter(pk=event.pk).update(status=EventStatus.ENDED)
    present, absent = registered(event, name="李雷"), registered(event, name="韩梅梅")
    for person, status in ((present, "PRESENT"), (absent, "ABSENT")):
        AttendanceFactory(event=event, person=person, status=status, first_in_at=None)

    page = client.get(f"/door/{event.code}/").content.decode()

    first, second = (row.split("</li>")[0] for row in page.split("<li>\n<div><b>")[1:])
    signs = ("status safe", "status stop", "/tick", "/annul")
    assert {
        name: [sign in row for sign in signs]
        for row in (first, second)
        for name in ("李雷", "韩梅梅")
        if row.startswith(name)
    } == {"李雷": [True, False, False, False], "韩梅梅": [False, True, True, False]}


def test_attendance_whose_scans_are_not_kept_has_nothing_to_undo(client, event, staff):
    AttendanceFactory(event=event, person=registered(event, name="李雷"))

    page = client.get(f"/door/{event.code}/")

    assert (page.status_code, "/annul" in page.content.decode()) == (200, False)


def test_search_finds_by_name_unit_and_last_four(client, event, staff):
    registered(event, name="李雷", phone_last4="2000")
    registered(event, name="韩梅梅", organisation=OrganisationFactory(name="东湖花园"))

    found = [listed(client.get(f"/door/{event.code}/", {"q": q})) for q in ("李雷", "2000", "东湖")]
    one_letter = client.get(f"/door/{event.code}/", {"q": "李"})

    assert found == [["李雷"], ["李雷"], ["韩梅梅"]]
    assert "Type at least two characters." in one_letter.content.decode()


def test_list_takes_as_many_queries_for_three_as_for_one(client, event, staff):
    client.get(f"/door/{event.code}/")  # fills what the process remembers

    counts = []
    for number in range(3):
        registered(event)
        waiting(event, PersonFactory())
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/door/{event.code}/")
        counts.append(len(queries))
        assert len(listed(client.get(f"/door/{event.code}/"))) == 2 * (number + 1)

    assert counts == [counts[0]] * 3
    assert counts[0] <= 18


@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.POSTPONED])
def test_list_of_an_event_that_is_off_takes_nobody_in(client, event, staff, status):
    registered(event)
    event.status, event.status_reason = status, "台风"
    event.save()

    page = client.get(f"/door/{event.code}/").content.decode()

    assert "台风" in page
    assert [act for act in ("tick", "walk-in", "screens", "roll-call") if f'/{act}"' in page] == []


def test_list_says_how_the_event_stands_now(client, event, staff):
    page = client.get(f"/door/{event.code}/").content.decode()

    assert "Under way" in page
    assert "This person is" in page


def test_tick_undo_and_see(client, event, staff):
    person, other = registered(event), PersonFactory()
    scan = waiting(event, other)
    fields = {"person": person.pk, "scan_id": uuid4(), "back": "q=x"}

    answer = client.post(f"/door/{event.code}/tick", fields)
    client.post(f"/door/{event.code}/tick", fields)
    client.post(f"/door/{event.code}/scans/{scan.pk}/see")
    both = Attendance.objects.count()
    client.post(f"/door/{event.code}/scans/{fields['scan_id']}/annul", {"note": ""})

    assert answer["Location"] == f"/door/{event.code}/?q=x"
    assert (both, Attendance.objects.get().person) == (2, other)


def test_refusals_come_back_as_sentences(client, event, staff):
    scan = waiting(event, PersonFactory())

    client.post(f"/door/{event.code}/scans/{scan.pk}/turn-down")
    page = client.post(f"/door/{event.code}/scans/{scan.pk}/see", follow=True)

    assert "A colleague has already dealt with this check-in." in page.content.decode()


def test_departure_is_ticked_too(client, event, staff):
    person = registered(event)
    for kind in ("IN", "OUT", "nonsense"):
        client.post(
            f"/door/{event.code}/tick", {"person": person.pk, "scan_id": uuid4(), "kind": kind}
        )

    assert sorted(Scan.objects.values_list("kind", flat=True)) == ["IN", "IN", "OUT"]


@pytest.mark.parametrize(
    "fields", [{}, {"person": "1"}, {"person": "x", "scan_id": "y"}, {"person": "9" * 30}]
)
def test_tick_of_nobody_is_not_found(client, event, staff, fields):
    registered(event)

    assert client.post(f"/door/{event.code}/tick", fields).status_code == 404


def test_tick_with_a_broken_id_is_not_found(client, event, staff):
    person = registered(event)

    answer = client.post(f"/door/{event.code}/tick", {"person": person.pk, "scan_id": "x"})

    assert answer.status_code == 404


def test_walk_in_by_staff_keeps_what_was_typed_until_it_is_right(client, event, staff):
    fields = {"name": "赵六", "phone": "4", "unit": "自家作坊", "scan_id": uuid4()}

    wrong = client.post(f"/door/{event.code}/walk-in", fields)
    right = client.post(f"/door/{event.code}/walk-in", fields | {"phone": "4321"}, follow=True)

    assert (wrong.status_code, 'value="自家作坊"' in wrong.content.decode()) == (422, True)
    assert "赵六 is checked in." in right.content.decode()
    assert Attendance.objects.get().evidence == 3


def test_closed_list_refuses_a_walk_in_and_makes_nobody(client, event, staff):
    event.status = EventStatus.LOCKED
    event.save()
    fields = {"name": "赵六", "phone": "4321", "unit": "", "scan_id": uuid4()}

    page = client.post(f"/door/{event.code}/walk-in", fields, follow=True)

    assert "its attendance list cannot be changed now" in page.content.decode()
    assert Scan.objects.count() == 0


def test_roll_call_is_called_from_the_list(client, event, staff):
    page = client.post(f"/door/{event.code}/roll-call", follow=True)

    event.refresh_from_db()
    assert "Roll call is running" in page.content.decode()
    assert event.roll_call_until > timezone.now()


# --- Who may -----------------------------------------------------------


def addresses(event):
    scan = uuid4()
    return [
        ("get", f"/door/{event.code}/"),
        ("post", f"/door/{event.code}/tick"),
        ("post", f"/door/{event.code}/walk-in"),
        ("post", f"/door/{event.code}/screens"),
        ("post", f"/door/{event.code}/screens/revoke"),
        ("post", f"/door/{event.code}/roll-call"),
        ("post", f"/door/{event.code}/scans/{scan}/see"),
        ("post", f"/door/{event.code}/scans/{scan}/turn-down"),
        ("post", f"/door/{event.code}/scans/{scan}/annul"),
    ]


def test_stranger_is_sent_to_log_in(client, event):
    for method, where in addresses(event):
        assert getattr(client, method)(where).status_code == 302


def test_other_organisation_and_missing_role_answer_as_if_there_were_no_event(client, event, staff):
    elsewhere = EventFactory(starts_at=timezone.now())
    without_role = UserFactory(scope=event.organiser)

    answers = [getattr(client, method)(where).status_code for method, where in addresses(elsewhere)]
    client.force_login(without_role)
    answers += [getattr(client, method)(where).status_code for method, where in addresses(event)]

    assert set(answers) == {404}


def test_scan_of_another_event_is_not_found(client, event, staff):
    foreign = waiting(EventFactory(), PersonFactory())

    assert client.post(f"/door/{event.code}/scans/{foreign.pk}/see").status_code == 404


# --- The screen -----------------------------------------------------------


def test_screen_shows_a_code_that_opens_the_door(client, event, staff):
    where = client.post(f"/door/{event.code}/screens")["Location"]
    client.logout()

    page = client.get(where)
    state = client.get(where + "state.json").json()

    assert page.status_code == 200
    assert 0 < state["expires_in_ms"] <= 15_000
    assert (state["path"], state["side"]) == (qr.path(state["url"]), qr.side(state["url"]))
    assert client.get("/" + state["url"].split("/", 3)[3]).status_code == 200
    assert state["url"] == state["url"].upper()


@pytest.mark.parametrize(
    ("later", "over", "why"), [(-2, True, "请工作人员为您补登"), (2, False, "签到")]
)
def test_screen_of_a_closed_door_says_why(client, event, staff, later, over, why):
    where = client.post(f"/door/{event.code}/screens")["Location"]
    event.starts_at += timedelta(days=later)
    event.ends_at += timedelta(days=later)
    event.save()

    page, state = client.get(where).content.decode(), client.get(where + "state.json").json()

    assert why in state["closed"]
    # What to scan is told beforehand, not when nothing can be scanned any more.
    assert ('<ol data-for="IN" hidden>' in page, state["over"]) == (over, over)
    assert (sorted(state), state["present"]) == (["closed", "over", "present", "registered"], 0)


def test_revoked_screen_is_gone(client, event, staff):
    where = client.post(f"/door/{event.code}/screens")["Location"]
    again = client.post(f"/door/{event.code}/screens")["Location"]

    client.post(f"/door/{event.code}/screens/revoke")

    assert again == where
    assert (client.get(where).status_code, client.get(where + "state.json").status_code) == (
        404,
        404,
    )
