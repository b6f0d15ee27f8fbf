"""The figures of a year over 10⁵, 10⁶ and 10⁷ attendances, beside one GROUP BY by hand.

Run by ``make bench``; alone: ``python -m tests.benchmarks.bench_totals [rows ...]``. Works in
a database of its own on the PostgreSQL server that DATABASE_URL names, and drops it.

The year has 2,000 events, 300 units, and a tenth as many persons as attendances, one in fifty
merged into another. The hand-written statement gives person-times, distinct persons, minutes
and units in all, by month, topic, audience, kind of unit and organiser by GROUPING SETS; ours
gives the same and sessions, runs, head counts, hours, seats and coverage for three parts.
"""

import json
import os
import resource
import statistics
import sys
import time
from datetime import UTC, datetime

import django

SIZES = (100_000, 1_000_000, 10_000_000)
ROUNDS = 3
EVENTS, UNITS = 2_000, 300

FILL = """
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
UPDATE people_person SET canonical_id = id - 1 WHERE id % 50 = 3;

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

BY_HAND = """
SELECT extract(month FROM e.starts_at AT TIME ZONE 'Asia/Shanghai') AS month, o.kind, e.topic_id,
    e.audience, e.organiser_id, count(*), sum(a.credited_minutes), sum(a.credited_minutes * 2 / 45),
    count(DISTINCT coalesce(p.canonical_id, p.id)) FILTER (WHERE c.status <> 'PROVISIONAL'),
    count(DISTINCT coalesce(p.canonical_id, p.id)) FILTER (WHERE c.status = 'PROVISIONAL'),
    count(DISTINCT a.organisation_then_id), count(DISTINCT e.id)
FROM events_attendance a
JOIN events_event e ON e.id = a.event_id
JOIN people_person p ON p.id = a.person_id
JOIN people_person c ON c.id = coalesce(p.canonical_id, p.id)
LEFT JOIN people_organisation o ON o.id = a.organisation_then_id
WHERE e.kind = 'TRAINING' AND e.status IN ('ENDED', 'RECONCILED', 'LOCKED')
    AND a.status IN ('PRESENT', 'LATE', 'EARLY_LEAVE', 'LATE_AND_EARLY', 'PARTIAL')
    AND e.starts_at >= '2025-01-01 00:00+08' AND e.starts_at < '2026-01-01 00:00+08'
GROUP BY GROUPING SETS ((), (1), (2), (3), (4), (5))
"""


def measure(rows: int) -> dict[str, float | int]:
    """Fill the year, then let both count it in turn; seconds are medians."""
    from django.db import connection

    from portal.lib.periods import Period
    from portal.totals.domain import annual

    at = datetime(2026, 1, 12, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE events_attendance, events_event, people_person, people_organisation CASCADE"
        )
        cursor.execute(
            FILL.format(units=UNITS, events=EVENTS, persons=rows // 10, each=rows // EVENTS)
        )
        cursor.execute("VACUUM ANALYZE")
    ours, by_hand = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        totals = annual.totals(period=Period(2025), organisation=None, at=at)
        ours.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND)
            found = cursor.fetchall()
        by_hand.append(time.perf_counter() - begun)
    whole = next(row for row in found if row[:5] == (None,) * 5 and row[11] == EVENTS)
    total = totals.training.total
    expected = (total.named, total.minutes, total.half_hours, total.verified, total.provisional)
    if whole[5:10] != expected:
        raise SystemExit(f"The two disagree: {whole[5:10]} and {expected}")
    return {
        "attendances": rows,
        "ours_seconds": round(statistics.median(ours), 2),
        "by_hand_seconds": round(statistics.median(by_hand), 2),
        "ratio": round(statistics.median(ours) / statistics.median(by_hand), 2),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main(sizes: list[int]) -> None:
    """Measure in a database of its own and print the results as JSON lines."""
    django.setup()
    from django.db import connection

    if connection.vendor != "postgresql":
        raise SystemExit("Set DATABASE_URL to a PostgreSQL server.")
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = "portal_bench_totals"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        for rows in sizes:
            print(json.dumps(measure(rows)), flush=True)  # noqa: T201 – its purpose
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
    main([int(text) for text in sys.argv[1:]] or list(SIZES))
