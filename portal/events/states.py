"""How an event's state is shown: shape, word and colour, from the signs of safety."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.events.enums import EventStatus
from portal.events.models import Event


@dataclass(frozen=True, slots=True)
class State:
    """A word and the sign it stands beside: safe, must, care, stop or plain."""

    word: str | Promise
    sign: str


_SIGNS: dict[str, str] = {
    EventStatus.DRAFT: "plain",
    EventStatus.PUBLISHED: "must",
    EventStatus.POSTPONED: "care",
    EventStatus.CANCELLED: "stop",
    EventStatus.ENDED: "care",
    EventStatus.RECONCILED: "safe",
    EventStatus.LOCKED: "lock",
}


def state_of(event: Event, at: datetime) -> State:
    """Return the state of an event at a moment, as the clock makes it.

    A published event is under way between its start and its end; past its end it has
    ended, whether or not the sweep has said so in its row.
    """
    status = event.status_at(at)
    if status == EventStatus.PUBLISHED and event.starts_at <= at:
        return State(_("Under way"), "safe")
    return State(EventStatus(status).label, _SIGNS[status])
