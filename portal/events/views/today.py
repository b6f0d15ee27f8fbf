"""The first thing on the dashboard: what is on today, what waits, what is overdue."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.ui.components import Component

from portal.events.domain.queries import duties
from portal.events.models import Event
from portal.events.permissions import may_plan, may_run_door
from portal.events.states import state_of

# So many of each kind are shown; the lists hold the rest.
MOST_SHOWN = 6
# A draft that begins so soon should be published or put off.
SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Act:
    """A button for something done often; offered by functions of the hook ``common_acts``."""

    label: str | Promise
    url: str
    icon: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for somebody: what, which event, where to go, how urgent."""

    what: str
    event: Event
    url: str
    sign: str


class TodayPanel(Component):
    """What an account has to do with events, in a handful of queries."""

    name = "today"
    template_name = "portal/events/today.html"
    order = 50

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        user, at = self.request.user, timezone.now()
        waiting = list(waiting_for(user, at)) if may_plan(user) else []
        return {
            "request": self.request,
            "csrf_token": (parent_context or {}).get("csrf_token"),
            "at": at,
            "on": [
                (event, state_of(event, at), door_of(event, user, at))
                for event in duties.on_day(user=user, at=at)[:20]
            ],
            "overdue": [one for one in waiting if one.sign == "stop"],
            "waiting": [one for one in waiting if one.sign != "stop"],
            "acts": [act for offer in hooks.get_hooks("common_acts") for act in offer(user)],
            "plans": may_plan(user),
        }


def door_of(event: Event, user: Any, at: datetime) -> bool:
    """Say whether the door's buttons belong beside an event today."""
    return may_run_door(user, event) and event.status == "PUBLISHED" and at <= event.door_closes_at


def waiting_for(user: Any, at: datetime) -> Any:
    """Yield what waits for an account, the most urgent first."""
    for event in duties.unreconciled(user=user, at=at)[: 2 * MOST_SHOWN]:
        overdue = event.ends_at + duties.OVERDUE_AFTER < at
        yield Waiting(
            what=_("record the head count") if event.counted is None else _("reconcile it"),
            event=event,
            url=reverse("event:inspect", args=[event.pk]) + "#heads",
            sign="stop" if overdue else "care",
        )
    for event in duties.with_waiting_scans(user=user)[:MOST_SHOWN]:
        yield Waiting(
            what=ngettext("%(count)s scan to look at", "%(count)s scans to look at", event.waiting)
            % {"count": event.waiting},
            event=event,
            url=reverse("event:inspect", args=[event.pk]) + "#heads",
            sign="care",
        )
    for event in duties.with_requests(user=user, at=at)[:MOST_SHOWN]:
        yield Waiting(
            what=ngettext(
                "%(count)s registration to decide",
                "%(count)s registrations to decide",
                event.waiting,
            )
            % {"count": event.waiting},
            event=event,
            url=reverse("event:inspect", args=[event.pk]) + "#registrations",
            sign="must",
        )
    for event in duties.unpublished(user=user, at=at, within=SOON)[:MOST_SHOWN]:
        yield Waiting(
            what=_("still a draft: publish it or move it"),
            event=event,
            url=reverse("event:inspect", args=[event.pk]),
            sign="stop" if event.starts_at < at else "care",
        )
