"""From scans to attendance: a pure fold, and the two functions that store what it says.

The same scans give the same attendance in any order and after any repetition, so a desk
that sends its batches late, twice or shuffled changes nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet

from portal.events.enums import (
    SEATED_REGISTRATIONS,
    AttendanceFlag,
    AttendanceStatus,
    MissingOut,
    ScanKind,
    ScanSource,
    ScanState,
    TimeQuality,
)
from portal.events.models import Attendance, AttendanceOverride, DoorPolicy, Event, Scan
from portal.lib.periods import business_date
from portal.people.models import Membership, Person

# A device clock that nobody could check: the better status within this distance of a limit.
UNVERIFIED_SLACK = timedelta(minutes=15)

_Row = TypeVar("_Row", bound=Model)
_KIND_ORDER = {ScanKind.IN.value: 0, ScanKind.MID.value: 1, ScanKind.OUT.value: 2}


@dataclass(frozen=True, slots=True)
class Mark:
    """One accepted scan as the fold sees it."""

    id: UUID
    kind: str
    at: datetime
    source: str = ScanSource.VENUE_QR.value
    quality: str = TimeQuality.SERVER.value
    evidence: int = 1
    device: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A block of the event: [starts_at, ends_at)."""

    starts_at: datetime
    ends_at: datetime
    creditable: bool = True


@dataclass(frozen=True, slots=True)
class Presence:
    """What the fold says of one person in one event; minutes are whole minutes."""

    first_in_at: datetime | None
    last_out_at: datetime | None
    planned_minutes: int
    present_minutes: int
    credited_minutes: int
    status: str
    flags: tuple[str, ...]
    evidence: int
    rule_version: int


@dataclass(frozen=True, slots=True)
class _Visit:
    """The times between which somebody was in the room, before edges are applied."""

    starts_at: datetime
    ends_at: datetime
    closed_by_scan: bool


def fold(
    marks: Iterable[Mark], stretches: Sequence[Stretch], policy: DoorPolicy
) -> Presence | None:
    """Fold one person's accepted scans of one event into a presence.

    Args:
        marks: the accepted scans, in any order, repeated or not.
        stretches: the event's blocks; minutes are counted on the creditable ones only.
        policy: the rules of the event's door.

    Returns:
        None when there is no mark at all. Otherwise first arrival, last departure (None
        when no departure was scanned), minutes present (seconds within creditable blocks,
        summed, floored once), minutes credited (0 below the threshold), status and flags.
    """
    ordered = sorted(
        {mark.id: mark for mark in marks}.values(),
        key=lambda mark: (mark.at, _KIND_ORDER[mark.kind], mark.id),
    )
    if not ordered:
        return None
    taught = [stretch for stretch in stretches if stretch.creditable]
    flags = _flags(ordered)
    visits = _visits(ordered, stretches, policy, flags)
    edge = timedelta(minutes=policy.edge)
    planned = _seconds(taught) // 60
    present = _overlap(visits, taught, edge) // 60
    enough = present * 100 >= policy.threshold_percent * planned
    return Presence(
        first_in_at=visits[0].starts_at if visits else None,
        last_out_at=visits[-1].ends_at if visits and visits[-1].closed_by_scan else None,
        planned_minutes=planned,
        present_minutes=present,
        credited_minutes=min(present, planned) if enough else 0,
        status=_status(ordered, visits, taught or list(stretches), policy, enough=enough),
        flags=tuple(sorted(flags)),
        evidence=max(mark.evidence for mark in ordered),
        rule_version=policy.version,
    )


def _flags(ordered: Sequence[Mark]) -> set[str]:
    flags: set[str] = set()
    if any(mark.source == ScanSource.WALK_IN for mark in ordered):
        flags.add(AttendanceFlag.WALK_IN.value)
    if any(mark.quality == TimeQuality.UNVERIFIED for mark in ordered):
        flags.add(AttendanceFlag.TIME_UNVERIFIED.value)
    if len({mark.device for mark in ordered if mark.device}) > 1:
        flags.add(AttendanceFlag.DEVICE_CHANGED.value)
    return flags


def _visits(
    ordered: Sequence[Mark], stretches: Sequence[Stretch], policy: DoorPolicy, flags: set[str]
) -> list[_Visit]:
    """Pair arrivals with departures; a roll call answered counts as being in the room."""
    visits: list[_Visit] = []
    since: datetime | None = None
    for mark in ordered:
        if mark.kind == ScanKind.OUT:
            if since is None:
                flags.add(AttendanceFlag.OUT_WITHOUT_IN.value)
            else:
                visits.append(_Visit(since, mark.at, closed_by_scan=True))
                since = None
        elif since is None:
            since = mark.at
    if since is not None:
        flags.add(AttendanceFlag.NO_EXIT.value)
        until = _assumed_end(ordered, since, stretches, policy, flags)
        visits.append(_Visit(since, until, closed_by_scan=False))
    return visits


def _assumed_end(
    ordered: Sequence[Mark],
    since: datetime,
    stretches: Sequence[Stretch],
    policy: DoorPolicy,
    flags: set[str],
) -> datetime:
    """Return until when somebody was present who never scanned out."""
    if policy.missing_out == MissingOut.ZERO or not stretches:
        return since
    start = min(stretch.starts_at for stretch in stretches)
    end = max(stretch.ends_at for stretch in stretches)
    seen_late = any(
        mark.kind == ScanKind.MID and mark.at >= end - (end - start) / 3 for mark in ordered
    )
    if policy.missing_out == MissingOut.ASSUME_END or seen_late:
        flags.add(AttendanceFlag.EXIT_ASSUMED.value)
        return max(since, end)
    return max(mark.at for mark in ordered)


def _seconds(stretches: Iterable[Stretch]) -> int:
    return sum(int((s.ends_at - s.starts_at).total_seconds()) for s in stretches)


def _overlap(visits: Sequence[_Visit], taught: Sequence[Stretch], edge: timedelta) -> int:
    """Return the seconds that visits and taught blocks share, each second once.

    Coming within `edge` after a block's start counts as the start, leaving within `edge`
    before its end counts as the end.
    """
    total = 0
    for stretch in taught:
        pieces = []
        for visit in visits:
            start, end = visit.starts_at, visit.ends_at
            if start - edge <= stretch.starts_at:
                start = min(start, stretch.starts_at)
            if end + edge >= stretch.ends_at:
                end = max(end, stretch.ends_at)
            # An edge helps who was there, it does not bring in who was not.
            if visit.starts_at < stretch.ends_at and visit.ends_at > stretch.starts_at:
                pieces.append((max(start, stretch.starts_at), min(end, stretch.ends_at)))
        total += _covered(pieces)
    return total


def _covered(pieces: Iterable[tuple[datetime, datetime]]) -> int:
    """Return the seconds covered by intervals that may overlap."""
    total, reached = 0.0, None
    for start, end in sorted(pieces):
        start = start if reached is None else max(start, reached)
        if end > start:
            total += (end - start).total_seconds()
            reached = end
    return int(total)


def _status(
    ordered: Sequence[Mark],
    visits: Sequence[_Visit],
    stretches: Sequence[Stretch],
    policy: DoorPolicy,
    *,
    enough: bool,
) -> str:
    if not visits:
        return AttendanceStatus.ABSENT.value
    if not stretches:
        return AttendanceStatus.PRESENT.value
    unsure = any(mark.quality == TimeQuality.UNVERIFIED for mark in ordered)
    slack = UNVERIFIED_SLACK if unsure else timedelta()
    limit = min(s.starts_at for s in stretches) + timedelta(minutes=policy.late_after)
    late = visits[0].starts_at > limit + slack
    last = visits[-1]
    leave = max(s.ends_at for s in stretches) - timedelta(minutes=policy.edge)
    early = last.closed_by_scan and last.ends_at < leave - slack
    if late and early:
        return AttendanceStatus.LATE_AND_EARLY.value
    if late:
        return AttendanceStatus.LATE.value
    if early:
        return AttendanceStatus.EARLY_LEAVE.value
    if not enough and last.closed_by_scan and not unsure:
        return AttendanceStatus.PARTIAL.value
    return AttendanceStatus.PRESENT.value


def columns(presence: Presence) -> dict[str, Any]:
    """Return a presence as the columns of `Attendance`."""
    return {
        field.name: list(value)
        if isinstance(value := getattr(presence, field.name), tuple)
        else value
        for field in fields(presence)
    }


def stretches_of(event: Event) -> list[Stretch]:
    """Return an event's blocks as the fold takes them."""
    return [
        Stretch(block.starts_at, block.ends_at, block.creditable) for block in event.blocks.all()
    ]


def marks_of(event: Event, person: Person | None = None) -> dict[int, list[Mark]]:
    """Return the accepted scans of an event by person's primary key, of one person if given."""
    rows = Scan.objects.filter(event=event, state=ScanState.ACCEPTED, person__isnull=False)
    found: dict[int, list[Mark]] = {}
    for person_id, *row in _of(rows, person).values_list(
        *["person_id", "id", "kind", "effective_at", "source"],
        *["time_quality", "evidence", "device_digest"],
    ):
        found.setdefault(person_id, []).append(Mark(*row))
    return found


def refresh(*, event: Event, person: Person, at: datetime) -> Attendance | None:
    """Store what the scans say of one person; the row of that person is the only lock.

    Returns:
        The attendance as stored; None when there is no accepted scan, no seat and no
        override, in which case a row that was there before is gone.
    """
    return _stored(event, at, person).get(person.pk)


def rebuild(*, event: Event, at: datetime) -> int:
    """Derive every attendance of an event anew, in the same few statements for any number.

    The caller holds the event's row; the door does not ask for it, and somebody may check in
    meanwhile.

    Returns:
        How many persons have an attendance afterwards.
    """
    return len(_stored(event, at))


def _stored(event: Event, at: datetime, person: Person | None = None) -> dict[int, Attendance]:
    try:
        return _derive(event, at, person)
    except IntegrityError:
        # Somebody else stored a person first; what he stored is read now.
        return _derive(event, at, person)


@transaction.atomic
def _derive(event: Event, at: datetime, person: Person | None = None) -> dict[int, Attendance]:
    """Store what scans, seats and corrections say; rows that say so already stay untouched."""
    before = {
        row.person_id: row
        for row in _of(Attendance.objects.select_for_update().filter(event=event), person)
    }
    overrides = {
        override.person_id: override
        for override in _of(AttendanceOverride.objects.filter(event=event), person)
        if override.withdrawn_at is None
    }
    stretches, policy = stretches_of(event), event.policy
    said = {
        person_id: presence
        for person_id, marks in marks_of(event, person).items()
        if (presence := fold(marks, stretches, policy)) is not None
    }
    if person is None or person.pk not in said:
        away = (_missed_a_seat(event, person, at) | overrides.keys()) - said.keys()
        said |= dict.fromkeys(away, absence(event, stretches))
    for person_id, override in overrides.items():
        said[person_id] = overridden(said[person_id], override)

    gone = [row.pk for person_id, row in before.items() if person_id not in said]
    new = said.keys() - before.keys()
    homes = organisations_on(new, event)
    added = {
        person_id: Attendance(
            event=event, person_id=person_id, organisation_then_id=homes[person_id]
        )
        for person_id in new
    }
    rows = {person_id: before.get(person_id) or added[person_id] for person_id in said}
    changed = []
    for person_id, row in rows.items():
        values = columns(said[person_id])
        if values != {name: getattr(row, name) for name in values}:
            for name, value in values.items():
                setattr(row, name, value)
            row.updated_at = at
            changed.append(row)
    if gone:
        Attendance.objects.filter(pk__in=gone).delete()
    if added:
        Attendance.objects.bulk_create(added.values())
    names = [field.name for field in fields(Presence)]
    known = [row for row in changed if row.person_id not in added]
    Attendance.objects.bulk_update(known, [*names, "updated_at"], batch_size=500)
    return rows


def _of(rows: QuerySet[_Row], person: Person | None) -> QuerySet[_Row]:
    return rows if person is None else rows.filter(person=person)


def _missed_a_seat(event: Event, person: Person | None, at: datetime) -> set[int]:
    """Return who held a seat in an event that is over, by primary key."""
    if event.ends_at > at:
        return set()
    seats = event.registrations.filter(status__in=SEATED_REGISTRATIONS)
    return set(_of(seats, person).values_list("person_id", flat=True))


def absence(event: Event, stretches: Sequence[Stretch]) -> Presence:
    """Return the presence of somebody with a seat who never came."""
    planned = _seconds(stretch for stretch in stretches if stretch.creditable) // 60
    return Presence(
        first_in_at=None,
        last_out_at=None,
        planned_minutes=planned,
        present_minutes=0,
        credited_minutes=0,
        status=AttendanceStatus.ABSENT.value,
        flags=(),
        evidence=0,
        rule_version=event.policy.version,
    )


def overridden(presence: Presence, override: AttendanceOverride) -> Presence:
    """Return the presence with a correction by hand laid over it."""
    return replace(
        presence,
        status=override.status,
        credited_minutes=min(override.credited_minutes, presence.planned_minutes),
        flags=tuple(sorted({*presence.flags, AttendanceFlag.OVERRIDDEN.value})),
    )


def organisations_on(persons: Collection[int], event: Event) -> dict[int, int | None]:
    """Return where persons belonged on the day of an event.

    Args:
        persons: their primary keys.
        event: the event whose day counts.

    Returns:
        The organisation's primary key by person: the latest membership of that day, else
        where the person is now; None if unknown.
    """
    if not persons:
        return {}
    day = business_date(event.starts_at)
    now = Person.objects.filter(pk__in=persons)
    homes: dict[int, int | None] = dict(now.values_list("pk", "organisation_id"))
    then = (
        Membership.objects.filter(person__in=persons, since_date__lte=day)
        .filter(Q(until_date__isnull=True) | Q(until_date__gt=day))
        .order_by("since_date", "pk")
    )
    homes.update(then.values_list("person_id", "organisation_id"))
    return homes
