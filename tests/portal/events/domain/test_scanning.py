"""The rules of the door."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from portal.events.domain import doors, planning, scanning, screens, tickets
from portal.events.enums import (
    AttendanceStatus,
    DoorOutcome,
    EventStatus,
    RegistrationMode,
    RegistrationStatus,
    ScanKind,
    ScanReason,
    ScanSource,
    ScanState,
)
from portal.events.models import Attendance, DeviceClaim, Display, Scan
from portal.lib import tokens
from tests.factories.events import NOON, EventFactory
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
PHONE, OTHER_PHONE = "a" * 64, "b" * 64


@pytest.fixture
def event():
    event = EventFactory()
    event.blocks.create(starts_at=NOON, ends_at=NOON + 120 * MINUTE)
    return event


def scanned(event, person, *, at=NOON, kind=ScanKind.IN, phone=PHONE, known=False):
    ticket = tickets.issue(door=doors.of(event), kind=kind, device=phone, at=at)
    return tickets.naming(ticket=ticket, person=person, known_phone=known)


def confirm(event, ticket, *, source=ScanSource.VENUE_QR, later=4 * MINUTE):
    return scanning.confirm(
        door=doors.of(event), ticket=ticket, source=source, at=ticket.scanned_at + later
    )


# --- Tickets --------------------------------------------------------------------------------


def test_ticket_comes_back_as_it_was_written(event):
    ticket = scanned(event, PersonFactory(name="王小强"), at=NOON)
    text = tickets.write(ticket)

    back = tickets.read(text=text, door=doors.of(event), device=PHONE, at=NOON + 9 * MINUTE)

    assert back == ticket
    assert back.visitor.name == "王*强"


def test_ticket_is_worthless_late_elsewhere_or_edited(event):
    text = tickets.write(tickets.issue(door=doors.of(event), kind="IN", device=PHONE, at=NOON))
    door, other = doors.of(event), doors.of(EventFactory())

    with pytest.raises(tokens.TokenExpired):
        tickets.read(text=text, door=door, device=PHONE, at=NOON + 10 * MINUTE)
    for where, phone in ((door, OTHER_PHONE), (other, PHONE)):
        with pytest.raises(tickets.TicketForeign):
            tickets.read(text=text, door=where, device=phone, at=NOON)
    edited = ("B" if text[8] == "A" else "A").join((text[:8], text[9:]))
    with pytest.raises(tokens.TokenInvalid):
        tickets.read(text=edited, door=door, device=PHONE, at=NOON)


# --- Checking in -------------------------------------------------------------------------------


def test_confirmation_four_minutes_after_the_scan_is_on_time(event):
    person = PersonFactory()
    at = NOON + 9 * MINUTE

    answer = confirm(event, scanned(event, person, at=at))

    scan, kept = Scan.objects.get(), Attendance.objects.get()
    assert (answer.outcome, answer.scanned_at, answer.since) == (DoorOutcome.ADMITTED, at, at)
    assert (scan.effective_at, scan.received_at, scan.evidence) == (at, at + 4 * MINUTE, 1)
    assert (kept.person, kept.status, kept.first_in_at) == (person, AttendanceStatus.PRESENT, at)
    assert kept.organisation_then == person.organisation


def test_confirmation_takes_few_queries(event, django_assert_num_queries):
    door, ticket = doors.of(event), scanned(event, PersonFactory())
    # The first on a connection of SQLite makes the view.
    confirm(event, scanned(event, PersonFactory(), phone="c" * 64))

    # One; on PostgreSQL with the savepoint that the test's own transaction asks for.
    expected = {"sqlite": 1, "postgresql": 3}[connection.vendor]
    with django_assert_num_queries(expected):
        scanning.confirm(door=door, ticket=ticket, source=ScanSource.VENUE_QR, at=NOON)


def test_departure_takes_few_queries(event, django_assert_num_queries):
    person = PersonFactory()
    confirm(event, scanned(event, person))
    leaving = scanned(event, person, kind=ScanKind.OUT, at=NOON + 100 * MINUTE)
    door = doors.of(event)

    # Phone, scan; attendance, corrections, all scans, attendance anew; the test's savepoint.
    with django_assert_num_queries(6 + 2):
        answer = scanning.confirm(
            door=door, ticket=leaving, source=ScanSource.VENUE_QR, at=leaving.scanned_at
        )

    assert answer.outcome == "LEFT"


def test_repeated_confirmation_gets_the_same_answer_and_changes_nothing(event):
    ticket = scanned(event, PersonFactory())

    answers = {confirm(event, ticket, later=n * MINUTE) for n in range(4)}

    assert len(answers) == 1
    assert (Scan.objects.count(), Attendance.objects.count()) == (1, 1)


def test_repeated_confirmation_is_read_and_not_derived_again(event, django_assert_num_queries):
    door, ticket = doors.of(event), scanned(event, PersonFactory())
    confirm(event, ticket)

    # The attempt, on PostgreSQL with its savepoint, the scan, since when.
    expected = {"sqlite": 3, "postgresql": 5}[connection.vendor]
    with django_assert_num_queries(expected):
        scanning.confirm(door=door, ticket=ticket, source=ScanSource.VENUE_QR, at=NOON)


def test_same_ticket_for_another_person_is_refused(event):
    ticket = scanned(event, PersonFactory())
    confirm(event, ticket)
    other = tickets.naming(ticket=ticket, person=PersonFactory(), known_phone=False)

    with pytest.raises(scanning.SameKeyOtherBody):
        confirm(event, other)
    assert Attendance.objects.count() == 1


def test_second_scan_of_the_same_person_is_in_already(event):
    person = PersonFactory()
    confirm(event, scanned(event, person))

    answer = confirm(event, scanned(event, person, at=NOON + 5 * MINUTE, known=True))

    assert (answer.outcome, answer.since) == (DoorOutcome.ALREADY_IN, NOON)
    assert (Scan.objects.count(), Attendance.objects.count()) == (2, 1)
    assert Attendance.objects.get().evidence == 2


def test_second_person_on_one_phone_waits_and_counts_from_his_scan_once_seen(event):
    confirm(event, scanned(event, PersonFactory()))
    second, staff = PersonFactory(), UserFactory()
    at = NOON + MINUTE

    ticket = scanned(event, second, at=at)
    answer = confirm(event, ticket)
    before = Attendance.objects.count()
    seen = scanning.see(scan=Scan.objects.get(pk=answer.scan_id), by=staff, at=NOON + 40 * MINUTE)

    assert (answer.outcome, answer.reason) == (DoorOutcome.REVIEW, ScanReason.SECOND_PERSON)
    assert (before, Attendance.objects.count()) == (1, 2)
    assert (seen.state, seen.staff, seen.evidence) == (ScanState.ACCEPTED, staff, 3)
    assert Attendance.objects.get(person=second).first_in_at == at
    assert scanning.standing(ticket=ticket).outcome == DoorOutcome.ADMITTED
    with pytest.raises(scanning.NotPending):
        scanning.see(scan=seen, by=staff, at=NOON)


def test_turned_down_scan_stays_and_does_not_count(event):
    confirm(event, scanned(event, PersonFactory()))
    ticket = scanned(event, PersonFactory())
    confirm(event, ticket)

    scanning.turn_down(scan=Scan.objects.get(pk=ticket.id), by=UserFactory(), at=NOON)

    assert scanning.standing(ticket=ticket).outcome == DoorOutcome.NOT_COUNTED
    assert (Scan.objects.count(), Attendance.objects.count()) == (2, 1)


def test_standing_knows_only_what_this_phone_confirmed(event):
    ticket = scanned(event, PersonFactory())

    assert scanning.standing(ticket=ticket) is None
    confirm(event, ticket)
    assert scanning.standing(ticket=replace(ticket, device=OTHER_PHONE)) is None
    assert scanning.standing(ticket=replace(ticket, visitor=None)) is None


def test_leaving_and_roll_call_have_answers_of_their_own(event):
    person = PersonFactory()
    confirm(event, scanned(event, person))

    called = confirm(event, scanned(event, person, at=NOON + 60 * MINUTE, kind=ScanKind.MID))
    left = confirm(event, scanned(event, person, at=NOON + 120 * MINUTE, kind=ScanKind.OUT))

    kept = Attendance.objects.get()
    assert (called.outcome, left.outcome) == (DoorOutcome.ROLL_CALLED, DoorOutcome.LEFT)
    assert (kept.credited_minutes, kept.last_out_at) == (120, NOON + 120 * MINUTE)


def test_leaving_without_having_come_is_flagged(event):
    person = PersonFactory()
    confirm(event, scanned(event, person, kind=ScanKind.OUT))

    again = confirm(event, scanned(event, person, kind=ScanKind.OUT, at=NOON + MINUTE))

    assert again.outcome == DoorOutcome.LEFT
    assert Attendance.objects.get().flags == ["OUT_WITHOUT_IN"]


def test_confirming_nobody_is_a_mistake_of_ours(event):
    ticket = tickets.issue(door=doors.of(event), kind="IN", device=PHONE, at=NOON)

    with pytest.raises(ValueError, match="without a visitor"):
        confirm(event, ticket)


@pytest.mark.parametrize(("seated", "outcome"), [(True, "ADMITTED"), (False, "REVIEW")])
def test_event_for_the_invited_lets_others_wait_for_staff(event, seated, outcome):
    person = PersonFactory()
    event.registration_mode = RegistrationMode.INVITED
    event.save()
    if seated:
        event.registrations.create(
            person=person, status=RegistrationStatus.CONFIRMED, requested_at=NOON, changed_at=NOON
        )

    answer = confirm(event, scanned(event, person))

    assert answer.outcome == outcome


def test_known_person_is_the_last_one_of_the_phone(event):
    first, last = PersonFactory(), PersonFactory()
    DeviceClaim.objects.create(
        event=EventFactory(), device_digest=PHONE, person=first, claimed_at=NOON - MINUTE
    )
    DeviceClaim.objects.create(event=event, device_digest=PHONE, person=last, claimed_at=NOON)

    assert scanning.known_person(device=PHONE) == last
    assert scanning.known_person(device=OTHER_PHONE) is None


# --- The door opens and closes by the clock ------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "minutes", "open_"),
    [
        (EventStatus.PUBLISHED, -31, False),
        (EventStatus.PUBLISHED, -30, True),
        (EventStatus.ENDED, 149, True),
        (EventStatus.PUBLISHED, 150, False),
        (EventStatus.DRAFT, 0, False),
        (EventStatus.CANCELLED, 0, False),
        (EventStatus.POSTPONED, 0, False),
        (EventStatus.RECONCILED, 0, False),
        (EventStatus.LOCKED, 0, False),
    ],
)
def test_door_is_open_from_half_an_hour_before_to_half_an_hour_after(status, minutes, open_):
    event = EventFactory(status=status)
    at = NOON + minutes * MINUTE

    try:
        doors.of(event).check(at)
    except doors.DoorClosed:
        assert not open_
    else:
        assert open_


def test_closed_door_stores_nothing(event):
    ticket = scanned(event, PersonFactory(), at=NOON - 31 * MINUTE)

    with pytest.raises(doors.DoorClosed, match="11:30"):
        confirm(event, ticket)
    assert Scan.objects.count() == 0


def test_screen_asks_for_arrival_roll_call_then_departure(event):
    called = screens.call_roll(event=event, by=UserFactory(), at=NOON + 60 * MINUTE)
    door = doors.of(called)

    kinds = [door.kind_at(NOON + m * MINUTE) for m in (0, 62, 63, 90)]

    assert kinds == ["MID", "MID", "IN", "OUT"]
    assert doors.of(event).kind_at(NOON) == "IN"
    assert door.planned_minutes == 120


def test_screen_asks_nobody_to_sign_out_where_departures_do_not_count(event):
    event.policy_values = planning.door_policy(asks_departure=False)
    door = doors.of(event)

    assert [door.kind_at(NOON + m * MINUTE) for m in (0, 90, 120)] == ["IN", "IN", "IN"]


def test_door_is_read_once_in_seconds(event, settings, django_assert_num_queries):
    settings.DOOR_CACHE_SECONDS = 2
    doors.find(code=event.code, at=NOON)

    with django_assert_num_queries(0):
        again = doors.find(code=event.code.lower(), at=NOON + timedelta(seconds=1))
    with django_assert_num_queries(2):
        later = doors.find(code=event.code, at=NOON + timedelta(seconds=2))

    assert again == later == doors.of(event)
    assert doors.find(code="NOSUCHCD", at=NOON) is None


def test_what_the_door_remembers_is_bounded(event, monkeypatch):
    full = {str(number): (NOON, None) for number in range(501)}
    monkeypatch.setattr(doors, "_known", full)

    doors.find(code=event.code, at=NOON)

    assert list(full) == [event.code]


def test_open_now_lists_the_doors_that_stand_open(event):
    EventFactory(starts_at=NOON + 600 * MINUTE)
    EventFactory(status=EventStatus.CANCELLED)

    assert doors.open_now(at=NOON) == [event]


# --- Staff ---------------------------------------------------------------------------------


def tick(event, person, by, scan_id=None, at=NOON, kind=ScanKind.IN):
    return scanning.tick(
        event=event, person=person, kind=kind, scan_id=scan_id or uuid4(), by=by, at=at
    )


def test_tick_counts_as_seen_and_once(event):
    person, staff, scan_id = PersonFactory(), UserFactory(), uuid4()

    tick(event, person, staff, scan_id)
    again = tick(event, person, staff, scan_id, at=NOON + MINUTE)

    kept = Attendance.objects.get()
    assert (Scan.objects.count(), again.effective_at) == (1, NOON)
    assert (kept.status, kept.evidence) == (AttendanceStatus.PRESENT, 3)


def test_tick_with_a_used_id_for_another_person_is_refused(event):
    staff, scan_id = UserFactory(), uuid4()
    tick(event, PersonFactory(), staff, scan_id)

    with pytest.raises(scanning.SameKeyOtherBody):
        tick(event, PersonFactory(), staff, scan_id)


def test_tick_after_the_end_counts_as_the_end(event):
    scan = tick(event, PersonFactory(), UserFactory(), at=NOON + 300 * MINUTE)

    assert (scan.effective_at, scan.received_at) == (event.ends_at, NOON + 300 * MINUTE)


@pytest.mark.parametrize(
    "status",
    [EventStatus.DRAFT, EventStatus.CANCELLED, EventStatus.POSTPONED, EventStatus.LOCKED],
)
def test_closed_list_takes_no_tick(status):
    with pytest.raises(scanning.ListClosed):
        tick(EventFactory(status=status), PersonFactory(), UserFactory())


def test_annulling_needs_a_reason_unless_it_was_ones_own_a_moment_ago(event):
    staff, person = UserFactory(), PersonFactory()
    first, second = tick(event, person, staff), tick(event, PersonFactory(), staff)

    trace = scanning.annul(scan=first, by=staff, at=NOON + 14 * MINUTE)
    with pytest.raises(scanning.CannotAnnul):
        scanning.annul(scan=second, by=staff, at=NOON + 15 * MINUTE)
    with pytest.raises(scanning.CannotAnnul):
        scanning.annul(scan=second, by=UserFactory(), at=NOON + MINUTE)
    scanning.annul(scan=second, by=UserFactory(), at=NOON + MINUTE, note="认错人")

    first.refresh_from_db()
    assert (trace.annuls, trace.staff, first.state) == (first, staff, ScanState.ANNULLED)
    assert Attendance.objects.count() == 0
    with pytest.raises(scanning.CannotAnnul):
        scanning.annul(scan=first, by=staff, at=NOON, note="再来一次")


# --- Screens -------------------------------------------------------------------------------


def test_screen_is_made_once_and_revoked_with_its_codes(event):
    staff = UserFactory()
    screen = screens.open_screen(event=event, by=staff, at=NOON)
    same = screens.open_screen(event=event, by=staff, at=NOON)

    count = screens.revoke(event=event, by=staff, at=NOON)

    event.refresh_from_db()
    assert (same, count, event.secret_epoch) == (screen, 1, 1)
    assert screens.find(token=screen.token) is None
    assert screens.open_screen(event=event, by=staff, at=NOON) != screen
    assert Display.objects.count() == 2


def test_roll_call_at_a_locked_event_is_refused():
    with pytest.raises(scanning.ListClosed):
        screens.call_roll(event=EventFactory(status=EventStatus.LOCKED), by=UserFactory(), at=NOON)


def test_scan_that_names_nobody_cannot_be_seen(event):
    scan = Scan.objects.create(
        event=event,
        kind=ScanKind.IN,
        source=ScanSource.PASS,
        state=ScanState.PENDING_REVIEW,
        received_at=NOON,
        effective_at=NOON,
    )

    with pytest.raises(scanning.NotPending):
        scanning.see(scan=scan, by=UserFactory(), at=NOON)
    assert Scan.objects.get().state == ScanState.PENDING_REVIEW
