"""The drill itself: start, pause, go on, end, stop. Its event keeps step."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from drills.domain import steps
from drills.enums import DrillVerb, StopReason
from drills.models import Drill
from portal.events.domain import headcounts, lifecycle
from portal.events.enums import EventStatus
from portal.lib.periods import business_date
from portal.lib.refusals import Refusal
from portal.people.models import User


class SiteNotChecked(Refusal):
    """Nobody wrote down that the site was checked."""

    code = "site_not_checked"


class StopReasonMissing(Refusal):
    """A drill that is broken off says why."""

    code = "stop_reason_missing"


class NotOnItsDay(Refusal):
    """The drill is started on another day than its event is planned for."""

    code = "not_on_its_day"


@transaction.atomic
def start(*, drill: Drill, site_check: str, by: User, at: datetime) -> Drill:
    """Start the clock.

    Args:
        site_check: who checked the site and found what; kept with the step.

    Raises:
        SiteNotChecked: without it.
        NotOnItsDay: the door and the count of heads go by the day of the event.
    """
    drill = steps.locked_drill(drill)
    steps.check_drill(drill, DrillVerb.START)
    if not site_check.strip():
        raise SiteNotChecked(_("Write who checked the site and that it is safe to begin."))
    first, last = business_date(drill.event.starts_at), business_date(drill.event.ends_at)
    if not first <= business_date(at) <= last:
        raise NotOnItsDay(
            _("The drill is planned for %(day)s. For another day postpone it, then set the date.")
            % {"day": first.isoformat()}
        )
    drill.started_at = at
    steps.move_drill(drill, DrillVerb.START, by=by, at=at, comment=site_check)
    return drill


@transaction.atomic
def pause(*, drill: Drill, by: User, at: datetime, comment: str) -> Drill:
    """Stop the clock for a while, with the reason."""
    drill = steps.locked_drill(drill)
    steps.check_drill(drill, DrillVerb.PAUSE)
    comment = steps.need_comment(comment)
    steps.move_drill(drill, DrillVerb.PAUSE, by=by, at=at, comment=comment)
    return drill


@transaction.atomic
def resume(*, drill: Drill, by: User, at: datetime) -> Drill:
    """Let the clock run on."""
    drill = steps.locked_drill(drill)
    steps.move_drill(drill, DrillVerb.RESUME, by=by, at=at)
    return drill


@transaction.atomic
def end(
    *,
    drill: Drill,
    players: int,
    method: str,
    by: User,
    at: datetime,
    injuries: int = 0,
    comment: str = "",
) -> Drill:
    """End a drill as planned; everybody has been counted.

    Args:
        players: how many were counted at the end.
        method: how, a `HeadCountMethod`.
        injuries: people whom the drill really hurt.
    """
    drill = steps.locked_drill(drill)
    steps.check_drill(drill, DrillVerb.END)
    headcounts.record(event=drill.event, count=players, method=method, counted_at=at, by=by)
    drill.ended_at, drill.injuries = at, injuries
    drill.stop_reason = StopReason.COMPLETED
    steps.move_drill(drill, DrillVerb.END, by=by, at=at, comment=comment)
    _end_event(drill, by, at)
    return drill


@transaction.atomic
def abort(
    *, drill: Drill, reason: str, comment: str, by: User, at: datetime, injuries: int = 0
) -> Drill:
    """Break a drill off; whoever sees real danger may.

    Args:
        reason: a `StopReason` other than COMPLETED.
        comment: what happened.

    Raises:
        StopReasonMissing: no such reason was given.
    """
    drill = steps.locked_drill(drill)
    steps.check_drill(drill, DrillVerb.ABORT)
    if reason not in StopReason or reason == StopReason.COMPLETED:
        raise StopReasonMissing(_("Choose why the drill is stopped."))
    comment = steps.need_comment(comment)
    drill.ended_at, drill.injuries, drill.stop_reason = at, injuries, reason
    steps.move_drill(drill, DrillVerb.ABORT, by=by, at=at, comment=comment)
    _end_event(drill, by, at)
    return drill


def clock(drill: Drill, at: datetime) -> timedelta:
    """Return how long a drill has run, pauses left out.

    Args:
        at: until when, for a drill that has not ended.
    """
    if drill.started_at is None:
        return timedelta()
    until = drill.ended_at or at
    paused = timedelta()
    since: datetime | None = None
    for step in drill.transitions.all():
        if step.verb == DrillVerb.PAUSE:
            since = step.made_at
        elif since is not None:
            paused += min(step.made_at, until) - since
            since = None
    if since is not None:
        paused += until - since
    return until - drill.started_at - paused


def _end_event(drill: Drill, by: User, at: datetime) -> None:
    """End the event, unless the sweep was quicker; one that began early is moved forward."""
    event = drill.event
    event.refresh_from_db()
    if event.status != EventStatus.PUBLISHED:
        return
    if at < event.starts_at:
        event = lifecycle.change(event=event, by=by, at=at, starts_at=drill.started_at)
    drill.event = lifecycle.end(event=event, by=by, at=at)
