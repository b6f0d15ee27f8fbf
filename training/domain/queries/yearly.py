"""What a year of training adds up to beside its sessions: the runs they belong to, and hours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from portal.events.models import Event
from portal.lib.among import Among
from portal.lib.periods import business_date
from portal.lib.yearly import CountedEvent, YearRow
from training.domain.credits import LessonLengths
from training.models import TrainingSession


def with_lesson_minutes(
    events: Sequence[CountedEvent], lengths: LessonLengths
) -> list[CountedEvent]:
    """Return events with the length of a class hour that held on their day."""
    return [
        replace(event, lesson_minutes=lengths.on(business_date(event.starts_at)))
        for event in events
    ]


def first_sessions(*, events: Sequence[CountedEvent], at: datetime) -> dict[int, int]:
    """Return the runs that begin with one of some sessions.

    A run belongs where its first counted session is, so that it is counted in one year only.

    Args:
        events: counted training sessions.
        at: the moment of counting.

    Returns:
        Primary key of the run → primary key of the event of its first counted session.
    """
    wanted = {event.pk for event in events}
    runs = TrainingSession.objects.filter(Among("event_id", wanted)).values("run")
    sessions = (
        TrainingSession.objects.filter(run__in=runs, event__in=Event.objects.counted(at))
        .order_by("event__starts_at", "pk")
        .values_list("run_id", "event_id")
    )
    first: dict[int, int] = {}
    for run, event in sessions:
        first.setdefault(run, event)
    return {run: event for run, event in first.items() if event in wanted}


def run_rows(*, events: Sequence[CountedEvent], at: datetime) -> list[YearRow]:
    """Return 1 for each run, at the event of its first counted session."""
    first = first_sessions(events=events, at=at)
    return [YearRow(event, "", runs=1) for event in first.values()]
