"""Sessions planned from a course; clashes of venues and trainers; weekly repetition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.events.domain import lifecycle
from portal.events.domain.queries import clashes as event_clashes
from portal.events.enums import EventKind, MissingOut
from portal.events.models import DoorPolicy, Event, Venue
from portal.lib.periods import BUSINESS_ZONE
from portal.lib.refusals import Refusal
from portal.people.models import User
from training.domain import runs
from training.enums import SessionKind
from training.models import CourseRun, Trainer, TrainingSession

# A class every week for longer than half a year is planned again, not repeated.
MOST_REPEATS = 26

# A stretch of an event: from, until (exclusive), whether it counts towards hours.
Stretch = tuple[datetime, datetime, bool]


class ClashNotAcknowledged(Refusal):
    """The venue or a trainer is wanted twice, and nobody has said that this is meant."""

    code: ClassVar[str] = "clash_not_acknowledged"

    def __init__(self, clashes: Sequence["Clash"]) -> None:
        super().__init__(
            _(
                "The venue or a trainer is taken at that time. Choose another time, or tick "
                "that you have seen it and say why it is meant."
            )
        )
        self.clashes = list(clashes)


class BreakOutside(Refusal):
    code: ClassVar[str] = "break_outside"


class TooManyRepeats(Refusal):
    code: ClassVar[str] = "too_many_repeats"


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that is wanted twice at one time: a venue or a trainer, and by which event."""

    kind: Literal["VENUE", "TRAINER"]
    what: str
    event: Event


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

    A venue clashes with an event of any kind, a trainer with the training sessions he has.
    Trainers from the register are the same person under two names when their person is.

    Args:
        starts_at: timezone-aware.
        ends_at: timezone-aware, exclusive: a class may begin when another ends.
        leaving_out: the event that is being moved.
    """
    found = [
        Clash("VENUE", str(venue), event)
        for event in event_clashes.at_venue(
            venue=venue, starts_at=starts_at, ends_at=ends_at, leaving_out=leaving_out
        )
    ]
    busy = event_clashes.overlapping(starts_at=starts_at, ends_at=ends_at, leaving_out=leaving_out)
    sessions = (
        TrainingSession.objects.filter(event__in=busy, trainers__in=list(trainers))
        .select_related("event")
        .prefetch_related("trainers")
        .order_by("event__starts_at", "pk")
        .distinct()
    )
    wanted = set(trainers)
    found += [
        Clash("TRAINER", trainer.name, session.event)
        for session in sessions
        for trainer in session.trainers.all()
        if trainer in wanted
    ]
    return found


def stretches(
    *, starts_at: datetime, ends_at: datetime, breaks: Sequence[tuple[datetime, datetime]]
) -> list[Stretch]:
    """Cut a session into teaching and breaks; only teaching counts towards hours.

    Args:
        starts_at: start of the session, timezone-aware.
        ends_at: its end, exclusive.
        breaks: from and until of each break, in any order, not overlapping.

    Raises:
        BreakOutside: a break is empty, overlaps another, or leaves the session.
    """
    cut: list[Stretch] = []
    edge = starts_at
    for begins, ends in sorted(breaks):
        if begins < edge or ends > ends_at or ends <= begins:
            raise BreakOutside(
                _("The breaks must lie within the session, one after another. Check their times.")
            )
        if begins > edge:
            cut.append((edge, begins, True))
        cut.append((begins, ends, False))
        edge = ends
    if edge < ends_at:
        cut.append((edge, ends_at, True))
    if not any(creditable for _start, _end, creditable in cut):
        raise BreakOutside(_("Nothing is left to teach between the breaks. Check their times."))
    return cut


def door_policy(*, asks_departure: bool, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the stored door policy of a session.

    Where nobody is asked to sign out, a person present stays until the end; where
    departures are asked for, presence ends with the last evidence of it.
    """
    missing_out = MissingOut.UNTIL_LAST_EVIDENCE if asks_departure else MissingOut.ASSUME_END
    return {**DoorPolicy.from_values(values or {}).to_values(), "missing_out": missing_out.value}


def asks_departure(event: Event) -> bool:
    """Say whether people are asked to sign out of an event."""
    return event.policy.missing_out == MissingOut.UNTIL_LAST_EVIDENCE


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
    breaks: Sequence[tuple[datetime, datetime]] = (),
    asks_departure: bool = False,
    clash_reason: str = "",
    **fields: Any,
) -> TrainingSession:
    """Plan one session (场) of a run as a draft: its event, its blocks, who teaches.

    Args:
        starts_at: timezone-aware.
        ends_at: timezone-aware, exclusive.
        breaks: from and until of each break.
        asks_departure: whether people sign out; see `door_policy`.
        clash_reason: why it is meant that venue or trainer are taken; "" when they must be free.
        fields: further fields of the event; title, topic, audience and organiser
            come from the course and the run where they are not given.

    Raises:
        ClashNotAcknowledged: venue or trainer are taken and no reason is given.
        BreakOutside: the breaks do not fit.
    """
    # One planner per run: the numbers of its sessions are drawn here.
    run = (
        CourseRun.objects.select_for_update(of=("self",))
        .select_related("course__topic", "organiser")
        .get(pk=run.pk)
    )
    found = clashes(
        starts_at=starts_at, ends_at=ends_at, venue=fields.get("venue"), trainers=trainers
    )
    refuse_clashes(found, reason=clash_reason)
    event = lifecycle.plan(
        by=by,
        at=at,
        blocks=stretches(starts_at=starts_at, ends_at=ends_at, breaks=breaks),
        **{
            "title": run.course.title,
            "summary": run.course.summary,
            "topic": run.course.topic,
            "audience": run.course.audience,
            "organiser": run.organiser,
            **fields,
            "kind": EventKind.TRAINING,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "policy_values": door_policy(
                asks_departure=asks_departure, values=fields.get("policy_values")
            ),
        },
    )
    last = run.sessions.aggregate(last=Max("number"))["last"] or 0
    session = TrainingSession.objects.create(run=run, event=event, number=last + 1, kind=kind)
    session.trainers.set(trainers)
    runs.settle(run_id=run.pk)
    log_clashes(event, found, reason=clash_reason, by=by, at=at)
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
    breaks: Sequence[tuple[datetime, datetime]] = (),
    **fields: Any,
) -> list[TrainingSession]:
    """Plan the same session every week: all of them, or none when one is refused.

    Args:
        times: how many in all, 1 to 26; breaks move with their session.
        fields: as for `plan_session`.
    """
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
        for slot in weekly(starts_at=starts_at, ends_at=ends_at, times=times)
    ]


def refuse_clashes(found: Sequence[Clash], *, reason: str) -> None:
    """Raise ClashNotAcknowledged for clashes that nobody has given a reason for."""
    if found and not reason.strip():
        raise ClashNotAcknowledged(found)


def log_clashes(
    event: Event, found: Sequence[Clash], *, reason: str, by: User, at: datetime
) -> None:
    """Keep in the event's history that clashes were seen, and why they are meant."""
    if found:
        log(
            instance=event,
            action="events.clash",
            user=by,
            timestamp=at,
            data={
                "reason": reason.strip(),
                "clashes": [
                    {"kind": clash.kind, "what": clash.what, "event": clash.event.code}
                    for clash in found
                ],
            },
        )
