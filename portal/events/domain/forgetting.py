"""What the events app knows of a person beside his attendance, forgotten with him."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from portal.events.domain import registering
from portal.events.models import AttendanceOverride, CalendarToken, DeviceClaim, Registration, Scan
from portal.people.models import Person
from portal.people.models.persons import NO_NAME


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


def _forget_proofs(corrections: QuerySet[AttendanceOverride]) -> None:
    for correction in corrections:
        file = correction.evidence_file
        if file.name:
            AttendanceOverride.objects.filter(pk=correction.pk).update(evidence_file=None)
            transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
