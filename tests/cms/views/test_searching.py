"""The page of results, and the answers to somebody who types."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion
from wagtail.models import Page, PageViewRestriction

from cms.models import MissedSearch, NewsIndexPage
from cms.views import searching
from portal.events.models import Topic
from tests.cms.search.test_backend import HOSTILE
from tests.factories.cms import ArticlePageFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def news(homes):
    return NewsIndexPage.objects.get(locale=homes["zh-hans"].locale)


@pytest.fixture
def article(news):
    page = ArticlePageFactory(
        parent=news, title="罗盘的用法", kind="KNOWLEDGE", summary="先看<b>罗盘</b>，再看 A & B。"
    )
    page.topics = [Topic.objects.get(code="fire")]
    page.save()
    return page


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def search(client, q, **more):
    return client.get(reverse("search:search"), {"q": q, **more})


def test_result_names_its_kind_day_and_topics_and_marks_the_words(client, article):
    page = soup(search(client, "羅盤"))

    (row,) = page.select(".results > li")
    assert row.a["href"] == article.get_url()
    assert str(row.h3.a).endswith("<mark>罗盘</mark>的用法</a>")
    assert row.p.text.replace("\xa0", " ").strip() == "安全知识 · 2025年6月11日 · 消防"
    assert row.p.select("i.sign")
    excerpt = row.select("p")[1]
    assert str(excerpt) == "<p>先看&lt;b&gt;<mark>罗盘</mark>&lt;/b&gt;，再看 A &amp; B。</p>"
    assert page.select_one("h2.found").text == "“羅盤”共有 1 条结果"
    assert page.select_one("#search-words")["value"] == "羅盤"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"


def test_every_page_has_a_way_to_the_search(client, homes):
    for address in ("/", "/classes/", "/en/", "/nothing/"):
        page = soup(client.get(address))

        english = address == "/en/"
        with translation.override("en" if english else "zh-hans"):
            there = reverse("search:search")
        assert page.select_one("header search form")["action"] == there
        assert page.select_one("header a.to-search")["href"] == there
        field = page.select_one("header input[type=search]")
        assert page.select_one(f"label[for={field['id']}]").text


def test_kinds_and_filters_have_their_numbers(client, article, news):
    ArticlePageFactory(parent=news, title="罗盘新闻", kind="NEWS")

    page = soup(search(client, "罗盘"))
    chips = {a.text.strip(): a["href"] for a in page.select("nav.chips a")}

    assert list(chips) == ["全部", "安全知识 1", "工作动态 1"]
    only = soup(client.get(reverse("search:search") + chips["工作动态 1"]))
    assert [a.text for a in only.select(".results h3 a")] == ["罗盘新闻"]
    assert only.select_one("nav.chips a[aria-current]").text.strip() == "工作动态 1"
    options = [option.text for option in page.select("#search-topic option")]
    assert options == ["全部主题", "消防 (1)"]
    of_fire = soup(search(client, "罗盘", topic="fire"))
    assert [a.text for a in of_fire.select(".results h3 a")] == ["罗盘的用法"]
    nothing = soup(search(client, "罗盘", topic="fire", kind="NEWS"))
    assert nothing.select_one(".empty strong").text == "按这些条件没有结果"


@pytest.mark.parametrize(
    "more", [{"kind": "NONE"}, {"topic": "!"}, {"community": "x"}, {"community": "9" * 30}]
)
def test_filter_that_is_none_is_harmless(client, article, more):
    assert search(client, "罗盘", **more).status_code == 200


def test_results_are_paged(client, news):
    for number in range(12):
        ArticlePageFactory(parent=news, title=f"罗盘{number}")

    first, second = soup(search(client, "罗盘")), soup(search(client, "罗盘", page=2))

    assert len(first.select(".results > li")) == 10
    assert len(second.select(".results > li")) == 2
    assert second.select_one("ol.results")["start"] == "11"
    assert search(client, "罗盘", page="99999999999999999999").status_code == 200


def test_coming_events_stand_above_the_pages(client, article):
    at = timezone.now()
    for number in range(4):
        day = at + timedelta(days=number + 1)
        EventFactory(
            title=f"罗盘讲座{number}", public=True, starts_at=day, ends_at=day + timedelta(hours=1)
        )

    page = soup(search(client, "罗盘"))
    every = soup(search(client, "罗盘", kind="EVENT"))

    assert len(page.select(".search-events .days > li")) == 3
    assert page.select_one(".more a").text == "查看全部 4 场近期活动"
    assert len(every.select(".days > li")) == 4
    assert every.select(".results") == []


def test_only_what_may_be_read_is_shown(client, news, homes):
    english = NewsIndexPage.objects.get(locale=homes["en"].locale)
    ArticlePageFactory(parent=news, title="罗盘公开")
    ArticlePageFactory(parent=news, title="罗盘草稿", live=False)
    ArticlePageFactory(parent=english, title="罗盘 in English")
    private = ArticlePageFactory(parent=news, title="罗盘内部")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    shown = search(client, "罗盘").content.decode()
    suggested = client.get(reverse("search:suggest"), {"q": "罗盘"}).json()["suggestions"]
    in_english = client.get("/en/search/", {"q": "罗盘"}).content.decode()

    assert [one["title"] for one in suggested] == ["罗盘公开"]
    assert "</mark>公开" in shown
    assert [word for word in ("草稿", "内部", "English</a></h3>") if word in shown] == []
    assert "in English" in in_english
    assert "公开" not in in_english


@pytest.mark.parametrize("query", [*HOSTILE, "<script>alert(1)</script>", "\r\nX: y", "x" * 10_000])
def test_hostile_query_is_harmless(client, article, query):
    answer = client.get(reverse("search:search"), {"q": query}, follow=True)
    suggested = client.get(reverse("search:suggest"), {"q": query})

    assert (answer.status_code, suggested.status_code) == (200, 200)
    assert b"<script>alert" not in answer.content


def test_zero_byte_is_refused(client, homes):
    assert search(client, "a\x00b").status_code == 400


def test_too_long_query_leads_to_a_shorter_one(client, homes):
    answer = search(client, "罗盘 " * 200)

    assert answer.status_code == 302
    assert len(answer["Location"]) < 1000


def test_queries_do_not_grow_with_the_results(client, news):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            search(client, "罗盘")
        return len(queries)

    ArticlePageFactory(parent=news, title="罗盘一")
    asked()
    one = asked()
    for title in ("罗盘二", "罗盘三"):
        ArticlePageFactory(parent=news, title=title)

    assert asked() == one


def test_nothing_found_says_what_else_to_try(client, article):
    page = soup(search(client, "luopan"))
    none = soup(search(client, "火星旅行"))

    assert page.select_one(".empty strong").text == "没有找到“luopan”"
    assert [a.text for a in page.select(".hints li a")] == ["罗盘的用法"]
    assert none.select(".hints") == []
    assert [a["href"] for a in none.select(".search-help a")] == ["tel:119", "tel:12350"]
    assert none.select_one("section .chips a")["href"].startswith("/search/?q=")


def test_sound_leads_to_the_word(client, article):
    page = soup(search(client, "肖防"))

    assert [a.text for a in page.select(".hints p a")] == ["消防"]


def test_some_of_the_words_are_said_to_be_some(client, article):
    page = soup(search(client, "罗盘 火星"))

    assert "没有同时包含这些词" in page.select_one(".note.care").text
    assert len(page.select(".results > li")) == 1


def test_without_words_topics_are_offered(client, homes):
    page = soup(client.get(reverse("search:search")))

    assert "消防" in page.select_one("section .chips").text
    assert QueryDailyHits.objects.count() == 0


def test_searches_are_counted_once_and_those_in_vain_apart(client, article):
    search(client, "罗盘")
    search(client, "罗盘", kind="NEWS")
    search(client, "罗盘", page=1)
    search(client, "火星")

    assert dict(QueryDailyHits.objects.values_list("query__query_string", "hits")) == {
        "罗盘": 1,
        "火星": 1,
    }
    assert list(MissedSearch.objects.values_list("words", "times")) == [("火星", 1)]


def test_what_cannot_be_counted_is_found_all_the_same(client, article, monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise searching.DatabaseError("locked")

    monkeypatch.setattr(searching.noting, "note", refuse)

    assert search(client, "罗盘").status_code == 200
    assert "could not be counted" in caplog.text


def test_recommended_page_stands_first_if_all_may_read_it(client, article, news):
    query = Query.get("罗盘")
    private = ArticlePageFactory(parent=news, title="内部")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for page in (article, private):
        SearchPromotion.objects.create(query=query, page=page, description="先读这个")
    SearchPromotion.objects.create(
        query=query, external_link_url="https://example.org/", external_link_text="外面"
    )

    shown = soup(search(client, "羅盤")).select(".promoted .note")

    assert [note.a.text for note in shown] == ["罗盘的用法", "外面"]
    assert "先读这个" in shown[0].text
    assert soup(search(client, "罗盘", kind="NEWS")).select(".promoted") == []


def test_too_many_searches_are_asked_to_wait(client, article, monkeypatch):
    monkeypatch.setattr(searching, "SEARCHES_A_MINUTE", 1)
    monkeypatch.setattr(searching, "SUGGESTIONS_A_MINUTE", 1)
    suggest = reverse("search:suggest")

    assert [search(client, "罗盘").status_code for _ in range(2)] == [200, 429]
    said = soup(search(client, "罗盘")).select_one(".note.care").text
    assert "请" in said
    assert [client.get(suggest, {"q": q}).status_code for q in ("罗", "罗盘", "罗")] == [
        200,
        429,
        200,
    ]


def test_suggestions_say_title_kind_and_address(client, article):
    answer = client.get(reverse("search:suggest"), {"q": "lpdyf"})

    assert json.loads(answer.content) == {
        "suggestions": [
            {"title": "罗盘的用法", "kind": "安全知识", "url": article.get_url()},
        ]
    }
    assert answer["Cache-Control"] == "max-age=60"
    assert client.post(reverse("search:suggest")).status_code == 405


def test_suggestions_are_kept_for_a_minute(client, article, django_assert_num_queries):
    address = reverse("search:suggest")
    first = client.get(address, {"q": "罗盘"}).json()
    Page.objects.filter(pk=article.pk).update(live=False)

    with CaptureQueriesContext(connection) as queries:
        again = client.get(address, {"q": "羅盤"}).json()

    assert again == first
    assert [q for q in queries if "indexentry" in q["sql"]] == []
