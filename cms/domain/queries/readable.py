"""What everybody may read, in all languages: for search engines, feeds and shared pictures."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from wagtail.models import Page

from cms.models.pages import HOME_DEPTH, ReadableQuerySet
from portal.events.domain.queries import upcoming

# A past event stays in the map of the site for a year.
KEPT = timedelta(days=365)
# Pages that code draws and everybody reads.
DRAWN = ("public:classes", "drills:list", "totals:figures")


@dataclass(slots=True)
class Entry:
    """One page: its path in each of its languages, and when it last changed, if that is known."""

    paths: dict[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None


def pages() -> ReadableQuerySet:
    """Return all published pages that are not kept private."""
    return ReadableQuerySet(Page).readable().filter(depth__gte=HOME_DEPTH)


def entries(*, at: datetime) -> list[Entry]:
    """Return every public page once, with its languages: the editors', then those of code.

    Args:
        at: now, timezone-aware.
    """
    return [*_editors(), *_drawn(), *_events(at)]


def _editors() -> list[Entry]:
    found: dict[object, Entry] = defaultdict(Entry)
    for page in pages().select_related("locale").order_by("path"):
        path = page.get_url()
        if path is None:
            continue
        entry = found[page.translation_key]
        entry.paths[page.locale.language_code] = path
        moments = [one for one in (entry.changed_at, page.last_published_at) if one]
        entry.changed_at = max(moments, default=None)
    return list(found.values())


def _drawn() -> list[Entry]:
    found = []
    for name in DRAWN:
        try:
            found.append(Entry(_in_each_language(name)))
        except NoReverseMatch:  # an installation without that part
            continue
    return found


def _events(at: datetime) -> list[Entry]:
    # The columns that are needed: there may be thousands.
    rows = upcoming.public().filter(ends_at__gt=at - KEPT).values_list("code", "changed_at")
    return [Entry(_in_each_language("public:event", code), changed) for code, changed in rows]


def _in_each_language(name: str, *args: str) -> dict[str, str]:
    paths = {}
    for code, _label in settings.LANGUAGES:
        with override(code):
            paths[code] = reverse(name, args=args)
    return paths
