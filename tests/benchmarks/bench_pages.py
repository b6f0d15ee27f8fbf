"""Pages of the portal: queries and milliseconds, with few and with many objects.

Lists grow by what stands in them, pages about one thing by what belongs to it: an event by its
registrations and attendances, a campaign and a community by their events.

Run by ``make bench``; alone: ``python -m tests.benchmarks.bench_pages``. Works in a database of
its own. The number of queries must not grow with the number of objects: if it does, the run fails.
"""

import os
import sys
import time
from datetime import timedelta
from io import StringIO
from statistics import median
from typing import Any, NamedTuple

import django

FEW, MANY = 10, 1000
REPEATS = 9
# The one event, campaign, community and article that everything new belongs to.
CODE, SLUG = "BENCH234", "the-one"
PUBLIC = [
    *["/", "/news/", "/communities/", "/exercises/", "/classes/", "/drills/", "/calendar/"],
    *["/figures/", "/calendar/public.ics", "/en/", "/en/classes/"],
    *[f"/news/{SLUG}/", f"/communities/{SLUG}/", f"/campaigns/{SLUG}/", f"/e/{CODE}/"],
]
OFFICE = [
    *["/admin/", "/admin/events/", "/admin/sessions/", "/admin/runs/", "/admin/drills/drills/"],
    *["/admin/persons/", "/admin/organisations/", "/admin/trainer/", "/admin/users/"],
    *["/admin/pages/", "/admin/totals/", "/admin/events/inspect/1/", f"/door/{CODE}/"],
]


class TheOne(NamedTuple):
    """What everything that is added belongs to."""

    news: Any
    campaign: Any
    community: Any
    event: Any


def main() -> int:
    """Print a table; return 1 when a page asks more with more objects."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    django.setup()
    from django.db import connection
    from django.test import Client

    connection.creation.create_test_db(verbosity=0, serialize=False, autoclobber=True)
    try:
        visitor, clerk = Client(), Client()
        the_one = _prepare(clerk)
        results: dict[tuple[str, int], tuple[int, float]] = {}
        have = 0
        for count in (FEW, MANY):
            _add(the_one, have, count)
            have = count
            for page in PUBLIC:
                results[page, count] = _measure(visitor, page)
            for page in OFFICE:
                results[page, count] = _measure(clerk, page)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)
    grown = [page for page in PUBLIC + OFFICE if results[page, MANY][0] > results[page, FEW][0]]
    sys.stdout.write(
        f"Each of classes, lectures, drills, articles, persons, units, trainers and accounts, and "
        f"of registrations and attendances of one event, {FEW} and {MANY} times; caches emptied "
        f"before each request, the median of {REPEATS}. "
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
    """Make the site and a signed-in administrator; return the one of what the rest belongs to."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.utils import timezone
    from wagtail.models import Page

    from tests.factories import cms, people, registrations

    call_command("build_site", verbosity=0, stdout=StringIO())
    clerk.force_login(get_user_model().objects.create_superuser("clerk", password="unused"))

    def below(slug: str) -> Any:
        return Page.objects.get(slug=slug, locale__language_code="zh-hans").specific

    community = people.OrganisationFactory()
    campaign = cms.CampaignPageFactory(parent=below("campaigns"), slug=SLUG).campaign
    cms.CommunityPageFactory(parent=below("communities"), slug=SLUG, organisation=community)
    cms.ArticlePageFactory(parent=below("news"), slug=SLUG)
    event = registrations.OpenEventFactory(pk=1, code=CODE, starts_at=timezone.now())
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    return TheOne(below("news"), campaign, community, event)


def _add(the_one: Any, start: int, end: int) -> None:
    """Add objects of each sort until there are `end` of them."""
    from django.db import transaction
    from django.utils import timezone

    from portal.events.enums import EventKind
    from tests.factories import cms, drills, events, people, registrations, training

    noon = timezone.now().replace(hour=4, minute=0)
    with transaction.atomic():
        for number in range(start, end):
            # Some behind and some ahead, among the few as among the many.
            day = noon + timedelta(days=number * 37 % 300 - 100)
            more = {"starts_at": day, "ends_at": day + timedelta(hours=2)}
            unit = people.OrganisationFactory()
            person = people.PersonFactory(organisation=unit)
            registrations.RegistrationFactory(event=the_one.event, person=person)
            events.AttendanceFactory(event=the_one.event, person=person)
            training.TrainerFactory()
            training.TrainingSessionFactory(event=events.EventFactory(organiser=unit, **more))
            events.EventFactory(
                kind=EventKind.LECTURE,
                organiser=unit,
                campaign=the_one.campaign,
                host=the_one.community,
                **more,
            )
            drills.DrillFactory(
                ready=True,
                event__organiser=unit,
                event__public=True,
                event__starts_at=day,
                event__ends_at=day + timedelta(hours=2),
            )
            cms.ArticlePageFactory(parent=the_one.news, published_date=day.date())


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
