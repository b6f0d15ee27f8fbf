"""Addresses of calendars, for templates here and in the apps above."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.events.enums import EventKind, EventStatus
from portal.events.models import Event
from portal.lib import addresses, linked_data
from portal.people.enums import Audience

register = template.Library()

TAUGHT = (EventKind.TRAINING, EventKind.LECTURE, EventKind.WARNING_LECTURE)

# The audiences that look for classes by themselves; the others are sent by their units.
OFFERED = (Audience.PUBLIC, Audience.WORKER, Audience.PRINCIPAL, Audience.STUDENT)


def _address(path: str, *, webcal: bool) -> str:
    language = get_language()
    whole = settings.PORTAL_BASE_URL + path
    if language != settings.LANGUAGE_CODE:
        whole = f"{whole}?lang={language}"
    return f"webcal{whole[whole.index(':') :]}" if webcal else whole


@register.simple_tag
def event_calendar(event: Event, *, webcal: bool = False) -> str:
    """Return the address of one event's calendar file, or that to subscribe to it."""
    return _address(reverse("calendar:event", args=[event.code]), webcal=webcal)


@register.simple_tag
def personal_calendar(secret: str, *, webcal: bool = False) -> str:
    """Return the address of a personal calendar, or that to subscribe to it."""
    return _address(reverse("calendar:personal", args=[secret]), webcal=webcal)


_STATUS = {
    EventStatus.CANCELLED: "EventCancelled",
    EventStatus.POSTPONED: "EventPostponed",
}


@register.simple_tag
def event_facts(event: Event) -> SafeString:
    """Describe an event for machines, with the words of schema.org."""
    status = _STATUS.get(EventStatus(event.status), "EventScheduled")
    address = event.venue.address if event.venue else ""
    return linked_data.script(
        {
            "@type": "EducationEvent" if event.kind in TAUGHT else "Event",
            "name": event.title,
            "description": event.summary,
            "startDate": localtime(event.starts_at),
            "endDate": localtime(event.ends_at),
            "eventStatus": f"https://schema.org/{status}",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": event.where
            and {
                "@type": "Place",
                "name": event.where,
                "address": {
                    "@type": "PostalAddress",
                    "addressCountry": "CN",
                    "streetAddress": address or event.where,
                },
            },
            "organizer": {"@type": "Organization", "name": event.organiser.name},
            "audience": {"@type": "Audience", "audienceType": event.get_audience_display()},
            "isAccessibleForFree": True,
            "url": addresses.absolute(reverse("public:event", args=[event.code])),
        }
    )


@register.inclusion_tag("portal/events/subscribe.html")
def subscribe() -> dict[str, Any]:
    """Show the calendars anybody may subscribe to."""
    paths = [(_("Everything"), reverse("calendar:public"))]
    paths += [
        (str(audience.label), reverse("calendar:audience", args=[audience.lower()]))
        for audience in OFFERED
    ]
    return {
        "feeds": [
            {
                "label": label,
                "address": _address(path, webcal=False),
                "webcal": _address(path, webcal=True),
            }
            for label, path in paths
        ]
    }


@register.simple_tag
def privacy_address() -> str:
    """Return the address of the privacy notice in the reader's language."""
    prefix = "" if get_language() == settings.LANGUAGE_CODE else f"{get_language()}/"
    return f"/{prefix}privacy/"
