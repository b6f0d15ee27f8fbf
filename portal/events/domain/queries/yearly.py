"""What a year of events adds up to: the database sums, nothing is kept in between.

Sums come as `YearRow`s per event and kind of unit, a few thousand of them for any number of
attendances; `turnout` counts those and what cannot be added up.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum

from portal.events.enums import EventKind, RegistrationStatus
from portal.events.models import Block, Event, HeadCount, Registration
from portal.lib.among import Among
from portal.lib.periods import BUSINESS_ZONE
from portal.lib.yearly import CountedEvent, YearRow
from portal.people.models import Organisation


def held(
    *,
    kinds: Collection[EventKind],
    start: datetime,
    end: datetime,
    below: Organisation | None,
    at: datetime,
) -> list[CountedEvent]:
    """Return the events of some kinds that a total counts, by the day of their start.

    Args:
        kinds: which.
        start: first moment of the period, timezone-aware.
        end: first moment after it.
        below: the organisation whose events, and those of everything under it, are meant:
            the *organiser* decides. None for all.
        at: the moment of counting; a published event whose end has passed has ended.

    Returns:
        Events held, in the order of their start. Postponed ones stand on their real day,
        cancelled ones never.
    """
    events = Event.objects.counted(at).filter(
        kind__in=kinds, starts_at__gte=start, starts_at__lt=end
    )
    if below is not None:
        events = events.organised_below(below)
    return counted(events)


def counted(
    events: QuerySet[Event], *, moments: Mapping[int, datetime | None] | None = None
) -> list[CountedEvent]:
    """Return events as the totals take them, in the order of their day.

    Args:
        events: which.
        moments: for events whose day is decided by another moment than their planned start
            (a drill's start on the clock): primary key → that moment, timezone-aware.
    """
    moments = moments or {}
    rows = events.annotate(planned=Subquery(_PLANNED)).values_list(
        "pk",
        "kind",
        "code",
        "title",
        "starts_at",
        "topic__code",
        "audience",
        "organiser_id",
        "host_id",
        "host__kind",
        "planned",
    )
    made = []
    for pk, kind, code, title, starts_at, topic, audience, organiser, host, *more in rows:
        moment = (moments.get(pk) or starts_at).astimezone(BUSINESS_ZONE)
        host_kind, planned = more
        made.append(
            CountedEvent(
                pk=pk,
                kind=kind,
                code=code,
                title=title,
                starts_at=moment,
                month=moment.month,
                topic=topic or "",
                audience=audience,
                organiser=organiser,
                host=host,
                host_kind=host_kind or "",
                planned_minutes=planned // timedelta(minutes=1) if planned else 0,
            )
        )
    return sorted(made, key=lambda event: (event.starts_at, event.code))


# How long the creditable blocks of an event are together.
_PLANNED = (
    Block.objects.filter(event=OuterRef("pk"), creditable=True)
    .order_by()
    .values("event")
    .annotate(planned=Sum(F("ends_at") - F("starts_at")))
    .values("planned")
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What events have beside their attendances.

    Args:
        head_counts: the valid head count, by event.
        seats: confirmed registrations and how many of those persons came, by event.
    """

    head_counts: Mapping[int, int]
    seats: Mapping[int, tuple[int, int]]

    @classmethod
    def read(cls, events: Collection[int]) -> "Beside":
        """Read both for many events at once."""
        return cls(valid_head_counts(events), _seats(events))


def rows(
    *,
    events: Sequence[CountedEvent],
    sums: Sequence[tuple[int, str, int, int, int]],
    beside: Beside,
) -> list[YearRow]:
    """Return everything of some events that may be added up.

    Args:
        events: from `held` or `counted`.
        sums: of their attendances, from `turnout`.
        beside: of these events, and perhaps of others.

    Returns:
        Per event and kind of unit what the named ones add up to; per event what it is itself:
        held, provisional, seats confirmed and taken, and, under the kind of its host, the
        people counted beyond the named ones and their half class hours (estimated as if all
        had stayed to the end).
    """
    named: dict[int, int] = defaultdict(int)
    made = []
    for pk, unit_kind, count, minutes, half_hours in sums:
        named[pk] += count
        made.append(YearRow(pk, unit_kind, named=count, minutes=minutes, half_hours=half_hours))
    for event in events:
        headed = max(0, beside.head_counts.get(event.pk, 0) - named[event.pk])
        confirmed, came = beside.seats.get(event.pk, (0, 0))
        made.append(
            YearRow(
                event.pk,
                event.host_kind,
                events=1,
                provisional_events=int(event.provisional),
                headed=headed,
                headed_half_hours=headed * (event.planned_minutes * 2 // event.lesson_minutes),
                confirmed=confirmed,
                came=came,
            )
        )
    return made


def valid_head_counts(events: Collection[int]) -> dict[int, int]:
    """Return the count that is valid for each event that has one: no other supersedes it."""
    found = HeadCount.objects.filter(Among("event_id", events), superseded_by__isnull=True)
    return dict(found.order_by("pk").values_list("event_id", "count"))


def _seats(events: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return per event the confirmed registrations and how many of those persons came."""
    confirmed = Registration.objects.filter(
        Among("event_id", events), status=RegistrationStatus.CONFIRMED
    )
    found = confirmed.values_list("event_id").annotate(
        seats=Count("pk"), came=Count("pk", filter=Registration.objects.whose_person_came())
    )
    return {event: (seats, present) for event, seats, present in found.order_by()}
