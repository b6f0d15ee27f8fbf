"""The figures of the demonstration year; of 10⁵ to 10⁷ attendances beside a GROUP BY by hand.

Run by ``make bench``; alone: ``python -m tests.benchmarks.bench_totals [rows ...]``. Works in
a database of its own on the PostgreSQL server that DATABASE_URL names, and drops it. Of ten
million rows one round is run.

The year is that of `large_year`. The hand-written statement gives person-times, distinct
persons, minutes and units in all, by month, topic, audience, kind of unit and organiser by
GROUPING SETS; ours gives the same and sessions, runs, head counts, hours, seats and coverage for
three parts. The statement runs as the server is set, and once more with the room ours takes.
"""

import os
import resource
import statistics
import sys
import time
from datetime import UTC, datetime
from io import StringIO

import django

from tests.benchmarks.large_year import EVENTS, fill

SIZES = (100_000, 1_000_000, 10_000_000)
ROUNDS, ROUNDS_OF_MANY, MANY = 3, 1, 5_000_000

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
    AND a.id NOT IN (
        SELECT id FROM (
            SELECT a.id, row_number() OVER (
                PARTITION BY a.event_id, coalesce(p.canonical_id, p.id)
                ORDER BY a.credited_minutes DESC, p.canonical_id NULLS FIRST, a.id
            ) AS place
            FROM events_attendance a
            JOIN people_person p ON p.id = a.person_id
            WHERE a.status IN ('PRESENT', 'LATE', 'EARLY_LEAVE', 'LATE_AND_EARLY', 'PARTIAL')
                AND p.id IN (
                    SELECT id FROM people_person WHERE canonical_id IS NOT NULL
                    UNION SELECT canonical_id FROM people_person WHERE canonical_id IS NOT NULL
                )
        ) twice WHERE place > 1
    )
GROUP BY GROUPING SETS ((), (1), (2), (3), (4), (5))
"""


def measure(rows: int) -> dict[str, float | str]:
    """Fill the year, then let both count it in turn; seconds are medians."""
    from django.db import connection, transaction

    from portal.events.domain.queries import turnout
    from portal.lib.periods import Period
    from portal.totals.domain import annual

    at = datetime(2026, 1, 12, tzinfo=UTC)
    begun = time.perf_counter()
    fill(rows)
    filled = time.perf_counter() - begun
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    ours, processor, by_hand, roomy = [], [], [], []
    for _ in range(ROUNDS if rows < MANY else ROUNDS_OF_MANY):
        begun, used = time.perf_counter(), time.process_time()
        totals = annual.totals(period=Period(2025), organisation=None, at=at)
        ours.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
        for seconds, settings in ((by_hand, "SELECT"), (roomy, turnout.ROOM)):
            if rows >= MANY and seconds is roomy:
                continue  # it takes minutes, and the first way has been asked
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(settings)
                begun = time.perf_counter()
                cursor.execute(BY_HAND)
                found = cursor.fetchall()
                seconds.append(time.perf_counter() - begun)
    whole = next(row for row in found if row[:5] == (None,) * 5 and row[11] == EVENTS)
    total = totals.training.total
    expected = (total.named, total.minutes, total.half_hours, total.verified, total.provisional)
    if whole[5:10] != expected:
        raise SystemExit(f"The two disagree: {whole[5:10]} and {expected}")
    return {
        "attendances": rows,
        "filled, s": round(filled, 1),
        "all figures, s": round(statistics.median(ours), 2),
        "of it Python, s": round(statistics.median(processor), 2),
        "one GROUP BY, s": round(statistics.median(by_hand), 2),
        "ratio": round(statistics.median(ours) / statistics.median(by_hand), 2),
        "GROUP BY with our room, s": round(statistics.median(roomy), 2) if roomy else "–",
        "peak before, MB": before,
        "peak, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def demonstration() -> dict[str, float | str]:
    """Count the demonstration year, as the command and the page do."""
    from django.core.management import call_command

    from portal.lib.periods import Period
    from portal.totals.domain import annual

    call_command("build_site", verbosity=0, stdout=StringIO())
    call_command("load_demo", verbosity=0, stdout=StringIO())
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        totals = annual.totals(
            period=Period(2025), organisation=None, at=datetime(2026, 1, 12, tzinfo=UTC)
        )
        seconds.append(time.perf_counter() - begun)
    return {
        "year": "the demonstration's",
        "person-times of training": totals.training.total.person_times,
        "all figures, s": round(statistics.median(seconds), 2),
    }


def main(sizes: list[int]) -> None:
    """Measure in a database of its own and print a table.

    On SQLite the demonstration year is counted, on PostgreSQL the large years.
    """
    django.setup()
    from django.db import connection

    before = connection.settings_dict["NAME"]
    postgres = connection.vendor == "postgresql"
    if postgres:
        connection.settings_dict["TEST"]["NAME"] = "portal_bench_totals"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        found = [measure(rows) for rows in sizes] if postgres else [demonstration()]
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
    lines = [list(found[0]), ["---"] * len(found[0]), *(list(row.values()) for row in found)]
    for line in lines:
        sys.stdout.write(f"| {' | '.join(map(str, line))} |\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    main([int(text) for text in sys.argv[1:]] or list(SIZES))
