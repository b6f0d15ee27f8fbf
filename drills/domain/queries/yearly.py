"""What a year of drills adds up to: each counted once, under the unit that leads it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from drills.enums import DrillState
from drills.models import Drill
from portal.events.domain.queries import yearly
from portal.events.enums import EventStatus
from portal.events.models import Event
from portal.lib.yearly import CountedEvent, YearRow
from portal.people.models import Organisation


def held(*, start: datetime, end: datetime, below: Organisation | None) -> list[CountedEvent]:
    """Return the drills a total counts, by the day of their actual start.

    Counted is what was started in the period, is no rehearsal and has been archived, or
    summarised: the latter are marked provisional. Stands and topic are the event's: the lead
    is its organiser, the primary topic its topic.

    Args:
        start: first moment of the period, timezone-aware.
        end: first moment after it.
        below: drills *led* by this organisation or anything under it; None for all.
    """
    drills = Drill.objects.counted(start, end).exclude(event__status=EventStatus.CANCELLED)
    if below is not None:
        drills = drills.filter(event__organiser__path__startswith=below.path)
    return _described(drills)


def took_part(*, start: datetime, end: datetime, below: Organisation) -> list[CountedEvent]:
    """Return the counted drills others led and units of an organisation joined.

    They stand beside the drills led; the two are never added up.
    """
    drills = (
        Drill.objects.counted(start, end)
        .exclude(event__status=EventStatus.CANCELLED)
        .exclude(event__organiser__path__startswith=below.path)
        .filter(co_organisers__path__startswith=below.path)
    )
    return _described(drills)


def joint_rows(*, events: Sequence[CountedEvent]) -> list[YearRow]:
    """Return 1 for each drill held together with another unit."""
    return [YearRow(event.pk, "", joint=1) for event in events if event.took_part]


def _described(drills: QuerySet[Drill]) -> list[CountedEvent]:
    moments: dict[int, datetime | None] = {}
    provisional: set[int] = set()
    joined: dict[int, list[int]] = defaultdict(list)
    # One row for each unit that joined, or one without a unit.
    rows = Drill.objects.filter(pk__in=drills.values("pk")).order_by("co_organisers__pk")
    for event, started_at, state, unit in rows.values_list(
        "event_id", "started_at", "state", "co_organisers__pk"
    ):
        moments[event] = started_at
        if state == DrillState.SUMMARISED:
            provisional.add(event)
        if unit is not None:
            joined[event].append(unit)
    events = yearly.counted(Event.objects.filter(pk__in=moments), moments=moments)
    return [
        replace(
            event, provisional=event.pk in provisional, took_part=tuple(joined.get(event.pk, ()))
        )
        for event in events
    ]
