"""One phone confirms several scans of one person at the same moment."""

from datetime import timedelta
from functools import partial

import pytest

from portal.events.domain import doors, scanning, tickets
from portal.events.enums import ScanKind, ScanSource, ScanState
from portal.events.models import Scan
from tests.factories.events import NOON, EventFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.racing import at_once, said

pytestmark = pytest.mark.django_db(transaction=True)
# A database that finds two waiting for each other ends one of them, sooner or later.
ROUNDS, TAPS = 8, 8
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def event():
    event = EventFactory()
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    return event


def confirmation(event, person, kind=ScanKind.IN, at=NOON):
    """Return what confirms a scan of a person's phone, with its ticket made already."""
    door = doors.of(event)
    ticket = tickets.issue(door=door, kind=kind, device=f"{person.pk:064d}", at=at)
    named = tickets.naming(ticket=ticket, person=person, known_phone=False)
    return partial(scanning.confirm, door=door, ticket=named, source=ScanSource.VENUE_QR, at=LATER)


def test_arrival_roll_call_and_departure_confirmed_at_once_all_count(event):
    persons = PersonFactory.create_batch(ROUNDS)

    told = [
        said(at_once(*[confirmation(event, person, kind) for kind in ScanKind]))
        for person in persons
    ]

    assert told == [["", "", ""]] * ROUNDS
    assert (event.attendances.count(), event.scans.count()) == (ROUNDS, 3 * ROUNDS)


def test_new_scan_after_an_annulled_one_confirmed_many_times_at_once_counts_once(event):
    persons, by = PersonFactory.create_batch(ROUNDS), UserFactory()
    for person in persons:
        before = confirmation(event, person)()
        scan = Scan.objects.get(pk=before.scan_id)
        scanning.annul(scan=scan, by=by, at=NOON, note="误签")

    told = [said(at_once(*[confirmation(event, person, at=LATER)] * TAPS)) for person in persons]

    assert told == [[""] * TAPS] * ROUNDS
    counted = event.scans.filter(state=ScanState.ACCEPTED)
    assert (event.attendances.count(), counted.count()) == (ROUNDS, ROUNDS)
