"""What a reader's words find: published pages in his language, and events still to come."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from operator import or_

from django.db.models import Q
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from cms.domain.queries.hits import (
    Community,
    Hit,
    among,
    as_hits,
    communities_of,
    event_hits,
    page_models,
)
from cms.enums import ResultKind
from cms.models import ArticlePage, CampaignPage, CommunityPage
from cms.models.pages import ReadableQuerySet
from cms.search import excerpts, words
from cms.search.formulas import Wanted
from cms.search.words import Word
from portal.events.domain.queries import agenda
from portal.events.models import Event, Topic

# Among so many of the best a title with all the words comes before a better rank.
_TITLES_READ = 150
_MOST_RANKED_LOOSELY = 200
# What has only some of the words is a hint, not a result.
_MOST_SIMILAR = 20
_MOST_EVENTS = 200
# Others are lists and standing pages: they come after what they lead to.
_MAIN = (ArticlePage, CommunityPage, CampaignPage)
_EVENT_FIELDS = (
    *("title", "summary", "place", "topic__name_zh", "topic__name_en", "venue__name"),
    *("venue__address", "host__name", "organiser__name", "campaign__name"),
)

Groups = Sequence[Sequence[str]]


class Way(Enum):
    """How the words were looked for."""

    ALL = "all of them"
    PIECES = "terms cut into their parts"
    ANY = "some of them"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader asks for.

    Args:
        text: as typed.
        language: of the pages, such as "zh-hans".
        kind: of `ResultKind`; "" means all.
        topic: its code; "" means all.
        community: the key of its page; None means all.
    """

    text: str
    language: str
    kind: str = ""
    topic: str = ""
    community: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the best first, and how many there are of each kind.

    Args:
        groups: for each word the phrases it was looked for as.
        way: how it was looked for.
        pages: hits that are pages, within the filters.
        events: events to come, within the filters.
        total: of both, before the filters.
        kinds: how many of each kind the other filters leave, in the order of `ResultKind`.
        topics: the same for topics, those with most first.
        communities: the same for communities: key of the page, title, number.
    """

    groups: Groups = ()
    way: Way = Way.ALL
    pages: list[Hit] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    total: int = 0
    kinds: list[tuple[str, int]] = field(default_factory=list)
    topics: list[tuple[Topic, int]] = field(default_factory=list)
    communities: list[tuple[int, str, int]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there are within the filters."""
        return len(self.pages) + len(self.events)


def find(wish: Wish, *, at: datetime) -> Found:
    """Return what has all of the words; if nothing has, what has their parts, or some of them.

    Args:
        wish: the words, the language and the filters.
        at: now, timezone-aware; events that are over are left out.
    """
    typed = words.cut(wish.text)
    communities = list(communities_of(wish.language))
    for way, groups in _ways(typed):
        pages = _pages(groups, way=way, language=wish.language)
        events = [] if way is Way.ANY else _events(groups, at=at)
        if pages or events:
            hits = [*as_hits(pages, communities), *event_hits(events, communities)]
            return _filtered(hits, events, wish=wish, groups=groups, way=way, known=communities)
    return Found(groups=[words.alternatives(word) for word in typed])


def is_found(text: str, *, language: str, at: datetime) -> bool:
    """Say whether anything has all of the words."""
    groups = [words.alternatives(word) for word in words.cut(text)]
    return bool(
        groups and (_pages(groups, way=Way.ALL, language=language) or _events(groups, at=at))
    )


def _ways(typed: list[Word]) -> Iterable[tuple[Way, Groups]]:
    groups = [words.alternatives(word) for word in typed]
    if not groups:
        return
    yield Way.ALL, groups
    loose = [word for one in typed for word in ([one] if one.exact else words.pieces(one))]
    pieces = [words.alternatives(word) for word in dict.fromkeys(loose)]
    if pieces != groups:
        yield Way.PIECES, pieces
    if len(groups) > 1:
        yield Way.ANY, groups


def _pages(groups: Groups, *, way: Way, language: str) -> list[tuple[int, int]]:
    """Return keys and content types of the pages that anybody may read, the best first."""
    wanted = Wanted(groups, operator="or" if way is Way.ANY else "and")
    ranked = get_search_backend().ranking(wanted, Page)
    if way is Way.ANY:
        ranked = ranked[:_MOST_RANKED_LOOSELY]
    if not ranked:
        return []
    pages = ReadableQuerySet(Page).readable().filter(locale__language_code=language)
    readable = {
        key: (content_type, title)
        for key, content_type, title in among(pages.order_by(), ranked).values_list(
            "pk", "content_type_id", "title"
        )
    }
    found = [key for key in ranked if key in readable]
    best = found[:_TITLES_READ]
    run = "".join(token for group in groups for token in words.tokens(group[0]))
    standing = {key for key, model in page_models().items() if model not in _MAIN}
    best.sort(
        key=lambda key: (
            _distance(readable[key][1], run, groups),
            readable[key][0] in standing,
        )
    )
    if way is Way.ANY:
        best, found = best[:_MOST_SIMILAR], found[:_MOST_SIMILAR]
    return [(key, readable[key][0]) for key in [*best, *found[_TITLES_READ:]]]


def _distance(title: str, run: str, groups: Groups) -> int:
    """Return how far a title is from what was typed; 0 is the same."""
    plain = "".join(words.tokens(title))
    if plain == run:
        return 0
    if run in plain:
        return 1
    return 2 + excerpts.missing(title, groups)


def _events(groups: Groups, *, at: datetime) -> list[Event]:
    events = agenda.coming(at=at).select_related("campaign", "venue__organisation")
    for group in groups:
        names = [name for name in group if words.tokens(name)]
        holding = (Q(**{f"{one}__icontains": name}) for one in _EVENT_FIELDS for name in names)
        events = events.filter(_either(holding))
    return [event for event in events[:_MOST_EVENTS] if excerpts.holds_all(_wording(event), groups)]


def _either(conditions: Iterable[Q]) -> Q:
    joined = Q(pk__in=[])
    for condition in conditions:
        joined = or_(joined, condition)
    return joined


def _wording(event: Event) -> str:
    venue, topic = event.venue, event.topic
    parts = [
        *(event.title, event.summary, event.place, event.organiser.name),
        *((topic.name_zh, topic.name_en) if topic else ()),
        *((venue.name, venue.address) if venue else ()),
        event.host.name if event.host else "",
        event.campaign.name if event.campaign else "",
    ]
    return "\n".join(parts)


def _filtered(
    hits: list[Hit],
    events: list[Event],
    *,
    wish: Wish,
    groups: Groups,
    way: Way,
    known: list[Community],
) -> Found:
    labels = {topic.pk: topic for topic in Topic.objects.all()}
    topic = next((key for key, one in labels.items() if one.code == wish.topic), None)
    tests: dict[str, Callable[[Hit], bool]] = {
        "kind": lambda hit: not wish.kind or hit.kind == wish.kind,
        "topic": lambda hit: topic is None or topic in hit.topics,
        "community": lambda hit: wish.community is None or wish.community in hit.communities,
    }

    def left_by(*names: str) -> list[Hit]:
        return [hit for hit in hits if all(tests[name](hit) for name in names)]

    of_kind = Counter(hit.kind for hit in left_by("topic", "community"))
    of_topic = Counter(one for hit in left_by("kind", "community") for one in hit.topics)
    of_place = Counter(one for hit in left_by("kind", "topic") for one in hit.communities)
    left = left_by(*tests)
    kept = {hit.key for hit in left if hit.kind == ResultKind.EVENT}
    return Found(
        groups=groups,
        way=way,
        pages=[hit for hit in left if hit.kind != ResultKind.EVENT],
        events=[event for event in events if event.pk in kept],
        total=len(hits),
        kinds=[(kind, of_kind[kind]) for kind in ResultKind.values if of_kind[kind]],
        topics=[(labels[key], number) for key, number in of_topic.most_common()],
        communities=[(key, title, of_place[key]) for key, title, _unit in known if of_place[key]],
    )
