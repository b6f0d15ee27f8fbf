"""From a figure to its rows: the events, persons and units that make it up.

The rows of now and the frozen ones of a snapshot are read in the same way.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.lib.periods import Period
from portal.people.enums import OrganisationKind
from portal.people.models import Organisation, Person
from portal.totals.domain import closing, evidence
from portal.totals.domain.evidence import Row
from portal.totals.enums import Dimension, Measure, Part, RowKind
from portal.totals.models import Snapshot


@dataclass(frozen=True, slots=True)
class Question:
    """Which figure is asked for its rows."""

    part: Part = Part.TRAINING
    measure: Measure = Measure.EVENTS
    dimension: Dimension = Dimension.TOTAL
    value: str = ""


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event and what it adds to the figures."""

    code: str
    title: str
    starts_at: datetime
    topic: str
    organiser: str
    host: str
    named: int
    headed: int
    half_hours: int
    headed_half_hours: int
    provisional: bool
    joint: bool
    run: str

    @property
    def person_times(self) -> int:
        """Named and head-count together."""
        return self.named + self.headed

    @property
    def hours(self) -> float:
        """Class hours of the named."""
        return self.half_hours / 2

    @property
    def headed_hours(self) -> float:
        """Class hours of head-count people, estimated."""
        return self.headed_half_hours / 2


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """One person in one event."""

    code: str
    title: str
    starts_at: datetime
    person: str
    unit: str
    minutes: int
    half_hours: int
    provisional: bool
    came: bool = True

    @property
    def hours(self) -> float:
        """Class hours."""
        return self.half_hours / 2


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One canonical person and how often he came."""

    person: str
    provisional: bool
    times: int
    half_hours: int

    @property
    def hours(self) -> float:
        """Class hours."""
        return self.half_hours / 2


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit and how many person-times it had; 0 for a host nobody of whom was named."""

    unit: str
    kind: str
    times: int

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(OrganisationKind(self.kind).label) if self.kind else ""


Lines = Sequence[EventLine] | Sequence[AttendanceLine] | Sequence[PersonLine] | Sequence[UnitLine]


def live(*, period: Period, organisation: Organisation | None, at: datetime) -> list[Row]:
    """Return all rows behind the figures of now."""
    return list(evidence.rows(period=period, organisation=organisation, at=at))


def frozen(snapshot: Snapshot) -> list[Row]:
    """Return all rows behind frozen figures."""
    return list(closing.rows_of(snapshot))


def lines(*, rows: Iterable[Row], question: Question) -> Lines:
    """Return what makes up one figure.

    Args:
        rows: of the whole period, from `live` or `frozen`.
        question: which figure.

    Returns:
        Events for events, runs, joint drills, head counts and person-times; attendances for
        named person-times and hours; registrations with whether the person came; persons;
        units reached, or those of the register that were not.
    """
    kept = [row for row in rows if row.part in {question.part, ""}]
    events = {
        row.event: row for row in kept if row.kind == RowKind.EVENT and _in_slice(row, question)
    }
    attendances = [
        row
        for row in kept
        if row.kind == RowKind.ATTENDANCE
        and row.event in events
        and (question.dimension != Dimension.UNIT_KIND or row.unit_kind == question.value)
    ]
    match question.measure:
        case Measure.NAMED | Measure.HOURS:
            return _attendance_lines(attendances, events)
        case Measure.CONFIRMED:
            seats = [row for row in kept if row.kind == RowKind.SEAT and row.event in events]
            return _attendance_lines(seats, events)
        case Measure.PERSONS:
            return _person_lines(attendances)
        case Measure.UNITS:
            return _unit_lines(attendances, events.values(), question)
        case Measure.NOT_REACHED:
            reached = {row.unit for row in [*attendances, *events.values()]}
            register = [row for row in kept if row.kind == RowKind.UNIT]
            return [
                UnitLine(str(row.values["name"]), row.unit_kind, 0)
                for row in sorted(register, key=lambda row: (row.unit_kind, row.values["name"]))
                if row.unit not in reached
            ]
        case _:
            runs = {row.event: row.key for row in kept if row.kind == RowKind.RUN}
            everybody = Counter(row.event for row in kept if row.kind == RowKind.ATTENDANCE)
            return _event_lines(events.values(), attendances, everybody, runs, question)


def took_part(rows: Iterable[Row]) -> list[tuple[str, str, datetime]]:
    """Return code, title and start of the drills joined but led by others."""
    return [
        (row.event, str(row.values["title"]), _start(row))
        for row in rows
        if row.kind == RowKind.TOOK_PART
    ]


def _in_slice(row: Row, question: Question) -> bool:
    if question.dimension in {Dimension.TOTAL, Dimension.UNIT_KIND}:
        return True
    return str(row.values[question.dimension.value]) == question.value


def _start(row: Row) -> datetime:
    return datetime.fromisoformat(row.values["starts_at"])


def _event_lines(
    events: Iterable[Row],
    attendances: Iterable[Row],
    everybody: Mapping[str, int],
    runs: Mapping[str, str],
    question: Question,
) -> list[EventLine]:
    named: dict[str, int] = defaultdict(int)
    half_hours: dict[str, int] = defaultdict(int)
    for row in attendances:
        named[row.event] += 1
        half_hours[row.event] += row.values["half_hours"]
    by_unit_kind = question.dimension == Dimension.UNIT_KIND
    made = []
    for row in events:
        headed = max(0, (row.values["head_count"] or 0) - everybody.get(row.event, 0))
        if by_unit_kind and row.unit_kind != question.value:
            headed = 0
        each = row.values["planned_minutes"] * 2 // row.values["lesson_minutes"]
        made.append(
            EventLine(
                code=row.event,
                title=row.values["title"],
                starts_at=_start(row),
                topic=row.values["topic"],
                organiser=row.values["organiser_name"],
                host=row.values["host_name"],
                named=named[row.event],
                headed=headed,
                half_hours=half_hours[row.event],
                headed_half_hours=headed * each,
                provisional=row.values["provisional"],
                joint=bool(row.values["took_part"]),
                run=runs.get(row.event, ""),
            )
        )
    wanted = {
        Measure.RUNS: lambda line: line.run,
        Measure.JOINT: lambda line: line.joint,
        Measure.HEADED: lambda line: line.headed,
        Measure.PERSON_TIMES: lambda line: line.person_times,
    }.get(question.measure, lambda line: line.person_times if by_unit_kind else True)
    kept = [line for line in made if wanted(line)]
    return sorted(kept, key=lambda line: (line.starts_at, line.code))


def _attendance_lines(rows: Iterable[Row], events: dict[str, Row]) -> list[AttendanceLine]:
    rows = list(rows)
    units = _unit_names(row.unit for row in rows)
    made = [
        AttendanceLine(
            code=row.event,
            title=events[row.event].values["title"],
            starts_at=_start(events[row.event]),
            person=row.person,
            unit=units.get(row.unit, ""),
            minutes=row.values.get("minutes", 0),
            half_hours=row.values.get("half_hours", 0),
            provisional=row.values.get("provisional", False),
            came=row.values.get("came", True),
        )
        for row in rows
    ]
    return sorted(made, key=lambda line: (line.starts_at, line.code, line.unit, line.person))


def _person_lines(rows: Iterable[Row]) -> list[PersonLine]:
    times: dict[tuple[str, bool], list[int]] = {}
    for row in rows:
        one = times.setdefault((row.person, row.values["provisional"]), [0, 0])
        one[0] += 1
        one[1] += row.values["half_hours"]
    made = [PersonLine(person, *key, *one) for (person, *key), one in times.items()]
    return sorted(made, key=lambda line: (line.provisional, -line.times, line.person))


def _unit_lines(
    attendances: Iterable[Row], events: Iterable[Row], question: Question
) -> list[UnitLine]:
    times: dict[tuple[str, str], int] = defaultdict(int)
    for row in attendances:
        times[row.unit, row.unit_kind] += 1
    for row in events:
        if question.dimension != Dimension.UNIT_KIND or row.unit_kind == question.value:
            times[row.unit, row.unit_kind] += 0
    names = _unit_names(unit for unit, _kind in times)
    made = [
        UnitLine(names.get(unit, ""), kind, number)
        for (unit, kind), number in times.items()
        if unit
    ]
    return sorted(made, key=lambda line: (-line.times, line.unit))


def _unit_names(units: Iterable[str]) -> dict[str, str]:
    wanted = {UUID(unit) for unit in units if unit}
    found = Organisation.objects.filter(uuid__in=wanted).values_list("uuid", "name")
    return {str(uuid): name for uuid, name in found}


def names_of(persons: Iterable[str]) -> dict[str, str]:
    """Return the names persons bear now, by UUID: the rows have none of their own."""
    found = Person.objects.filter(uuid__in={UUID(person) for person in persons})
    return {str(uuid): name for uuid, name in found.values_list("uuid", "name")}
