"""What a calendar shows of an event, in feeds and in mails alike."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.events.enums import EventKind, EventStatus
from portal.events.models import Event
from portal.lib import ical

# How long before the start a personal calendar, or one that came by mail, reminds.
ALARM = timedelta(hours=1)

# What `entry` reads of an event, and no more: a calendar has up to thousands.
READ = (
    *("code", "ical_uid", "ical_sequence", "starts_at", "ends_at", "changed_at", "kind"),
    *("title", "summary", "status", "status_reason", "place"),
    *("organiser__name", "host__name", "venue__name", "venue__address"),
    *("topic__name_zh", "topic__name_en"),
)


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
    about = [str(EventKind(event.kind).label), event.topic.label if event.topic else ""]
    parts = [
        event.status_reason if off else "",
        " · ".join(part for part in about if part),
        event.summary,
        _("Organiser: %(name)s") % {"name": event.organiser.name},
    ]
    return "\n".join(part for part in parts if part)
