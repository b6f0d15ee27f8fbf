"""The pages of a list of results, each with the words marked in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from wagtail.models import Page
from wagtail.search.index import SearchField

from cms.domain.queries.finding import Groups
from cms.domain.queries.hits import Hit
from cms.enums import ResultKind
from cms.models import ArticlePage, CampaignPage, CommunityPage
from cms.search import excerpts
from portal.events.models import Topic

# They stand in the title of the result, or are nothing to read.
_LEFT_OUT = {"title", "plain_summary", "author_unit"}


@dataclass(frozen=True, slots=True)
class Result:
    """One page as the list shows it."""

    page: Page
    title: SafeString
    excerpt: SafeString
    kind: str
    topics: list[Topic]
    published_date: date | None = None

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(ResultKind(self.kind).label)


def results(hits: Sequence[Hit], groups: Groups) -> list[Result]:
    """Return the pages behind some hits in their order.

    Args:
        hits: pages, no more than a list shows.
        groups: for each word the phrases it was looked for as.
    """
    labels = {topic.pk: topic for topic in Topic.objects.all()}
    pages = {page.pk: page for page in _specific([hit.key for hit in hits])}
    return [
        Result(
            page=page,
            title=excerpts.marked(page.title, groups),
            excerpt=excerpts.excerpt(wording(page), groups),
            kind=hit.kind,
            topics=sorted((labels[key] for key in hit.topics), key=lambda one: one.position),
            published_date=_day(page),
        )
        for hit in hits
        if (page := pages.get(hit.key))
    ]


def wording(page: Page) -> str:
    """Return what can be read on a page as plain text, its summary first."""
    parts: list[str] = []
    for one in page.get_search_fields():
        if isinstance(one, SearchField) and one.field_name not in _LEFT_OUT:
            parts += _texts(one.get_value(page))
    if isinstance(page, CommunityPage):
        for one in page.facility_words.all():
            parts += [f"{one.place}：{one.shows}"] if one.shows else []
            parts += [one.text] if one.text else []
    if isinstance(page, CampaignPage):
        parts.insert(1, page.theme)
    return "\n".join(part for part in parts if part.strip())


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, list | tuple):
        return [text for part in value for text in _texts(part)]
    return [str(value)] if value else []


def _specific(keys: list[int]) -> Iterable[Page]:
    pages = list(Page.objects.filter(pk__in=keys).select_related("content_type", "locale"))
    models = {page.specific_class for page in pages if page.specific_class}
    for model in models:
        found = model._default_manager.filter(pk__in=keys).select_related("locale")
        if model is CampaignPage:
            found = found.select_related("campaign")
        if model is CommunityPage:
            found = found.prefetch_related("facility_words")
        yield from found


def _day(page: Page) -> date | None:
    return page.published_date if isinstance(page, ArticlePage) else None
