"""What machines ask for: the map of the site, what they may read, news to subscribe to."""

import hashlib
from typing import Any, ClassVar
from uuid import uuid5

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from cms.domain.queries import readable
from cms.enums import ArticleKind
from cms.models import ArticlePage, NewsIndexPage
from cms.models.articles import ArticleQuerySet
from portal.events.models import Topic
from portal.lib import addresses, feeds
from portal.people.domain.queries import masthead

# Addresses of doors, of persons and of the back office: nothing for a search engine.
PRIVATE = (
    "/admin/",
    "/C/",
    "/c/",
    "/door/",
    "/screen/",
    "/display/",
    "/r/",
    "/my-calendar/",
    "/calendar/personal/",
    "/calendar/trainer/",
    "/drills/mine/",
    "/drills/actions/",
    "/drills/evidence/",
    "/drills/documents/",
    "/e/*/register/",
    "/healthz",
    "/readyz",
)
MAX_AGE = 900


def private_paths() -> list[str]:
    """Return how private addresses begin, in each language; a star stands for anything."""
    prefix = reverse("found:robots").removesuffix("/robots.txt")
    others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    paths = [*PRIVATE, *(f"/{code}{path}" for code in others for path in PRIVATE)]
    return [f"{prefix}{path}" for path in paths]


def _answer(request: HttpRequest, data: bytes, content_type: str) -> HttpResponseBase:
    """Answer with the bytes, or 304 when the asker has them."""
    response = HttpResponse(data, content_type=content_type)
    response["ETag"] = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return get_conditional_response(request, response["ETag"], None, response)


@require_safe
def show_sitemap(request: HttpRequest) -> HttpResponseBase:
    """List every page the public may read, in each of its languages."""
    rows = []
    for entry in readable.entries(at=timezone.now()):
        others = addresses.alternates(entry.paths)
        rows += [
            (addresses.absolute(path), entry.changed_at, others) for path in entry.paths.values()
        ]
    page = render(request, "cms/sitemap.xml", {"rows": rows})
    return _answer(request, page.content, "application/xml; charset=utf-8")


@require_safe
def show_robots(request: HttpRequest) -> HttpResponseBase:
    """Tell search engines what they may read: all public pages, or nothing at all."""
    if settings.SEARCH_ENGINES:
        closed = "\n".join(f"Disallow: {path}" for path in private_paths())
        site = addresses.absolute(reverse("found:sitemap"))
        text = f"User-agent: *\n{closed}\n\nSitemap: {site}\n"
    else:
        text = "User-agent: *\nDisallow: /\n"
    return _answer(request, text.encode(), "text/plain; charset=utf-8")


class Feed(View):
    """The newest articles of a part of the site, as RSS 2.0."""

    ITEMS: ClassVar[int] = 50
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        """Answer with the feed, or 304 when the asker has it."""
        name, about, page_path, articles = self.chosen(**kwargs)
        head = masthead.of_site(get_language() or settings.LANGUAGE_CODE)
        articles = articles.filter(locale__language_code=get_language())
        data = feeds.rss(
            title=f"{head.name} · {name}",
            address=addresses.absolute(page_path),
            own_address=addresses.absolute(request.path),
            about=about or head.name,
            language=addresses.language_tag(get_language() or settings.LANGUAGE_CODE),
            items=[_item(article) for article in articles[: self.ITEMS]],
        )
        return _answer(request, data, "application/rss+xml; charset=utf-8")

    def chosen(self, **kwargs: str) -> tuple[str, str, str, ArticleQuerySet]:
        """Return name, sentence, page and articles of the feed, or raise Http404."""
        raise NotImplementedError("subclasses of Feed must provide a chosen() method")


class EverythingFeed(Feed):
    """All articles of a language."""

    def chosen(self) -> tuple[str, str, str, ArticleQuerySet]:
        return _("All articles"), "", _news()[0], ArticlePage.objects.newest()


class SectionFeed(Feed):
    """The articles of one list."""

    def chosen(self, section: str) -> tuple[str, str, str, ArticleQuerySet]:
        pages = readable.pages().type(NewsIndexPage).filter(slug=section)
        page = pages.filter(locale__language_code=get_language()).select_related("locale").first()
        if page is None:
            raise Http404
        articles = ArticlePage.objects.child_of(page).newest()
        return page.title, page.search_description, page.get_url() or "/", articles


class KindFeed(Feed):
    """The articles of one kind."""

    def chosen(self, kind: str) -> tuple[str, str, str, ArticleQuerySet]:
        try:
            wanted = ArticleKind(kind.upper())
        except ValueError as error:
            raise Http404 from error
        page = f"{_news()[0]}?kind={wanted}"
        return str(wanted.label), "", page, ArticlePage.objects.newest().filter(kind=wanted)


class TopicFeed(Feed):
    """The articles on one topic."""

    def chosen(self, code: str) -> tuple[str, str, str, ArticleQuerySet]:
        topic = get_object_or_404(Topic, code=code)
        page = f"{_news()[0]}?topic={topic.code}"
        return topic.label, "", page, ArticlePage.objects.newest().filter(topics=topic)


def _news() -> tuple[str, ...]:
    """Return the paths of the lists of articles in the reader's language, or the home page's."""
    pages = readable.pages().type(NewsIndexPage).filter(locale__language_code=get_language())
    found = [page.get_url() or "/" for page in pages.select_related("locale")[:1]]
    return (*found, reverse("wagtail_serve", args=[""]))


def _item(article: Any) -> feeds.Item:
    language = article.locale.language_code
    published_at = article.published_at
    return feeds.Item(
        # The languages of an article share its key.
        guid=f"urn:uuid:{uuid5(article.translation_key, language)}",
        title=article.title,
        address=addresses.absolute(article.get_url() or "/"),
        summary=article.summary or article.plain_summary,
        published_at=published_at,
        changed_at=article.last_published_at or published_at,
        kinds=(article.get_kind_display(),),
    )
