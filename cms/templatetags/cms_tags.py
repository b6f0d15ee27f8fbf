"""Lists and drawn pictures on pages."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.domain import messages, opinions, reach
from cms.drawings import district, equipment, scenes
from cms.forms.messages import MessageForm
from cms.models import (
    ArticlePage,
    CommunityPage,
    FacilityWords,
    FeedbackPage,
    TopicPage,
    VideoPage,
)
from cms.models.pages import PortalPage, ReadableQuerySet

register = template.Library()


@register.simple_tag
def latest_articles(count: int) -> QuerySet[ArticlePage]:
    """Return the newest articles in the reader's language."""
    articles = ArticlePage.objects.newest().filter(locale__language_code=get_language())
    return articles[:count]


@register.simple_tag
def communities(count: int) -> QuerySet[CommunityPage]:
    """Return the communities in the reader's language, the pilot first."""
    return CommunityPage.objects.listed().filter(locale__language_code=get_language())[:count]


@register.simple_tag
def latest_films(count: int) -> QuerySet[VideoPage]:
    """Return the newest films in the reader's language."""
    films = VideoPage.objects.newest().filter(locale__language_code=get_language())
    return films[:count]


@register.simple_tag
def topic_pages() -> QuerySet[TopicPage]:
    """Return the pages about topics in the reader's language."""
    return TopicPage.objects.listed().filter(locale__language_code=get_language())


@register.simple_tag
def facilities_of(page: CommunityPage | None) -> list[FacilityWords]:
    """Return the words on what stands in a community; nothing where its page is not public."""
    return page.shown_facilities() if page and page.live else []


@register.simple_tag
def readable_pages(pages: Iterable[Page | None]) -> list[Page]:
    """Return those of some pages that everybody may read, in their order, each as its own type."""
    wanted = [page.pk for page in pages if page]
    if not wanted:
        return []
    rows = ReadableQuerySet(Page).readable().filter(pk__in=wanted).specific()
    found = {page.pk: page for page in rows.defer_streamfields()}
    return [found[pk] for pk in wanted if pk in found]


@register.simple_tag(takes_context=True)
def message_form(context: dict[str, Any]) -> MessageForm:
    """Return the form for a message: what was typed, or an empty one."""
    return context.get("form") or MessageForm(at=timezone.now())


@register.simple_tag
def feedback_page() -> FeedbackPage | None:
    """Return the page for messages in the reader's language."""
    return FeedbackPage.objects.live().filter(locale__language_code=get_language()).first()


@register.simple_tag
def kept_promises() -> dict[str, int]:
    """Return how many messages of the last year were answered, and how many in time."""
    answered, in_time = messages.kept_promises(at=timezone.now())
    return {"answered": answered, "in_time": in_time}


@register.filter
def duration(seconds: int) -> str:
    """Return how long a film lasts: 3 分 20 秒, 3 min 20 s."""
    minutes, rest = divmod(int(seconds or 0), 60)
    if not minutes:
        return _("%(seconds)s s") % {"seconds": rest}
    if not rest:
        return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest}


@register.filter
def plain_number(value: float | None) -> str:
    """Return a number with as many decimals as it has, its thousands parted; "" for none."""
    return "" if value is None else f"{value:,.4f}".rstrip("0").rstrip(".")


@register.filter
def file_kind(name: str) -> str:
    """Return the ending of a file's name as people say it: PDF, DOCX."""
    return str(name).rpartition(".")[2].upper()


# The drawings are made of numbers and of constants; no text of an editor gets into them.


@register.simple_tag
def skyline(page: PortalPage) -> SafeString:
    """Draw the houses of a community."""
    return mark_safe(scenes.skyline(page.slug, page.sign))


@register.simple_tag
def drawn_cover(page: PortalPage) -> SafeString:
    """Draw the cover of a page that has no picture."""
    return mark_safe(scenes.cover(page.slug, page.sign, page.drawing))


@register.simple_tag
def front_picture(kind: str, drawing: str) -> SafeString:
    """Draw the picture of the home page."""
    return mark_safe(scenes.front(kind, drawing))


@register.simple_tag
def reach_of(page: Page) -> dict[str, int]:
    """Return how often a page was opened and read; a page that is still to be made, never."""
    return reach.of_page(page) if page.pk else {}


@register.simple_tag
def map_scene(name: str) -> SafeString:
    """Draw streets around a place; which place it is, only the words beside it say."""
    return mark_safe(scenes.streets(name))


@register.simple_tag
def bare_sign(kind: str, drawing: str) -> SafeString:
    """Draw one sign with its pictogram."""
    return mark_safe(scenes.alone(kind, drawing))


@register.simple_tag
def paper_scene(page: PortalPage) -> SafeString:
    """Draw a printed sheet with a page's sign on it."""
    return mark_safe(scenes.paper(page.slug, page.sign, page.drawing))


@register.simple_tag
def drawn_poster(page: PortalPage) -> str:
    """Return the drawn cover of a page as an address, for a player that shows it first."""
    return f"data:image/svg+xml,{quote(scenes.cover(page.slug, page.sign, page.drawing))}"


@register.filter
def as_script(text: str) -> SafeString:
    """Return a transcript as a list of who speaks and what is said; lines are “name: words”."""
    rows = []
    for line in filter(None, map(str.strip, str(text).splitlines())):
        name, mark, words = line.replace("：", ":", 1).partition(":")
        if not mark or len(name) > LONGEST_SPEAKER:
            name, words = "", line
        seen = name in SEEN
        rows.append((mark_safe('class="seen"' if seen else 'class="voice"'), name, words.strip()))
    drawn = format_html_join("", "<dt {}>{}</dt><dd>{}</dd>", rows)
    return format_html("<dl>{}</dl>", drawn)


# What a transcript calls what is to be seen.
SEEN = frozenset({"画面", "字幕", "Seen", "Text"})
LONGEST_SPEAKER = 24


@register.simple_tag
def district_ground() -> SafeString:
    """Draw the ground of the map on which communities are marked."""
    return mark_safe(district.ground())


@register.simple_tag
def map_marks(communities: Iterable[CommunityPage]) -> list[dict[str, Any]]:
    """Return where each community's mark stands on the map, and on which side its name."""
    marks = []
    for page in communities:
        x, y = district.spot(page.map_x or 0, page.map_y or 0)
        left = not district.name_fits(x, page.title)
        marks.append({"page": page, "x": x, "y": y, "left": left})
    return marks


@register.simple_tag
def facility_figure(kind: str) -> SafeString:
    """Draw what a facility looks like."""
    return format_html(
        '<svg viewBox="0 0 100 100" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(equipment.figure(kind)),
    )


@register.simple_tag
def map_links(page: CommunityPage) -> list[tuple[str, str]]:
    """Return names and addresses of map programs that show where a community is.

    Nothing of theirs is loaded by the page; a program opens when somebody asks for it.
    """
    name, (x, y) = page.title, (page.longitude, page.latitude)
    if x is None or y is None:
        if not page.address:
            return []
        words = f"{name} {page.address}"
        return [
            (_("Amap"), f"https://uri.amap.com/search?{urlencode({'keyword': words})}"),
            (
                _("Baidu Maps"),
                "https://api.map.baidu.com/geocoder?"
                + urlencode({"address": words, "output": "html", "src": "portal"}),
            ),
            (_("Map on this phone"), f"geo:0,0?q={quote(words)}"),
        ]
    marker = {"position": f"{x},{y}", "name": name, "coordinate": "wgs84", "callnative": 1}
    place = {
        "location": f"{y},{x}",
        "title": name,
        "content": page.address or name,
        "coord_type": "wgs84",
        "output": "html",
        "src": "portal",
    }
    return [
        (_("Amap"), f"https://uri.amap.com/marker?{urlencode(marker)}"),
        (_("Baidu Maps"), f"https://api.map.baidu.com/marker?{urlencode(place)}"),
        (_("Map on this phone"), f"geo:{y},{x}?q={y},{x}({quote(name)})"),
    ]


@register.inclusion_tag("cms/opinions/faces.html")
def three_faces(page: PortalPage) -> dict[str, Any]:
    """Ask what the reader thinks of a page, by three faces."""
    if not page.pk:  # a preview of what was never saved
        return {}
    return {"ticket": opinions.ticket(target="page", pk=page.pk, at=timezone.now())}
