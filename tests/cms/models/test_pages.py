"""Page types: where they may stand, that they answer, and how much they ask."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils import WagtailPageTestCase

from cms.models import (
    ArticlePage,
    CalendarPage,
    CampaignIndexPage,
    CampaignPage,
    CommunityIndexPage,
    CommunityPage,
    FeedbackPage,
    HomePage,
    NewsIndexPage,
    ResourceIndexPage,
    ResourcePage,
    StandardPage,
    TopicIndexPage,
    TopicPage,
    VideoIndexPage,
    VideoPage,
)
from portal.events.enums import EventStatus, RegistrationMode
from portal.events.models import Topic
from portal.people.enums import OrganisationKind
from tests.factories.cms import (
    ArticlePageFactory,
    CampaignPageFactory,
    CommunityPageFactory,
    ResourcePageFactory,
    TopicPageFactory,
    VideoPageFactory,
    build_tree,
)
from tests.factories.events import EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory

# The front page holds the year's figures and three lists, a list holds one.
MOST_QUERIES = {"/": 20, "/campaigns/": 11, "/communities/": 11, "/news/": 12}


def below(homes, model, code="zh-hans"):
    return model.objects.child_of(homes[code]).get()


class TestTree(WagtailPageTestCase):
    def setUp(self):
        self.homes = build_tree()

    def test_pages_stand_where_they_belong(self):
        self.assertAllowedParentPageTypes(HomePage, {Page})
        self.assertAllowedSubpageTypes(
            HomePage,
            {
                NewsIndexPage,
                CommunityIndexPage,
                CampaignIndexPage,
                TopicIndexPage,
                VideoIndexPage,
                ResourceIndexPage,
                CalendarPage,
                FeedbackPage,
                StandardPage,
            },
        )
        self.assertAllowedParentPageTypes(ArticlePage, {NewsIndexPage})
        self.assertAllowedParentPageTypes(CommunityPage, {CommunityIndexPage})
        self.assertAllowedParentPageTypes(CampaignPage, {CampaignIndexPage})
        self.assertAllowedParentPageTypes(StandardPage, {HomePage, StandardPage})
        self.assertAllowedParentPageTypes(VideoPage, {VideoIndexPage})
        self.assertAllowedParentPageTypes(TopicPage, {TopicIndexPage})
        self.assertAllowedParentPageTypes(ResourcePage, {ResourceIndexPage})
        self.assertAllowedParentPageTypes(FeedbackPage, {HomePage})
        leaves = (ArticlePage, CommunityPage, CampaignPage, CalendarPage)
        for model in (*leaves, VideoPage, TopicPage, ResourcePage, FeedbackPage):
            self.assertAllowedSubpageTypes(model, set())

    def test_pages_can_be_reached_shown_and_edited(self):
        news = below(self.homes, NewsIndexPage)
        pages = [
            self.homes["zh-hans"],
            self.homes["en"],
            *self.homes["zh-hans"].get_children().specific(),
            ArticlePageFactory(parent=news),
            CommunityPageFactory(parent=below(self.homes, CommunityIndexPage)),
            CampaignPageFactory(parent=below(self.homes, CampaignIndexPage)),
            VideoPageFactory(parent=below(self.homes, VideoIndexPage)),
            TopicPageFactory(parent=below(self.homes, TopicIndexPage)),
            ResourcePageFactory(parent=below(self.homes, ResourceIndexPage)),
        ]
        for page in pages:
            with self.subTest(page=page.slug):
                if page.locale.language_code == "zh-hans":
                    self.assertPageIsRoutable(page)
                self.assertPageIsRenderable(page)
                assert page.make_preview_request().status_code == 200
        self.login()
        for page in pages:
            with self.subTest(editing=page.slug):
                answer = self.client.get(f"/admin/pages/{page.pk}/edit/")
                assert answer.status_code == 200


def test_chinese_title_makes_a_pinyin_address_once(homes):
    news = below(homes, NewsIndexPage)

    first = ArticlePage(title="高层着火怎么跑")
    second = ArticlePage(title="高层着火怎么跑")
    news.add_child(instance=first)
    news.add_child(instance=second)

    assert (first.slug, second.slug) == (
        "gao-ceng-zhao-huo-zen-me-pao",
        "gao-ceng-zhao-huo-zen-me-pao-2",
    )


def test_home_is_never_empty(homes):
    text = Client().get("/").content.decode()

    assert not homes["zh-hans"].body
    assert "<h1>" in text
    assert 'href="/calendar/"' in text
    assert 'class="empty"' in text


def test_home_announces_what_is_coming_and_leaves_out_what_is_cancelled(homes):
    at = timezone.now()
    coming = EventFactory(title="小微企业负责人初训", starts_at=at + timedelta(days=1))
    EventFactory(title="取消的课", starts_at=at + timedelta(days=1), status=EventStatus.CANCELLED)

    text = Client().get("/").content.decode()

    assert f"/e/{coming.code}/" in text
    assert "取消的课" not in text


def fill(homes, number):
    at = timezone.now()
    topic = Topic.objects.get(code="fire")
    ArticlePageFactory.create_batch(number, parent=below(homes, NewsIndexPage))
    community = OrganisationFactory()
    for _ in range(number):
        CommunityPageFactory(
            parent=below(homes, CommunityIndexPage), street=community, organisation=community
        )
        CampaignPageFactory(parent=below(homes, CampaignIndexPage))
        VideoPageFactory(parent=below(homes, VideoIndexPage))
        TopicPageFactory(parent=below(homes, TopicIndexPage))
        ResourcePageFactory(parent=below(homes, ResourceIndexPage))
        EventFactory(
            starts_at=at + timedelta(days=1),
            topic=topic,
            host=community,
            registration_mode=RegistrationMode.OPEN,
            hard_capacity=20,
        )


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/news/",
        "/communities/",
        "/calendar/",
        "/campaigns/",
        "/films/",
        "/topics/",
        "/resources/",
    ],
)
def test_lists_ask_as_many_questions_for_one_row_as_for_ten(homes, address):
    client = Client()
    numbers = []
    for number in (1, 9):
        fill(homes, number)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        numbers.append(len(asked))

    assert numbers[0] == numbers[1]
    assert numbers[1] <= MOST_QUERIES.get(address, 14)


def test_pages_below_a_private_page_are_read_by_nobody(homes):
    open_news, closed_news = (below(homes, NewsIndexPage, code) for code in ("zh-hans", "en"))
    page = ArticlePageFactory(parent=open_news)
    hidden = ArticlePageFactory(parent=open_news)
    ArticlePageFactory(parent=open_news, live=False)
    ArticlePageFactory(parent=closed_news)
    for private in (hidden, closed_news):
        private.view_restrictions.create(restriction_type=PageViewRestriction.LOGIN)

    assert list(ArticlePage.objects.readable()) == [page]
    assert list(ArticlePage.objects.readable()) == list(ArticlePage.objects.live().public())


def test_pages_ask_as_many_questions_for_one_event_as_for_ten(homes):
    community = OrganisationFactory(kind=OrganisationKind.COMMUNITY)
    pages = [
        CampaignPageFactory(parent=below(homes, CampaignIndexPage)),
        CommunityPageFactory(parent=below(homes, CommunityIndexPage), organisation=community),
        ArticlePageFactory(parent=below(homes, NewsIndexPage)),
    ]
    client, numbers = Client(), []
    for number in (1, 9):
        for _ in range(number):
            at = timezone.now()
            for days in (-1, 1):
                EventFactory(
                    campaign=pages[0].campaign,
                    host=community,
                    venue=VenueFactory(),
                    topic=Topic.objects.get(code="fire"),
                    starts_at=at + timedelta(days=days),
                )
            ArticlePageFactory(parent=below(homes, NewsIndexPage))
        for page in pages:
            client.get(page.url)
        with CaptureQueriesContext(connection) as asked:
            statuses = [client.get(page.url).status_code for page in pages]
        numbers.append((len(asked), statuses))

    assert numbers[0] == numbers[1]
    assert numbers[0][1] == [200, 200, 200]


def test_trail_leads_from_the_list_to_the_page(homes):
    page = ArticlePageFactory(parent=below(homes, NewsIndexPage), title="文章")

    assert page.trail() == [("动态与知识", "/news/"), ("文章", "")]


def test_language_switch_keeps_the_page(homes):
    text = Client().get("/news/?kind=CASE").content.decode()

    assert 'href="/en/news/?kind=CASE"' in text
    assert 'href="/news/"' in Client().get("/en/news/").content.decode()


def test_language_switch_leads_home_where_a_page_is_not_translated(homes):
    page = ArticlePageFactory(parent=below(homes, NewsIndexPage))

    assert 'class="tool" href="/en/"' in Client().get(page.url).content.decode()


# What runs stands in a file of ours; facts for machines are data.
INLINE = re.compile(r'<script(?![^>]*(?: src="/static/| type="application/ld\+json"))')


def test_page_stays_small_and_has_no_inline_style_or_script(homes):
    fill(homes, 10)
    for address in ("/", "/news/", "/communities/", "/calendar/", "/about/"):
        text = Client().get(address).content.decode()
        assert len(text.encode()) < 60_000
        assert " style=" not in text
        assert INLINE.findall(text) == []
