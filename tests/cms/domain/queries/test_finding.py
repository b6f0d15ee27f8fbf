"""What ordinary queries find among the pages of the demonstration, all of it and nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.domain import demonstration
from cms.domain.queries.finding import Found, Way, Wish, find, is_found
from cms.domain.queries.results import results
from cms.models import ArticlePage, CommunityPage, NewsIndexPage
from portal.events.enums import EventKind, EventStatus
from portal.events.models import Topic
from tests.factories.cms import ArticlePageFactory, CommunityPageFactory
from tests.factories.events import EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db

EBIKE, FLAT, HIGHRISE = (
    "dian-dong-zi-xing-che",
    "jia-ting-zuo-fang-zi-cha",
    "gao-ceng-zhao-huo-zen-me-pao",
)
CASE, EXTINGUISHER, GAS = (
    "yi-ci-chong-dian-yin-fa-de-huo-zai",
    "mie-huo-qi-si-bu",
    "wen-dao-ran-qi-wei",
)
HEATING, RECRUIT, HAZARD = (
    "dong-ji-qu-nuan-san-bu-yao",
    "xin-yuan-gong-yao-xue-duo-shao-xue-shi",
    "fa-xian-yin-huan-da-12350",
)
SPACE, RAIN, SLOPE = "you-xian-kong-jian-zuo-ye", "bao-yu-lai-le", "shan-po-you-zhe-xie-bian-hua"
LIFT, CHEMICALS, NEWS = (
    "kun-zai-dian-ti-li",
    "yu-dao-wei-hua-pin-xie-lou",
    "an-quan-wen-hua-zou-jin-liu-ge-xiao-qu",
)
NORTH, HEPING, LAKE = "feng-huang-cheng-bei-qu", "he-ping-li", "dong-hu-hua-yuan"
RAILWAY, YULIN, CAMPUS = "tie-lu-xin-cun", "yu-lin-jia-yuan", "xue-fu-ming-du"

# The best first where it stands alone on the first line; the others in any order.
CHINESE = {
    "消防": [EXTINGUISHER, HIGHRISE, CAMPUS, CASE, EBIKE, HEATING, FLAT, "campaigns"],
    "灭火器": [EXTINGUISHER, FLAT, HIGHRISE],
    "滅火器": [EXTINGUISHER, FLAT, HIGHRISE],
    "ｆｉｒｅ　灭火器": [EXTINGUISHER, FLAT, HIGHRISE],
    "电瓶车": [EBIKE, CASE, NORTH, NEWS],
    "电瓶车进楼道": [EBIKE],
    "電動自行車充電": [EBIKE, CASE],
    "飞线充电": [RAILWAY],
    "飞线": [RAILWAY, NORTH, EBIKE, FLAT],
    "高层着火怎么办": [HIGHRISE, EBIKE, CASE, NORTH],
    "燃气泄漏怎么办": [GAS],
    "煤气": [GAS, HEPING, NORTH, HEATING, NEWS, SPACE],
    "天然气": [GAS, HEPING, NORTH, HEATING, NEWS, SPACE],
    "暴雨": [RAIN],
    "滑坡": [SLOPE],
    "电梯困人": [LIFT, HIGHRISE, EBIKE],
    "有限空间作业": [SPACE],
    "受限空间": [SPACE],
    "新员工培训": [RECRUIT],
    "岗前培训": [RECRUIT],
    "劳务派遣": [RECRUIT],
    "学时": [RECRUIT, "about", "privacy"],
    "12350": [HAZARD, "2025", "about"],
    "举报隐患": [HAZARD, "about"],
    "安全生产法": [HAZARD],
    "安全生产月": ["2026", "2025", "campaigns"],
    "2026年安全生产月": ["2026"],
    "知识竞赛 启动仪式": ["2025"],
    "和平里": [HEPING],
    "东湖花园": [LAKE],
    "铁路新村 充电": [RAILWAY],
    "学府路88号": [CAMPUS],
    "警示片": [NEWS, CAMPUS],
    "凤凰 长廊": [NORTH, NEWS],
    "应急物资柜": [YULIN, NEWS],
    "楼道杂物": [RAILWAY, HEPING],
    "挡水板": [LAKE],
    "防溺水": [LAKE],
    "老人取暖": [HEATING],
    "一氧化碳中毒": [HEATING],
    "危化品泄漏": [CHEMICALS],
    "家庭作坊": [FLAT],
    "隐私": ["privacy"],
    "长辈版": ["accessibility", "privacy"],
    "火车": [],
    "灾民": [],
    "硫化氢": [],
}
ENGLISH = {
    "fire extinguisher": [EXTINGUISHER, HIGHRISE, FLAT],
    "stuck in elevator": [LIFT],
    "rainstorm": [RAIN],
    "flooding": [LAKE, RAIN],
    "confined spaces": [SPACE],
    "railway village": [RAILWAY],
    "hours for new employees": [RECRUIT],
    "children": [CAMPUS, LAKE, NORTH, LIFT],
    "nonsense": [],
}
# Several fit as well; the databases weigh the text each in its way.
EVEN = {"消防", "安全生产月", "fire extinguisher", "flooding", "children"}


@pytest.fixture
def shown(db, monkeypatch):
    """A few pages that stay as they are, and what a query finds among them, as slugs."""
    monkeypatch.setattr(demonstration, "DATA", Path(__file__).parent / "corpus")
    monkeypatch.setattr(demonstration, "_front", lambda homes: None)
    demonstration.load(at=timezone.now())
    # Lists of kinds of pages that are not among them.
    for page in Page.objects.filter(depth=3, slug__in=["films", "topics", "resources", "feedback"]):
        page.delete()
    call_command("wagtail_update_index", verbosity=0)
    slugs = dict(Page.objects.values_list("pk", "slug"))

    def ask(query, language="zh-hans"):
        found = find(Wish(query, language), at=timezone.now())
        return [slugs[hit.key] for hit in found.pages] if found.way is not Way.ANY else []

    return ask


@pytest.mark.parametrize(
    ("language", "table"), [("zh-hans", CHINESE), ("en", ENGLISH)], ids=["zh", "en"]
)
def test_ordinary_queries_find_all_of_it_and_nothing_else(shown, language, table):
    answers = {query: shown(query, language) for query in table}

    assert {query: sorted(found) for query, found in answers.items()} == {
        query: sorted(expected) for query, expected in table.items()
    }
    # The page a reader means comes first.
    clear = {
        query: expected[0] for query, expected in table.items() if expected and query not in EVEN
    }
    assert {query: answers[query][0] for query in clear} == clear


@pytest.fixture
def news(homes):
    return NewsIndexPage.objects.get(locale=homes["zh-hans"].locale)


def titles(wish, at=None):
    found = find(wish, at=at or timezone.now())
    keys = [hit.key for hit in found.pages]
    pages = Page.objects.in_bulk(keys)
    return [pages[key].title for key in keys]


def test_only_what_everybody_may_read_is_found(homes, news):
    english = NewsIndexPage.objects.get(locale=homes["en"].locale)
    ArticlePageFactory(parent=news, title="罗盘公开")
    ArticlePageFactory(parent=news, title="罗盘草稿", live=False)
    withdrawn = ArticlePageFactory(parent=news, title="罗盘撤下")
    withdrawn.unpublish()
    private = ArticlePageFactory(parent=news, title="罗盘内部")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    ArticlePageFactory(parent=english, title="罗盘 in English")
    changed = ArticlePageFactory(parent=news, title="旧题")
    changed.title = "罗盘未发布的新题"
    changed.save_revision()

    assert titles(Wish("罗盘", "zh-hans")) == ["罗盘公开"]
    assert titles(Wish("罗盘", "en")) == ["罗盘 in English"]


def test_title_counts_most_and_the_same_title_first(news):
    ArticlePageFactory(parent=news, title="别的", summary="罗盘课" * 20)
    ArticlePageFactory(parent=news, title="学用罗盘的一课")
    ArticlePageFactory(parent=news, title="先讲罗盘课，再讲别的")
    ArticlePageFactory(parent=news, title="罗盘课")

    found = titles(Wish("罗盘课", "zh-hans"))

    assert found == ["罗盘课", "先讲罗盘课，再讲别的", "学用罗盘的一课", "别的"][: len(found)]
    assert len(found) >= 3


def test_parts_of_a_term_are_looked_for_where_it_is_not_found(news):
    ArticlePageFactory(parent=news, title="蓝色和黄色的预警")

    found = find(Wish("蓝色预警", "zh-hans"), at=timezone.now())

    assert (found.way, found.total) == (Way.PIECES, 1)


def test_some_of_the_words_are_a_hint(news):
    ArticlePageFactory(parent=news, title="罗盘")

    found = find(Wish("罗盘 火星", "zh-hans"), at=timezone.now())

    assert (found.way, found.total) == (Way.ANY, 1)
    assert not is_found("罗盘 火星", language="zh-hans", at=timezone.now())
    assert is_found("罗盘", language="zh-hans", at=timezone.now())


@pytest.mark.parametrize("text", ["", "！？", "\"'*:^-", "🔥"])
def test_nothing_is_found_by_nothing(homes, text):
    assert find(Wish(text, "zh-hans"), at=timezone.now()) == Found(groups=[])


@pytest.fixture
def events(news):
    """A community, its coming lecture, and events that must not be shown."""
    at = timezone.now()
    unit = OrganisationFactory(name="罗盘社区")
    community = CommunityPageFactory(
        parent=Page.objects.get(slug="communities", locale=news.locale),
        title="罗盘小区",
        organisation=unit,
    )
    soon = {"starts_at": at + timedelta(days=2), "ends_at": at + timedelta(days=2, hours=1)}
    lecture = EventFactory(
        title="罗盘讲座",
        kind=EventKind.LECTURE,
        topic=Topic.objects.get(code="fire"),
        venue=VenueFactory(organisation=unit),
        public=True,
        **soon,
    )
    EventFactory(title="罗盘草稿", status=EventStatus.DRAFT, public=True, **soon)
    EventFactory(title="罗盘内训", public=False, **soon)
    past = {"starts_at": at - timedelta(days=2), "ends_at": at - timedelta(days=2, hours=-1)}
    EventFactory(title="罗盘往事", public=True, **past)
    article = ArticlePageFactory(parent=news, title="来听罗盘", event=lecture)
    article.topics = [Topic.objects.get(code="fire")]
    article.save()
    return community, lecture, article


def test_events_to_come_are_found(events):
    found = find(Wish("罗盘讲座", "zh-hans"), at=timezone.now())

    assert [event.title for event in found.events] == ["罗盘讲座"]


def test_filters_count_what_the_others_leave(events):
    community, lecture, _article = events
    fire = lecture.topic

    every = find(Wish("罗盘", "zh-hans"), at=timezone.now())
    at_home = find(Wish("罗盘", "zh-hans", community=community.pk), at=timezone.now())
    of_fire = find(Wish("罗盘", "zh-hans", topic="fire"), at=timezone.now())
    lectures = find(Wish("罗盘", "zh-hans", kind="EVENT"), at=timezone.now())
    none = find(Wish("罗盘", "zh-hans", kind="CASE", topic="fire"), at=timezone.now())

    assert every.kinds == [("EVENT", 1), ("NEWS", 1), ("COMMUNITY", 1)]
    assert every.topics == [(fire, 2)]
    assert every.communities == [(community.pk, "罗盘小区", 3)]
    assert at_home.count == every.total == 3
    assert (of_fire.count, of_fire.kinds) == (2, [("EVENT", 1), ("NEWS", 1)])
    assert (lectures.pages, lectures.events) == ([], [lecture])
    assert (none.count, none.total) == (0, 3)
    unknown = find(Wish("罗盘", "zh-hans", topic="no-such", community=0), at=timezone.now())
    assert unknown.count == 0


def test_number_of_queries_does_not_grow(news, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked():
        with CaptureQueriesContext(connection) as queries:
            found = find(Wish("罗盘", "zh-hans"), at=timezone.now())
            results(found.pages, found.groups)
        return len(queries)

    ArticlePageFactory(parent=news, title="罗盘一")
    asked()
    one = asked()
    for title in ("罗盘二", "罗盘三"):
        ArticlePageFactory(parent=news, title=title)

    assert asked() == one


def test_result_shows_the_place_in_the_page(shown):
    found = find(Wish("保险销", "zh-hans"), at=timezone.now())

    row = results(found.pages, found.groups)[0]

    assert row.page == ArticlePage.objects.get(slug=EXTINGUISHER, locale__language_code="zh-hans")
    assert "<mark>保险销</mark>" in row.excerpt
    assert row.kind_label == "安全知识"
    assert "fire" in [topic.code for topic in row.topics]
    community = find(Wish("“落水不慌”", "zh-hans"), at=timezone.now())
    (row,) = results(community.pages, community.groups)
    assert row.page == CommunityPage.objects.get(slug=LAKE, locale__language_code="zh-hans")
    assert "<mark>落水不慌</mark>" in row.excerpt.replace("</mark><mark>", "")
