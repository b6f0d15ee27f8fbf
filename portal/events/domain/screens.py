"""The venue's screen: a secret address for one event, revocable; and the three-minute call."""

from datetime import datetime, timedelta

from django.db import transaction
from wagtail.log_actions import log

from portal.events.domain.scanning import refuse_unless_listed
from portal.events.models import Display, Event
from portal.people.models import User

ROLL_CALL = timedelta(minutes=3)


def find(*, token: str) -> Display | None:
    """Return the screen with a secret address, None for one that is unknown or revoked."""
    return (
        Display.objects.filter(token=token, revoked_at__isnull=True)
        .select_related("event__venue", "event__host")
        .first()
    )


@transaction.atomic
def open_screen(*, event: Event, by: User, at: datetime) -> Display:
    """Return the event's screen, made if there is none that is valid."""
    screen = event.displays.filter(revoked_at__isnull=True).first()
    if screen is None:
        screen = Display.objects.create(event=event, created_at=at)
        log(instance=event, action="events.screen", user=by)
    return screen


@transaction.atomic
def revoke(*, event: Event, by: User, at: datetime) -> int:
    """Make every screen address and every code of an event worthless; new ones can be made.

    Returns:
        How many screens were revoked.
    """
    event = Event.objects.select_for_update(no_key=True, of=("self",)).get(pk=event.pk)
    count = event.displays.filter(revoked_at__isnull=True).update(revoked_at=at)
    event.secret_epoch += 1
    event.save(update_fields=["secret_epoch"])
    log(instance=event, action="events.screen_revoke", user=by, data={"screens": count})
    return count


@transaction.atomic
def call_roll(*, event: Event, by: User, at: datetime) -> Event:
    """Hold a roll call open for three minutes: the screen asks everybody to scan once more.

    Raises:
        ListClosed: when the attendance list cannot be changed.
    """
    event = Event.objects.select_for_update(no_key=True, of=("self",)).get(pk=event.pk)
    refuse_unless_listed(event)
    event.roll_call_until = at + ROLL_CALL
    event.save(update_fields=["roll_call_until"])
    log(instance=event, action="events.roll_call", user=by)
    return event
