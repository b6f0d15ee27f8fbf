"""What the events app knows of people beside their attendance, and how long."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from portal.events.domain import registering
from portal.events.enums import EventStatus
from portal.events.models import (
    AttendanceOverride,
    CalendarToken,
    DeviceClaim,
    Event,
    Registration,
    Scan,
)
from portal.people.models import Person
from portal.people.models.persons import NO_NAME

# After an event was locked.
DEVICES_KEPT = timedelta(days=90)


def forget(*, persons: Collection[Person], at: datetime) -> None:
    """Give back the seats at coming events, and drop phones, calendar, notes and proofs.

    Attendances, scans and past registrations stay: they say when somebody came, not who.

    Args:
        persons: all rows of the register that are one person.
        at: now, timezone-aware.
    """
    for registration in Registration.objects.live().filter(person__in=persons):
        if not registering.has_begun(registration.event, at):
            registering.withdraw(registration=registration, at=at)
    DeviceClaim.objects.filter(person__in=persons).delete()
    CalendarToken.objects.filter(person__in=persons).delete()
    scans = Scan.objects.filter(person__in=persons)
    scans.exclude(device_digest="", raw=None).update(device_digest="", raw=None)
    scans.exclude(note="").update(note=NO_NAME)
    corrections = AttendanceOverride.objects.filter(person__in=persons)
    _forget_proofs(corrections)
    corrections.update(reason=NO_NAME)


def drop_devices(*, at: datetime) -> int:
    """Delete what tells one phone from another in events that were locked long ago.

    The privacy notice says so. Whoever comes again types his name once.

    Returns:
        Of how many events.
    """
    # Whatever phone scanned at a door is claimed there: no claim, nothing to delete.
    old = Event.objects.filter(
        Exists(DeviceClaim.objects.filter(event=OuterRef("pk"))),
        status=EventStatus.LOCKED,
        changed_at__lt=at - DEVICES_KEPT,
    )
    dropped = 0
    for event in old.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            Scan.objects.filter(event=event).exclude(device_digest="").update(device_digest="")
            DeviceClaim.objects.filter(event=event).delete()
        dropped += 1
    return dropped


def _forget_proofs(corrections: QuerySet[AttendanceOverride]) -> None:
    for correction in corrections:
        file = correction.evidence_file
        if file.name:
            AttendanceOverride.objects.filter(pk=correction.pk).update(evidence_file=None)
            transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
