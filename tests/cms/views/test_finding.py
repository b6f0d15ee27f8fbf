"""What machines are told: the map of the site, the rules for search engines, the feeds."""

from datetime import date, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree
from wagtail.models import PageViewRestriction

from cms.models import ArticlePage, NewsIndexPage
from portal.events.models import Topic
from tests.factories.cms import ArticlePageFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(autouse=True)
def _base(settings):
    settings.PORTAL_BASE_URL = "https://anquan.example"


@pytest.fixture
def news(homes):
    return NewsIndexPage.objects.child_of(homes["zh-hans"]).get()


def get(path, **headers):
    return Client().get(path, headers=headers)


# --- The map of the site -------------------------------------------------------------------


def test_sitemap_names_every_page_with_its_languages(news):
    at = timezone.now()
    article = ArticlePageFactory(parent=news, slug="gas", last_published_at=at)
    event = EventFactory(starts_at=at)

    answer = get("/sitemap.xml")

    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    urls = etree.fromstring(answer.content).findall(f"{SITE}url")
    by_address = {url.findtext(f"{SITE}loc"): url for url in urls}
    assert len(by_address) == len(urls)
    one = by_address[f"https://anquan.example/news/{article.slug}/"]
    assert one.findtext(f"{SITE}lastmod") == at.isoformat()
    assert one.findall(f"{XHTML}link") == []
    two = by_address[f"https://anquan.example/en/e/{event.code}/"]
    assert {link.get("hreflang"): link.get("href") for link in two.findall(f"{XHTML}link")} == {
        "zh-Hans": f"https://anquan.example/e/{event.code}/",
        "en": f"https://anquan.example/en/e/{event.code}/",
        "x-default": f"https://anquan.example/e/{event.code}/",
    }


def test_sitemap_is_sent_once(news):
    etag = get("/sitemap.xml")["ETag"]

    assert get("/sitemap.xml", if_none_match=etag).status_code == 304
    ArticlePageFactory(parent=news)
    assert get("/sitemap.xml", if_none_match=etag).status_code == 200


def test_every_address_of_the_sitemap_answers(news):
    ArticlePageFactory(parent=news)
    EventFactory(starts_at=timezone.now())

    root = etree.fromstring(get("/sitemap.xml").content)
    paths = [loc.text.removeprefix("https://anquan.example") for loc in root.iter(f"{SITE}loc")]

    assert {path: get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


# --- Rules for search engines ----------------------------------------------------------------


def rules():
    answer = get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    parser = RobotFileParser()
    parser.parse(answer.content.decode().splitlines())
    return parser


@pytest.mark.parametrize(
    ("path", "open_to_them"),
    [
        ("/", True),
        ("/news/", True),
        ("/en/communities/", True),
        ("/e/ABCDEFGH/", True),
        ("/calendar/", True),
        ("/drills/", True),
        ("/share/1-abc.png", True),
        ("/admin/", False),
        ("/C/ABCDEFGH/MAC", False),
        ("/door/ABCDEFGH/", False),
        ("/r/00000000-0000-4000-8000-000000000000/", False),
        ("/en/my-calendar/secret/", False),
        ("/calendar/personal/secret.ics", False),
        ("/drills/mine/", False),
    ],
)
def test_search_engines_read_what_is_public(homes, path, open_to_them):
    found = rules()

    assert found.can_fetch("Baiduspider", path) is open_to_them
    assert found.site_maps() == ["https://anquan.example/sitemap.xml"]


def test_search_engines_read_nothing_of_a_demonstration(homes, settings):
    settings.SEARCH_ENGINES = False

    assert rules().can_fetch("Baiduspider", "/") is False


# --- Feeds -----------------------------------------------------------------------------------


def titles(path):
    answer = get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    return [item.findtext("title") for item in etree.fromstring(answer.content).iter("item")]


def fill(homes):
    chinese = NewsIndexPage.objects.child_of(homes["zh-hans"]).get()
    english = NewsIndexPage.objects.child_of(homes["en"]).get()
    gas = ArticlePageFactory(
        parent=chinese, title="燃气", kind="KNOWLEDGE", published_date=date(2025, 6, 2)
    )
    gas.topics.add(Topic.objects.get(code="fire"))
    gas.save()
    ArticlePageFactory(parent=chinese, title="通知", kind="NOTICE", published_date=date(2025, 6, 3))
    ArticlePageFactory(parent=english, title="Notice", kind="NOTICE", locale=english.locale)
    ArticlePageFactory(parent=chinese, title="草稿", live=False)
    hidden = ArticlePageFactory(parent=chinese, title="内部")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/feed.xml", ["通知", "燃气"]),
        ("/en/feed.xml", ["Notice"]),
        ("/feeds/news.xml", ["通知", "燃气"]),
        ("/en/feeds/news.xml", ["Notice"]),
        ("/feeds/kind/notice.xml", ["通知"]),
        ("/en/feeds/kind/notice.xml", ["Notice"]),
        ("/feeds/kind/case.xml", []),
        ("/feeds/topic/fire.xml", ["燃气"]),
        ("/en/feeds/topic/fire.xml", []),
    ],
)
def test_feed_holds_what_everybody_may_read_of_its_part(homes, path, expected):
    fill(homes)

    assert titles(path) == expected


@pytest.mark.parametrize(
    "path", ["/feeds/about.xml", "/feeds/nothing.xml", "/feeds/kind/x.xml", "/feeds/topic/x.xml"]
)
def test_part_that_does_not_exist_has_no_feed(homes, path):
    assert get(path).status_code == 404


def test_guid_stays_when_title_and_address_change(news):
    page = ArticlePageFactory(parent=news, title="旧", slug="old")

    def seen():
        (item,) = etree.fromstring(get("/feed.xml").content).iter("item")
        return item.findtext("guid"), item.findtext("link")

    before = seen()
    page.slug = "new"
    page.save()

    assert before[1] == "https://anquan.example/news/old/"
    assert seen() == (before[0], "https://anquan.example/news/new/")


def test_guids_of_two_languages_differ(homes):
    chinese = NewsIndexPage.objects.child_of(homes["zh-hans"]).get()
    english = NewsIndexPage.objects.child_of(homes["en"]).get()
    page = ArticlePageFactory(parent=chinese)
    ArticlePageFactory(parent=english, locale=english.locale, translation_key=page.translation_key)

    guids = {
        item.findtext("guid")
        for path in ("/feed.xml", "/en/feed.xml")
        for item in etree.fromstring(get(path).content).iter("item")
    }
    assert len(guids) == 2


def test_hostile_title_stays_a_title(news):
    ArticlePageFactory(parent=news, title="一\r\n二]]></title><script>\x07￿三")

    assert titles("/feed.xml") == ["一 二]]></title><script> 三"]
    answer = get(ArticlePage.objects.get().get_url())
    assert b"<script>" not in answer.content.partition(b"</head>")[0]


def test_feed_is_sent_once(news):
    ArticlePageFactory(parent=news)
    first = get("/feed.xml")

    assert get("/feed.xml", if_none_match=first["ETag"]).status_code == 304
    assert get("/feed.xml").content == first.content
    assert "max-age" in first["Cache-Control"]


def test_feed_asks_the_same_questions_for_one_article_as_for_ten(news):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            get("/feeds/news.xml")
        return len(queries)

    ArticlePageFactory(parent=news)
    asked()
    one = asked()
    ArticlePageFactory.create_batch(9, parent=news)

    assert one == asked()
    assert one <= 6


def test_feeds_without_a_list_of_articles_lead_to_the_home_page(homes):
    NewsIndexPage.objects.all().delete()

    channel = etree.fromstring(get("/en/feed.xml").content).find("channel")
    assert channel.findtext("link") == "https://anquan.example/en/"


def test_article_published_the_day_it_went_up_says_the_minute(news):
    at = timezone.now() - timedelta(days=3)
    day = timezone.localdate(at)
    same = ArticlePageFactory(parent=news, first_published_at=at, published_date=day)
    other = ArticlePageFactory(
        parent=news, first_published_at=at, published_date=day - timedelta(days=1)
    )

    assert same.published_at == at
    assert timezone.localtime(other.published_at).strftime("%H:%M") == "00:00"
