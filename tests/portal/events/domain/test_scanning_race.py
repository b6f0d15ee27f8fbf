"""Several confirmations reach the door at the same moment; each person counts once."""

from functools import partial

import pytest

from portal.events.domain import doors, scanning, tickets
from portal.events.enums import DoorOutcome, ScanKind, ScanSource, ScanState
from portal.events.models import Attendance, DeviceClaim, Scan
from tests.factories.events import EventFactory
from tests.factories.people import PersonFactory
from tests.racing import at_once, said

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("attempt", range(3)),
]
MANY = 6


@pytest.fixture
def event():
    event = EventFactory()
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    return event


def scanned(event, phone):
    """Return a ticket as a phone gets it for reading the code."""
    return tickets.issue(door=doors.of(event), kind=ScanKind.IN, device=phone, at=event.starts_at)


def confirming(event, ticket, person):
    """Return the call by which a phone confirms a ticket for somebody."""
    named = tickets.naming(ticket=ticket, person=person, known_phone=False)
    return partial(
        scanning.confirm,
        door=doors.of(event),
        ticket=named,
        source=ScanSource.VENUE_QR,
        at=event.starts_at,
    )


def test_one_person_on_many_phones_at_once_is_one_person_time(event, attempt):
    person = PersonFactory()
    calls = [confirming(event, scanned(event, f"phone-{n}"), person) for n in range(MANY)]

    answers = at_once(*calls)

    assert said(answers) == [""] * MANY, answers
    assert {answer.outcome for answer in answers} == {DoorOutcome.ADMITTED}
    assert list(Attendance.objects.values_list("event", "person")) == [(event.pk, person.pk)]
    states = Scan.objects.values_list("state", flat=True)
    assert list(states) == [ScanState.ACCEPTED] * MANY


def test_one_ticket_sent_many_times_at_once_is_one_scan_with_one_answer(event, attempt):
    call = confirming(event, scanned(event, "phone"), PersonFactory())

    answers = at_once(*[call] * MANY)

    assert said(answers) == [""] * MANY, answers
    assert len(set(answers)) == 1
    assert (Scan.objects.count(), Attendance.objects.count()) == (1, 1)


def test_one_ticket_for_two_persons_at_once_counts_for_one(event, attempt):
    ticket = scanned(event, "phone")
    calls = [confirming(event, ticket, person) for person in PersonFactory.create_batch(2)]

    answers = at_once(*calls)

    assert said(answers) == ["", "SameKeyOtherBody"], answers
    assert (Scan.objects.count(), Attendance.objects.count()) == (1, 1)


def test_two_persons_on_one_phone_at_once_leave_one_to_the_staff(event, attempt):
    persons = PersonFactory.create_batch(2)
    calls = [confirming(event, scanned(event, "phone"), person) for person in persons]

    answers = at_once(*calls)

    assert said(answers) == ["", ""], answers
    assert sorted(answer.outcome for answer in answers) == [
        DoorOutcome.ADMITTED,
        DoorOutcome.REVIEW,
    ]
    admitted = Attendance.objects.get().person
    assert DeviceClaim.objects.get().person == admitted
    assert Scan.objects.get(state=ScanState.PENDING_REVIEW).person != admitted
