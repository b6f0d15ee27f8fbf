"""The site looks at itself every night: what is stale, empty, dead, or was never translated.

Source: the State Council Office's indicators for government sites (政府网站与政务新媒体检查指标):
home page and columns that nobody renews, empty columns, links that lead nowhere.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.enums import ArticleKind, InspectionCode, ReviewState
from cms.models import (
    ArticlePage,
    InspectionFinding,
    InspectionRun,
    NewsIndexPage,
    Review,
)
from portal.lib.periods import business_date

# A front page without anything new for so long is stale.
STALE_FRONT = timedelta(days=14)
# So is a column; those that are not named here keep what they say.
STALE_KINDS = {ArticleKind.NEWS: timedelta(days=14), ArticleKind.NOTICE: timedelta(days=180)}
# How many inspections are kept, to see whether things get better.
KEPT_RUNS = 60
PAGE_LINK = re.compile(r'linktype=\\"page\\" id=\\"(\d+)\\"|id=\\"(\d+)\\" linktype=\\"page\\"')
CHOSEN_PAGE = re.compile(r'"page": (\d+)')


class Finding(NamedTuple):
    """One thing to mend: what, on which page, and in a few words."""

    code: str
    page: int | None
    detail: str


@transaction.atomic
def inspect(*, at: datetime) -> InspectionRun:
    """Look at the whole public site and write down what is to be mended.

    Args:
        at: now, timezone-aware.
    """
    run = InspectionRun.objects.create(at=at, pages=Page.objects.live().count())
    looks = (_stale(at), _empty(), _dead_links(), _untranslated(), _unreviewed(), _hard_to_read())
    InspectionFinding.objects.bulk_create(
        InspectionFinding(run=run, code=one.code, page_id=one.page, detail=one.detail[:255])
        for look in looks
        for one in look
    )
    kept = InspectionRun.objects.values_list("pk", flat=True)[:KEPT_RUNS]
    InspectionRun.objects.exclude(pk__in=list(kept)).delete()
    return run


def latest() -> InspectionRun | None:
    """Return the last inspection; None before the first night."""
    return InspectionRun.objects.first()


def _stale(at: datetime) -> Iterator[Finding]:
    today = business_date(at)
    for index in NewsIndexPage.objects.live():
        articles = ArticlePage.objects.child_of(index).live()
        newest = dict(
            articles.order_by()
            .values("kind")
            .annotate(last=Max("published_date"))
            .values_list("kind", "last")
        )
        if newest and max(newest.values()) < today - STALE_FRONT:
            yield Finding(InspectionCode.FRONT, index.pk, max(newest.values()).isoformat())
        for kind, after in STALE_KINDS.items():
            if kind in newest and newest[kind] < today - after:
                detail = f"{kind.label}: {newest[kind].isoformat()}"
                yield Finding(InspectionCode.STALE, index.pk, detail)


def _empty() -> Iterator[Finding]:
    for index in NewsIndexPage.objects.live():
        there = set(ArticlePage.objects.child_of(index).live().values_list("kind", flat=True))
        for kind in ArticleKind:
            if kind not in there:
                yield Finding(InspectionCode.EMPTY, index.pk, str(kind.label))
    lists = (
        Page.objects.live()
        .filter(numchild=0, depth=3)
        .exclude(
            content_type__model__in=("standardpage", "calendarpage", "feedbackpage", "figurespage")
        )
    )
    for page in lists.exclude(content_type__model="newsindexpage"):
        yield Finding(InspectionCode.EMPTY, page.pk, page.title)


def _dead_links() -> Iterator[Finding]:
    public = set(Page.objects.live().values_list("pk", flat=True))
    for page in Page.objects.live().filter(depth__gt=1).specific().iterator(chunk_size=200):
        for target in sorted(_linked(page) - public):
            known = Page.objects.filter(pk=target).values_list("title", flat=True).first()
            yield Finding(InspectionCode.LINK, page.pk, known or f"#{target}")


def _linked(page: Page) -> set[int]:
    """Return the keys of the pages that a page's texts and buttons lead to."""
    found: set[int] = set()
    for field in page._meta.concrete_fields:
        if not isinstance(field, StreamField):
            continue
        raw = json.dumps(list(getattr(page, field.name).raw_data), ensure_ascii=False)
        found |= {int(one or other) for one, other in PAGE_LINK.findall(raw)}
        found |= {int(key) for key in CHOSEN_PAGE.findall(raw)}
    return found


def _untranslated() -> Iterator[Finding]:
    same = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code="en", live=True
    )
    chinese = Page.objects.live().filter(locale__language_code="zh-hans", depth__gt=1)
    for page in chinese.filter(~Exists(same)).order_by("path"):
        yield Finding(InspectionCode.ENGLISH, page.pk, page.title)


def _unreviewed() -> Iterator[Finding]:
    """What is public although no approval stands behind it: there is no way to it but by hand."""
    approved = Review.objects.filter(revision=OuterRef("live_revision"), state=ReviewState.APPROVED)
    rows = Page.objects.live().filter(live_revision__isnull=False).filter(~Exists(approved))
    for page in rows.filter(alias_of=None).order_by("path"):
        yield Finding(InspectionCode.REVIEW, page.pk, page.title)


def _hard_to_read() -> Iterator[Finding]:
    """Articles without plain words: large type has nothing to show first."""
    rows = ArticlePage.objects.live().filter(plain_summary="").order_by("-published_date")
    for page in rows:
        yield Finding(InspectionCode.PLAIN, page.pk, page.title)
