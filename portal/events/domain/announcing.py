"""Tell those who are registered when their event moves or will not take place."""

from datetime import datetime

from django.conf import settings
from django.utils import translation

from portal.events.domain import entries
from portal.events.enums import EventStatus, RegistrationStatus
from portal.events.models import Event
from portal.lib import dates
from portal.notices.domain import outbox

_TEMPLATES = {
    EventStatus.PUBLISHED: "events/event_moved",
    EventStatus.POSTPONED: "events/event_postponed",
    EventStatus.CANCELLED: "events/event_cancelled",
}


def announce(*, event: Event, at: datetime) -> int:
    """Leave word of an event's new time, place or status for everybody registered.

    What was to be said of the change before and has not been sent is taken back: of two
    changes in a row people hear the last.

    Args:
        event: as it is now; `ical_sequence` numbers its announcements.
        at: now, timezone-aware.

    Returns:
        How many people are told.
    """
    outbox.withdraw(key=_key(event, event.ical_sequence - 1))
    template = _TEMPLATES.get(EventStatus(event.status))
    if template is None or event.ends_at <= at:
        return 0
    # Messages are in the portal's first language, whatever the page was read in.
    with translation.override(settings.LANGUAGE_CODE):
        when = dates.span(event.starts_at, event.ends_at)
        entry = entries.entry(event, alarm=entries.ALARM)
    told = 0
    for registration in event.registrations.live().select_related("person"):
        outbox.put(
            person=registration.person,
            template=template,
            values={
                "title": event.title,
                "when": when,
                "where": event.where,
                "reason": event.status_reason,
                "registration": str(registration.uuid),
            },
            key=_key(event, event.ical_sequence),
            due_at=at,
            entry=entry if registration.status == RegistrationStatus.CONFIRMED else None,
        )
        told += 1
    return told


def _key(event: Event, sequence: int) -> str:
    return f"event:{event.code}:{sequence}"
