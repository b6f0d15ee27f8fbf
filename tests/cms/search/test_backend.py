"""The search backend as Wagtail uses it: pages, pictures and documents of the back office."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import And, Not, Or, Phrase, PlainText

from cms.models import ArticlePage, NewsIndexPage, Picture
from cms.search.formulas import Wanted, formulate
from tests.factories.cms import ArticlePageFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

HOSTILE = [
    *['"', "'", '""', '"""', "\\", "\\'", "'; DROP TABLE cms_articlepage; --", "消防'"],
    *["NEAR(a b)", "NEAR", "*", ":", "^", "-", "AND", "OR NOT", "title:fire", "{title}:fire"],
    *["(", ")", "((消防", "& | !", "<->", "a:*", "%", "_", "%s %(x)s", "🔥", "‮消防", "ǁ", "ǁǁ"],
    *["é́́", "\u0600\u0601", "ﷺ" * 100, "a" * 10_000, "消" * 10_000, "…。！？", " ", "\t\n"],
]


@pytest.fixture
def news(homes):
    return NewsIndexPage.objects.get(locale=homes["zh-hans"].locale)


@pytest.fixture
def articles(news):
    """Three articles with a word in common."""
    return [
        ArticlePageFactory(parent=news, title="消防安全知识讲座"),
        ArticlePageFactory(parent=news, title="灭火器怎么用", summary="初起火灾的消防器材"),
        ArticlePageFactory(parent=news, title="研究生宿舍", summary="防火，灾民"),
    ]


def found(query, **options):
    return [page.title for page in ArticlePage.objects.search(query, **options)]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("消防讲座", ["消防安全知识讲座"]),
        ("消防", ["消防安全知识讲座", "灭火器怎么用"]),
        ("滅火器", ["灭火器怎么用"]),
        ("初起火灾", ["灭火器怎么用"]),
        ("防", ["消防安全知识讲座", "灭火器怎么用", "研究生宿舍"]),
        ("火车", []),
    ],
)
def test_pages_are_found(articles, query, titles):
    assert sorted(found(query)) == sorted(titles)
    assert ArticlePage.objects.search(query).count() == len(titles)


def test_phrase_does_not_reach_across_a_comma(articles):
    assert found("火灾") == ["灭火器怎么用"]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_query_is_harmless(articles, query):
    for results in (Page.objects.search(query), Page.objects.autocomplete(query)):
        assert results.count() == len(results)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        (Phrase("安全知识"), {"消防安全知识讲座"}),
        (Phrase("知识安全"), set()),
        (PlainText("讲座 器材", operator="or"), {"消防安全知识讲座", "灭火器怎么用"}),
        (PlainText("讲座 器材", operator="and"), set()),
        (And([PlainText("消防"), PlainText("讲座")]), {"消防安全知识讲座"}),
        (Or([PlainText("讲座"), PlainText("器材")]), {"消防安全知识讲座", "灭火器怎么用"}),
        (Not(PlainText("消防")), {"研究生宿舍"}),
    ],
)
def test_queries_of_wagtail_are_understood(articles, query, titles):
    assert set(found(query)) == titles


def test_order_of_the_list_is_kept_where_it_is_wished(articles):
    ordered = ArticlePage.objects.order_by("title").search("消防", order_by_relevance=False)

    assert [page.title for page in ordered] == ["消防安全知识讲座", "灭火器怎么用"]
    assert [page.title for page in ArticlePage.objects.search("消防")[1:2]] == ["灭火器怎么用"]


def test_only_some_fields_are_no_trap(articles):
    """Wagtail's lists ask like this."""
    assert found("消防讲座", fields=["title"]) == ["消防安全知识讲座"]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("灭", ["灭火器怎么用"]),
        ("安全知", ["消防安全知识讲座"]),
        ("xfaq", ["消防安全知识讲座"]),
        ("zhishi", ["消防安全知识讲座"]),
        ("mhqz", ["灭火器怎么用"]),
        ("xyz", []),
    ],
)
def test_title_is_completed_while_it_is_typed(articles, typed, titles):
    assert [page.title for page in ArticlePage.objects.autocomplete(typed)] == titles


def test_keys_come_in_order_of_fitness(articles):
    backend = get_search_backend()

    ranked = backend.ranking(Wanted([["消防"]]), Page)
    typed = backend.ranking(Wanted([["xf"]]), Page, typing=True)

    assert ranked[0] == articles[0].pk
    assert articles[1].pk in ranked
    assert typed == [articles[0].pk]
    assert backend.ranking(Wanted([["消防"], ["怎么"]], operator="and"), Page) == [articles[1].pk]
    assert backend.ranking(Wanted([["qwrtz"]]), Page) == []


def test_formula_of_nothing_finds_nothing():
    assert formulate([], operator="and", last_is_prefix=False).strip("'\"") == "ǁǁ"
    quoted = formulate([["消防", "fire"]], operator="and", last_is_prefix=True)
    expected = {
        "postgresql": "('消 防':* | 'fire':*)",
        "sqlite": '("消 防"* OR "fire"*)',
    }
    assert quoted == expected[connection.vendor]


@pytest.mark.parametrize("name", ["wagtailadmin_pages:search", "wagtailadmin_choose_page_search"])
def test_pages_are_found_in_the_back_office(client, articles, name):
    client.force_login(UserFactory(is_superuser=True))

    answer = client.get(reverse(name), {"q": "消防讲座"}).content.decode()

    assert "消防安全知识讲座" in answer
    assert "灭火器怎么用" not in answer


def test_explorer_searches_below_a_page(client, articles, news):
    client.force_login(UserFactory(is_superuser=True))

    answer = client.get(reverse("wagtailadmin_explore", args=[news.pk]), {"q": "灭火"})

    assert "灭火器怎么用" in answer.content.decode()
    assert "研究生宿舍" not in answer.content.decode()


@pytest.mark.parametrize("address", ["wagtaildocs:index", "wagtaildocs_chooser:choose_results"])
def test_documents_are_found_in_the_back_office(client, address):
    client.force_login(UserFactory(is_superuser=True))
    for title in ("楼道消防演练", "社区合影"):
        Document.objects.create(title=title, file=ContentFile(b"%PDF-1.4", name="a.pdf"))

    answer = client.get(reverse(address), {"q": "消防"}).content.decode()

    assert "楼道消防演练" in answer
    assert "社区合影" not in answer


def test_pictures_are_found_by_title_and_tag(db):
    picture = Picture.objects.create(title="楼道演练", file="a.png", width=1, height=1)
    picture.tags.add("消防")
    picture.save()
    Picture.objects.create(title="社区合影", file="b.png", width=1, height=1)

    assert list(Picture.objects.autocomplete("演练")) == [picture]
    assert list(Picture.objects.search("消防")) == [picture]
