"""The same figures counted again, row by row, in the plainest Python there is.

Nothing here is shared with the code under test: it reads whole tables and loops.
"""

from collections import defaultdict
from dataclasses import asdict
from zoneinfo import ZoneInfo

from drills.models import Drill
from portal.events.models import Attendance, Block, Event, HeadCount, Registration
from portal.people.models import Organisation, Person, PersonMerge
from training.models import TrainingSession

SHANGHAI = ZoneInfo("Asia/Shanghai")
PRESENT = {"PRESENT", "LATE", "EARLY_LEAVE", "LATE_AND_EARLY", "PARTIAL"}


def _who(person_id: int) -> Person:
    merges = {m.source_id: m.target_id for m in PersonMerge.objects.all() if m.undone_at is None}
    while person_id in merges:
        person_id = merges[person_id]
    return Person.objects.get(pk=person_id)


def _held(event: Event, at) -> bool:
    if event.status in ("ENDED", "RECONCILED", "LOCKED"):
        return True
    return event.status == "PUBLISHED" and event.ends_at <= at


def _below(organisation: Organisation, top: Organisation | None) -> bool:
    return top is None or organisation.path.startswith(top.path)


def _part_events(part: str, year: int, months: range, top, at) -> list[tuple[Event, object]]:
    found = []
    for event in Event.objects.all():
        moment, counts = event.starts_at, _held(event, at)
        drill = Drill.objects.filter(event=event).first()
        if part == "TRAINING":
            counts = counts and event.kind == "TRAINING"
        elif part == "PUBLICITY":
            counts = counts and event.kind not in ("TRAINING", "DRILL")
        else:
            counts = (
                drill is not None
                and drill.state in ("ARCHIVED", "SUMMARISED")
                and not drill.is_practice
                and event.status != "CANCELLED"
            )
            moment = drill.started_at if counts else moment
        day = moment.astimezone(SHANGHAI)
        if counts and day.year == year and day.month in months and _below(event.organiser, top):
            found.append((event, day))
    return found


def recount(*, part: str, year: int, months: range, top, at) -> dict:
    """Return {(dimension, value): {measure: number}} without anything that is 0."""
    sums = defaultdict(lambda: defaultdict(int))
    persons = defaultdict(set)
    units = defaultdict(set)
    unit_kind_events = defaultdict(set)
    events = _part_events(part, year, months, top, at)
    pks = {event.pk for event, _day in events}
    for event, day in events:
        drill = Drill.objects.filter(event=event).first()
        keys = [
            ("total", ""),
            ("month", str(day.month)),
            ("topic", event.topic.code if event.topic else ""),
            ("audience", event.audience),
            ("organiser", str(event.organiser.uuid)),
        ]
        planned = sum(
            int((block.ends_at - block.starts_at).total_seconds())
            for block in Block.objects.filter(event=event)
            if block.creditable
        )
        host_kind = event.host.kind if event.host else ""
        stood_for = {}
        for row in Attendance.objects.filter(event=event).order_by("pk"):
            if row.status in PRESENT:
                stood_for.setdefault(_who(row.person_id), []).append(row)
        named = len(stood_for)
        for who, rows in stood_for.items():
            longest = max(row.credited_minutes for row in rows)
            rows = [row for row in rows if row.credited_minutes == longest]
            row = next((row for row in rows if row.person_id == who.pk), rows[0])
            unit = row.organisation_then
            for key in [*keys, ("unit_kind", unit.kind if unit else "")]:
                sums[key]["named"] += 1
                sums[key]["minutes"] += row.credited_minutes
                sums[key]["half_hours"] += row.credited_minutes * 2 // 45
                persons[key].add(_who(row.person_id))
                if unit:
                    units[key].add(unit)
                if key[0] == "unit_kind":
                    unit_kind_events[key].add(event.pk)
        replaced = {count.supersedes_id for count in HeadCount.objects.filter(event=event)}
        valid = [c for c in HeadCount.objects.filter(event=event) if c.pk not in replaced]
        more = max(0, valid[0].count - named) if valid else 0
        for key in [*keys, ("unit_kind", host_kind)]:
            sums[key]["headed"] += more
            sums[key]["headed_half_hours"] += more * (planned // 60 * 2 // 45)
            if event.host:
                units[key].add(event.host)
            if key[0] == "unit_kind" and more:
                unit_kind_events[key].add(event.pk)
        for key in keys:
            sums[key]["events"] += 1
            if drill:
                sums[key]["provisional_events"] += drill.state == "SUMMARISED"
                sums[key]["joint"] += drill.co_organisers.exists()
            for seat in Registration.objects.filter(event=event, status="CONFIRMED"):
                sums[key]["confirmed"] += 1
                sums[key]["came"] += any(
                    row.status in PRESENT
                    for row in Attendance.objects.filter(event=event)
                    if _who(row.person_id) == _who(seat.person_id)
                )
    if part == "TRAINING":
        for run in {session.run_id for session in TrainingSession.objects.all()}:
            counted = [
                session.event
                for session in TrainingSession.objects.filter(run=run)
                if _held(session.event, at)
            ]
            counted.sort(key=lambda event: event.starts_at)
            if counted and counted[0].pk in pks:
                event = counted[0]
                sums["total", ""]["runs"] += 1
                sums["month", str(event.starts_at.astimezone(SHANGHAI).month)]["runs"] += 1
                sums["topic", event.topic.code if event.topic else ""]["runs"] += 1
                sums["audience", event.audience]["runs"] += 1
                sums["organiser", str(event.organiser.uuid)]["runs"] += 1
    for key, pks_ in unit_kind_events.items():
        sums[key]["events"] = len(pks_)
    for key, found in persons.items():
        sums[key]["provisional"] = sum(person.status == "PROVISIONAL" for person in found)
        sums[key]["verified"] = len(found) - sums[key]["provisional"]
    for key, found in units.items():
        sums[key]["units"] = len(found)
    return _without_zeros(sums)


def flat(part_totals) -> dict:
    """Return `PartTotals` in the same shape, without what the recount does not know."""
    slices = {("total", ""): part_totals.total}
    for dimension, by in part_totals.by.items():
        slices |= {(dimension, code): figures for code, figures in by.items()}
    return _without_zeros(
        {
            key: {name: n for name, n in asdict(one).items() if name != "registered_units"}
            for key, one in slices.items()
        }
    )


def _without_zeros(sums) -> dict:
    kept = {key: {name: n for name, n in one.items() if n} for key, one in sums.items()}
    return {key: one for key, one in kept.items() if one}
