"""What a page says of itself to those who share and search it."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language

from cms.domain import sharing
from cms.models import ArticlePage
from cms.models.pages import PortalPage
from portal.events.models import Event
from portal.lib import addresses, linked_data
from portal.people.domain.queries.masthead import Masthead
from portal.templatetags.head_tags import office

register = template.Library()


@register.simple_tag
def share_picture(page: PortalPage, head: Masthead) -> str:
    """Return the address of the picture drawn for a page; it changes with the picture."""
    if not page.pk:
        return ""
    digest = sharing.card(page, head=head).digest
    return addresses.absolute(reverse("share:page", args=[page.pk, digest]))


@register.simple_tag
def event_picture(event: Event, head: Masthead) -> str:
    """Return the address of the picture drawn for an event's page."""
    language = get_language() or settings.LANGUAGE_CODE
    digest = sharing.event_card(event, head=head).digest
    return addresses.absolute(reverse("share:event", args=[language, event.code, digest]))


@register.simple_tag
def column(page: PortalPage, trail: list[tuple[str, str]]) -> str:
    """Return the name of the section a page belongs to: the last list above it, or itself."""
    return str(trail[-2][0] if len(trail) > 1 else page.title)


@register.filter
def is_article(page: Any) -> bool:
    """Say whether a page is an article, which has a day and an author."""
    return isinstance(page, ArticlePage)


@register.filter
def to_the_minute(article: ArticlePage) -> str:
    """Return the moment of publication as government sites write it."""
    return f"{localtime(article.published_at):%Y-%m-%d %H:%M}"


@register.simple_tag
def article_facts(
    page: ArticlePage, head: Masthead, *, address: str, picture: str, topics: list[Any]
) -> SafeString:
    """Describe an article for machines."""
    language = get_language() or settings.LANGUAGE_CODE
    unit = {"@type": "Organization", "name": page.author_unit} if page.author_unit else None
    return linked_data.script(
        {
            "@type": "NewsArticle" if page.kind in {"NEWS", "NOTICE"} else "Article",
            "headline": page.share_title or page.title,
            "description": page.summary,
            "inLanguage": addresses.language_tag(language),
            "datePublished": page.published_at,
            "dateModified": page.last_published_at or page.published_at,
            "mainEntityOfPage": address,
            "image": picture,
            "articleSection": page.get_kind_display(),
            "keywords": [topic.label for topic in topics],
            "author": unit or office(head),
            "publisher": office(head),
            "isAccessibleForFree": True,
        }
    )
