"""What somebody may mean who is still typing, or who typed it by its sound."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from django.core.cache import cache
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from cms.domain.queries import finding, hits
from cms.enums import ResultKind
from cms.models.pages import ReadableQuerySet
from cms.search import words
from cms.search.formulas import Wanted
from portal.events.domain.queries import agenda
from portal.events.models import Event, Topic
from portal.lib import pinyin

MOST = 8
_MOST_EVENTS = 3
_READ = 60
_KNOWN_FOR = 600
# A single letter begins the sounds of a tenth of all titles.
_SHORTEST_SOUND = 2
_LONGEST_SOUND = 60


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One page or event to go to at once.

    Args:
        title: as it stands there.
        kind: of `ResultKind`.
        page: the page; None for an event.
        event: the event; None for a page.
    """

    title: str
    kind: str
    page: Page | None = None
    event: Event | None = None


def suggest(text: str, *, language: str, at: datetime, limit: int = MOST) -> list[Suggestion]:
    """Return pages and coming events whose title has the words, or sounds like what was typed.

    Args:
        text: what has been typed so far: words, the sounds of words, or their first letters.
        language: of the pages, such as "zh-hans".
        at: now, timezone-aware.
        limit: how many at most.
    """
    typed = words.fold(text[: words.LONGEST_QUERY]).strip()
    if not words.tokens(typed) or (typed.isascii() and len(typed) < _SHORTEST_SOUND):
        return []
    events = list(_events(typed, at=at))[:_MOST_EVENTS]
    pages = list(_pages(typed, language=language))[: limit - len(events)]
    kinds = hits.kinds_of({page.pk: page.content_type_id for page in pages})
    return [
        *(Suggestion(page.title, kinds[page.pk], page=page) for page in pages),
        *(Suggestion(one.title, ResultKind.EVENT.value, event=one) for one in events),
    ]


def meant(text: str, *, language: str, at: datetime) -> list[str]:
    """Return words that sound or look like those typed, and that find something.

    Args:
        text: a query that finds nothing.
        language: of the pages.
        at: now, timezone-aware.
    """
    typed = words.fold(text[:_LONGEST_SOUND]).strip()
    known = _known_words(language)
    sounds = _by_their_sounds(known)
    guesses = [_by_sound(typed, sounds), _by_spelling(typed, known), _by_near_sound(typed, sounds)]
    found = dict.fromkeys(guess for guess in guesses if guess and guess != typed)
    return [guess for guess in found if finding.is_found(guess, language=language, at=at)]


def _pages(typed: str, *, language: str) -> Iterable[Page]:
    spellings = [typed]
    if _is_sound(typed) and " " in typed:
        spellings.append(typed.replace(" ", ""))
    keys = [key for one in spellings for key in _ranked(one)]
    pages = (
        ReadableQuerySet(Page)
        .readable()
        .filter(pk__in=keys, locale__language_code=language)
        .select_related("locale", "content_type")
    )
    return sorted(pages, key=lambda page: (not _begins(page.title, typed), keys.index(page.pk)))


def _ranked(typed: str) -> list[int]:
    groups = [(word.text,) for word in words.cut(typed)]
    return get_search_backend().ranking(Wanted(groups), Page, typing=True)[:_READ]


def _is_sound(typed: str) -> bool:
    return typed.isascii() and any(letter.isalpha() for letter in typed)


def _begins(title: str, typed: str) -> bool:
    run = "".join(typed.split())
    return (
        words.fold(title).startswith(typed)
        or pinyin.initials(title).startswith(run)
        or pinyin.in_full(title).startswith(run)
    )


def _events(typed: str, *, at: datetime) -> Iterable[Event]:
    run = "".join(typed.split())
    wanted = [word.text for word in words.cut(typed)]
    for event in agenda.coming(at=at)[:300]:
        title = words.fold(event.title)
        if all(word in title for word in wanted) or (
            _is_sound(typed) and run in pinyin.initials(event.title)
        ):
            yield event


def _known_words(language: str) -> frozenset[str]:
    """Return the words of the dictionary, of topics and of titles that may be meant."""
    key = f"search-known-words:{language}"
    known = cache.get(key)
    if known is None:
        titles = ReadableQuerySet(Page).readable().filter(locale__language_code=language)
        texts = [
            *titles.values_list("title", flat=True),
            *(name for row in Topic.objects.values_list("name_zh", "name_en") for name in row),
        ]
        cut = (word.text for text in texts for word in words.cut(text) if len(word.text) > 1)
        known = words.terms() | frozenset(cut)
        cache.set(key, known, _KNOWN_FOR)
    return known


def _by_their_sounds(known: frozenset[str]) -> dict[str, str]:
    by_sound: dict[str, str] = {}
    for word in sorted(filter(words.is_han, known)):
        by_sound.setdefault(pinyin.in_full(word), word)
    return by_sound


def _by_near_sound(typed: str, by_sound: dict[str, str]) -> str:
    """Return the word whose sound was mistyped: xiaofnag is xiaofang."""
    near = get_close_matches(pinyin.in_full(typed), by_sound, n=1, cutoff=0.85)
    return by_sound[near[0]] if near and typed.isascii() else ""


def _by_sound(typed: str, by_sound: dict[str, str]) -> str:
    """Return known words that together sound like what was typed: xiaofang and 肖防 are 消防."""
    rest = pinyin.in_full(typed)
    longest = max(map(len, by_sound), default=0)
    meant: list[str] = []
    while rest:
        size = min(longest, len(rest))
        while size and rest[:size] not in by_sound:
            size -= 1
        if not size:
            return ""
        meant.append(by_sound[rest[:size]])
        rest = rest[size:]
    return "".join(meant)


def _by_spelling(typed: str, known: frozenset[str]) -> str:
    """Return known words spelt nearly as those typed: extingisher is extinguisher."""
    if not typed.isascii():
        return ""
    latin = [word for word in known if word.isascii() and word.isalpha()]
    near = []
    for word in typed.split():
        close = [word] if word in latin else get_close_matches(word, latin, n=1, cutoff=0.75)
        if not close:
            return ""
        near += close
    return " ".join(near)
