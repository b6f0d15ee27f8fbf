"""The shapes in which the apps feed the annual totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class YearRow(NamedTuple):
    """What one event adds to the year for one kind of unit; additive over all dimensions.

    Args:
        event: primary key of the event: the row behind the figures, and what gives them
            month, topic, audience and organiser.
        unit_kind: kind of the organisation the people belonged to, "" when unknown.
        events: 1 once per event.
        provisional_events: 1 for one that may still be taken back.
        joint: 1 for a drill held together with another unit.
        runs: 1 for the first counted session of a run.
        named: persons present in any form.
        headed: people counted beyond them.
        minutes: credited to the named ones.
        half_hours: half class hours of the named ones.
        headed_half_hours: half class hours of the others, estimated.
        confirmed: persons with a confirmed seat.
        came: those of them who were present.
    """

    event: int
    unit_kind: str
    events: int = 0
    provisional_events: int = 0
    joint: int = 0
    runs: int = 0
    named: int = 0
    headed: int = 0
    minutes: int = 0
    half_hours: int = 0
    headed_half_hours: int = 0
    confirmed: int = 0
    came: int = 0


@dataclass(frozen=True, slots=True)
class CountedEvent:
    """An event that the year counts, with what every figure is divided by.

    Args:
        pk: primary key of the event.
        kind: of event.
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
    kind: str
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
