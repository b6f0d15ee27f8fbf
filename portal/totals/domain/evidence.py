"""The rows behind the figures, in a form that is the same on every database.

A row names things by what outlives a database – codes and UUIDs – and holds no name of a
person, so that erasing somebody touches no frozen year.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from portal.events.domain.queries import yearly as events_yearly
from portal.events.enums import RegistrationStatus
from portal.events.models import Attendance, AttendanceOverride, Registration
from portal.lib.periods import Period
from portal.lib.yearly import CountedEvent
from portal.people.enums import PersonStatus
from portal.people.models import Organisation, PersonMerge
from portal.totals.domain import annual
from portal.totals.enums import Part, RowKind
from training.domain.queries import yearly as training_yearly
from training.models import CourseRun

# Events whose attendances are in memory at one time.
EVENTS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One row behind the figures.

    Args:
        kind: what it is.
        part: of which part of the year; "" for the register of units.
        key: unique among the rows of its kind.
        event: code of the event it belongs to, "" for none.
        person: UUID of the canonical person, "" for none.
        unit: UUID of the organisation then, "" for none.
        unit_kind: kind of that organisation, "" for none.
        values: everything else that decides a figure or names it.
    """

    kind: str
    part: str
    key: str
    event: str = ""
    person: str = ""
    unit: str = ""
    unit_kind: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def line(self) -> bytes:
        """The canonical bytes: one line of JSON, keys sorted, nothing left to chance."""
        return canonical_bytes(
            [
                self.kind,
                self.part,
                self.key,
                self.event,
                self.person,
                self.unit,
                self.unit_kind,
                dict(self.values),
            ]
        )


def canonical_bytes(value: Any) -> bytes:
    """Return plain values as one line of JSON that is the same wherever it is written."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


def rows(*, period: Period, organisation: Organisation | None, at: datetime) -> Iterator[Row]:
    """Yield every row behind the figures of a period, always in the same order.

    Args:
        period: of which.
        organisation: below which; None for all.
        at: the moment of counting.
    """
    events = annual.counted_events(period=period, organisation=organisation, at=at)
    for part in Part:
        yield from _event_rows(part, events[part])
        for n in range(0, len(events[part]), EVENTS_AT_ONCE):
            some = sorted(events[part], key=lambda event: event.code)[n : n + EVENTS_AT_ONCE]
            yield from _attendance_rows(part, some)
            yield from _seat_rows(part, some)
    yield from _run_rows(events[Part.TRAINING], at)
    if organisation:
        joined = annual.joined_drills(period=period, organisation=organisation)
        for event in sorted(joined, key=lambda event: event.code):
            values = {"title": event.title, "starts_at": event.starts_at.isoformat()}
            yield Row(RowKind.TOOK_PART, Part.DRILLS, event.code, event.code, values=values)
    yield from _unit_rows(period, organisation)


def _event_rows(part: Part, events: Sequence[CountedEvent]) -> Iterator[Row]:
    pks = {pk for event in events for pk in (event.organiser, event.host, *event.took_part)}
    units = {
        pk: (str(uuid), name)
        for pk, uuid, name in Organisation.objects.filter(pk__in=pks - {None}).values_list(
            "pk", "uuid", "name"
        )
    }
    counts = events_yearly.valid_head_counts([event.pk for event in events])
    for event in sorted(events, key=lambda event: event.code):
        host, host_name = units[event.host] if event.host else ("", "")
        organiser, organiser_name = units[event.organiser]
        yield Row(
            RowKind.EVENT,
            part,
            event.code,
            event.code,
            unit=host,
            unit_kind=event.host_kind,
            values={
                "title": event.title,
                "starts_at": event.starts_at.isoformat(),
                "month": event.month,
                "topic": event.topic,
                "audience": event.audience,
                "organiser": organiser,
                "organiser_name": organiser_name,
                "host_name": host_name,
                "provisional": event.provisional,
                "took_part": sorted(units[pk][0] for pk in event.took_part),
                "head_count": counts.get(event.pk),
                "planned_minutes": event.planned_minutes,
                "lesson_minutes": event.lesson_minutes,
            },
        )


def _attendance_rows(part: Part, events: Sequence[CountedEvent]) -> Iterator[Row]:
    by_pk = {event.pk: event for event in events}
    found = (
        Attendance.objects.counted()
        .filter(event__in=by_pk)
        .values_list(
            "event_id",
            "person__uuid",
            Coalesce("person__canonical__uuid", "person__uuid"),
            Coalesce("person__canonical__status", "person__status"),
            "organisation_then__uuid",
            "organisation_then__kind",
            "credited_minutes",
        )
    )
    made = []
    for event, person, canonical, status, unit, unit_kind, minutes in found.iterator(2_000):
        code, lesson = by_pk[event].code, by_pk[event].lesson_minutes
        values = {
            "person": str(person),
            "provisional": status == PersonStatus.PROVISIONAL,
            "minutes": minutes,
            "half_hours": minutes * 2 // lesson,
        }
        made.append(
            Row(
                RowKind.ATTENDANCE,
                part,
                f"{code}/{person}",
                code,
                str(canonical),
                str(unit or ""),
                unit_kind or "",
                values,
            )
        )
    yield from sorted(made, key=lambda row: row.key)


def _seat_rows(part: Part, events: Sequence[CountedEvent]) -> Iterator[Row]:
    codes = {event.pk: event.code for event in events}
    seats = Registration.objects.filter(event__in=codes, status=RegistrationStatus.CONFIRMED)
    came = set(seats.filter(Registration.objects.whose_person_came()).values_list("pk", flat=True))
    made = [
        Row(
            RowKind.SEAT,
            part,
            f"{codes[event]}/{person}",
            codes[event],
            str(canonical),
            values={"came": pk in came},
        )
        for pk, event, person, canonical in seats.values_list(
            "pk",
            "event_id",
            "person__uuid",
            Coalesce("person__canonical__uuid", "person__uuid"),
        )
    ]
    yield from sorted(made, key=lambda row: row.key)


def _run_rows(events: Sequence[CountedEvent], at: datetime) -> Iterator[Row]:
    codes = {event.pk: event.code for event in events}
    first = training_yearly.first_sessions(events=events, at=at)
    runs = CourseRun.objects.filter(pk__in=first).select_related("course")
    made = [
        Row(
            RowKind.RUN,
            Part.TRAINING,
            f"{run.course.code}/{run.year}/{run.number}",
            codes[first[run.pk]],
            values={"title": run.course.title},
        )
        for run in runs
    ]
    yield from sorted(made, key=lambda row: row.key)


def _unit_rows(period: Period, organisation: Organisation | None) -> Iterator[Row]:
    units = annual.registered_units(period=period, organisation=organisation)
    made = [
        Row(RowKind.UNIT, "", str(uuid), unit=str(uuid), unit_kind=kind, values={"name": name})
        for uuid, kind, name in units.values_list("uuid", "kind", "name")
    ]
    yield from sorted(made, key=lambda row: row.key)


def doubled(*, codes: Sequence[str]) -> set[tuple[str, str]]:
    """Return (event code, person UUID) of those whom a row merged with theirs counts already."""
    found = Attendance.objects.filter(
        pk__in=Attendance.objects.doubled(), event__code__in=codes
    ).values_list("event__code", "person__uuid")
    return {(code, str(uuid)) for code, uuid in found}


def parted_since(since: datetime) -> set[str]:
    """Return the UUIDs of both persons of each merge that was taken back after a moment."""
    found = PersonMerge.objects.filter(undone_at__gt=since)
    return {
        str(uuid) for pair in found.values_list("source__uuid", "target__uuid") for uuid in pair
    }


def overridden_since(*, codes: Sequence[str], since: datetime) -> set[tuple[str, str]]:
    """Return (event code, person UUID) of the corrections by hand made after a moment."""
    found = AttendanceOverride.objects.filter(event__code__in=codes).filter(
        Q(made_at__gt=since) | Q(withdrawn_at__gt=since)
    )
    return {(code, str(uuid)) for code, uuid in found.values_list("event__code", "person__uuid")}
