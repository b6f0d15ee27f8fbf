"""Which figures the public is shown: signed ones where there are any."""

from dataclasses import dataclass
from datetime import datetime

from portal.events.models import Event
from portal.lib.periods import Period, business_date
from portal.totals.domain import annual, behind, closing
from portal.totals.domain.annual import Totals
from portal.totals.domain.lines import EventLine, Question
from portal.totals.enums import Measure
from portal.totals.models import Snapshot


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures of one year as the public sees them.

    Args:
        totals: the figures.
        snapshot: the signed revision they come from; None where they are provisional.
        over: whether the year has ended.
    """

    totals: Totals
    snapshot: Snapshot | None
    over: bool


@dataclass(frozen=True, slots=True)
class PublicRows:
    """The events behind a public figure; those not meant for the public are only counted."""

    lines: list[EventLine]
    hidden: int


def shown(*, at: datetime, year: int | None = None) -> Shown:
    """Return the figures of a year: the latest signed revision, else as counted now.

    Args:
        at: now, timezone-aware.
        year: which; without it `latest_year`.
    """
    period = Period(year or latest_year(at))
    snapshot = closing.latest(period=period, organisation=None, signed=True)
    totals = (
        closing.figures_of(snapshot)
        if snapshot
        else annual.totals(period=period, organisation=None, at=at)
    )
    return Shown(totals, snapshot, period.end <= at)


def years(*, at: datetime) -> list[int]:
    """Return the years with events up to now, newest first."""
    this_year = business_date(at).year
    first = Event.objects.counted(at).order_by("starts_at").values_list("starts_at", flat=True)[:1]
    begin = min((business_date(moment).year for moment in first), default=this_year)
    return list(range(this_year, min(begin, this_year) - 1, -1))


def public_rows(*, shown: Shown, question: Question, at: datetime) -> PublicRows:
    """Return the events behind a public figure; never a person, whatever the figure.

    Args:
        shown: from `shown`.
        question: which figure; one about persons is answered with the events they came to.
        at: now, timezone-aware.
    """
    source = (
        behind.frozen(shown.snapshot)
        if shown.snapshot
        else behind.live(period=shown.totals.period, organisation=None, at=at)
    )
    measure = question.measure if question.measure in _OF_EVENTS else Measure.EVENTS
    asked = Question(question.part, measure, question.dimension, question.value)
    lines = [
        line
        for line in behind.listing(source=source, question=asked)
        if isinstance(line, EventLine)
    ]
    public = set(
        Event.objects.shown()
        .filter(code__in=[line.code for line in lines])
        .values_list("code", flat=True)
    )
    kept = [line for line in lines if line.code in public]
    return PublicRows(kept, len(lines) - len(kept))


_OF_EVENTS = frozenset(
    {
        Measure.EVENTS,
        Measure.RUNS,
        Measure.JOINT,
        Measure.HEADED,
        Measure.HEADED_HOURS,
        Measure.PERSON_TIMES,
    }
)


def latest_year(at: datetime) -> int:
    """Return the last year that is over and had an event, else this year."""
    this_year = business_date(at).year
    before = Period(this_year - 1)
    events = Event.objects.counted(at).filter(starts_at__gte=before.start, starts_at__lt=before.end)
    return before.year if events.exists() else this_year
