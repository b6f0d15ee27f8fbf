"""Sessions planned from a course; clashes of venues and trainers; weekly repetition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.events.domain import planning as event_planning
from portal.events.domain.planning import Break, Clash
from portal.events.domain.queries import clashes as event_clashes
from portal.events.enums import EventKind
from portal.events.models import Event, Venue
from portal.lib.periods import BUSINESS_ZONE
from portal.lib.refusals import Refusal
from portal.people.models import User
from training.domain import runs
from training.enums import SessionKind
from training.models import CourseRun, Trainer, TrainingSession

# A class every week for longer than half a year is planned again, not repeated.
MOST_REPEATS = 26


class TooManyRepeats(Refusal):
    """A repetition of none, or of more than half a year."""

    code: ClassVar[str] = "too_many_repeats"


@dataclass(frozen=True, slots=True)
class Slot:
    """One time of a repetition, [starts_at, ends_at), with what is in its way."""

    starts_at: datetime
    ends_at: datetime
    clashes: tuple[Clash, ...] = ()


def clashes(
    *,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None,
    trainers: Sequence[Trainer],
    leaving_out: Event | None = None,
) -> list[Clash]:
    """Return who or what would be wanted twice in [starts_at, ends_at).

    A venue clashes with an event of any kind, a trainer with the sessions he has.

    Args:
        starts_at: timezone-aware.
        ends_at: timezone-aware, exclusive: a class may begin when another ends.
        leaving_out: the event that is being moved.
    """
    found = event_planning.venue_clashes(
        venue=venue, starts_at=starts_at, ends_at=ends_at, leaving_out=leaving_out
    )
    wanted = set(trainers)
    if not wanted:
        return found
    busy = event_clashes.overlapping(starts_at=starts_at, ends_at=ends_at, leaving_out=leaving_out)
    sessions = (
        TrainingSession.objects.filter(event__in=busy.order_by(), trainers__in=wanted)
        .select_related("event__organiser")
        .prefetch_related("trainers")
        .order_by("event__starts_at", "pk")
        .distinct()
    )
    return found + [
        Clash("TRAINER", trainer.name, session.event)
        for session in sessions
        for trainer in session.trainers.all()
        if trainer in wanted
    ]


def weekly(*, starts_at: datetime, ends_at: datetime, times: int) -> list[Slot]:
    """Return a slot and the same weekday and clock time of the weeks that follow.

    Args:
        starts_at: of the first, timezone-aware; the clock is that of Asia/Shanghai.
        ends_at: of the first, exclusive.
        times: how many in all, the first among them.

    Raises:
        TooManyRepeats: fewer than one or more than 26.
    """
    if not 1 <= times <= MOST_REPEATS:
        raise TooManyRepeats(
            _("Repeat between 1 and %(most)s times; plan the rest later.") % {"most": MOST_REPEATS}
        )
    first, last = starts_at.astimezone(BUSINESS_ZONE), ends_at.astimezone(BUSINESS_ZONE)
    return [
        Slot(first + timedelta(weeks=week), last + timedelta(weeks=week)) for week in range(times)
    ]


def preview(
    *,
    starts_at: datetime,
    ends_at: datetime,
    times: int,
    venue: Venue | None,
    trainers: Sequence[Trainer],
) -> list[Slot]:
    """Return the slots of a weekly repetition, each with its clashes; writes nothing."""
    return [
        Slot(
            slot.starts_at,
            slot.ends_at,
            tuple(
                clashes(
                    starts_at=slot.starts_at, ends_at=slot.ends_at, venue=venue, trainers=trainers
                )
            ),
        )
        for slot in weekly(starts_at=starts_at, ends_at=ends_at, times=times)
    ]


@transaction.atomic
def plan_session(
    *,
    run: CourseRun,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
    kind: str = SessionKind.CLASSROOM,
    trainers: Sequence[Trainer] = (),
    breaks: Sequence[Break] = (),
    asks_departure: bool = False,
    clash_reason: str = "",
    **fields: Any,
) -> TrainingSession:
    """Plan one session (场) of a run as a draft: its event, its blocks, who teaches.

    Args:
        starts_at: timezone-aware.
        ends_at: timezone-aware, exclusive.
        asks_departure: whether people sign out.
        clash_reason: why it is meant that venue or trainer are taken; "" when they must be free.
        fields: further fields of the event; title, summary, topic, audience and organiser
            come from the course and the run where they are not given.

    Raises:
        ClashNotAcknowledged: venue or trainer are taken and no reason is given.
        BreakOutside: the breaks do not fit.
    """
    event_planning.look_alone()
    # One planner per run: the numbers of its sessions are drawn here.
    run = (
        CourseRun.objects.select_for_update(no_key=True, of=("self",))
        .select_related("course__topic", "organiser")
        .get(pk=run.pk)
    )
    event = event_planning.plan(
        by=by,
        at=at,
        starts_at=starts_at,
        ends_at=ends_at,
        breaks=breaks,
        asks_departure=asks_departure,
        clashes=clashes(
            starts_at=starts_at, ends_at=ends_at, venue=fields.get("venue"), trainers=trainers
        ),
        clash_reason=clash_reason,
        **{
            "title": run.course.title,
            "summary": run.course.summary,
            "topic": run.course.topic,
            "audience": run.course.audience,
            "organiser": run.organiser,
            **fields,
            "kind": EventKind.TRAINING,
        },
    )
    last = run.sessions.aggregate(last=Max("number"))["last"] or 0
    session = TrainingSession.objects.create(run=run, event=event, number=last + 1, kind=kind)
    session.trainers.set(trainers)
    runs.settle(run_id=run.pk)
    return session


@transaction.atomic
def plan_series(
    *,
    run: CourseRun,
    starts_at: datetime,
    ends_at: datetime,
    times: int,
    by: User,
    at: datetime,
    breaks: Sequence[Break] = (),
    **fields: Any,
) -> list[TrainingSession]:
    """Plan the same session every week: all of them, or none when one is refused.

    Args:
        times: how many in all, 1 to 26; breaks move with their session.
        fields: as for `plan_session`.

    Raises:
        ClashNotAcknowledged: naming what is in the way of any of them.
    """
    event_planning.look_alone()
    slots = preview(
        starts_at=starts_at,
        ends_at=ends_at,
        times=times,
        venue=fields.get("venue"),
        trainers=fields.get("trainers", ()),
    )
    event_planning.refuse_clashes(
        [clash for slot in slots for clash in slot.clashes], reason=fields.get("clash_reason", "")
    )
    return [
        plan_session(
            run=run,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            by=by,
            at=at,
            breaks=[
                (begins + (slot.starts_at - starts_at), ends + (slot.starts_at - starts_at))
                for begins, ends in breaks
            ],
            **fields,
        )
        for slot in slots
    ]
