"""Walk-ins: person and scan go in together, or neither."""

from datetime import timedelta
from uuid import uuid4

import pytest

from portal.events.domain import doors, scanning, tickets, walkins
from portal.events.enums import EventStatus, ScanSource
from portal.events.models import Attendance, Scan
from portal.people.models import Person
from tests.factories.events import NOON, EventFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

WORDS = {"phone_or_last4": "0001", "unit_text": "红星厂", "audience": ""}


@pytest.fixture
def event():
    event = EventFactory()
    event.blocks.create(starts_at=NOON, ends_at=NOON + timedelta(hours=2))
    return event


def by_phone(event, ticket, name):
    return walkins.confirm(door=doors.of(event), ticket=ticket, name=name, at=NOON, **WORDS)


def test_own_phone_brings_person_and_scan(event):
    ticket = tickets.issue(door=doors.of(event), kind="IN", device="a" * 64, at=NOON)

    answer, named = by_phone(event, ticket, "王小强")

    came = Attendance.objects.get(event=event).person
    assert (answer.outcome, named.visitor.person_id, came.name) == ("ADMITTED", came.pk, "王小强")
    assert Scan.objects.get().source == ScanSource.WALK_IN


def test_used_ticket_leaves_nobody_on_the_register(event):
    ticket = tickets.issue(door=doors.of(event), kind="IN", device="a" * 64, at=NOON)
    by_phone(event, ticket, "王小强")

    with pytest.raises(scanning.SameKeyOtherBody):
        by_phone(event, ticket, "李大勇")

    assert list(Person.objects.values_list("name", flat=True)) == ["王小强"]


def by_staff(event, name, scan_id):
    return walkins.tick(event=event, name=name, scan_id=scan_id, by=UserFactory(), at=NOON, **WORDS)


def test_staff_add_a_person_once(event):
    scan_id = uuid4()

    first, again = (by_staff(event, "王小强", scan_id) for _time in range(2))

    assert first == again == Attendance.objects.get(event=event).person
    assert Scan.objects.get().source == ScanSource.STAFF_MANUAL


def test_closed_list_leaves_nobody_on_the_register(event):
    event.status = EventStatus.CANCELLED
    event.save()

    with pytest.raises(scanning.ListClosed):
        by_staff(event, "王小强", uuid4())

    assert not Person.objects.exists()
