"""Events -> calendars: which, in which words, and bytes that stay the same."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.events.domain.queries import upcoming
from portal.events.enums import EventStatus
from portal.events.models import Event
from portal.lib import ical
from portal.lib.periods import business_date, business_midnight

# How long the bytes are kept at most: a venue renamed shows after this long at the latest.
KEPT = timedelta(minutes=15)
# How long before the start a personal calendar reminds.
ALARM = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar as it is sent: the bytes, their digest, and since when they may be so."""

    data: bytes
    etag: str
    last_modified: datetime


def feed(
    *, key: str, name: str, events: QuerySet[Event], at: datetime, alarm: timedelta | None = None
) -> Feed:
    """Return a calendar of events, from the cache when none of them has changed.

    Args:
        key: names the feed; with the language and the state of its events it names the bytes.
        name: what a subscriber's calendar is called.
        events: any; narrowed to the calendar's window.
        at: now, timezone-aware.
        alarm: how long before the start to remind; for personal calendars only.
    """
    shown = upcoming.in_calendar(events, at)
    midnight = business_midnight(business_date(at))
    state = shown.order_by().aggregate(
        count=Count("pk"), changed_at=Max("changed_at"), steps=Sum("ical_sequence"), ids=Sum("pk")
    )
    stamp = hashlib.sha256(repr((key, name, get_language(), midnight, state)).encode())
    kept_at = f"calendar:{stamp.hexdigest()}"
    kept = cache.get(kept_at)
    if kept is None:
        rows = shown.select_related("topic", "venue", "host", "organiser")
        data = ical.calendar(name=name, entries=[entry(event, alarm=alarm) for event in rows])
        # The window moved at midnight, and with it what the calendar shows.
        last_modified = max(midnight, state["changed_at"] or midnight)
        kept = Feed(data, _etag(data), last_modified)
        cache.set(kept_at, kept, KEPT.total_seconds())
    return kept


def single(event: Event) -> Feed:
    """Return the calendar file of one event."""
    data = ical.calendar(name=event.title, entries=[entry(event)])
    return Feed(data, _etag(data), event.changed_at)


def entry(event: Event, *, alarm: timedelta | None = None) -> ical.Entry:
    """Return what a calendar shows of an event, in the reader's language."""
    cancelled = event.status == EventStatus.CANCELLED
    postponed = event.status == EventStatus.POSTPONED
    return ical.Entry(
        uid=event.ical_uid,
        sequence=event.ical_sequence,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        changed_at=event.changed_at,
        title=_title(event),
        place=_place(event),
        description=_description(event),
        url=settings.PORTAL_BASE_URL + reverse("public:event", args=[event.code]),
        contact=event.organiser.name,
        cancelled=cancelled,
        tentative=postponed,
        alarm=None if cancelled or postponed else alarm,
    )


def _title(event: Event) -> str:
    if event.status == EventStatus.CANCELLED:
        return _("[Cancelled] %(title)s") % {"title": event.title}
    if event.status == EventStatus.POSTPONED:
        return _("[Postponed] %(title)s") % {"title": event.title}
    return event.title


def _place(event: Event) -> str:
    address = event.venue.address if event.venue else ""
    return " ".join(part for part in (event.where, address) if part)


def _description(event: Event) -> str:
    off = event.status in {EventStatus.CANCELLED, EventStatus.POSTPONED}
    about = [event.get_kind_display(), event.topic.label if event.topic else ""]
    parts = [
        event.status_reason if off else "",
        " · ".join(part for part in about if part),
        event.summary,
        _("Organiser: %(name)s") % {"name": event.organiser.name},
    ]
    return "\n".join(part for part in parts if part)


def _etag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'
