"""The picture each public page is shared with: drawn once, kept until the page says otherwise."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils.translation import override
from wagtail.models import Page

from cms.domain.queries import readable
from cms.drawings import cards
from cms.drawings.cards import Card
from cms.enums import Drawing
from cms.models import HomePage
from cms.models.pages import PortalPage
from portal.events.domain.queries import upcoming
from portal.events.enums import EventKind, EventStatus
from portal.events.models import Event
from portal.lib import dates, throttles
from portal.lib.lines import one_line
from portal.people.domain.queries import masthead
from portal.people.domain.queries.masthead import Masthead

FOLDER = "share"
# Drawing takes a tenth of a second; nobody keeps the server drawing.
MOST_DRAWN, WINDOW_SECONDS = 60, 60
# As many new ones at one turn of the clock.
MOST_AT_ONCE = 40
# Pictures of events are kept until they have been over for so long.
KEPT = timedelta(days=30)
OFF = (EventStatus.CANCELLED, EventStatus.POSTPONED)
# What stands on the sign of an event, by its topic; people meeting on that of any other.
DRAWINGS = {
    "construction": Drawing.HELMET,
    "earthquake": Drawing.QUAKE,
    "ebike": Drawing.EBIKE,
    "fire": Drawing.EXTINGUISHER,
    "flood": Drawing.WATER,
    "gas": Drawing.GAS,
    "general": Drawing.CHECKLIST,
    "geohazard": Drawing.SLOPE,
    "hazchem": Drawing.FLASK,
    "highrise_fire": Drawing.STAIRS,
    "home": Drawing.HEATER,
    "limited_space": Drawing.MANHOLE,
    "school_evacuation": Drawing.STAIRS,
    "special_equipment": Drawing.LIFT,
}


def card(page: PortalPage, *, head: Masthead) -> Card:
    """Return what stands on the picture of a page.

    Args:
        page: of any type of ours.
        head: the names of district and portal in the language of the page.
    """
    home = isinstance(page, HomePage)
    return Card(
        title=one_line(page.share_title or (head.portal if home else page.title)),
        kicker=str(page.kicker),
        sign=page.sign,
        drawing=page.drawing,
        name=page.slug,
        district=head.district,
        portal=head.portal,
    )


def event_card(event: Event, *, head: Masthead) -> Card:
    """Return what stands on the picture of an event's page, in the language that is on."""
    topic = event.topic
    when = dates.span(event.starts_at, event.ends_at)
    if event.status in OFF:
        when = event.get_status_display()
    return Card(
        title=one_line(event.title),
        kicker=f"{event.get_kind_display()} · {when}",
        sign=topic.sign if topic else "MUST",
        drawing=DRAWINGS.get(topic.code if topic else "", Drawing.PEOPLE),
        name=event.code,
        district=head.district,
        portal=head.portal,
        exercise=event.kind == EventKind.DRILL,
    )


def picture(card: Card) -> bytes:
    """Return the picture of a page as PNG; drawn when nobody has asked for it yet.

    Raises:
        TriedTooOften: when more pictures than a site needs are drawn within a minute.
    """
    storage, name = _storage(), _name(card.digest)
    try:
        with storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        pass
    throttles.count("share-pictures", limit=MOST_DRAWN, seconds=WINDOW_SECONDS)
    return _draw(card)


def refresh(*, at: datetime) -> tuple[int, int]:
    """Draw the pictures of new pages and drop those that no page has any more.

    Args:
        at: now, timezone-aware.

    Returns:
        How many were drawn and how many dropped.
    """
    kept: set[str] = set()
    drawn = 0
    storage = _storage()
    for each in _cards(at):
        kept.add(_name(each.digest))
        if drawn < MOST_AT_ONCE and not storage.exists(_name(each.digest)):
            _draw(each)
            drawn += 1
    return drawn, _drop(storage, kept)


def _cards(at: datetime) -> Iterable[Card]:
    heads = {code: masthead.of_site(code) for code, _name in settings.LANGUAGES}
    for page in _shared():
        code = page.locale.language_code
        with override(code):
            yield card(page, head=heads[code])
    for event in upcoming.public().filter(ends_at__gt=at - KEPT):
        for code, head in heads.items():
            with override(code):
                yield event_card(event, head=head)


def _shared() -> Iterable[PortalPage]:
    pages = readable.pages().select_related("locale").order_by("-last_published_at", "pk")
    for page in pages.defer_streamfields().specific().iterator(chunk_size=500):
        # A page with a cover is shared with that.
        if isinstance(page, PortalPage) and not page.cover_id:
            yield page


def page_of(pk: int) -> PortalPage | None:
    """Return the page with a key if everybody may read it."""
    page: Page | None = readable.pages().filter(pk=pk).select_related("locale").first()
    specific = page.specific if page else None
    return specific if isinstance(specific, PortalPage) else None


def home(language: str) -> PortalPage | None:
    """Return the home page of a language, which stands for all that have no picture."""
    pages = readable.pages().type(HomePage).filter(locale__language_code=language)
    page = pages.select_related("locale").first()
    return page.specific if page else None


def _draw(card: Card) -> bytes:
    data = cards.png(card)
    storage, name = _storage(), _name(card.digest)
    # Two may have drawn it at once: the first one stays, they are the same.
    if not storage.exists(name):
        storage.save(name, ContentFile(data))
    return data


def _drop(storage: FileSystemStorage, kept: set[str]) -> int:
    if not storage.exists(FOLDER):
        return 0
    old = [name for name in storage.listdir(FOLDER)[1] if f"{FOLDER}/{name}" not in kept]
    for name in old:
        storage.delete(f"{FOLDER}/{name}")
    return len(old)


def _storage() -> FileSystemStorage:
    # Where no address leads: a page taken down takes its picture with it.
    return FileSystemStorage(location=settings.PRIVATE_ROOT, base_url=None)


def _name(digest: str) -> str:
    return f"{FOLDER}/{digest}.png"
