"""What a year of drills adds up to: each counted once, under the unit that leads it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

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
    return _described(list(drills))


def took_part(*, start: datetime, end: datetime, below: Organisation) -> list[CountedEvent]:
    """Return the counted drills others led and units of an organisation joined.

    They stand beside the drills led; the two are never added up.
    """
    drills = (
        Drill.objects.counted(start, end)
        .exclude(event__status=EventStatus.CANCELLED)
        .exclude(event__organiser__path__startswith=below.path)
        .filter(co_organisers__path__startswith=below.path)
        .distinct()
    )
    return _described(list(drills))


def joint_rows(*, events: Sequence[CountedEvent]) -> list[YearRow]:
    """Return 1 for each drill held together with another unit."""
    return [YearRow(event.pk, "", joint=1) for event in events if event.took_part]


def _described(drills: Sequence[Drill]) -> list[CountedEvent]:
    by_event = {drill.event_id: drill for drill in drills}
    joined: dict[int, list[int]] = defaultdict(list)
    pairs = Drill.co_organisers.through.objects.filter(drill__in=drills)
    for event, unit in pairs.order_by("organisation_id").values_list(
        "drill__event_id", "organisation_id"
    ):
        joined[event].append(unit)
    moments = {pk: drill.started_at for pk, drill in by_event.items() if drill.started_at}
    events = yearly.counted(Event.objects.filter(pk__in=by_event), moments=moments)
    return [
        replace(
            event,
            provisional=by_event[event.pk].is_provisional,
            took_part=tuple(joined[event.pk]),
        )
        for event in events
    ]
