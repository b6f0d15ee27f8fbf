"""From one person's scans to his presence: a pure fold.

The same scans give the same presence in any order and after any repetition, so a desk
that sends its batches late, twice or shuffled changes nothing. `attendances` stores it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from portal.events.enums import (
    AttendanceFlag,
    AttendanceStatus,
    MissingOut,
    ScanKind,
    ScanSource,
    TimeQuality,
)
from portal.events.models import DoorPolicy

# A device clock that nobody could check: the better status within this distance of a limit.
UNVERIFIED_SLACK = timedelta(minutes=15)

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
    taught = _taught(stretches)
    flags = _flags(ordered)
    visits = _visits(ordered, stretches, policy, flags)
    edge = timedelta(minutes=policy.edge)
    planned = _planned_minutes(stretches)
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


def absence(stretches: Iterable[Stretch], policy: DoorPolicy) -> Presence:
    """Return the presence of somebody with a seat who never came."""
    return Presence(
        first_in_at=None,
        last_out_at=None,
        planned_minutes=_planned_minutes(stretches),
        present_minutes=0,
        credited_minutes=0,
        status=AttendanceStatus.ABSENT.value,
        flags=(),
        evidence=0,
        rule_version=policy.version,
    )


def corrected(presence: Presence, *, status: str, credited_minutes: int) -> Presence:
    """Return the presence with a correction by hand laid over it.

    Args:
        status: one of `AttendanceStatus`.
        credited_minutes: never more than planned are credited.
    """
    return replace(
        presence,
        status=status,
        credited_minutes=min(credited_minutes, presence.planned_minutes),
        flags=tuple(sorted({*presence.flags, AttendanceFlag.OVERRIDDEN.value})),
    )


def columns(presence: Presence) -> dict[str, Any]:
    """Return a presence as the columns of `Attendance`."""
    return {
        field.name: list(value)
        if isinstance(value := getattr(presence, field.name), tuple)
        else value
        for field in fields(presence)
    }


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


def _taught(stretches: Iterable[Stretch]) -> list[Stretch]:
    return [stretch for stretch in stretches if stretch.creditable]


def _planned_minutes(stretches: Iterable[Stretch]) -> int:
    return sum(int((s.ends_at - s.starts_at).total_seconds()) for s in _taught(stretches)) // 60


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
