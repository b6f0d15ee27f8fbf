"""The few figures of the front page: sums of the year, without anything distinct in it.

`annual.totals` would find the same; it also reads every person, unit and seat of the year,
which is too much for a page that everybody opens.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.events.domain.queries import turnout
from portal.events.domain.queries import yearly as events_yearly
from portal.lib.periods import Period
from portal.lib.yearly import CountedEvent
from portal.totals.domain import annual, closing, figures
from portal.totals.domain.annual import Totals
from portal.totals.enums import Dimension, Part
from portal.totals.models import Snapshot


@dataclass(frozen=True, slots=True)
class Headline:
    """The year at a glance.

    Args:
        period: which year.
        snapshot: the signed revision it comes from; None where it is provisional.
        sessions: training sessions held, by month.
        named: named person-times of training, by month.
        headed: head-count person-times of training, by month.
        drills: drills held, by code of their topic.
        activities: publicity activities held, by month.
    """

    period: Period
    snapshot: Snapshot | None
    sessions: Sequence[int]
    named: Sequence[int]
    headed: Sequence[int]
    drills: Mapping[str, int]
    activities: Sequence[int]

    @property
    def person_times(self) -> list[int]:
        """Person-times of training, by month."""
        return [sum(pair) for pair in zip(self.named, self.headed, strict=True)]


def headline(*, at: datetime) -> Headline:
    """Return the figures of the year the public is shown first.

    Args:
        at: now, timezone-aware.
    """
    period = Period(figures.latest_year(at))
    snapshot = closing.latest(period=period, organisation=None, signed=True)
    if snapshot:
        return taken(closing.figures_of(snapshot), snapshot)
    return counted(period, at)


def taken(totals: Totals, snapshot: Snapshot | None) -> Headline:
    """Return the headline of figures that have been counted before."""
    months = [str(month) for month in totals.period.month_numbers]
    training = [totals.training.slice(Dimension.MONTH, month) for month in months]
    publicity = [totals.publicity.slice(Dimension.MONTH, month) for month in months]
    topics = totals.drills.by.get(Dimension.TOPIC, {})
    return Headline(
        period=totals.period,
        snapshot=snapshot,
        sessions=[one.events for one in training],
        named=[one.named for one in training],
        headed=[one.headed for one in training],
        drills={code: one.events for code, one in topics.items()},
        activities=[one.events for one in publicity],
    )


def counted(period: Period, at: datetime) -> Headline:
    """Count the headline now; the same as `taken` of `annual.totals`."""
    events = annual.held_events(period=period, organisation=None, at=at)
    training = events[Part.TRAINING]
    named: Counter[int] = Counter()
    for pk, _kind, count, _minutes, _half_hours in turnout.sums(training):
        named[pk] += count
    counts = events_yearly.valid_head_counts([event.pk for event in training])
    headed = {pk: max(0, count - named[pk]) for pk, count in counts.items()}
    return Headline(
        period=period,
        snapshot=None,
        sessions=_by_month(period, training, {event.pk: 1 for event in training}),
        named=_by_month(period, training, named),
        headed=_by_month(period, training, headed),
        drills=dict(Counter(event.topic for event in events[Part.DRILLS])),
        activities=_by_month(
            period, events[Part.PUBLICITY], {event.pk: 1 for event in events[Part.PUBLICITY]}
        ),
    )


def _by_month(
    period: Period, events: Sequence[CountedEvent], numbers: Mapping[int, int]
) -> list[int]:
    sums: Counter[int] = Counter()
    for event in events:
        sums[event.month] += numbers.get(event.pk, 0)
    return [sums[month] for month in period.month_numbers]
