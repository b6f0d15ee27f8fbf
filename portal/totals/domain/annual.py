"""The year in numbers: the rows of the apps, folded along every dimension.

The database has done the heavy sums when they arrive here; pandas folds some thousand rows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Self

import pandas as pd
from django.db.models import Q, QuerySet

from drills.domain.queries import yearly as drills_yearly
from portal.events.domain.queries import turnout
from portal.events.domain.queries import yearly as events_yearly
from portal.events.enums import PUBLICITY_KINDS, EventKind
from portal.events.models import Attendance
from portal.lib.periods import Period
from portal.lib.yearly import CountedEvent, Slice, UniquePersons, YearRow
from portal.people.models import Organisation
from portal.totals.domain import definitions
from portal.totals.enums import Dimension, Part
from training.domain.credits import LessonLengths
from training.domain.queries import yearly as training_yearly


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of one slice of one part; hours in half class hours.

    `verified`, `provisional` (persons) and `units` are distinct counts and add up to nothing.
    """

    events: int = 0
    provisional_events: int = 0
    joint: int = 0
    runs: int = 0
    named: int = 0
    headed: int = 0
    minutes: int = 0
    half_hours: int = 0
    headed_half_hours: int = 0
    verified: int = 0
    provisional: int = 0
    units: int = 0
    registered_units: int = 0
    confirmed: int = 0
    came: int = 0

    @property
    def person_times(self) -> int:
        """Named and head-count person-times together."""
        return self.named + self.headed

    @property
    def persons_at_most(self) -> int:
        """Upper end of the range of unique persons; `verified` is the lower."""
        return self.verified + self.provisional

    @property
    def hours(self) -> float:
        """Person-hours of the named, in class hours."""
        return self.half_hours / 2

    @property
    def headed_hours(self) -> float:
        """Person-hours of head-count people, estimated, in class hours."""
        return self.headed_half_hours / 2

    def to_values(self) -> dict[str, int]:
        """Return what is not 0, to be stored."""
        return {name: value for name, value in asdict(self).items() if value}


NONE = Figures()


@dataclass(frozen=True, slots=True)
class PartTotals:
    """One part of the year: in all, and along each dimension, by code."""

    total: Figures = NONE
    by: Mapping[str, Mapping[str, Figures]] = field(default_factory=dict)

    def slice(self, dimension: str, value: str) -> Figures:
        """Return the figures of one slice; all 0 where there is nothing."""
        if dimension == Dimension.TOTAL:
            return self.total
        return self.by.get(dimension, {}).get(value, NONE)


@dataclass(frozen=True, slots=True)
class Totals:
    """All figures of one period and organisation.

    Args:
        period: of which.
        organisation: UUID of the organisation below which is counted, "" for all.
        organisation_name: its name, "" for all.
        version: of the definitions.
        register: units on the register at the end of the period, the denominator of coverage.
        took_part: drills others led and units of the organisation joined; never added up.
        organisers: names by UUID, as they were called when this was counted.
        parts: the figures, by part.
    """

    period: Period
    organisation: str
    organisation_name: str
    version: int
    register: int
    took_part: int
    organisers: Mapping[str, str]
    parts: Mapping[str, PartTotals]

    def part(self, part: str) -> PartTotals:
        """Return one part's figures."""
        return self.parts.get(part, PartTotals())

    @property
    def training(self) -> PartTotals:
        """The figures of training."""
        return self.part(Part.TRAINING)

    @property
    def drills(self) -> PartTotals:
        """The figures of drills."""
        return self.part(Part.DRILLS)

    @property
    def publicity(self) -> PartTotals:
        """The figures of publicity."""
        return self.part(Part.PUBLICITY)

    def to_values(self) -> dict[str, Any]:
        """Return the figures as plain values, to be stored and written as JSON."""
        return {
            "period": self.period.code,
            "organisation": self.organisation,
            "organisation_name": self.organisation_name,
            "definitions": self.version,
            "register": self.register,
            "took_part": self.took_part,
            "organisers": dict(self.organisers),
            "parts": {
                part: {
                    "total": totals.total.to_values(),
                    "by": {
                        dimension: {code: one.to_values() for code, one in slices.items()}
                        for dimension, slices in totals.by.items()
                    },
                }
                for part, totals in self.parts.items()
            },
        }

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read back what `to_values` gave."""
        return cls(
            period=Period.parse(values["period"]),
            organisation=values["organisation"],
            organisation_name=values["organisation_name"],
            version=values["definitions"],
            register=values["register"],
            took_part=values["took_part"],
            organisers=values["organisers"],
            parts={
                part: PartTotals(
                    Figures(**totals["total"]),
                    {
                        dimension: {code: Figures(**one) for code, one in slices.items()}
                        for dimension, slices in totals["by"].items()
                    },
                )
                for part, totals in values["parts"].items()
            },
        )


def totals(*, period: Period, organisation: Organisation | None, at: datetime) -> Totals:
    """Count a period.

    Args:
        period: year, half, quarter or month.
        organisation: whose events: those it organises or leads, and those of everything
            below it. None for all.
        at: the moment of counting; an event that is over by then has been held.
    """
    events = counted_events(period=period, organisation=organisation, at=at)
    register = set(
        registered_units(period=period, organisation=organisation).values_list("pk", flat=True)
    )
    joined = len(joined_drills(period=period, organisation=organisation)) if organisation else 0
    everything = [event for part in events.values() for event in part]
    organisers = {
        pk: (str(uuid), name)
        for pk, uuid, name in Organisation.objects.filter(
            pk__in={event.organiser for event in everything}
        ).values_list("pk", "uuid", "name")
    }
    common = _Common(
        register=register,
        uuids={pk: uuid for pk, (uuid, _name) in organisers.items()},
        beside=events_yearly.Beside.read([event.pk for event in everything]),
        doubled=list(Attendance.objects.doubled()),
        at=at,
    )
    return Totals(
        period=period,
        organisation=str(organisation.uuid) if organisation else "",
        organisation_name=organisation.name if organisation else "",
        version=definitions.VERSION,
        register=len(register),
        took_part=joined,
        organisers=dict(sorted(organisers.values())),
        parts={part.value: _part(part=part, events=events[part], common=common) for part in Part},
    )


def counted_events(
    *,
    period: Period,
    organisation: Organisation | None,
    at: datetime,
    parts: Collection[Part] = tuple(Part),
) -> dict[Part, list[CountedEvent]]:
    """Return what `held_events` does, with the minutes of a class hour on each day."""
    lengths = LessonLengths.read()
    found = held_events(period=period, organisation=organisation, at=at, parts=parts)
    return {
        part: training_yearly.with_lesson_minutes(events, lengths) for part, events in found.items()
    }


def held_events(
    *,
    period: Period,
    organisation: Organisation | None,
    at: datetime,
    parts: Collection[Part] = tuple(Part),
) -> dict[Part, list[CountedEvent]]:
    """Return the events each part counts, in the order of their day.

    These are the rows behind "events held". Class hours need `counted_events`.
    """
    start, end = period.start, period.end
    kinds = [kind for part in parts for kind in _KINDS.get(part, ())]
    held = events_yearly.held(kinds=kinds, start=start, end=end, below=organisation, at=at)
    return {
        part: [event for event in held if event.kind in _KINDS[part]]
        if part in _KINDS
        else drills_yearly.held(start=start, end=end, below=organisation)
        for part in parts
    }


# A drill is counted by its own state and start, all others by those of the event.
_KINDS = {Part.TRAINING: (EventKind.TRAINING,), Part.PUBLICITY: PUBLICITY_KINDS}


def joined_drills(*, period: Period, organisation: Organisation) -> list[CountedEvent]:
    """Return the drills an organisation's units joined and others led."""
    return drills_yearly.took_part(start=period.start, end=period.end, below=organisation)


def registered_units(
    *, period: Period, organisation: Organisation | None
) -> QuerySet[Organisation]:
    """Return the units on the register at the end of a period: those not closed by then."""
    units = Organisation.objects.filter(
        Q(closed_date__isnull=True) | Q(closed_date__gte=period.end_date)
    )
    return units.filter(path__startswith=organisation.path) if organisation else units


def slice_of(event: CountedEvent, dimension: str, uuids: Mapping[int, str]) -> str:
    """Return the code under which an event stands in a dimension."""
    return {
        Dimension.TOTAL: "",
        Dimension.MONTH: str(event.month),
        Dimension.TOPIC: event.topic,
        Dimension.AUDIENCE: event.audience,
        Dimension.ORGANISER: uuids.get(event.organiser, ""),
    }[Dimension(dimension)]


EVENT_DIMENSIONS = (
    Dimension.TOTAL,
    Dimension.MONTH,
    Dimension.TOPIC,
    Dimension.AUDIENCE,
    Dimension.ORGANISER,
)


@dataclass(frozen=True, slots=True)
class _Common:
    """What all parts need, read once."""

    register: set[int]
    uuids: Mapping[int, str]
    beside: events_yearly.Beside
    doubled: Sequence[int]
    at: datetime


def _part(*, part: Part, events: Sequence[CountedEvent], common: _Common) -> PartTotals:
    by: dict[str, dict[str, Figures]] = {
        dimension.value: {} for dimension in Dimension if dimension != Dimension.TOTAL
    }
    if not events:
        return PartTotals(by=by)
    slices: dict[Slice, list[int]] = {}
    for event in events:
        for dimension in EVENT_DIMENSIONS:
            key = (dimension.value, slice_of(event, dimension, common.uuids))
            slices.setdefault(key, []).append(event.pk)
    counted = turnout.of(events=events, slices=slices, doubled=common.doubled)
    rows = events_yearly.rows(events=events, sums=counted.sums, beside=common.beside)
    if part == Part.TRAINING:
        rows += training_yearly.run_rows(events=events, at=common.at)
    if part == Part.DRILLS:
        rows += drills_yearly.joint_rows(events=events)
    found = _fold(rows, events, common.uuids)
    _add_persons(found, counted.persons)
    _add_units(found, counted.units, _hosts(events, common.uuids), common.register)
    for (dimension_code, value), figures in sorted(found.items()):
        if dimension_code != Dimension.TOTAL and figures != NONE:
            by[dimension_code][value] = figures
    return PartTotals(found[Dimension.TOTAL.value, ""], by)


def _fold(
    rows: Sequence[YearRow], events: Sequence[CountedEvent], uuids: Mapping[int, str]
) -> dict[Slice, Figures]:
    """Add up what may be added up, along every dimension."""
    about = pd.DataFrame.from_records(
        [
            (event.pk, *(slice_of(event, dimension, uuids) for dimension in EVENT_DIMENSIONS))
            for event in events
        ],
        columns=["event", *(f"by {dimension.value}" for dimension in EVENT_DIMENSIONS)],
        index="event",
    )
    frame = pd.DataFrame.from_records(rows, columns=YearRow._fields).join(about, on="event")
    found: dict[Slice, Figures] = {}
    for dimension in EVENT_DIMENSIONS:
        sums = frame.groupby(f"by {dimension.value}")[list(_ADDED)].sum()
        for code, *values in sums.itertuples(name=None):
            found[dimension.value, code] = Figures(**dict(zip(_ADDED, values, strict=True)))
    people = frame[(frame["named"] > 0) | (frame["headed"] > 0)].groupby("unit_kind")
    sums = people[list(_ADDED_BY_UNIT_KIND)].sum().assign(events=people["event"].nunique())
    for code, *values in sums.itertuples(name=None):
        named = dict(zip((*_ADDED_BY_UNIT_KIND, "events"), values, strict=True))
        found[Dimension.UNIT_KIND.value, code] = Figures(**named)
    return found


# What is known per kind of unit; events are counted, and seats have none.
_ADDED_BY_UNIT_KIND = ("named", "headed", "minutes", "half_hours", "headed_half_hours")
_ADDED = tuple(name for name in YearRow._fields if name not in {"event", "unit_kind"})


def _add_persons(found: dict[Slice, Figures], persons: Mapping[Slice, UniquePersons]) -> None:
    for key, unique in persons.items():
        found[key] = replace(
            found.get(key, NONE), verified=unique.verified, provisional=unique.provisional
        )


def _add_units(
    found: dict[Slice, Figures],
    reached: Mapping[Slice, Iterable[int]],
    hosts: Mapping[Slice, set[int]],
    register: set[int],
) -> None:
    for key in {*reached, *hosts}:
        units = {*reached.get(key, ()), *hosts.get(key, ())}
        found[key] = replace(
            found.get(key, NONE), units=len(units), registered_units=len(units & register)
        )


def _hosts(events: Sequence[CountedEvent], uuids: Mapping[int, str]) -> dict[Slice, set[int]]:
    """Return the host organisations in each slice: a unit visited was reached."""
    hosts: dict[Slice, set[int]] = {}
    for event in events:
        if event.host is None:
            continue
        keys = [
            (dimension.value, slice_of(event, dimension, uuids)) for dimension in EVENT_DIMENSIONS
        ]
        for key in (*keys, (Dimension.UNIT_KIND.value, event.host_kind)):
            hosts.setdefault(key, set()).add(event.host)
    return hosts
