"""Pages of the site: queries and milliseconds, with few and with many objects.

Run by ``make bench``; alone: ``python -m tests.benchmarks.bench_pages``. Works in a database of
its own. The number of queries must not grow with the number of objects.
"""

import os
import sys
import time
from datetime import timedelta
from statistics import median

import django

FEW, MANY = 10, 1000
PAGES = ("/", "/classes/", "/figures/", "/calendar/public.ics")


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    connection.creation.create_test_db(verbosity=0, serialize=False, autoclobber=True)
    try:
        call_command("build_site", verbosity=0)
        results = {}
        have = 0
        for count in (FEW, MANY):
            _events(have, count)
            have = count
            for page in PAGES:
                results[page, count] = _measure(Client(), page)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)
    lines = [
        f"### {connection.vendor}\n",
        f"| page | queries with {FEW} | with {MANY} events | ms with {FEW} | with {MANY} events |",
        "|---|---|---|---|---|",
    ]
    for page in PAGES:
        (few, fast), (many, slow) = results[page, FEW], results[page, MANY]
        lines.append(f"| `{page}` | {few} | {many} | {fast:.1f} | {slow:.1f} |")
    sys.stdout.write("\n".join(lines) + "\n")


def _events(start: int, end: int) -> None:
    from django.utils import timezone

    from portal.events.models import Event
    from portal.people.models import Organisation

    now = timezone.now()
    organiser = Organisation.objects.first() or Organisation.add_root(name="区", kind="DISTRICT")
    Event.objects.bulk_create(
        Event(
            kind="TRAINING" if number % 2 else "LECTURE",
            title=f"安全课堂{number}",
            organiser=organiser,
            starts_at=now + timedelta(hours=number % 2000 - 400),
            ends_at=now + timedelta(hours=number % 2000 - 398),
            status="PUBLISHED",
            changed_at=now,
        )
        for number in range(start, end)
    )


def _measure(client: object, page: str) -> tuple[int, float]:
    """Return the queries of a warm page and the median of its milliseconds."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(page)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    times = []
    for _ in range(15):
        cache.clear()
        begun = time.perf_counter()
        client.get(page)
        times.append(1000 * (time.perf_counter() - begun))
    return len(queries), median(times)


if __name__ == "__main__":
    main()
