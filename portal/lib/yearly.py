"""The shapes in which the apps feed the annual totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class YearRow:
    """A value of one measure in one cell of the year, additive over all its dimensions.

    Args:
        measure: ``<app>.<thing>``, such as ``training.named``.
        event: primary key of the event the value belongs to; the row behind the figure.
        month: 1–12, the month of the event's start in Asia/Shanghai.
        topic: code of the topic, "" when none.
        audience: code of the audience.
        unit_kind: kind of the organisation the people belonged to, "" when unknown.
        organiser: primary key of the organising (leading) organisation.
        value: the amount; its unit is fixed by the measure.
    """

    measure: str
    event: int
    month: int
    topic: str
    audience: str
    unit_kind: str
    organiser: int
    value: int


@dataclass(frozen=True, slots=True)
class CountedEvent:
    """An event that the year counts, with what every figure is divided by.

    Args:
        pk: primary key of the event.
        code: its public code, which outlives databases.
        title: as it is called.
        starts_at: the moment that decides its day; for a drill the start on the clock.
        month: 1–12 of that day in Asia/Shanghai.
        topic: code of the (primary) topic, "" when none.
        audience: code of the audience.
        organiser: primary key of the organising (leading) organisation.
        host: primary key of the unit visited, None when there is none.
        host_kind: its kind, "" when there is no host.
        planned_minutes: minutes of the creditable blocks.
        lesson_minutes: minutes of one class hour on that day.
        provisional: whether the count may still be taken back (a drill not yet archived).
        took_part: primary keys of the organisations a joint drill was held together with.
    """

    pk: int
    code: str
    title: str
    starts_at: datetime
    month: int
    topic: str
    audience: str
    organiser: int
    host: int | None = None
    host_kind: str = ""
    planned_minutes: int = 0
    lesson_minutes: int = 45
    provisional: bool = False
    took_part: tuple[int, ...] = ()


# A slice of the year: (dimension, value), such as ("month", "6") or ("total", "").
Slice = tuple[str, str]

# Which events lie in which slice; an event lies in one slice of each dimension.
Slices = Mapping[Slice, Sequence[int]]


@dataclass(frozen=True, slots=True)
class UniquePersons:
    """Distinct canonical persons: on the register, and not yet matched to it."""

    verified: int = 0
    provisional: int = 0
