"""Lists and drawn pictures on pages."""

from django import template
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from cms.domain import reach
from cms.drawings import scenes
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
def reach_of(page: Page) -> dict[str, int]:
    """Return how often a page was opened and read; a page that is still to be made, never."""
    return reach.of_page(page) if page.pk else {}
