"""What the public may see on, by time, by place and by campaign, ready for a list."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from portal.events.domain.queries import upcoming
from portal.events.models import Campaign, Event
from portal.people.models import Organisation


def coming(*, at: datetime, kinds: Collection[str] | None = None) -> QuerySet[Event]:
    """Return what has not ended yet, the next first, cancelled events included.

    Args:
        at: now, timezone-aware.
        kinds: of `EventKind`; None means all.
    """
    return upcoming.public(kinds=kinds).filter(ends_at__gt=at)


def between(
    *, start: datetime, end: datetime, kinds: Collection[str] | None = None
) -> QuerySet[Event]:
    """Return what starts in [start, end), the first first.

    Args:
        start: first moment that counts, timezone-aware.
        end: first moment that no longer counts.
        kinds: of `EventKind`; None means all.
    """
    return upcoming.public(kinds=kinds).filter(starts_at__gte=start, starts_at__lt=end)


def at_organisation(*, organisation: Organisation) -> QuerySet[Event]:
    """Return what an organisation hosts, holds itself or lends its venue to."""
    return upcoming.public().filter(
        Q(host=organisation) | Q(organiser=organisation) | Q(venue__organisation=organisation)
    )


def of_campaign(*, campaign: Campaign) -> QuerySet[Event]:
    """Return the events that belong to a campaign."""
    return upcoming.public().filter(campaign=campaign)


def rows(events: Iterable[Event], *, at: datetime) -> list[Event]:
    """Give each event its `seats` and its `standing` at a moment, with one question for all.

    Args:
        events: such as a query above, cut to the length of the list.
        at: now, timezone-aware.
    """
    return upcoming.with_seats(list(events), at)
