"""Which figures stand in a table, in which order, and what they are called."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.totals.domain.annual import Figures, Totals
from portal.totals.enums import Dimension, Measure, Part


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of a table; `measure` is what leads to its rows."""

    measure: Measure
    name: str | Promise
    of: Callable[[Figures], int | float]
    decimals: int = 0


EVENTS = {
    Part.TRAINING: _("Sessions held"),
    Part.DRILLS: _("Drills held"),
    Part.PUBLICITY: _("Activities held"),
}
_RUNS = Column(Measure.RUNS, _("Runs"), lambda one: one.runs)
_JOINT = Column(Measure.JOINT, _("Joint drills"), lambda one: one.joint)
_PEOPLE = (
    Column(Measure.NAMED, _("Named person-times"), lambda one: one.named),
    Column(Measure.HEADED, _("Head-count person-times"), lambda one: one.headed),
    Column(Measure.PERSON_TIMES, _("Person-times"), lambda one: one.person_times),
    Column(Measure.VERIFIED, _("Unique persons, verified"), lambda one: one.verified),
    Column(Measure.PROVISIONAL, _("Unique persons, provisional"), lambda one: one.provisional),
    Column(Measure.HOURS, _("Person-hours (class hours)"), lambda one: one.hours, 1),
    Column(Measure.HEADED_HOURS, _("Person-hours, estimated"), lambda one: one.headed_hours, 1),
    Column(Measure.UNITS, _("Units reached"), lambda one: one.units),
)


def columns(part: Part, dimension: Dimension = Dimension.TOTAL) -> tuple[Column, ...]:
    """Return the columns of a part's table along a dimension.

    Runs and joint drills are facts of events and have no kind of unit.
    """
    events = Column(Measure.EVENTS, EVENTS[part], lambda one: one.events)
    if dimension == Dimension.UNIT_KIND or part == Part.PUBLICITY:
        return (events, *_PEOPLE)
    return (events, _RUNS if part == Part.TRAINING else _JOINT, *_PEOPLE)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, with what it is a share of; the measures lead to the rows of either."""

    name: str | Promise
    part: Part
    numerator: int
    denominator: int
    measures: tuple[Measure, Measure]

    @property
    def percent(self) -> float | None:
        """The share in per cent with one decimal; None of nothing."""
        if not self.denominator:
            return None
        return round(100 * self.numerator / self.denominator, 1)


_SEATS = (Measure.CAME, Measure.CONFIRMED)
_REGISTER = (Measure.REGISTERED, Measure.REGISTER)


def rates(totals: Totals, part: Part) -> tuple[Rate, Rate]:
    """Return attendance and coverage of a part."""
    total = totals.part(part).total
    return (
        Rate(_("Attendance rate"), part, total.came, total.confirmed, _SEATS),
        Rate(_("Coverage"), part, total.registered_units, totals.register, _REGISTER),
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure at two moments."""

    part: Part
    name: str | Promise
    before: int | float
    after: int | float

    @property
    def change(self) -> int | float:
        """By how much it went up."""
        return self.after - self.before


def compared(before: Totals, after: Totals) -> list[Compared]:
    """Return every figure of two countings side by side."""
    return [
        Compared(part, column.name, column.of(before.part(part).total), column.of(one))
        for part in Part
        for one in [after.part(part).total]
        for column in columns(part)
    ]
