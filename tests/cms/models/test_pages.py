"""Page types: where they may stand, that they answer, and what they show."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils import WagtailPageTestCase

from cms.models import (
    ArticlePage,
    CalendarPage,
    CampaignIndexPage,
    CampaignPage,
    CommunityIndexPage,
    CommunityLeaflet,
    CommunityPage,
    CommunityPhoto,
    FacilityWords,
    FeedbackPage,
    HomePage,
    NewsIndexPage,
    Picture,
    ResourceIndexPage,
    ResourcePage,
    StandardPage,
    TopicIndexPage,
    TopicPage,
    VideoIndexPage,
    VideoPage,
)
from cms.models.calendars import neighbour
from portal.events.enums import EventKind, EventStatus, RegistrationMode
from portal.events.models import Topic
from portal.lib.periods import Period
from portal.people.enums import Audience, OrganisationKind
from tests.factories.cms import (
    ArticlePageFactory,
    CampaignPageFactory,
    CommunityPageFactory,
    FacilityFactory,
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


def test_articles_are_filtered_by_kind_and_topic(homes):
    news = below(homes, NewsIndexPage)
    case = ArticlePageFactory(parent=news, kind="CASE", title="案例甲")
    case.topics = [Topic.objects.get(code="gas")]
    case.save()
    ArticlePageFactory(parent=news, kind="NOTICE", title="通知乙")

    def shown(query):
        return [page.title for page in Client().get(f"/news/{query}").context["page_obj"]]

    assert sorted(shown("")) == ["案例甲", "通知乙"]
    assert shown("?kind=CASE") == ["案例甲"]
    assert shown("?topic=gas") == ["案例甲"]
    assert shown("?kind=CASE&topic=fire") == []
    assert len(shown("?kind=NONSENSE&topic=x&page=999")) == 2


def test_article_shows_its_event_and_more_of_its_kind(homes):
    news = below(homes, NewsIndexPage)
    event = EventFactory(title="燃气课堂", starts_at=timezone.now() + timedelta(days=1))
    other = ArticlePageFactory(parent=news, title="同类文章")
    page = ArticlePageFactory(parent=news, event=event, plain_summary="三句短话。")

    answer = Client().get(page.url)

    text = answer.content.decode()
    assert list(answer.context["more"]) == [other]
    assert f"/e/{event.code}/" in text
    assert "三句短话。" not in text


def test_article_invites_to_nothing_that_is_over_or_not_public(homes):
    news = below(homes, NewsIndexPage)
    at = timezone.now()
    over = EventFactory(starts_at=at - timedelta(days=1))
    internal = EventFactory(starts_at=at + timedelta(days=1), public=False)

    for event in (over, internal):
        page = ArticlePageFactory(parent=news, event=event)
        assert Client().get(page.url).context["event"] is None


def test_elder_mode_shows_plain_words_first_and_marks_the_page(homes):
    page = ArticlePageFactory(parent=below(homes, NewsIndexPage), plain_summary="三句短话。")
    client = Client()
    client.cookies["display"] = "elder"

    text = client.get(page.url).content.decode()

    assert "三句短话。" in text
    assert '<html lang="zh-Hans" data-mode="elder">' in text


def test_community_shows_facilities_and_events_of_its_organisation(homes):
    at = timezone.now()
    organisation = OrganisationFactory()
    page = CommunityPageFactory(
        parent=below(homes, CommunityIndexPage), organisation=organisation, households=10
    )
    board, screen = (
        FacilityFactory(organisation=organisation, kind=kind, condition=condition)
        for kind, condition in (("BOARD", "WORN"), ("SCREEN", "REPAIR"))
    )
    gone = FacilityFactory(organisation=organisation, removed_date=date(2025, 1, 1))
    elsewhere = FacilityFactory()
    for place, facility in enumerate((screen, board, gone, elsewhere)):
        page.facility_words.add(
            FacilityWords(facility=facility, place=f"{place} 号楼", sort_order=place)
        )
    page.save()
    coming = EventFactory(host=organisation, starts_at=at + timedelta(days=1))
    past = EventFactory(host=organisation, starts_at=at - timedelta(days=2))
    EventFactory(starts_at=at + timedelta(days=1))

    answer = Client().get(page.url)

    assert answer.context["coming"] == [coming]
    assert answer.context["past"] == [past]
    assert [words.facts for words in answer.context["facilities"]] == [screen, board]
    assert f"/f/{board.code}/" in answer.content.decode()


def picture(title):
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "#1f7a4d").save(drawn, "PNG")
    return Picture.objects.create(title=title, file=ContentFile(drawn.getvalue(), "drawn.png"))


# Wagtail leaves the file open in which it draws a picture in another size.
@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
def test_photographs_are_shown_where_consent_is_noted_by_few_questions(homes):
    page = CommunityPageFactory(parent=below(homes, CommunityIndexPage))
    document = Document.objects.create(title="宣传单", file=ContentFile(b"%PDF-1.4", "a.pdf"))
    numbers = []
    for number in (1, 4):
        for more in range(number):
            for consent, said in (("本人书面同意", "有人同意"), (" ", "没人同意")):
                page.photos.add(
                    CommunityPhoto(
                        picture=picture(said), caption=f"{said}{more}", consent_note=consent
                    )
                )
            page.leaflets.add(CommunityLeaflet(document=document, title=f"宣传单{more}"))
        page.save()
        Client().get(page.url)
        with CaptureQueriesContext(connection) as asked:
            text = Client().get(page.url).content.decode()
        numbers.append(len(asked))

    assert numbers[0] == numbers[1]
    assert ("有人同意0" in text, "没人同意" in text, "书面" in text) == (True, False, False)
    assert document.url in text


def test_next_lecture_leads_to_its_registration(homes):
    place = OrganisationFactory()
    page = CommunityPageFactory(parent=below(homes, CommunityIndexPage), organisation=place)
    at = timezone.now()
    given = {"host": place, "registration_mode": RegistrationMode.OPEN, "hard_capacity": 9}
    EventFactory(starts_at=at + timedelta(days=1), kind=EventKind.FILM, **given)
    lecture = EventFactory(starts_at=at + timedelta(days=2), kind=EventKind.LECTURE, **given)

    answer = Client().get(page.url)

    assert answer.context["lecture"] == lecture
    assert f'href="/e/{lecture.code}/register/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "opens"),
    [
        ({}, []),
        ({"address": "和平路 6 号"}, ["https://uri.amap.com/search?", "geo:0,0?q="]),
        (
            {"latitude": "38.9", "longitude": "118.4"},
            ["https://uri.amap.com/marker?position=118.4", "geo:38.9"],
        ),
    ],
)
def test_way_to_a_community_opens_in_a_map_program(homes, values, opens):
    page = CommunityPageFactory(parent=below(homes, CommunityIndexPage), **values)

    answer = Client().get(page.url)
    text = answer.content.decode()

    assert [one for one in opens if one not in text] == []
    assert ("导航到这里" in text) is bool(opens)


def test_communities_are_marked_on_the_drawn_map(homes):
    index = below(homes, CommunityIndexPage)
    page = CommunityPageFactory(parent=index, title="<b>和平里</b>", map_x=100, map_y=0)
    CommunityPageFactory(parent=index, title="没有位置")

    text = Client().get(index.url).content.decode()

    assert f'class="map-mark" href="{page.url}"' in text
    assert "<b>和平里" not in text
    assert text.count("map-mark") == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        CommunityPage.objects.filter(pk=page.pk).update(map_y=None)


def test_community_never_has_more_households_than_residents(homes):
    page = CommunityPageFactory(parent=below(homes, CommunityIndexPage))

    with pytest.raises(IntegrityError), transaction.atomic():
        CommunityPage.objects.filter(pk=page.pk).update(households=5, residents=4)


def test_campaign_shows_its_theme_and_parts_its_events(homes):
    at = timezone.now()
    chinese = CampaignPageFactory(parent=below(homes, CampaignIndexPage))
    english = CampaignPageFactory(parent=below(homes, CampaignIndexPage, "en"))
    coming = EventFactory(campaign=chinese.campaign, starts_at=at + timedelta(days=1))
    past = EventFactory(campaign=chinese.campaign, starts_at=at - timedelta(days=2))

    answer = Client().get(chinese.url)

    assert (answer.context["coming"], list(answer.context["page_obj"])) == ([coming], [past])
    assert (chinese.theme, english.theme) == ("人人讲安全", "Safety")
    assert chinese.last_date == date(2025, 6, 30)


def test_campaign_with_many_events_shows_a_page_of_them_the_latest_first(homes, monkeypatch):
    monkeypatch.setattr(CampaignPage, "PER_PAGE", 2)
    page = CampaignPageFactory(parent=below(homes, CampaignIndexPage))
    at = timezone.now()
    past, coming = (
        [
            EventFactory(campaign=page.campaign, starts_at=at + sign * timedelta(days=1 + n))
            for n in range(3)
        ]
        for sign in (-1, 1)
    )

    first, second = (Client().get(f"{page.url}?page={number}") for number in (1, 2))

    assert first.context["coming"] == coming[:2]
    assert [list(one.context["page_obj"]) for one in (first, second)] == [past[:2], past[2:]]


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


def test_calendar_narrows_by_month_kind_topic_and_audience(homes):
    may = EventFactory(starts_at=Period(2025, 5, 1).start, title="五月课")
    june = EventFactory(
        starts_at=Period(2025, 6, 1).start,
        kind=EventKind.LECTURE,
        topic=Topic.objects.get(code="gas"),
        audience=Audience.STUDENT,
    )

    def shown(query):
        return list(Client().get(f"/calendar/{query}").context["page_obj"].object_list)

    assert shown("") == []
    assert shown("?month=2025-05") == [may]
    assert shown("?month=2025-06&kind=LECTURE&topic=gas&audience=STUDENT") == [june]
    assert shown("?month=2025-06&kind=TRAINING") == []
    assert shown("?month=2025") == shown("?month=soon") == []


def test_calendar_of_drills_shows_drills_only(homes):
    at = timezone.now()
    drill = EventFactory(kind=EventKind.DRILL, starts_at=at + timedelta(days=1))
    EventFactory(starts_at=at + timedelta(days=1))

    answer = Client().get("/exercises/?kind=TRAINING")

    assert answer.context["page_obj"].object_list == [drill]
    assert 'href="/drills/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("month", "step", "other"),
    [((2025, 1), -1, (2024, 12)), ((2025, 12), 1, (2026, 1)), ((2025, 6), 1, (2025, 7))],
)
def test_neighbour_crosses_the_year(month, step, other):
    assert neighbour(Period(*month, 1), step) == Period(*other, 1)


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
