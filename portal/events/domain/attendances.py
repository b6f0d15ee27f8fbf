"""Attendances as stored: what the fold says of the scans, with seats and corrections.

They can be derived anew at any time, within the transaction of whoever changed what they
are derived from. Beside this module only `scanning` stores one, for somebody whose scan is
the first.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from portal.events.domain.presence import Mark, Presence, Stretch, absence, columns, corrected, fold
from portal.events.enums import SEATED_REGISTRATIONS, ScanState
from portal.events.models import (
    Attendance,
    AttendanceOverride,
    DoorPolicy,
    Event,
    Registration,
    Scan,
)
from portal.lib.periods import business_date
from portal.people.models import Membership, Person

# While the whole list is derived, people come in: each may make it begin again.
MOST_TRIES = 10


@dataclass(frozen=True, slots=True)
class Timetable:
    """What attendances are measured by: one event's times and rules."""

    event_id: int
    starts_at: datetime
    ends_at: datetime
    stretches: tuple[Stretch, ...]
    policy: DoorPolicy


def timetable_of(event: Event) -> Timetable:
    """Return what the attendances of an event are measured by."""
    return Timetable(
        event_id=event.pk,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        stretches=tuple(stretches_of(event)),
        policy=event.policy,
    )


def stretches_of(event: Event) -> list[Stretch]:
    """Return an event's blocks as the fold takes them."""
    return [
        Stretch(block.starts_at, block.ends_at, block.creditable) for block in event.blocks.all()
    ]


def refresh(*, timetable: Timetable, person_id: int, at: datetime) -> Attendance | None:
    """Store what the scans say of one person; the row of that person is the only lock.

    Args:
        timetable: of the event.
        person_id: the person's primary key.
        at: now, timezone-aware.

    Returns:
        The attendance as stored; None when there is no accepted scan, no seat and no
        override, in which case a row that was there before is gone.
    """
    return _stored(timetable, at, person_id).get(person_id)


def rebuild(*, event: Event, at: datetime) -> int:
    """Derive every attendance of an event anew, in the same few statements for any number.

    The caller holds the event's row; the door does not ask for it, and somebody may check in
    meanwhile.

    Returns:
        How many persons have an attendance afterwards.
    """
    return len(_stored(timetable_of(event), at))


def _stored(
    timetable: Timetable, at: datetime, person_id: int | None = None
) -> dict[int, Attendance]:
    for _try in range(MOST_TRIES - 1):
        # Somebody else may store a person first; then what he stored is read.
        with suppress(IntegrityError):
            return _derive(timetable, at, person_id)
    return _derive(timetable, at, person_id)


def _derive(
    timetable: Timetable, at: datetime, person_id: int | None = None
) -> dict[int, Attendance]:
    """Store what scans, seats and corrections say; rows that say so already stay untouched.

    Raises:
        IntegrityError: when somebody else stored a person first; nothing is stored then.
    """
    of_event = Q(event_id=timetable.event_id)
    if person_id is not None:
        of_event &= Q(person_id=person_id)
    kept = Attendance.objects.select_for_update(no_key=True).filter(of_event)
    before = {row.person_id: row for row in kept}
    overrides = {
        override.person_id: override
        for override in AttendanceOverride.objects.filter(of_event, withdrawn_at__isnull=True)
    }
    stretches, policy = timetable.stretches, timetable.policy
    said = {
        seen: presence
        for seen, marks in _marks_of(of_event).items()
        if (presence := fold(marks, stretches, policy)) is not None
    }
    if person_id not in said:
        away = (_missed_a_seat(timetable, of_event, at) | overrides.keys()) - said.keys()
        said |= dict.fromkeys(away, absence(stretches, policy))
    for corrected_id, override in overrides.items():
        said[corrected_id] = corrected(
            said[corrected_id], status=override.status, credited_minutes=override.credited_minutes
        )

    new = said.keys() - before.keys()
    homes = _organisations_on(new, timetable)
    rows = before | {
        newcomer: Attendance(
            event_id=timetable.event_id, person_id=newcomer, organisation_then_id=homes[newcomer]
        )
        for newcomer in new
    }
    gone = [rows.pop(person_id).pk for person_id in before.keys() - said.keys()]
    changed = []
    for person_id, row in rows.items():
        values = columns(said[person_id])
        if values != {name: getattr(row, name) for name in values}:
            for name, value in values.items():
                setattr(row, name, value)
            row.updated_at = at
            changed.append(row)
    if new:
        with transaction.atomic():
            Attendance.objects.bulk_create(rows[newcomer] for newcomer in new)
    if gone:
        Attendance.objects.filter(pk__in=gone).delete()
    names = [field.name for field in fields(Presence)]
    known = [row for row in changed if row.person_id not in new]
    Attendance.objects.bulk_update(known, [*names, "updated_at"], batch_size=500)
    return rows


def _marks_of(of_event: Q) -> dict[int, list[Mark]]:
    """Return the accepted scans of an event by person's primary key."""
    rows = Scan.objects.filter(of_event, state=ScanState.ACCEPTED, person__isnull=False)
    found: dict[int, list[Mark]] = {}
    for person_id, *row in rows.values_list(
        *["person_id", "id", "kind", "effective_at", "source"],
        *["time_quality", "evidence", "device_digest"],
    ):
        found.setdefault(person_id, []).append(Mark(*row))
    return found


def _missed_a_seat(timetable: Timetable, of_event: Q, at: datetime) -> set[int]:
    """Return who held a seat in an event that is over, by primary key."""
    if timetable.ends_at > at:
        return set()
    seats = Registration.objects.filter(of_event, status__in=SEATED_REGISTRATIONS)
    return set(seats.values_list("person_id", flat=True))


def _organisations_on(persons: Collection[int], timetable: Timetable) -> dict[int, int | None]:
    """Return where persons belonged on the day of an event.

    Args:
        persons: their primary keys.
        timetable: of the event whose day counts.

    Returns:
        The organisation's primary key by person: the latest membership of that day, else
        where the person is now; None if unknown.
    """
    if not persons:
        return {}
    day = business_date(timetable.starts_at)
    now = Person.objects.filter(pk__in=persons)
    homes: dict[int, int | None] = dict(now.values_list("pk", "organisation_id"))
    then = (
        Membership.objects.filter(person__in=persons, since_date__lte=day)
        .filter(Q(until_date__isnull=True) | Q(until_date__gt=day))
        .order_by("since_date", "pk")
    )
    homes.update(then.values_list("person_id", "organisation_id"))
    return homes
