"""Who came to many events, counted by the database in two passes over the attendances.

One pass sums per event and kind of unit and finds the units reached. The other finds the
distinct persons. Neither can be added up over slices of the year, so each person and each unit
carries one bit per slice: PostgreSQL or-s them together and counts the bits, all slices at once.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Sum

from portal.events.enums import PRESENT_STATUSES
from portal.events.models import Attendance
from portal.lib.among import Among
from portal.lib.yearly import CountedEvent, Slice, Slices, UniquePersons
from portal.people.enums import OrganisationKind, PersonStatus

# PostgreSQL gives a statement at most 1,664 columns, and each slice takes one.
SLICES_AT_ONCE = 1_000
# Bits of a bigint without its sign.
WORD = 63


@dataclass(frozen=True, slots=True)
class Turnout:
    """What the attendances of some events add up to.

    Args:
        sums: event, kind of unit ("" for none known), persons present, credited minutes and
            half class hours (floor(minutes / L × 2) per person, summed).
        persons: distinct canonical persons by slice, and by ``("unit_kind", kind)``.
        units: primary keys of the distinct organisations (then) by slice, and by
            ``("unit_kind", kind)``. Hosts are not among them.
    """

    sums: Sequence[tuple[int, str, int, int, int]]
    persons: Mapping[Slice, UniquePersons]
    units: Mapping[Slice, frozenset[int]]


def of(*, events: Sequence[CountedEvent], slices: Slices, doubled: Sequence[int]) -> Turnout:
    """Count those present in any form.

    Args:
        events: whose attendances.
        slices: which of these events lie in which slice of the year.
        doubled: keys of the attendances to leave out, from `Attendance.objects.doubled`.
    """
    if connection.vendor != "postgresql":
        return Turnout(
            sums(events), _persons_by_distinct(slices, doubled), _units_by_distinct(slices)
        )
    added: list[tuple[int, str, int, int, int]] = []
    persons: dict[Slice, UniquePersons] = {}
    units: dict[Slice, frozenset[int]] = {}
    keys = list(slices)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(ROOM)
        for n in range(0, len(keys), SLICES_AT_ONCE):
            some = {key: slices[key] for key in keys[n : n + SLICES_AT_ONCE]}
            marks = _Marks.made(events, some, doubled)
            added, found = _sums_and_units(cursor, marks)
            units |= found
            persons |= _persons_by_bits(cursor, marks)
    return Turnout(added, persons, units)


def sums(events: Sequence[CountedEvent]) -> list[tuple[int, str, int, int, int]]:
    """Return the sums of `Turnout` alone.

    Args:
        events: whose attendances.
    """
    by_length: dict[int, list[int]] = defaultdict(list)
    for event in events:
        by_length[event.lesson_minutes].append(event.pk)
    made = []
    for lesson_minutes, pks in sorted(by_length.items()):
        found = (
            Attendance.objects.counted()
            .filter(Among("event_id", pks))
            .values_list("event_id", "organisation_then__kind")
            .annotate(
                named=Count("pk"),
                minutes=Sum("credited_minutes"),
                # Whole numbers are divided downwards: floor(m / L × 2).
                half_hours=Sum(F("credited_minutes") * 2 / lesson_minutes),
            )
            .order_by()
        )
        made += [(row[0], row[1] or "", *row[2:]) for row in found]
    return made


# --- On PostgreSQL: one bit per slice ---------------------------------------------------------

# Room to sum in memory, not less than the server gives anyhow; compiling the long list of
# counts to machine code would take longer than counting.
ROOM = """
    SELECT set_config('jit', 'off', true), set_config('work_mem',
        greatest(pg_size_bytes(current_setting('work_mem')), 67108864) / 1024 || 'kB', true)
"""
_SUMS_AND_UNITS = """
    WITH pairs AS MATERIALIZED (
        SELECT a.event_id, a.organisation_then_id AS unit, count(*) AS named,
            sum(a.credited_minutes) AS minutes,
            sum(a.credited_minutes * 2 / m.lesson) AS half_hours
        FROM events_attendance a
        JOIN unnest(%(events)s::bigint[], %(lessons)s::int[]) AS m (event_id, lesson)
            ON m.event_id = a.event_id
        WHERE a.status = ANY(%(present)s) AND NOT a.id = ANY(%(doubled)s::bigint[])
        GROUP BY a.event_id, a.organisation_then_id
    )
    SELECT true, p.event_id, coalesce(o.kind, ''), sum(p.named)::bigint, sum(p.minutes)::bigint,
        sum(p.half_hours)::bigint, {nothing}
    FROM pairs p LEFT JOIN people_organisation o ON o.id = p.unit
    GROUP BY p.event_id, o.kind
    UNION ALL
    SELECT false, p.unit, o.kind, 0, 0, 0, {ored}
    FROM pairs p
    JOIN people_organisation o ON o.id = p.unit
    JOIN unnest(%(events)s::bigint[], {arrays}) AS m (event_id, {words}) ON m.event_id = p.event_id
    GROUP BY p.unit, o.kind
"""
_PERSONS = """
    WITH seen AS (
        SELECT a.person_id, {ored}, bit_or(coalesce(k.bit, 1)) AS kinds
        FROM events_attendance a
        JOIN unnest(%(events)s::bigint[], {arrays}) AS m (event_id, {words})
            ON m.event_id = a.event_id
        LEFT JOIN (
            SELECT o.id, k.bit FROM people_organisation o
            JOIN unnest(%(kinds)s::text[], %(bits)s::bigint[]) AS k (kind, bit) ON k.kind = o.kind
        ) k ON k.id = a.organisation_then_id
        WHERE a.status = ANY(%(present)s) AND NOT a.id = ANY(%(doubled)s::bigint[])
        GROUP BY a.person_id
    ), canonical AS (
        SELECT coalesce(p.canonical_id, p.id) AS id, {ored_again}, bit_or(m.kinds) AS kinds
        FROM seen m JOIN people_person p ON p.id = m.person_id
        GROUP BY 1
    )
    SELECT p.status = %(provisional)s, {counts}
    FROM canonical c JOIN people_person p ON p.id = c.id
    GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class _Marks:
    """Some slices as bits: slice number n is bit n % 63 of word n // 63 of its events."""

    keys: Sequence[Slice]
    kinds: Sequence[str]
    parameters: Mapping[str, Any]
    words: Sequence[str]

    @classmethod
    def made(
        cls, events: Sequence[CountedEvent], slices: Slices, doubled: Sequence[int]
    ) -> "_Marks":
        words = [f"w{n}" for n in range((len(slices) - 1) // WORD + 1)]
        by_event = {event.pk: [0] * len(words) for event in events}
        for position, pks in enumerate(slices.values()):
            for pk in pks:
                by_event[pk][position // WORD] |= 1 << position % WORD
        kinds = ["", *(kind.value for kind in OrganisationKind)]
        return cls(
            keys=list(slices),
            kinds=kinds,
            words=words,
            parameters={
                "events": list(by_event),
                "lessons": [event.lesson_minutes for event in events],
                "kinds": kinds,
                "bits": [1 << n for n in range(len(kinds))],
                "present": list(PRESENT_STATUSES),
                "doubled": list(doubled),
                "provisional": PersonStatus.PROVISIONAL,
                **{word: [bits[n] for bits in by_event.values()] for n, word in enumerate(words)},
            },
        )

    def filled(self, statement: str) -> str:
        """Return a statement with its columns; only names and numbers of our own are put in."""
        counts = [
            f"count(*) FILTER (WHERE c.{self.words[n // WORD]} & {1 << n % WORD} <> 0)"
            for n in range(len(self.keys))
        ]
        counts += [
            f"count(*) FILTER (WHERE c.kinds & {1 << n} <> 0)" for n in range(len(self.kinds))
        ]
        ored = ", ".join(f"bit_or(m.{word}) AS {word}" for word in self.words)
        return statement.format(
            nothing=", ".join("0" for _ in self.words),
            ored=ored,
            ored_again=ored,
            arrays=", ".join(f"%({word})s::bigint[]" for word in self.words),
            words=", ".join(self.words),
            counts=", ".join(counts),
        )


def _sums_and_units(
    cursor: Any, marks: _Marks
) -> tuple[list[tuple[int, str, int, int, int]], dict[Slice, frozenset[int]]]:
    cursor.execute(marks.filled(_SUMS_AND_UNITS), marks.parameters)
    added = []
    units: dict[Slice, set[int]] = defaultdict(set)
    for of_event, pk, kind, named, minutes, half_hours, *words in cursor.fetchall():
        if of_event:
            added.append((pk, kind, named, minutes, half_hours))
            continue
        units["unit_kind", kind].add(pk)
        for n, key in enumerate(marks.keys):
            if words[n // WORD] >> n % WORD & 1:
                units[key].add(pk)
    return added, {key: frozenset(units[key]) for key in {*units, *marks.keys}}


def _persons_by_bits(cursor: Any, marks: _Marks) -> dict[Slice, UniquePersons]:
    cursor.execute(marks.filled(_PERSONS), marks.parameters)
    found = {row[0]: row[1:] for row in cursor.fetchall()}
    keys = [*marks.keys, *(("unit_kind", kind) for kind in marks.kinds)]
    nobody = (0,) * len(keys)
    pairs = zip(found.get(False, nobody), found.get(True, nobody), strict=True)
    return {key: UniquePersons(*pair) for key, pair in zip(keys, pairs, strict=True)}


# --- Elsewhere --------------------------------------------------------------------------------


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
          AND a.id NOT IN (SELECT value FROM json_each(%s))
    ), spread AS (
        SELECT s.slice, NULL AS kind, a.person_id FROM present a JOIN sliced s USING (event_id)
        UNION ALL SELECT NULL, kind, person_id FROM present
    )
    SELECT slice, kind, p.status = %s, count(DISTINCT s.person_id)
    FROM spread s JOIN people_person p ON p.id = s.person_id
    GROUP BY 1, 2, 3
"""


def _persons_by_distinct(slices: Slices, doubled: Sequence[int]) -> dict[Slice, UniquePersons]:
    keys = list(slices)
    pairs = [[event, n] for n, key in enumerate(keys) for event in slices[key]]
    found: dict[Slice, list[int]] = {key: [0, 0] for key in keys}
    with connection.cursor() as cursor:
        listed = [json.dumps(values) for values in (pairs, PRESENT_STATUSES, doubled)]
        cursor.execute(_SLICED, [*listed, PersonStatus.PROVISIONAL])
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
        Attendance.objects.counted()
        .filter(Among("event_id", by_event), organisation_then__isnull=False)
        .values_list("event_id", "organisation_then_id", "organisation_then__kind")
        .distinct()
        .order_by()
    )
    for event, unit, kind in found:
        for key in (*by_event[event], ("unit_kind", kind)):
            made.setdefault(key, set()).add(unit)
    return {key: frozenset(units) for key, units in made.items()}
