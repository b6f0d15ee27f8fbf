"""Pages of the portal: queries and milliseconds, with few and with many objects.

Run by ``make bench``; alone: ``python -m tests.benchmarks.bench_pages``. Works in a database of
its own. The number of queries must not grow with the number of objects: if it does, the run fails.
"""

import os
import sys
import time
from datetime import timedelta
from io import StringIO
from statistics import median
from typing import Any

import django

FEW, MANY = 10, 1000
REPEATS = 9
PUBLIC = [
    *["/", "/news/", "/communities/", "/exercises/", "/classes/", "/drills/", "/calendar/"],
    *["/figures/", "/calendar/public.ics", "/en/", "/en/classes/"],
]
OFFICE = [
    *["/admin/", "/admin/events/", "/admin/sessions/", "/admin/runs/", "/admin/drills/drills/"],
    *["/admin/persons/", "/admin/organisations/", "/admin/trainer/", "/admin/users/"],
    *["/admin/pages/", "/admin/totals/"],
]


def main() -> int:
    """Print a table; return 1 when a page asks more with more objects."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    django.setup()
    from django.db import connection
    from django.test import Client

    connection.creation.create_test_db(verbosity=0, serialize=False, autoclobber=True)
    try:
        visitor, clerk = Client(), Client()
        news = _prepare(clerk)
        results: dict[tuple[str, int], tuple[int, float]] = {}
        have = 0
        for count in (FEW, MANY):
            _add(news, have, count)
            have = count
            for page in PUBLIC:
                results[page, count] = _measure(visitor, page)
            for page in OFFICE:
                results[page, count] = _measure(clerk, page)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)
    grown = [page for page in PUBLIC + OFFICE if results[page, MANY][0] > results[page, FEW][0]]
    sys.stdout.write(
        f"Each of classes, lectures, drills, articles, persons, units, trainers and accounts "
        f"{FEW} and {MANY} times; caches emptied before each request, the median of {REPEATS}. "
        f"{len(grown) or 'No'} page asks more with more objects.\n\n"
        f"| page | queries with {FEW} | with {MANY} | ms with {FEW} | with {MANY} |\n"
        "|---|---|---|---|---|\n"
    )
    for page in PUBLIC + OFFICE:
        (few, fast), (many, slow) = results[page, FEW], results[page, MANY]
        sys.stdout.write(f"| `{page}` | {few} | {many} | {fast:.1f} | {slow:.1f} |\n")
    if grown:
        sys.stderr.write(f"More queries with more objects: {', '.join(grown)}\n")
    return int(bool(grown))


def _prepare(clerk: Any) -> Any:
    """Make the site and a signed-in administrator; return the page that articles go below."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from wagtail.models import Page

    call_command("build_site", verbosity=0, stdout=StringIO())
    clerk.force_login(get_user_model().objects.create_superuser("clerk", password="unused"))
    return Page.objects.get(slug="news", locale__language_code="zh-hans").specific


def _add(news: Any, start: int, end: int) -> None:
    """Add objects of each sort until there are `end` of them."""
    from django.db import transaction
    from django.utils import timezone

    from portal.events.enums import EventKind
    from tests.factories import cms, drills, events, people, training

    noon = timezone.now().replace(hour=4, minute=0)
    with transaction.atomic():
        for number in range(start, end):
            # Some behind and some ahead, among the few as among the many.
            day = noon + timedelta(days=number * 37 % 300 - 100)
            more = {"starts_at": day, "ends_at": day + timedelta(hours=2)}
            unit = people.OrganisationFactory()
            people.PersonFactory(organisation=unit)
            training.TrainerFactory()
            training.TrainingSessionFactory(event=events.EventFactory(organiser=unit, **more))
            events.EventFactory(kind=EventKind.LECTURE, organiser=unit, **more)
            drills.DrillFactory(
                ready=True,
                event__organiser=unit,
                event__public=True,
                event__starts_at=day,
                event__ends_at=day + timedelta(hours=2),
            )
            cms.ArticlePageFactory(parent=news, published_date=day.date())


def _measure(client: Any, page: str) -> tuple[int, float]:
    """Return the queries of a warm page and the median of its milliseconds."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(page)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page)
    asked = len(queries)
    if answer.status_code != 200:
        raise SystemExit(f"{page} answers {answer.status_code}")
    times = []
    for _ in range(REPEATS):
        cache.clear()
        begun = time.perf_counter()
        client.get(page)
        times.append(1000 * (time.perf_counter() - begun))
    return asked, median(times)


if __name__ == "__main__":
    sys.exit(main())
