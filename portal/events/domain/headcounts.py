"""How many were in the room: counted by people, set beside the names."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.events.enums import EventStatus
from portal.events.models import Event, HeadCount
from portal.lib.periods import business_date, business_midnight
from portal.lib.refusals import Refusal
from portal.people.models import User


class CountRefused(Refusal):
    """A head count cannot be recorded now, or makes no sense."""

    code = "count_refused"


def latest(event: Event) -> HeadCount | None:
    """Return the count that is valid: the one no other supersedes; None when nobody counted."""
    return event.head_counts.filter(superseded_by__isnull=True).order_by("-pk").first()


@transaction.atomic
def record(
    *,
    event: Event,
    count: int,
    method: str,
    counted_at: datetime,
    by: User,
    host_confirmed_by: str = "",
    evidence_file: Any = None,
    note: str = "",
) -> HeadCount:
    """Record a head count; an earlier one stays and is superseded.

    Args:
        count: people in the room, those with names included.
        method: one of `HeadCountMethod`.
        counted_at: when it was counted, timezone-aware.
        host_confirmed_by: who confirmed it for the company or community visited.
        evidence_file: a photo or the paper sheet.

    Raises:
        CountRefused: before the start, after the lock, or for an event called off.
    """
    event = Event.objects.select_for_update(no_key=True, of=("self",)).get(pk=event.pk)
    if event.status == EventStatus.LOCKED:
        raise CountRefused(_("The event is locked. Unlock it with a second person first."))
    if event.status in {EventStatus.DRAFT, EventStatus.CANCELLED, EventStatus.POSTPONED}:
        raise CountRefused(_("Nobody can be counted at an event that does not take place."))
    if counted_at < business_midnight(business_date(event.starts_at)):
        raise CountRefused(_("The time of the count lies before the event. Correct it."))
    before = latest(event)
    made = HeadCount.objects.create(
        event=event,
        count=count,
        method=method,
        counted_at=counted_at,
        counted_by=by,
        host_confirmed_by=host_confirmed_by,
        evidence_file=evidence_file,
        note=note,
        supersedes=before,
    )
    log(
        instance=event,
        action="events.count",
        user=by,
        data={"count": count, "method": method, "before": before.count if before else None},
    )
    return made
