"""What an event is to somebody who reads its page at a moment."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.events.domain.queries.seats import Seats
from portal.events.enums import EventStatus, RegistrationMode
from portal.events.models import Event


class Standing(TextChoices):
    """One word for where an event stands; the label is what people read."""

    CANCELLED = "CANCELLED", _("Cancelled")
    POSTPONED = "POSTPONED", _("Postponed")
    ENDED = "ENDED", _("Over")
    RUNNING = "RUNNING", _("Running now")
    WELCOME = "WELCOME", _("Everybody welcome")
    INVITED = "INVITED", _("By invitation")
    OPEN = "OPEN", _("Registration open")
    FULL = "FULL", _("Full, waiting list open")

    @property
    def takes_registrations(self) -> bool:
        """Whether somebody may ask for a seat or a place on the waiting list."""
        return self in {Standing.OPEN, Standing.FULL}

    @property
    def sign(self) -> str:
        """The shape that says the same."""
        return _SIGNS[self]


_SIGNS = {
    Standing.CANCELLED: "stop",
    Standing.POSTPONED: "care",
    Standing.ENDED: "must",
    Standing.RUNNING: "safe",
    Standing.WELCOME: "safe",
    Standing.INVITED: "must",
    Standing.OPEN: "safe",
    Standing.FULL: "care",
}

_BEFORE_START: dict[str, Standing] = {
    RegistrationMode.NONE: Standing.WELCOME,
    RegistrationMode.INVITED: Standing.INVITED,
}


def standing(event: Event, seats: Seats, at: datetime) -> Standing:
    """Return where a published event stands at a moment.

    Args:
        event: not a draft.
        seats: of the event at that moment.
        at: timezone-aware.
    """
    status = event.status_at(at)
    if status == EventStatus.CANCELLED:
        return Standing.CANCELLED
    if status == EventStatus.POSTPONED:
        return Standing.POSTPONED
    if status != EventStatus.PUBLISHED:
        return Standing.ENDED
    if at >= event.starts_at:
        return Standing.RUNNING
    other = _BEFORE_START.get(event.registration_mode)
    if other is not None:
        return other
    full = seats.is_full and event.registration_mode == RegistrationMode.OPEN
    return Standing.FULL if full else Standing.OPEN
