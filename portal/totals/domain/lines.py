"""What stands behind a figure, as people read it: one line per event, attendance, person, unit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, overload

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.people.enums import OrganisationKind
from portal.totals.enums import Dimension, Measure, Part

ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Question:
    """Which figure is asked for its rows."""

    part: Part = Part.TRAINING
    measure: Measure = Measure.EVENTS
    dimension: Dimension = Dimension.TOTAL
    value: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """In which order the rows are wanted, and which of them.

    Args:
        search: rows with this in a name or title; "" for all.
        sort: a column of the list, with "-" in front for downwards; "" for the usual order.
    """

    search: str = ""
    sort: str = ""

    @property
    def column(self) -> str:
        """The column without its direction."""
        return self.sort.removeprefix("-")

    @property
    def downwards(self) -> bool:
        """Whether the largest comes first."""
        return self.sort.startswith("-")


class _InHours:
    """Says in class hours what is kept in half ones."""

    __slots__ = ()
    half_hours: int

    @property
    def hours(self) -> float:
        """Class hours of the named."""
        return self.half_hours / 2


@dataclass(frozen=True, slots=True)
class EventLine(_InHours):
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
    def run_label(self) -> str:
        """The run in words; its key is course, year and number."""
        _course, year, number = self.run.rsplit("/", 2)
        return _("run %(number)s of %(year)s") % {"number": number, "year": year}

    @property
    def headed_hours(self) -> float:
        """Class hours of head-count people, estimated."""
        return self.headed_half_hours / 2


@dataclass(frozen=True, slots=True)
class AttendanceLine(_InHours):
    """One person in one event."""

    code: str
    title: str
    starts_at: datetime
    person: str
    unit: str = ""
    minutes: int = 0
    half_hours: int = 0
    provisional: bool = False
    came: bool = True


@dataclass(frozen=True, slots=True)
class PersonLine(_InHours):
    """One canonical person and how often he came."""

    person: str
    provisional: bool
    times: int
    half_hours: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit and how many person-times it had; 0 for a host nobody of whom was named."""

    unit: str
    kind: str
    times: int
    uuid: str = ""

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(OrganisationKind(self.kind).label) if self.kind else ""


Line = EventLine | AttendanceLine | PersonLine | UnitLine

# By which columns a list can be sorted, and in which of them names are searched.
SORTED_BY: Mapping[str, Sequence[str]] = {
    "events": (
        "starts_at",
        "title",
        "organiser",
        "host",
        "named",
        "headed",
        "person_times",
        "hours",
        "headed_hours",
    ),
    "attendances": ("starts_at", "title", "person", "unit", "minutes"),
    "seats": ("starts_at", "title", "person"),
    "persons": ("person", "times", "hours"),
    "units": ("unit", "kind", "times"),
}
_SEARCHED = ("title", "organiser", "host", "unit", "code")
_ADDED = {
    EventLine: ("named", "headed", "person_times", "hours", "headed_hours"),
    UnitLine: ("times",),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows behind a figure: counted and added up in full, read by the page.

    Args:
        kind: what the rows are: events, attendances, seats, persons, units.
        sums: ``rows`` and the sum of each column that has one, over all rows.
        rows: a list where there are no more than events or units; otherwise a queryset of
            values, of which a page is read.
        line: makes a line of such values.
    """

    kind: str
    sums: Mapping[str, int | float]
    rows: Sequence[Any] | QuerySet
    line: Callable[[Any], Line]

    @classmethod
    def of_lines(cls, kind: str, lines: Sequence[EventLine | UnitLine], wish: Wish) -> "Listing":
        """Return a list of events or units, searched and sorted."""
        found = [line for line in lines if _holds(line, wish.search)]
        if wish.column in SORTED_BY[kind]:
            found.sort(key=attrgetter(wish.column), reverse=wish.downwards)
        names = _ADDED[EventLine if kind == "events" else UnitLine]
        sums = {name: sum(getattr(line, name) for line in found) for name in names}
        return cls(kind, {"rows": len(found), **sums}, found, lambda line: line)

    def __len__(self) -> int:
        return int(self.sums["rows"])

    def __iter__(self) -> Iterator[Line]:
        rows = self.rows
        return map(self.line, rows.iterator(ROWS_AT_ONCE) if isinstance(rows, QuerySet) else rows)

    @overload
    def __getitem__(self, key: int) -> Line: ...
    @overload
    def __getitem__(self, key: slice) -> list[Line]: ...
    def __getitem__(self, key: int | slice) -> Line | list[Line]:
        if isinstance(key, slice):
            return [self.line(row) for row in self.rows[key]]
        return self.line(self.rows[key])


def _holds(line: EventLine | UnitLine, search: str) -> bool:
    wanted = search.casefold()
    return not wanted or any(wanted in getattr(line, name, "").casefold() for name in _SEARCHED)


def searched(found: QuerySet, wish: Wish, *names: str) -> QuerySet:
    """Narrow rows to those with the words looked for in one of some columns."""
    if not wish.search:
        return found
    wanted = Q()
    for name in names:
        wanted |= Q(**{f"{name}__icontains": wish.search})
    return found.filter(wanted)


def ordered(
    found: QuerySet, wish: Wish, order: Mapping[str, str], *usual: str, last: str = "pk"
) -> QuerySet:
    """Put rows in the order wished for, then in the usual one; no two stand on one level.

    Args:
        found: rows.
        wish: what is wanted first.
        order: name of a column of the list → what it is called in the query.
        usual: the order without any wish.
        last: what tells any two rows apart.
    """
    chosen = order.get(wish.column)
    first = [f"{'-' * wish.downwards}{chosen}"] if chosen else []
    return found.order_by(*first, *usual, last)


def with_hours(sums: dict[str, int]) -> dict[str, int | float]:
    """Add class hours to sums that hold half ones."""
    return {**sums, "hours": sums["half_hours"] / 2}
