"""Events -> calendars: which, and bytes that stay the same."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, F, Max, QuerySet, Sum
from django.utils.translation import get_language

from portal.events.domain import entries
from portal.events.domain.queries import upcoming
from portal.events.models import Event
from portal.lib import ical
from portal.lib.periods import business_date, business_midnight

# How long the bytes are kept at most: a venue renamed shows after this long at the latest.
KEPT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar as it is sent: the bytes, their digest, and since when they may be so."""

    data: bytes
    etag: str
    last_modified: datetime


def feed(
    *,
    key: str,
    name: str,
    events: QuerySet[Event],
    at: datetime,
    alarm: timedelta | None = None,
    changed_at: datetime | None = None,
) -> Feed:
    """Return a calendar of events, from the cache when none of them has changed.

    Args:
        key: names the feed; with the language and the state of its events it names the bytes.
        name: what a subscriber's calendar is called.
        events: any; narrowed to the calendar's window.
        at: now, timezone-aware.
        alarm: how long before the start to remind; for personal calendars only.
        changed_at: when the choice of events last changed, where something but them tells.
    """
    shown = upcoming.in_calendar(events, at)
    midnight = business_midnight(business_date(at))
    state = shown.order_by().aggregate(
        count=Count("pk"),
        changed_at=Max("changed_at"),
        steps=Sum("ical_sequence"),
        ids=Sum("pk"),
        squares=Sum(F("pk") * F("pk")),
    )
    # The window moved at midnight, and with it what the calendar shows.
    last_modified = max(midnight, state["changed_at"] or midnight, changed_at or midnight)
    stamp = hashlib.sha256(repr((key, name, get_language(), last_modified, state)).encode())
    kept_at = f"calendar:{stamp.hexdigest()}"
    kept = cache.get(kept_at)
    if kept is None:
        rows = shown.select_related("topic", "venue", "host", "organiser").only(*entries.READ)
        data = ical.calendar(
            name=name, entries=[entries.entry(event, alarm=alarm) for event in rows]
        )
        kept = Feed(data, _etag(data), last_modified)
        cache.set(kept_at, kept, KEPT.total_seconds())
    return kept


def single(event: Event) -> Feed:
    """Return the calendar file of one event."""
    data = ical.calendar(name=event.title, entries=[entries.entry(event)])
    return Feed(data, _etag(data), event.changed_at)


def _etag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'
