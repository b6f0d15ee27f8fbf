"""What changed between two countings, row by row, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.events.enums import EventStatus, ScanSource, ScanState
from portal.events.models import Event, Scan
from portal.lib.periods import Period
from portal.totals.domain import closing, evidence
from portal.totals.domain.evidence import Row
from portal.totals.enums import Cause, Part, RowKind
from portal.totals.models import Snapshot

# A changed value of an event → why. The first that applies names the difference.
_EVENT_CAUSES: tuple[tuple[frozenset[str], Cause], ...] = (
    (frozenset({"starts_at", "month"}), Cause.EVENT_MOVED),
    (frozenset({"head_count"}), Cause.HEAD_COUNT),
    (frozenset({"topic", "audience", "organiser", "unit", "unit_kind"}), Cause.EVENT_RECLASSIFIED),
    (frozenset({"took_part"}), Cause.JOINT_CHANGED),
    (frozenset({"provisional"}), Cause.DRILL_ARCHIVED),
    (frozenset({"planned_minutes", "lesson_minutes"}), Cause.PLAN_CHANGED),
    (frozenset({"title", "organiser_name", "host_name"}), Cause.EVENT_RELABELLED),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that came, went or changed, and why.

    Args:
        cause: the reason, one of a closed list.
        kind: of the row.
        part: of the year.
        key: of the row.
        event: code of the event, "" for none.
        before: the row then, None where it is new.
        after: the row now, None where it is gone.
        person_times: by how many named person-times the row changes the figure.
        events: by how many events.
    """

    cause: str
    kind: str
    part: str
    key: str
    event: str
    before: Row | None
    after: Row | None
    person_times: int = 0
    events: int = 0

    @property
    def person(self) -> str:
        """UUID of the person it is about, "" for none."""
        row = self.after or self.before
        return row.person if row else ""

    @property
    def changed(self) -> list[tuple[str, object, object]]:
        """The values that differ: name, before, after."""
        before, after = _values(self.before), _values(self.after)
        return [
            (name, before.get(name), after.get(name))
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ]


@dataclass(frozen=True, slots=True)
class CauseSum:
    """What one cause did in all: "+3 late sync"."""

    cause: str
    rows: int
    events: int
    person_times: int


def since(*, snapshot: Snapshot, at: datetime) -> list[Difference]:
    """Return what has changed since figures were frozen, compared with the data of now."""
    now = evidence.rows(
        period=Period.parse(snapshot.period), organisation=snapshot.organisation, at=at
    )
    return compare(before=closing.rows_of(snapshot), after=now, since=snapshot.counted_at)


def between(*, first: Snapshot, second: Snapshot) -> list[Difference]:
    """Return what changed from one revision to a later one."""
    return compare(
        before=closing.rows_of(first), after=closing.rows_of(second), since=first.counted_at
    )


def compare(*, before: Iterable[Row], after: Iterable[Row], since: datetime) -> list[Difference]:
    """Compare two sets of rows and name the cause of each difference.

    Args:
        before: the earlier rows.
        after: the later rows.
        since: when the earlier ones were counted; what was entered after that moment is
            looked up to tell a late sync from a correction.

    Returns:
        One difference per row that came, went or changed, in the order of part, event, key.
    """
    old = {(row.kind, row.key): row for row in before}
    new = {(row.kind, row.key): row for row in after}
    changed = [key for key in {*old, *new} if old.get(key) != new.get(key)]
    rows = [new.get(key) or old[key] for key in changed]
    history = _History.read(rows, old, new, since)
    found = [
        _difference(row, old.get(key), new.get(key), history)
        for key, row in zip(changed, rows, strict=True)
    ]
    return sorted(found, key=lambda one: (one.part, one.event, one.kind, one.key))


def summary(differences: Sequence[Difference]) -> list[CauseSum]:
    """Return the differences added up by cause, in the order of the list of causes."""
    sums: dict[str, list[int]] = {}
    for one in differences:
        total = sums.setdefault(one.cause, [0, 0, 0])
        total[0] += 1
        total[1] += one.events
        total[2] += one.person_times
    return [CauseSum(cause.value, *sums[cause]) for cause in Cause if cause in sums]


@dataclass(frozen=True, slots=True)
class _History:
    """What the database knows of the time since the earlier counting."""

    events_before: frozenset[str]
    events_after: frozenset[str]
    cancelled: frozenset[str]
    moved: frozenset[str]
    overridden: frozenset[tuple[str, str]]
    scanned: Mapping[tuple[str, str], str]
    annulled: frozenset[tuple[str, str]]
    doubled: frozenset[tuple[str, str]]
    parted: frozenset[str]

    @classmethod
    def read(
        cls,
        rows: Sequence[Row],
        old: Mapping[tuple[str, str], Row],
        new: Mapping[tuple[str, str], Row],
        since: datetime,
    ) -> "_History":
        codes = sorted({row.event for row in rows if row.event})
        scans = Scan.objects.filter(event__code__in=codes, person__isnull=False).values_list(
            "event__code", "person__uuid", "source", "state", "received_at"
        )
        scanned: dict[tuple[str, str], str] = {}
        annulled = set()
        for code, person, source, state, received_at in scans.order_by("received_at"):
            key = (code, str(person))
            if state == ScanState.ANNULLED:
                annulled.add(key)
            elif received_at > since:
                scanned[key] = source
        cancelled, moved = set(), set()
        events = Event.objects.filter(code__in=codes).values_list("code", "status", "starts_at")
        for code, status, starts_at in events:
            row = old.get((RowKind.EVENT, code))
            if status == EventStatus.CANCELLED:
                cancelled.add(code)
            elif row and row.part != Part.DRILLS and starts_at != _start(row):
                moved.add(code)
        return cls(
            events_before=frozenset(key for kind, key in old if kind == RowKind.EVENT),
            events_after=frozenset(key for kind, key in new if kind == RowKind.EVENT),
            cancelled=frozenset(cancelled),
            moved=frozenset(moved),
            overridden=frozenset(evidence.overridden_since(codes=codes, since=since)),
            scanned=scanned,
            annulled=frozenset(annulled),
            doubled=frozenset(evidence.doubled(codes=codes)),
            parted=frozenset(evidence.parted_since(since)),
        )


def _difference(row: Row, before: Row | None, after: Row | None, history: _History) -> Difference:
    step = int(before is None) - int(after is None)
    return Difference(
        cause=_cause(row, before, after, history),
        kind=row.kind,
        part=row.part,
        key=row.key,
        event=row.event,
        before=before,
        after=after,
        person_times=step if row.kind == RowKind.ATTENDANCE else 0,
        events=step if row.kind == RowKind.EVENT else 0,
    )


def _cause(row: Row, before: Row | None, after: Row | None, history: _History) -> str:
    if row.kind in {RowKind.EVENT, RowKind.ATTENDANCE, RowKind.SEAT, RowKind.RUN} and (
        row.event in history.events_after
    ) != (row.event in history.events_before):
        return _event_cause(row, history)
    if row.kind == RowKind.EVENT:
        old, new = _values(before), _values(after)
        names = {name for name in old if old[name] != new[name]}
        return next(cause for group, cause in _EVENT_CAUSES if names & group)
    if row.kind == RowKind.ATTENDANCE:
        return _attendance_cause(row, before, after, history)
    return {
        RowKind.SEAT: Cause.SEAT_CHANGED,
        RowKind.RUN: Cause.RUN_CHANGED,
        RowKind.TOOK_PART: Cause.JOINT_CHANGED,
        RowKind.UNIT: Cause.REGISTER_CHANGED,
    }[RowKind(row.kind)]


def _event_cause(row: Row, history: _History) -> str:
    """Return why an event, and all that belongs to it, came or went."""
    if row.event in history.events_after:
        return Cause.EVENT_ADDED
    if row.event in history.cancelled:
        return Cause.EVENT_CANCELLED
    if row.event in history.moved:
        return Cause.EVENT_MOVED
    return Cause.EVENT_REMOVED


def _attendance_cause(row: Row, before: Row | None, after: Row | None, history: _History) -> str:
    who = (row.event, str(row.values["person"]))
    corrected = who in history.overridden
    if before and after:
        if before.person != after.person:
            return Cause.MERGED if after.person != who[1] else Cause.UNMERGED
        if before.values["provisional"] != after.values["provisional"]:
            return Cause.VERIFIED
        if corrected:
            return Cause.CORRECTED
        if (before.unit, before.unit_kind) != (after.unit, after.unit_kind):
            return Cause.UNIT_CHANGED
        return Cause.RECOMPUTED
    if corrected:
        return Cause.CORRECTED
    if after:
        if who not in history.scanned:
            return Cause.UNMERGED if who[1] in history.parted else Cause.RECOMPUTED
        late = history.scanned[who] == ScanSource.OFFLINE_DESK
        return Cause.LATE_SYNC if late else Cause.LATE_SCAN
    if who in history.doubled:
        return Cause.MERGED
    return Cause.ANNULLED if who in history.annulled else Cause.RECOMPUTED


def _start(row: Row) -> datetime:
    return datetime.fromisoformat(row.values["starts_at"])


def _values(row: Row | None) -> dict[str, object]:
    if row is None:
        return {}
    return {**row.values, "person": row.person, "unit": row.unit, "unit_kind": row.unit_kind}
