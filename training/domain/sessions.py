"""The life of a training session: changed by its organiser, closed by the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.events.domain import lifecycle
from portal.events.domain import planning as event_planning
from portal.events.domain.planning import Break
from portal.people.models import User
from training.domain import credits, planning, runs  # noqa: A004 - the word of the trade
from training.models import Trainer, TrainingSession


@dataclass(frozen=True, slots=True)
class Closed:
    """What one sweep did: events ended, sessions whose hours were brought up."""

    ended: int
    credited: int


@transaction.atomic
def schedule_all(*, sessions: Sequence[TrainingSession], by: User, at: datetime) -> None:
    """Publish planned sessions: all of them, or none where one cannot be published.

    Raises:
        lifecycle.StepRefused: one of them is no draft any more.
    """
    for session in sessions:
        lifecycle.publish(event=session.event, by=by, at=at)
    for run_id in sorted({session.run_id for session in sessions}):
        runs.settle(run_id=run_id)


@transaction.atomic
def change(
    *,
    session: TrainingSession,
    by: User,
    at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    breaks: Sequence[Break] | None = None,
    trainers: Sequence[Trainer] | None = None,
    kind: str | None = None,
    asks_departure: bool | None = None,
    clash_reason: str = "",
    **fields: Any,
) -> TrainingSession:
    """Change a session that has not ended: time, place, who teaches, what is asked.

    Args:
        starts_at: timezone-aware; the old value where it stays.
        ends_at: timezone-aware, exclusive.
        breaks: from and until of each; None keeps them, moved along with the start.
        trainers: who teaches; None keeps them.
        clash_reason: why it is meant that venue or trainer are taken.
        fields: further fields of the event.

    Raises:
        ClashNotAcknowledged: venue or trainer are taken and no reason is given.
        BreakOutside: the breaks do not fit.
        lifecycle.StepRefused: the session is over or cancelled.
    """
    event_planning.look_alone()
    session.event = event_planning.change(
        event=session.event,
        by=by,
        at=at,
        starts_at=starts_at,
        ends_at=ends_at,
        breaks=breaks,
        asks_departure=asks_departure,
        clashes=planning.clashes(
            starts_at=starts_at,
            ends_at=ends_at,
            venue=fields.get("venue", session.event.venue),
            trainers=list(session.trainers.all()) if trainers is None else trainers,
            leaving_out=session.event,
        ),
        clash_reason=clash_reason,
        **fields,
    )
    if kind is not None and kind != session.kind:
        session.kind = kind
        session.save(update_fields=["kind"])
    if trainers is not None:
        session.trainers.set(trainers)
    return session


def close_due(*, at: datetime) -> Closed:
    """End what is over, enter the hours of what was reconciled, settle the runs.

    Safe to run at any time and twice: what is done is not found again.
    """
    ended = lifecycle.end_due(at=at)
    credited = 0
    for session in credits.due(at=at):
        credits.enter(session=session, at=at)
        credited += 1
    runs.settle_open()
    return Closed(ended=ended, credited=credited)
