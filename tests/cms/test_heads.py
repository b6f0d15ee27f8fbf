"""What pages say of themselves in their heads: address, languages, words for sharing, facts."""

import json

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html
from wagtail.models import PageViewRestriction, Site

from cms.models import NewsIndexPage
from portal.events.enums import EventStatus
from portal.events.models import Topic
from portal.people.models import DistrictSetting
from tests.factories.cms import ArticlePageFactory
from tests.factories.events import EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db
BASE = "https://anquan.example"


@pytest.fixture(autouse=True)
def _base(settings):
    settings.PORTAL_BASE_URL = BASE


class Head:
    """The head of a page as those who share and search it read it."""

    def __init__(self, path):
        answer = Client().get(path)
        assert answer.status_code == 200
        self.tree = html.fromstring(answer.content).find("head")

    @property
    def canonical(self):
        return [link.get("href") for link in self.tree.findall("link[@rel='canonical']")]

    @property
    def languages(self):
        links = self.tree.findall("link[@hreflang]")
        return {link.get("hreflang"): link.get("href") for link in links}

    @property
    def metas(self):
        found = {}
        for meta in self.tree.findall("meta"):
            name = meta.get("name") or meta.get("property")
            assert name not in found or name is None, name
            found[name] = meta.get("content")
        return found

    @property
    def facts(self):
        scripts = self.tree.findall("script[@type='application/ld+json']")
        return {facts["@type"]: facts for facts in (json.loads(one.text) for one in scripts)}


@pytest.fixture
def news(homes):
    return NewsIndexPage.objects.child_of(homes["zh-hans"]).get()


@pytest.mark.parametrize(
    "path", ["/", "/news/", "/communities/", "/about/", "/classes/", "/drills/", "/figures/"]
)
def test_every_page_names_one_address_and_its_languages(homes, path):
    for prefix in ("", "/en"):
        head = Head(f"{prefix}{path}")

        assert head.canonical == [f"{BASE}{prefix}{path}"]
        assert head.languages == {
            "zh-Hans": f"{BASE}{path}",
            "en": f"{BASE}/en{path}",
            "x-default": f"{BASE}{path}",
        }
        metas = head.metas
        assert metas["og:url"] == f"{BASE}{prefix}{path}"
        assert metas["og:title"]
        assert metas["og:image"].startswith(f"{BASE}/share/")
        assert metas["og:locale"] == ("en_US" if prefix else "zh_CN")
        assert metas["SiteDomain"] == "anquan.example"
        assert "robots" not in metas


@pytest.mark.parametrize(
    ("query", "tail"),
    [
        ("?page=2", "?page=2"),
        ("?page=1", ""),
        ("?kind=CASE", ""),
        ("?page=x%22", ""),
        ("?page=２", ""),
    ],
)
def test_address_that_counts_keeps_only_the_number_of_a_lists_page(homes, query, tail):
    assert Head(f"/news/{query}").canonical == [f"{BASE}/news/{tail}"]


def test_page_in_one_language_has_no_others(news):
    page = ArticlePageFactory(parent=news, slug="nur")
    head = Head(page.get_url())

    assert head.canonical == [f"{BASE}/news/nur/"]
    assert head.languages == {}


def test_private_page_of_the_other_language_is_not_named(homes, news):
    english = NewsIndexPage.objects.child_of(homes["en"]).get()
    page = ArticlePageFactory(parent=news)
    other = ArticlePageFactory(
        parent=english, locale=english.locale, translation_key=page.translation_key
    )
    assert Head(page.get_url()).languages["en"] == f"{BASE}{other.get_url()}"

    PageViewRestriction.objects.create(page=other, restriction_type="login")

    assert Head(page.get_url()).languages == {}


def test_article_says_who_wrote_it_when_and_in_which_column(news):
    site = Site.objects.get(is_default_site=True)
    DistrictSetting.objects.create(
        site=site, name_zh="青山区", office_zh="区安委办", site_code="1101050001"
    )
    page = ArticlePageFactory(
        parent=news,
        title="用气安全",
        summary="三件事",
        kind="KNOWLEDGE",
        author_unit="应急管理局",
        share_title="用气三件事",
    )
    page.topics.add(Topic.objects.get(code="fire"))
    page.save()
    head = Head(page.get_url())

    metas = head.metas
    wanted = {
        "SiteName": "青山区安全文化门户",
        "SiteIDCode": "1101050001",
        "ArticleTitle": "用气安全",
        "PubDate": "2025-06-11 00:00",
        "ContentSource": "应急管理局",
        "Author": "应急管理局",
        "Keywords": "安全知识,消防",
        "ColumnName": "动态与知识",
        "ColumnType": "安全知识",
        "og:title": "用气三件事",
        "og:description": "三件事",
        "og:type": "article",
        "twitter:card": "summary_large_image",
    }
    assert {name: metas[name] for name in wanted} == wanted
    article = head.facts["Article"]
    assert article["headline"] == "用气三件事"
    assert article["datePublished"] == "2025-06-11T00:00:00+08:00"
    assert article["author"]["name"] == "应急管理局"
    assert article["publisher"]["name"] == "区安委办"
    assert article["image"] == metas["og:image"]
    steps = head.facts["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "首页", f"{BASE}/"),
        (2, "动态与知识", f"{BASE}/news/"),
        (3, "用气安全", f"{BASE}{page.get_url()}"),
    ]


def test_title_that_would_end_an_element_is_only_a_title(news):
    title = '</script><script>alert(1)</script>"\r\n>'
    page = ArticlePageFactory(parent=news, title=title, slug="x")
    head = Head(page.get_url())

    assert head.facts["NewsArticle"]["headline"].split() == title.split()
    from_files = [one.get("src") for one in head.tree.findall("script[@src]")]
    assert from_files == ["/static/portal/suggest.js"]
    assert head.tree.xpath("script[not(@type)]") == []


def test_home_page_says_whose_it_is(homes):
    DistrictSetting.objects.create(
        site=Site.objects.get(is_default_site=True), name_zh="青山区", office_zh="区安委办"
    )

    facts = Head("/").facts
    assert "BreadcrumbList" not in facts
    assert facts["GovernmentOrganization"]["name"] == "区安委办"
    assert facts["GovernmentOrganization"]["url"] == f"{BASE}/"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (EventStatus.PUBLISHED, "EventScheduled"),
        (EventStatus.CANCELLED, "EventCancelled"),
        (EventStatus.POSTPONED, "EventPostponed"),
    ],
)
def test_event_says_when_and_where_it_is_and_whether(homes, status, said):
    venue = VenueFactory(name="区文化馆", address="平安大道 1 号")
    event = EventFactory(
        title="用气讲座",
        kind="LECTURE",
        venue=venue,
        organiser=OrganisationFactory(name="区安委办"),
        starts_at=timezone.now(),
        status=status,
    )
    head = Head(f"/e/{event.code}/")

    facts = head.facts["EducationEvent"]
    assert facts["name"] == "用气讲座"
    assert facts["startDate"].endswith("+08:00")
    assert facts["eventStatus"] == f"https://schema.org/{said}"
    assert facts["location"]["name"] == "区文化馆"
    assert facts["location"]["address"]["streetAddress"] == "平安大道 1 号"
    assert facts["organizer"]["name"] == "区安委办"
    assert head.metas["og:title"] == "用气讲座"
    assert "区文化馆" in head.metas["og:description"]


def test_private_pages_name_no_address(homes):
    event = EventFactory(registration_mode="OPEN", starts_at=timezone.now() + timezone.timedelta(1))
    head = Head(f"/e/{event.code}/register/")

    assert head.metas["robots"] == "noindex"
    assert head.canonical == []


def test_footer_shows_the_site_code_and_the_way_to_accessibility(homes):
    DistrictSetting.objects.create(
        site=Site.objects.get(is_default_site=True), name_zh="青山区", site_code="1101050001"
    )
    text = Client().get("/").content.decode()

    assert "网站标识码：1101050001" in text
    assert 'href="/accessibility/"' in text.partition("<footer")[2]
