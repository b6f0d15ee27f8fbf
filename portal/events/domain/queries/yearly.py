"""What a year of events adds up to: the database sums, nothing is kept in between.

Sums come as `YearRow`s per event and kind of unit, a few thousand of them for any number of
attendances. What cannot be added up – distinct persons, distinct units – is counted by the
database for all slices of the year at once, in one pass over the attendances.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from portal.events.enums import (
    PRESENT_STATUSES,
    PUBLICITY_KINDS,
    EventKind,
    RegistrationStatus,
)
from portal.events.models import Attendance, Block, Event, HeadCount, Registration
from portal.lib.periods import BUSINESS_ZONE
from portal.lib.yearly import CountedEvent, Slice, Slices, UniquePersons, YearRow
from portal.people.enums import OrganisationKind, PersonStatus
from portal.people.models import Organisation

# PostgreSQL gives a statement at most 1,664 columns, and each slice takes one.
SLICES_AT_ONCE = 1_000


def held(
    *,
    kinds: Collection[EventKind],
    start: datetime,
    end: datetime,
    below: Organisation | None,
    at: datetime,
) -> list[CountedEvent]:
    """Return the events of some kinds that a total counts, by the day of their start.

    Args:
        kinds: what is counted together.
        start: first moment of the period, timezone-aware.
        end: first moment after it.
        below: the organisation whose events, and those of everything under it, are meant:
            the *organiser* decides. None for all.
        at: the moment of counting; a published event whose end has passed has ended.

    Returns:
        Events held, in the order of their start. Postponed ones stand on their real day,
        cancelled ones never.
    """
    events = Event.objects.counted(at).filter(
        kind__in=kinds, starts_at__gte=start, starts_at__lt=end
    )
    if below is not None:
        events = events.organised_below(below)
    return counted(events)


def publicity(
    *, start: datetime, end: datetime, below: Organisation | None, at: datetime
) -> list[CountedEvent]:
    """Return the publicity events a total counts: everything but classes and drills."""
    return held(kinds=PUBLICITY_KINDS, start=start, end=end, below=below, at=at)


def counted(
    events: QuerySet[Event], *, moments: Mapping[int, datetime] | None = None
) -> list[CountedEvent]:
    """Return events as the totals take them, in the order of their day.

    Args:
        events: which.
        moments: for events whose day is decided by another moment than their planned start
            (a drill's start on the clock): primary key → that moment, timezone-aware.
    """
    moments = moments or {}
    rows = list(
        events.values_list(
            "pk",
            "code",
            "title",
            "starts_at",
            "topic__code",
            "audience",
            "organiser_id",
            "host_id",
            "host__kind",
        )
    )
    planned = _planned_minutes([row[0] for row in rows])
    made = []
    for pk, code, title, starts_at, topic, audience, organiser, host, host_kind in rows:
        moment = moments.get(pk, starts_at).astimezone(BUSINESS_ZONE)
        made.append(
            CountedEvent(
                pk=pk,
                code=code,
                title=title,
                starts_at=moment,
                month=moment.month,
                topic=topic or "",
                audience=audience,
                organiser=organiser,
                host=host,
                host_kind=host_kind or "",
                planned_minutes=planned.get(pk, 0),
            )
        )
    return sorted(made, key=lambda event: (event.starts_at, event.code))


def rows(*, app: str, events: Sequence[CountedEvent]) -> list[YearRow]:
    """Return everything of some events that may be added up.

    Args:
        app: what the measures are called after, such as ``training``.
        events: from `held` or `counted`.

    Returns:
        Per event ``events`` (1), ``provisional`` (0 or 1), ``confirmed`` and ``came``
        (persons with a confirmed seat, and those of them who were present), and, where there
        is a head count, ``headed`` (people counted beyond the named ones, under the kind of
        the host) and ``headed_half_hours`` (their half class hours, estimated as if all had
        stayed to the end). Per event and kind of unit ``named`` (attendances present in any
        form), ``minutes`` (credited) and ``half_hours`` (floor(minutes / L × 2) per person,
        summed).
    """
    made: list[YearRow] = []
    named: dict[int, int] = defaultdict(int)
    by_pk = {event.pk: event for event in events}

    def add(measure: str, event: CountedEvent, value: int, unit_kind: str = "") -> None:
        if value:
            made.append(
                YearRow(
                    measure=f"{app}.{measure}",
                    event=event.pk,
                    month=event.month,
                    topic=event.topic,
                    audience=event.audience,
                    unit_kind=unit_kind,
                    organiser=event.organiser,
                    value=value,
                )
            )

    for pk, unit_kind, count, minutes, half_hours in _attendance_sums(events):
        named[pk] += count
        add("named", by_pk[pk], count, unit_kind)
        add("minutes", by_pk[pk], minutes, unit_kind)
        add("half_hours", by_pk[pk], half_hours, unit_kind)
    head_counts = valid_head_counts(by_pk)
    seats = _seats(by_pk)
    for event in events:
        add("events", event, 1)
        add("provisional", event, int(event.provisional))
        headed = max(0, head_counts.get(event.pk, 0) - named[event.pk])
        add("headed", event, headed, event.host_kind)
        each = event.planned_minutes * 2 // event.lesson_minutes
        add("headed_half_hours", event, headed * each, event.host_kind)
        confirmed, came = seats.get(event.pk, (0, 0))
        add("confirmed", event, confirmed)
        add("came", event, came)
    return made


def valid_head_counts(events: Collection[int]) -> dict[int, int]:
    """Return the count that is valid for each event that has one: no other supersedes it."""
    found = HeadCount.objects.filter(event__in=events, superseded_by__isnull=True)
    return dict(found.order_by("pk").values_list("event_id", "count"))


def unique_persons(slices: Slices) -> dict[Slice, UniquePersons]:
    """Count the distinct canonical persons present in each slice of the year.

    Such a number is never a sum of others, so the database counts it for every slice, all
    in one pass: on PostgreSQL each person's slices are or-ed into one bit string.

    Args:
        slices: which events lie in which slice.

    Returns:
        Counts by slice, and by ``("unit_kind", kind)`` of the organisation then.
    """
    if connection.vendor == "postgresql":
        return _persons_by_bits(slices)
    return _persons_by_distinct(slices)


def units_reached(slices: Slices) -> dict[Slice, frozenset[int]]:
    """Return the distinct organisations (then) of those present in each slice of the year.

    Returns:
        Primary keys by slice, and by ``("unit_kind", kind)``. Hosts are not among them.
    """
    if connection.vendor == "postgresql":
        return _units_by_bits(slices)
    return _units_by_distinct(slices)


def _planned_minutes(events: Collection[int]) -> dict[int, int]:
    spans = Block.objects.filter(event__in=events, creditable=True)
    seconds: dict[int, int] = defaultdict(int)
    for event, starts_at, ends_at in spans.values_list("event_id", "starts_at", "ends_at"):
        seconds[event] += int((ends_at - starts_at).total_seconds())
    return {event: total // 60 for event, total in seconds.items()}


def _attendance_sums(
    events: Sequence[CountedEvent],
) -> list[tuple[int, str, int, int, int]]:
    """Return event, kind of unit, present, credited minutes, half class hours."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for event in events:
        by_length[event.lesson_minutes].append(event.pk)
    sums = []
    for lesson_minutes, pks in sorted(by_length.items()):
        found = (
            Attendance.objects.present()
            .filter(event__in=pks)
            .values_list("event_id", "organisation_then__kind")
            .annotate(
                named=Count("pk"),
                minutes=Sum("credited_minutes"),
                # Both databases divide whole numbers downwards here: floor(m / L × 2).
                half_hours=Sum(F("credited_minutes") * 2 / lesson_minutes),
            )
            .order_by()
        )
        sums += [(row[0], row[1] or "", *row[2:]) for row in found]
    return sums


def _seats(events: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return per event the confirmed registrations and how many of those persons came."""
    confirmed = Registration.objects.filter(event__in=events, status=RegistrationStatus.CONFIRMED)
    came = Attendance.objects.present().filter(event=OuterRef("event"), person=OuterRef("person"))
    found = confirmed.values_list("event_id").annotate(
        seats=Count("pk"), came=Count("pk", filter=Exists(came))
    )
    return {event: (seats, present) for event, seats, present in found.order_by()}


# --- Distinct persons and units on PostgreSQL: one pass, one bit per slice --------------------

_MARKED = """
    WITH marked AS MATERIALIZED (
        SELECT event_id, bits::varbit AS bits
        FROM unnest(%(events)s::bigint[], %(bits)s::text[]) AS e (event_id, bits)
    ), kinds AS MATERIALIZED (
        SELECT o.id, k.bits::varbit AS bits
        FROM people_organisation o
        JOIN unnest(%(kinds)s::text[], %(kind_bits)s::text[]) AS k (kind, bits) ON k.kind = o.kind
    )
"""
_PERSONS = """
    , seen AS (
        SELECT a.person_id, bit_or(m.bits | coalesce(k.bits, %(unknown)s::varbit)) AS bits
        FROM events_attendance a
        JOIN marked m ON m.event_id = a.event_id
        LEFT JOIN kinds k ON k.id = a.organisation_then_id
        WHERE a.status = ANY(%(present)s)
        GROUP BY a.person_id
    ), canonical AS (
        SELECT coalesce(p.canonical_id, p.id) AS id, bit_or(s.bits) AS bits
        FROM seen s JOIN people_person p ON p.id = s.person_id
        GROUP BY 1
    )
    SELECT p.status = %(provisional)s, {sums}
    FROM canonical c JOIN people_person p ON p.id = c.id
    GROUP BY 1
"""
_UNITS = """
    SELECT a.organisation_then_id, bit_or(m.bits | k.bits)::text
    FROM events_attendance a
    JOIN marked m ON m.event_id = a.event_id
    JOIN kinds k ON k.id = a.organisation_then_id
    WHERE a.status = ANY(%(present)s)
    GROUP BY 1
"""


def _bit_parameters(slices: Slices, kinds: Sequence[str]) -> dict[str, Any]:
    """Return a string of bits per event, one bit a slice, and one per kind of unit."""
    width = len(slices) + len(kinds)
    by_event: dict[int, list[str]] = {}
    for position, events in enumerate(slices.values()):
        for event in events:
            by_event.setdefault(event, ["0"] * width)[position] = "1"
    kind_bits = [
        "".join("01"[n == len(slices) + k] for n in range(width)) for k in range(len(kinds))
    ]
    return {
        "events": list(by_event),
        "bits": ["".join(bits) for bits in by_event.values()],
        "kinds": list(kinds),
        "kind_bits": kind_bits,
        "unknown": kind_bits[0],
        "present": list(PRESENT_STATUSES),
        "provisional": PersonStatus.PROVISIONAL,
    }


def _chunks(slices: Slices) -> list[dict[Slice, Sequence[int]]]:
    keys = list(slices)
    return [
        {key: slices[key] for key in keys[n : n + SLICES_AT_ONCE]}
        for n in range(0, len(keys), SLICES_AT_ONCE)
    ]


def _persons_by_bits(slices: Slices) -> dict[Slice, UniquePersons]:
    made: dict[Slice, UniquePersons] = {}
    kinds = _known_kinds()
    for chunk in _chunks(slices):
        keys = [*chunk, *(("unit_kind", kind) for kind in kinds)]
        sums = ", ".join(f"sum(get_bit(c.bits, {n}))" for n in range(len(keys)))
        with connection.cursor() as cursor:
            cursor.execute(
                _MARKED + _PERSONS.format(sums=sums),  # only numbers of our own are put in
                _bit_parameters(chunk, kinds),
            )
            found = {row[0]: row[1:] for row in cursor.fetchall()}
        nobody = (0,) * len(keys)
        pairs = zip(found.get(False, nobody), found.get(True, nobody), strict=True)
        made |= {key: UniquePersons(*pair) for key, pair in zip(keys, pairs, strict=True)}
    return made


def _units_by_bits(slices: Slices) -> dict[Slice, frozenset[int]]:
    made: dict[Slice, set[int]] = {key: set() for key in slices}
    kinds = _known_kinds()
    for chunk in _chunks(slices):
        keys = [*chunk, *(("unit_kind", kind) for kind in kinds)]
        with connection.cursor() as cursor:
            cursor.execute(_MARKED + _UNITS, _bit_parameters(chunk, kinds))
            for unit, bits in cursor.fetchall():
                for key, bit in zip(keys, bits, strict=True):
                    if bit == "1":
                        made.setdefault(key, set()).add(unit)
    return {key: frozenset(units) for key, units in made.items()}


def _known_kinds() -> list[str]:
    """Return "" for no unit known, then every kind of organisation."""
    return ["", *(kind.value for kind in OrganisationKind)]


# --- Distinct persons and units elsewhere -----------------------------------------------------

_SLICED = """
    WITH sliced AS (
        SELECT json_extract(value, '$[0]') AS event_id, json_extract(value, '$[1]') AS slice
        FROM json_each(%s)
    ), present AS (
        SELECT a.event_id, coalesce(p.canonical_id, p.id) AS person_id, coalesce(o.kind, '') AS kind
        FROM events_attendance a
        JOIN people_person p ON p.id = a.person_id
        LEFT JOIN people_organisation o ON o.id = a.organisation_then_id
        WHERE a.event_id IN (SELECT event_id FROM sliced)
          AND a.status IN (SELECT value FROM json_each(%s))
    ), spread AS (
        SELECT s.slice, NULL AS kind, a.person_id FROM present a JOIN sliced s USING (event_id)
        UNION ALL SELECT NULL, kind, person_id FROM present
    )
    SELECT slice, kind, p.status = %s, count(DISTINCT s.person_id)
    FROM spread s JOIN people_person p ON p.id = s.person_id
    GROUP BY 1, 2, 3
"""


def _persons_by_distinct(slices: Slices) -> dict[Slice, UniquePersons]:
    keys = list(slices)
    pairs = [[event, n] for n, key in enumerate(keys) for event in slices[key]]
    found: dict[Slice, list[int]] = {key: [0, 0] for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(
            _SLICED, [json.dumps(pairs), json.dumps(PRESENT_STATUSES), PersonStatus.PROVISIONAL]
        )
        for n, kind, provisional, count in cursor.fetchall():
            key = ("unit_kind", kind) if n is None else keys[n]
            found.setdefault(key, [0, 0])[provisional] = count
    return {key: UniquePersons(*counts) for key, counts in found.items()}


def _units_by_distinct(slices: Slices) -> dict[Slice, frozenset[int]]:
    by_event: dict[int, list[Slice]] = defaultdict(list)
    for key, events in slices.items():
        for event in events:
            by_event[event].append(key)
    made: dict[Slice, set[int]] = {key: set() for key in slices}
    found = (
        Attendance.objects.present()
        .filter(event__in=by_event, organisation_then__isnull=False)
        .values_list("event_id", "organisation_then_id", "organisation_then__kind")
        .distinct()
        .order_by()
    )
    for event, unit, kind in found:
        for key in (*by_event[event], ("unit_kind", kind)):
            made.setdefault(key, set()).add(unit)
    return {key: frozenset(units) for key, units in made.items()}
