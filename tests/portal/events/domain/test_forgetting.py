"""How long it is known which phone was at which door."""

from datetime import timedelta

import pytest

from portal.events import tasks
from portal.events.domain import forgetting, scanning
from portal.events.enums import EventStatus
from portal.events.models import DeviceClaim, Scan
from tests.factories.events import NOON, AttendanceFactory, EventFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def came(status, changed_at, device):
    event = EventFactory(status=status, changed_at=changed_at)
    person = PersonFactory()
    AttendanceFactory(event=event, person=person)
    DeviceClaim.objects.create(event=event, device_digest=device, person=person, claimed_at=NOON)
    Scan.objects.create(
        event=event,
        person=person,
        kind="IN",
        source="VENUE_QR",
        device_digest=device,
        received_at=NOON,
        effective_at=NOON,
    )
    return person


def known():
    return {
        device
        for device in ("old", "recent", "open")
        if scanning.known_person(device=device)
        and Scan.objects.filter(device_digest=device).exists()
    }


def test_marks_of_phones_go_ninety_days_after_the_lock():
    person = came(EventStatus.LOCKED, NOON, "old")
    came(EventStatus.LOCKED, NOON + DAY, "recent")
    came(EventStatus.RECONCILED, NOON, "open")
    at = NOON + 90 * DAY + timedelta(seconds=1)

    kept = known()
    dropped = [forgetting.drop_devices(at=at), forgetting.drop_devices(at=at)]

    assert kept == {"old", "recent", "open"}
    assert dropped == [1, 0]
    assert known() == {"recent", "open"}
    assert person.attendances.count() == person.scans.count() == 1


def test_clock_does_it():
    came(EventStatus.LOCKED, NOON, "old")

    assert tasks.drop_devices() == 1
