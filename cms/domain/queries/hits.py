"""Pages and events that were found, with what the filters ask about them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from cms.enums import ResultKind
from cms.models import ArticlePage, CampaignPage, CommunityPage, StandardPage
from cms.models.pages import PortalPage
from portal.events.models import Event

# A longer list of keys costs the database more than rows that are left out here.
_MOST_KEYS_ASKED = 1000
_KINDS: dict[type[PortalPage], str] = {
    CommunityPage: ResultKind.COMMUNITY.value,
    CampaignPage: ResultKind.CAMPAIGN.value,
}
_WITH_TOPICS = (ArticlePage, CommunityPage, CampaignPage, StandardPage)

# Key, title and organisation of a community's page.
Community = tuple[int, str, int | None]


@dataclass(frozen=True, slots=True)
class Hit:
    """One page or event, with what the filters ask about it."""

    key: int
    kind: str
    topics: frozenset[int] = frozenset()
    communities: frozenset[int] = frozenset()


def kinds_of(keys: dict[int, int]) -> dict[int, str]:
    """Return the kind of each page.

    Args:
        keys: the key of each page and of its content type.
    """
    models = page_models()
    articles = [key for key, kind in keys.items() if models.get(kind) is ArticlePage]
    kinds = dict(among(ArticlePage.objects.order_by(), articles).values_list("pk", "kind"))
    for key, content_type in keys.items():
        if key not in kinds:
            model = models.get(content_type)
            kinds[key] = _KINDS.get(model, ResultKind.PAGE.value) if model else ResultKind.PAGE
    return kinds


def among(rows: QuerySet, keys: Collection[int]) -> QuerySet:
    """Narrow rows to some keys, or to no keys where these are most of all."""
    return rows.filter(pk__in=keys) if len(keys) <= _MOST_KEYS_ASKED else rows


def page_models() -> dict[int, type[PortalPage]]:
    """Return the type of page behind each content type."""
    types = ContentType.objects.get_for_models(*PortalPage.__subclasses__())
    return {
        content_type.pk: model
        for model, content_type in types.items()
        if issubclass(model, PortalPage)
    }


def communities_of(language: str) -> Iterable[Community]:
    """Return key, title and organisation of each community page."""
    pages = CommunityPage.objects.readable().filter(locale__language_code=language)
    return pages.order_by("-pilot", "path").values_list("pk", "title", "organisation_id")


def as_hits(pages: list[tuple[int, int]], communities: list[Community]) -> list[Hit]:
    """Return a hit for each page.

    Args:
        pages: keys and content types.
        communities: those of the language.
    """
    keys = dict(pages)
    kinds = kinds_of(keys)
    topics: dict[int, set[int]] = {}
    models = page_models()
    for model in _WITH_TOPICS:
        of_model = [key for key, content_type in pages if models.get(content_type) is model]
        if of_model:
            rows = among(model.objects.order_by().filter(topics__isnull=False), of_model)
            for key, topic in rows.values_list("pk", "topics"):
                topics.setdefault(key, set()).add(topic)
    places = _places_of_articles(keys, communities)
    places |= {key: frozenset([key]) for key, _title, _unit in communities}
    return [
        Hit(key, kinds[key], frozenset(topics.get(key, ())), places.get(key, frozenset()))
        for key, _content_type in pages
    ]


def _places_of_articles(
    keys: Iterable[int], communities: list[Community]
) -> dict[int, frozenset[int]]:
    """Return the communities of the events that articles invite to."""
    inviting = ArticlePage.objects.order_by().filter(event__isnull=False)
    rows = among(inviting, list(keys)).values_list(
        "pk", "event__host", "event__organiser", "event__venue__organisation"
    )
    return {key: _of_units(units, communities) for key, *units in rows}


def _of_units(units: Iterable[int | None], communities: list[Community]) -> frozenset[int]:
    wanted = set(units) - {None}
    return frozenset(key for key, _title, unit in communities if unit in wanted)


def event_hits(events: list[Event], communities: list[Community]) -> list[Hit]:
    """Return a hit for each event: it belongs to where it is held, and to who holds it."""
    return [
        Hit(
            event.pk,
            ResultKind.EVENT.value,
            frozenset([event.topic_id] if event.topic_id else ()),
            _of_units(
                (
                    event.host_id,
                    event.organiser_id,
                    event.venue.organisation_id if event.venue else None,
                ),
                communities,
            ),
        )
        for event in events
    ]
