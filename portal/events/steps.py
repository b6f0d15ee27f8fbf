"""The steps an event can take next, as the buttons of its page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.events.domain import lifecycle, planning
from portal.events.enums import EventKind, EventStatus
from portal.events.models import Event
from portal.events.permissions import may_change, may_reconcile
from portal.people.models import User


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its button, what it asks for, what it does.

    Args:
        code: stands in the address.
        verb: on the button.
        done: said afterwards.
        icon: of Wagtail's set.
        perform: the domain's function; takes event, by, at and what its form gave.
        form: which form asks for more: "", "reason", "reconcile", "move" or "unlock".
        explains: what the step means, above its form.
        tone: "primary", "secondary" or "serious".
    """

    code: str
    verb: str | Promise
    done: str | Promise
    icon: str
    perform: Callable[..., Any]
    form: str = ""
    explains: str | Promise = ""
    tone: str = "secondary"


STEPS = {
    step.code: step
    for step in (
        Step(
            "publish",
            _("Publish"),
            _("Published. People can find it and register."),
            "view",
            lifecycle.publish,
            tone="primary",
        ),
        Step(
            "move",
            _("Move…"),
            _("Moved. Calendars that subscribed will follow."),
            "calendar-alt",
            planning.change,
            form="move",
            explains=_("Breaks move along with the start. Calendars that subscribed follow."),
        ),
        Step(
            "postpone",
            _("Postpone…"),
            _("Postponed. Give it a new time as soon as there is one."),
            "time",
            lifecycle.postpone,
            form="reason",
            explains=_("The date is withdrawn; registrations stay until there is a new one."),
        ),
        Step(
            "resume",
            _("Set a new time…"),
            _("Published again at its new time."),
            "calendar-check",
            planning.resume,
            form="move",
            tone="primary",
        ),
        Step(
            "cancel",
            _("Cancel…"),
            _("Cancelled. It stays on calendars as cancelled."),
            "cross",
            lifecycle.cancel,
            form="reason",
            explains=_("A cancelled event cannot be taken up again; plan a new one instead."),
            tone="serious",
        ),
        Step(
            "end",
            _("End now"),
            _("Ended. Record the head count and reconcile."),
            "clipboard-list",
            lifecycle.end,
        ),
        Step(
            "reconcile",
            _("Reconcile…"),
            _("Reconciled. Hours are entered within a quarter of an hour."),
            "check",
            lifecycle.reconcile,
            form="reconcile",
            explains=_("Declares names and head count right. From then on they count in the year."),
            tone="primary",
        ),
        Step(
            "lock",
            _("Lock"),
            _("Locked. Its figures no longer change."),
            "lock",
            lifecycle.lock,
            tone="primary",
        ),
        Step(
            "unlock",
            _("Unlock…"),
            _("Unlocked. Correct it and lock it again."),
            "lock-open",
            lifecycle.unlock,
            form="unlock",
            explains=_("Opening the books again takes a reason and a second person."),
            tone="serious",
        ),
    )
}

_AHEAD: tuple[str, ...] = ("move", "postpone", "cancel")
_UNDER_WAY: tuple[str, ...] = ("end", "move", "cancel")
# Which of them an event's status offers, the commonest first.
_OFFERED: dict[str, tuple[str, ...]] = {
    EventStatus.DRAFT: ("publish", "move", "cancel"),
    EventStatus.POSTPONED: ("resume", "cancel"),
    EventStatus.CANCELLED: (),
    EventStatus.ENDED: ("reconcile", "postpone", "cancel"),
    EventStatus.RECONCILED: ("lock",),
    EventStatus.LOCKED: ("unlock",),
}


# These steps of a drill's event are taken on the drill's own page, which keeps both in step.
_TAKEN_ELSEWHERE = {
    EventKind.DRILL: frozenset({"publish", "move", "postpone", "resume", "cancel", "end"}),
}


def taken_elsewhere(event: Event, code: str) -> bool:
    """Say whether a step of an event belongs to the page of the app above."""
    return code in _TAKEN_ELSEWHERE.get(EventKind(event.kind), ())


def steps_of(event: Event, user: User, at: datetime) -> list[Step]:
    """Return the steps an account may take with an event at a moment."""
    status = event.status_at(at)
    if status == EventStatus.PUBLISHED:
        begun = event.starts_at <= at
        codes = _UNDER_WAY if begun else _AHEAD
    else:
        codes = _OFFERED[status]
    keeping = status in (EventStatus.ENDED, EventStatus.RECONCILED, EventStatus.LOCKED)
    allowed = may_reconcile(user, event) if keeping else may_change(user, event)
    if lifecycle.was_held(event, at):
        codes = ("reconcile",)
    here = [code for code in codes if not taken_elsewhere(event, code)]
    return [STEPS[code] for code in here] if allowed else []
