"""Public events: what is on, for the front page, lists, pages about a topic, and calendars."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from portal.events.domain.queries import seats
from portal.events.domain.queries.standing import standing
from portal.events.enums import EventStatus
from portal.events.models import Event, Topic
from portal.lib.periods import business_date, business_midnight
from portal.people.models import Organisation

# How far a calendar looks back and ahead; cancelled events stay in it as long as others.
BACK = timedelta(days=90)
AHEAD = timedelta(days=400)


def upcoming(
    at: datetime,
    limit: int,
    kinds: Collection[str] | None = None,
    topic: Topic | None = None,
    audience: str | None = None,
) -> list[Event]:
    """Return the next public events that take place, soonest first, running ones included.

    Each event carries `seats` and `standing` (`queries.seats`, `queries.standing`), so that
    a list can say what is left.

    Args:
        at: now, timezone-aware.
        limit: how many at most.
        kinds: of `EventKind`; None means all.
        topic: None means all.
        audience: of `Audience`; None means all.
    """
    events = public(kinds=kinds, topic=topic, audience=audience).filter(
        status=EventStatus.PUBLISHED, ends_at__gt=at
    )
    return with_seats(list(events[:limit]), at)


def public(
    *,
    kinds: Collection[str] | None = None,
    topic: Topic | None = None,
    audience: str | None = None,
    below: Organisation | None = None,
) -> QuerySet[Event]:
    """Return the events the public may see, soonest first, with what a list shows of them.

    Args:
        kinds: of `EventKind`; None means all.
        topic: None means all.
        audience: of `Audience`; None means all.
        below: organised or hosted by this organisation or one under it; None means all.
    """
    events = (
        Event.objects.shown()
        .select_related("topic", "venue", "host", "organiser")
        .order_by("starts_at", "pk")
    )
    if kinds is not None:
        events = events.filter(kind__in=kinds)
    if topic is not None:
        events = events.filter(topic=topic)
    if audience is not None:
        events = events.filter(audience=audience)
    if below is not None:
        events = events.filter(
            Q(organiser__path__startswith=below.path) | Q(host__path__startswith=below.path)
        )
    return events


def with_seats(events: list[Event], at: datetime) -> list[Event]:
    """Give each event its `seats` and `standing` at a moment, with one question for all."""
    of_each = seats.of_each(events, at) if events else {}
    for event in events:
        # Columns of the list, not of the table.
        taken = of_each[event.pk]
        event.__dict__.update(seats=taken, standing=standing(event, taken, at))
    return events


def in_calendar(events: QuerySet[Event], at: datetime) -> QuerySet[Event]:
    """Narrow events to those a calendar shows: 90 days back to 400 days ahead.

    The window moves at midnight in Shanghai: a calendar asked twice a day says the same.
    """
    midnight = business_midnight(business_date(at))
    return events.filter(ends_at__gte=midnight - BACK, starts_at__lt=midnight + AHEAD).order_by(
        "starts_at", "pk"
    )
