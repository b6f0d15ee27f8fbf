"""Two sessions take steps of one event at the same moment, while people come and go."""

from datetime import timedelta
from functools import partial
from time import sleep
from uuid import uuid4

import pytest

from portal.events.domain import doors, lifecycle, scanning, tickets
from portal.events.enums import EventStatus, ScanKind, ScanSource
from portal.events.models import Event
from tests.factories.events import EventFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.racing import at_once, said

pytestmark = pytest.mark.django_db(transaction=True)
PHONES, PEOPLE = 3, 30


def signing(event, person, kind, at):
    """Return the call by which somebody signs in or out with his own phone."""
    door = doors.of(event)
    ticket = tickets.issue(door=door, kind=kind, device=f"{event.pk}-{person.pk}", at=at)
    named = tickets.naming(ticket=ticket, person=person, known_phone=True)
    return partial(scanning.confirm, door=door, ticket=named, source=ScanSource.VENUE_QR, at=at)


@pytest.mark.parametrize("attempt", range(3))
def test_books_are_made_while_people_sign_out(attempt):
    """The organiser holds the event and wants the list, people hold their line of the list."""
    event, by = EventFactory(), UserFactory()
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    at = event.ends_at - timedelta(minutes=1)
    persons = PersonFactory.create_batch(PEOPLE)
    for person in persons:
        signing(event, person, ScanKind.IN, event.starts_at)()
    event = lifecycle.end(event=event, by=by, at=at)
    leaving = [signing(event, person, ScanKind.OUT, at) for person in persons]

    def leave(first):
        for call in leaving[first::PHONES]:
            call()

    def reconcile():
        sleep(0.05)
        lifecycle.reconcile(event=event, by=by, at=at, reason="无人清点")

    results = at_once(*(partial(leave, first) for first in range(PHONES)), reconcile)

    assert said(results) == [""] * (PHONES + 1), results
    assert event.attendances.filter(last_out_at=at).count() == PEOPLE


def test_nobody_is_ticked_in_after_the_lock(monkeypatch):
    """Staff tick while the books are closed: who is in was in before, the others are refused."""
    insert = scanning.insert_if_absent

    def slowly(*args, **kwargs):
        sleep(0.05)
        return insert(*args, **kwargs)

    monkeypatch.setattr(scanning, "insert_if_absent", slowly)
    event, by = EventFactory(status=EventStatus.RECONCILED), UserFactory()
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    at = event.ends_at
    persons = PersonFactory.create_batch(12)
    refusals = []

    def tick():
        for person in persons:
            try:
                scanning.tick(event=event, person=person, kind="IN", by=by, at=at, scan_id=uuid4())
            except scanning.ListClosed as refusal:
                refusals.append(refusal)

    def lock():
        sleep(0.15)
        lifecycle.lock(event=event, by=by, at=at)
        return event.attendances.count()

    ticking, present = at_once(tick, lock)

    assert ticking is None
    assert (present, present + len(refusals)) == (event.attendances.count(), len(persons))


STEPS = [
    ("reconcile twice", EventStatus.ENDED, ["reconcile", "reconcile"]),
    ("lock twice", EventStatus.RECONCILED, ["lock", "lock"]),
    ("cancel twice", EventStatus.PUBLISHED, ["cancel", "cancel"]),
    ("unlock twice", EventStatus.LOCKED, ["unlock", "unlock"]),
]


@pytest.mark.parametrize(
    ("status", "names"), [step[1:] for step in STEPS], ids=[s[0] for s in STEPS]
)
def test_one_of_two_takes_the_step_and_the_other_hears_why_not(status, names):
    event, by, second = EventFactory(status=status), UserFactory(), UserFactory()
    more = {
        "reconcile": {"reason": "无"},
        "lock": {},
        "cancel": {"reason": "雨"},
        "unlock": {"reason": "漏记", "seconded_by": second},
    }
    calls = [
        partial(getattr(lifecycle, name), event=event, by=by, at=event.ends_at, **more[name])
        for name in names
    ]

    results = at_once(*calls)

    assert said(results) == ["", "StepRefused"], results


def test_unlocking_keeps_why_nobody_counted():
    """Whoever opens the books may have read the event before it was reconciled."""
    event, by, second = EventFactory(status=EventStatus.ENDED), UserFactory(), UserFactory()
    read_before = Event.objects.get(pk=event.pk)
    at = event.ends_at
    lifecycle.reconcile(event=event, by=by, at=at, reason="无人清点")
    later = at + timedelta(minutes=1)
    lifecycle.lock(event=event, by=by, at=later)

    lifecycle.unlock(event=read_before, by=by, seconded_by=second, at=later, reason="漏记")

    assert Event.objects.get(pk=event.pk).reconcile_reason == "无人清点"
