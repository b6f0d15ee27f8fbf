"""Which events want the same place at the same time."""

from datetime import datetime

from django.db.models import QuerySet

from portal.events.enums import EventStatus
from portal.events.models import Event, Venue


def overlapping(
    *, starts_at: datetime, ends_at: datetime, leaving_out: Event | None = None
) -> QuerySet[Event]:
    """Return the events that share a moment with [starts_at, ends_at).

    Half-open: an event that ends at ten and one that begins at ten do not overlap.
    Cancelled events and those postponed without a new day want no place.

    Args:
        starts_at: timezone-aware.
        ends_at: timezone-aware, exclusive.
        leaving_out: the event being moved.
    """
    events = Event.objects.exclude(
        status__in=[EventStatus.CANCELLED, EventStatus.POSTPONED]
    ).filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    if leaving_out is not None:
        events = events.exclude(pk=leaving_out.pk)
    return events.order_by("starts_at", "pk")


def at_venue(
    *,
    venue: Venue | None,
    starts_at: datetime,
    ends_at: datetime,
    leaving_out: Event | None = None,
) -> QuerySet[Event]:
    """Return the events of any kind that want a venue in [starts_at, ends_at)."""
    if venue is None:
        return Event.objects.none()
    return overlapping(starts_at=starts_at, ends_at=ends_at, leaving_out=leaving_out).filter(
        venue=venue
    )
