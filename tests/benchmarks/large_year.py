"""A year of any size for PostgreSQL: events, units, persons and attendances, all by the server.

Alone: ``python -m tests.benchmarks.large_year ROWS`` fills the database that DATABASE_URL
names (it must be migrated, and **loses its events and people**), to look at pages over it.

The year has 2,000 events, 300 units, and a tenth as many persons as attendances, one in fifty
merged into another. Indexes of the attendances are dropped before the rows come and built
again afterwards, and foreign keys are not looked at while they come: ten million rows cost
minutes and not an hour.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django

EVENTS, UNITS = 2_000, 300

UNITS_AND_PERSONS = """
INSERT INTO people_organisation (path, depth, numchild, uuid, name, name_key, kind, credit_code,
    aliases, address, created_at)
SELECT CASE WHEN i = 0 THEN '0001' ELSE '0001' || lpad(i::text, 4, '0') END,
    CASE WHEN i = 0 THEN 1 ELSE 2 END, CASE WHEN i = 0 THEN {units} - 1 ELSE 0 END,
    gen_random_uuid(), '单位' || i, '单位' || i,
    (array['ENTERPRISE','COMMUNITY','TOWN','SCHOOL','DEPARTMENT'])[1 + i % 5], '', '', '', now()
FROM generate_series(0, {units} - 1) i;

INSERT INTO people_person (uuid, name, name_key, phone_last4, phone_sealed, identity_last4,
    audience, unit_text, status, created_at, updated_at, organisation_id)
SELECT gen_random_uuid(), '人' || i, '人' || i, '', '', '', '', '',
    CASE WHEN i % 10 = 0 THEN 'PROVISIONAL' ELSE 'VERIFIED' END, now(), now(),
    (SELECT min(id) FROM people_organisation) + i % {units}
FROM generate_series(1, {persons}) i;
UPDATE people_person SET canonical_id = id - 1
WHERE id % 50 = 3 AND id > (SELECT min(id) FROM people_person);

INSERT INTO events_event (code, kind, title, summary, audience, place, starts_at, ends_at, status,
    public, registration_mode, policy_values, secret_epoch, ical_uid, ical_sequence,
    reconcile_reason, status_reason, created_at, changed_at, organiser_id, topic_id)
SELECT lpad(i::text, 8, '0'), 'TRAINING', '班' || i, '',
    (array['WORKER','PUBLIC','OFFICIAL'])[1 + i % 3], '', t, t + interval '2 hours', 'LOCKED',
    true, 'NONE', '{{}}', 0, 'bench-' || i, 0, '', '', now(), now(),
    (SELECT min(id) FROM people_organisation) + i % 20,
    (SELECT min(id) FROM events_topic) + i % 12
FROM (SELECT i, timestamptz '2025-01-01 09:00+08' + (i * 364 / {events}) * interval '1 day' t
      FROM generate_series(1, {events}) i) x;
"""
ATTENDANCES = """
INSERT INTO events_attendance (planned_minutes, present_minutes, credited_minutes, status, flags,
    evidence, rule_version, updated_at, organisation_then_id, person_id, event_id)
SELECT 120, 100, 100, CASE WHEN x % 20 = 0 THEN 'ABSENT' ELSE 'PRESENT' END, '[]', 1, 1, now(),
    u.first + pid % {units}, p.first + pid, v.first + e
FROM (SELECT e, x, (e * 7919::bigint + x) % {persons} AS pid
      FROM generate_series(0, {events} - 1) e, generate_series(1, {each}) x) s,
    (SELECT min(id) AS first FROM people_person) p,
    (SELECT min(id) AS first FROM people_organisation) u,
    (SELECT min(id) AS first FROM events_event) v;
"""
TEXTS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = ANY(%s) AND is_nullable = 'NO'
    AND column_default IS NULL AND data_type IN ('character varying', 'text')
"""
INDEXES = """
SELECT c.relname, pg_get_indexdef(i.indexrelid), pg_get_constraintdef(k.oid)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('u', 'p', 'x')
WHERE i.indrelid = '{table}'::regclass AND NOT i.indisprimary
ORDER BY 1
"""


def fill(rows: int) -> None:
    """Put a year with so many attendances into the database, in place of what was there.

    Args:
        rows: how many attendances, a multiple of 20,000.
    """
    from django.db import connection

    sizes = {"units": UNITS, "events": EVENTS, "persons": rows // 10, "each": rows // EVENTS}
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE events_attendance, events_event, people_person, people_organisation CASCADE"
        )
        cursor.execute("SET session_replication_role = replica")  # no look at foreign keys
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        try:
            with blank_texts(cursor):
                cursor.execute(UNITS_AND_PERSONS.format(**sizes))
            with without_indexes(cursor, "events_attendance"):
                cursor.execute(ATTENDANCES.format(**sizes))
        finally:
            cursor.execute("RESET session_replication_role")
            cursor.execute("RESET synchronous_commit")
            cursor.execute("RESET maintenance_work_mem")
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def blank_texts(cursor: Any) -> Iterator[None]:
    """Let texts nobody mentions be empty: Django keeps its defaults to itself."""
    cursor.execute(TEXTS, [["people_organisation", "people_person", "events_event"]])
    found = cursor.fetchall()
    for table, column in found:
        cursor.execute(f"ALTER TABLE {table} ALTER COLUMN \"{column}\" SET DEFAULT ''")
    try:
        yield
    finally:
        for table, column in found:
            cursor.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" DROP DEFAULT')


@contextmanager
def without_indexes(cursor: Any, table: str) -> Iterator[None]:
    """Take the indexes of a table away, but for its primary key, and build them again."""
    cursor.execute(INDEXES.format(table=table))
    found = cursor.fetchall()
    for name, _definition, constraint in found:
        cursor.execute(
            f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'
            if constraint
            else f'DROP INDEX "{name}"'
        )
    try:
        yield
    finally:
        for name, definition, constraint in found:
            cursor.execute(
                f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {constraint}'
                if constraint
                else definition
            )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
    django.setup()
    fill(int(sys.argv[1]))
