"""Views and reads of pages: counted without cookies, addresses or foreign scripts.

A browser that has opened a page says so, and once more when it was read. Each word is a row; a
periodic task adds the rows to the day's numbers and removes them, so that no counter is waited
for and none is lost.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.enums import ReachKind
from cms.models import PageReach, ReachBeat
from portal.lib import charts
from portal.lib.charts import Bar, Drawing
from portal.lib.periods import business_date

# Programs that say what they are; others do not run the script that counts.
PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|preview|monitor|headless|lighthouse|python|curl|wget|scan|fetch", re.I
)
# The home page is at 2; sections are below it.
SECTION_DEPTH = 3
# A column for each day, up to so many.
MOST_DAYS = 31
# Rows added up in one go.
BATCH = 20_000


def is_program(user_agent: str) -> bool:
    """Say whether a page was opened by a program rather than by somebody."""
    return not user_agent or PROGRAMS.search(user_agent) is not None


def note(*, page_id: int, kind: str, at: datetime) -> bool:
    """Write down that a public page was opened or read; False where there is no such page.

    Args:
        page_id: primary key, from the browser.
        kind: `ReachKind`.
        at: now, timezone-aware.
    """
    if not Page.objects.live().filter(pk=page_id, depth__gt=1).exists():
        return False
    ReachBeat.objects.create(page_id=page_id, kind=kind, day=business_date(at))
    return True


@transaction.atomic
def fold() -> int:
    """Add what was written down to the numbers of its day; safe to repeat, and for two at once.

    Returns:
        How many openings and readings were added.
    """
    beats = list(
        ReachBeat.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by(
            "pk"
        )[:BATCH]
    )
    counted = Counter((beat.page_id, beat.day, beat.kind) for beat in beats)
    by_day: dict[tuple[int, date], dict[str, int]] = defaultdict(dict)
    for (page_id, day, kind), count in counted.items():
        by_day[page_id, day][kind] = count
    pages = Page.objects.in_bulk({page_id for page_id, _day in by_day})
    titles = _sections(pages.values())
    for (page_id, day), counts in sorted(by_day.items()):
        page = pages[page_id]
        row, _new = PageReach.objects.get_or_create(
            page=page, day=day, defaults={"title": page.title}
        )
        views, reads = counts.get(ReachKind.VIEW, 0), counts.get(ReachKind.READ, 0)
        PageReach.objects.filter(pk=row.pk).update(
            # Whoever read a page had opened it, even if that word was lost on the way.
            views=Greatest(F("views") + views, F("reads") + reads),
            reads=F("reads") + reads,
            title=page.title,
            section=titles.get(_section_path(page), ""),
        )
    ReachBeat.objects.filter(pk__in=[beat.pk for beat in beats]).delete()
    return len(beats)


def by_page(*, start: date, end: date, section: str = "", query: str = "") -> QuerySet:
    """Return the numbers of each page in [start, end), the most opened first.

    Returns:
        Rows of ``page_id``, ``title``, ``section``, ``views``, ``reads``; a page that was renamed
        stands under each of its titles.
    """
    rows = PageReach.objects.filter(day__gte=start, day__lt=end)
    if section:
        rows = rows.filter(section=section)
    if query:
        rows = rows.filter(title__icontains=query)
    return (
        rows.values("page_id", "title", "section")
        .annotate(views=Sum("views"), reads=Sum("reads"))
        .order_by("-views", "title")
    )


def by_day(*, start: date, end: date, section: str = "") -> QuerySet:
    """Return the numbers of each day in [start, end): rows of ``day``, ``views``, ``reads``."""
    rows = PageReach.objects.filter(day__gte=start, day__lt=end)
    if section:
        rows = rows.filter(section=section)
    return rows.values("day").annotate(views=Sum("views"), reads=Sum("reads")).order_by("day")


def picture(days: Sequence[Mapping[str, Any]]) -> Drawing:
    """Draw how often pages were opened, day by day; month by month where there are many days."""
    counted: Counter[str] = Counter()
    for row in days:
        label = f"{row['day']:%Y-%m}" if len(days) > MOST_DAYS else f"{row['day']:%m-%d}"
        counted[label] += row["views"]
    return charts.columns(
        title=_("Pages opened"),
        description=_("One column a day or a month; the numbers stand in the table."),
        bars=[Bar(label, (views,)) for label, views in counted.items()],
        colours=("must",),
    )


def sections() -> list[str]:
    """Return the sections in which pages were opened, by name."""
    known = PageReach.objects.exclude(section="").order_by("section")
    return list(known.values_list("section", flat=True).distinct())


def of_page(page: Page) -> dict[str, int]:
    """Return how often a page was opened and read since it is counted."""
    found = PageReach.objects.filter(page=page.pk).aggregate(views=Sum("views"), reads=Sum("reads"))
    return {name: number or 0 for name, number in found.items()}


def _sections(pages: Iterable[Page]) -> dict[str, str]:
    paths = {_section_path(page) for page in pages}
    return dict(Page.objects.filter(path__in=paths).values_list("path", "title"))


def _section_path(page: Page) -> str:
    return str(page.path[: SECTION_DEPTH * Page.steplen])
