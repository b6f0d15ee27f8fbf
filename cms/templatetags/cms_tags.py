"""Lists and drawn pictures on pages."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.domain import opinions
from cms.drawings import district, equipment, scenes
from cms.models import ArticlePage, CommunityPage
from cms.models.pages import PortalPage

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
