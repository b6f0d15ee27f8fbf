"""The pages of the demonstration."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import chain
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils.html import strip_tags
from wagtail.models import Page

from cms.blocks.story import StoryBlock
from cms.domain import demonstration
from cms.domain.stories import story
from cms.enums import ArticleKind, Drawing
from cms.models import (
    ArticlePage,
    CampaignPage,
    CommunityPage,
    HomePage,
    Message,
    ResourcePage,
    TopicPage,
    VideoAsset,
    VideoPage,
)
from portal.events.models import Topic
from tests.factories.events import NOON, EventFactory
from tests.factories.people import OrganisationFactory


@pytest.fixture(scope="module")
def _pages(django_db_setup, django_db_blocker):
    """Load once for all tests of this file, and take everything back."""
    with django_db_blocker.unblock(), transaction.atomic():
        street = OrganisationFactory(name="凤凰街道办事处")
        OrganisationFactory(name="凤凰城北区小区", parent=street)
        EventFactory(topic=Topic.objects.get(code="ebike"), starts_at=NOON + timedelta(days=1))
        EventFactory(topic=Topic.objects.get(code="ebike"), starts_at=NOON + timedelta(days=2))
        yield demonstration.load(at=NOON)
        transaction.set_rollback(True)


@pytest.fixture
def loaded(_pages, db):
    return _pages


def test_demonstration_is_complete_in_both_languages(loaded):
    assert loaded == {
        "campaigns": 5,
        "communities": 6,
        "articles": 64,
        "films": 12,
        "resources": 4,
        "topics": 8,
    }
    for model, number in [
        (CampaignPage, 10),
        (CommunityPage, 12),
        (ArticlePage, 128),
        (VideoPage, 24),
        (ResourcePage, 8),
        (TopicPage, 16),
    ]:
        assert model.objects.live().count() == number
    for article in ArticlePage.objects.filter(locale__language_code="zh-hans"):
        english = article.get_translations().get().specific
        assert [block.block_type for block in english.body] == [
            block.block_type for block in article.body
        ]
        assert all([article.summary, article.plain_summary, english.plain_summary])
        assert list(article.topics.all()) == list(english.topics.all()) != []


@pytest.mark.parametrize("model", [VideoPage, ResourcePage, TopicPage])
def test_pages_fit_the_form_in_which_editors_open_them(loaded, model):
    for page in model.objects.all():
        assert page.topics.all()
        if hasattr(page, "body"):
            page.body.stream_block.clean(page.body)


def test_every_film_has_its_words_in_both_languages(loaded):
    for film in VideoAsset.objects.all():
        assert film.transcript.startswith("画面：")
        assert film.transcript_en.startswith("Seen: ")
        assert not film.file


def test_messages_are_answered_waiting_and_late(loaded):
    assert Message.objects.count() == 6
    assert Message.objects.filter(state="ANSWERED").count() == 3
    assert Message.objects.overdue(at=NOON).count() == 1


def test_pilot_stands_first_with_its_facilities_and_its_street(loaded):
    pilot = CommunityPage.objects.filter(locale__language_code="zh-hans").listed().first()

    assert (pilot.title, pilot.pilot, pilot.facility_words.count()) == ("凤凰城北区小区", True, 7)
    assert pilot.street.name == "凤凰街道办事处"
    assert pilot.facility_words.last().facility.condition == "REPAIR"


def test_articles_are_dated_back_and_invite_to_the_next_event(loaded):
    article = ArticlePage.objects.get(slug="dian-dong-zi-xing-che", locale__language_code="zh-hans")

    assert article.published_date == date(2025, 6, 9)
    assert article.event.topic.code == "ebike"
    assert article.event.starts_at == NOON + timedelta(days=1)


def test_loading_again_leaves_everything_as_it_is(loaded):
    home = HomePage.objects.get(locale__language_code="zh-hans")
    home.body = [("latest_articles", {"title": "最新", "count": 3})]
    home.save()
    before = Page.objects.count()

    assert demonstration.load(at=NOON) == loaded

    home.refresh_from_db()
    assert Page.objects.count() == before
    assert [block.block_type for block in home.body] == ["latest_articles"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_of_the_demonstration_answers(loaded, prefix):
    code = "en" if prefix else "zh-hans"
    pages = Page.objects.filter(locale__language_code=code, depth__gte=2).live()
    client = Client()

    answers = {page.url: client.get(page.url).status_code for page in pages}

    assert set(answers.values()) == {200}
    assert len(answers) == 112


# --- The texts -----------------------------------------------------------------------------------

ARTICLES = demonstration.read("articles")
PAGES = [*ARTICLES, *demonstration.read("campaigns"), *demonstration.read("communities")]
HOTLINES = {"119", "120", "110", "12110", "12119", "12345", "12350"}
# Standards by their letters, and a device that has no other name.
LATIN = {"GB", "TSG", "AED"}


def _texts(value: Any) -> list[str]:
    """Return every text in a row of the demonstration, however deep."""
    if isinstance(value, str):
        return [strip_tags(value)]
    if isinstance(value, dict):
        return list(chain.from_iterable(map(_texts, value.values())))
    return list(chain.from_iterable(map(_texts, value))) if isinstance(value, list) else []


def test_there_are_about_sixty_articles_of_all_kinds_and_none_twice():
    assert 55 <= len(ARTICLES) <= 70
    assert {row["kind"] for row in ARTICLES} == set(ArticleKind.values)
    assert Counter(row["kind"] for row in ARTICLES)["CASE"] >= 5
    for values in (
        [row["slug"] for row in ARTICLES],
        [row["zh"]["title"] for row in PAGES],
        [row["en"]["title"] for row in PAGES],
        [row["zh"]["summary"] for row in PAGES],
    ):
        assert [value for value, times in Counter(values).items() if times > 1] == []


def test_no_drawing_is_used_too_often():
    drawings = Counter(row["drawing"] for row in ARTICLES)

    assert set(drawings) <= set(Drawing.values)
    assert len(drawings) >= 35
    assert max(drawings.values()) <= 4


@pytest.mark.django_db
def test_topics_of_articles_are_known_and_widely_used():
    used = Counter(code for row in ARTICLES for code in row["topics"])

    assert set(used) <= set(Topic.objects.values_list("code", flat=True))
    assert len(used) >= 17


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("row", PAGES, ids=lambda row: row["slug"])
def test_text_is_complete_fits_and_is_valid(row, language):
    words = row[language]

    assert words["title"]
    assert 0 < len(words["summary"]) <= 120
    assert 0 < len(words["plain_summary"]) <= 200
    block = StoryBlock()
    block.clean(block.normalize(story(words["body"])))
    assert [next(iter(b)) for b in words["body"]] == [next(iter(b)) for b in row["en"]["body"]]


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row["slug"])
def test_plain_words_are_few_short_sentences(row):
    sentences = [part for part in row["zh"]["plain_summary"].split("。") if part]

    assert 2 <= len(sentences) <= 5
    assert max(map(len, sentences)) <= 30


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row["slug"])
def test_chinese_is_chinese_and_english_is_english(row):
    chinese, english = " ".join(_texts(row["zh"])), " ".join(_texts(row["en"]))

    assert set(re.findall(r"[A-Za-z]{2,}", chinese)) <= LATIN
    assert re.findall(r"[,;:?!](?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[,;:?!.]", chinese) == []
    assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]", english) == []


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row["slug"])
def test_nobody_s_telephone_number_is_given(row):
    for language in ("zh", "en"):
        texts = " ".join(_texts(row[language]))
        assert re.findall(r"\d{7,}|\d{3,4}-\d{7,8}", texts) == []
        hotlines = {block["hotline"] for block in row[language]["body"] if "hotline" in block}
        assert hotlines <= HOTLINES


@pytest.mark.parametrize("row", demonstration.read("articles"), ids=lambda row: row["slug"])
def test_invented_events_are_marked_as_such(row):
    if row["kind"] in {"CASE", "NEWS"} and row["slug"] != "an-quan-wen-hua-zou-jin-liu-ge-xiao-qu":
        assert "演示" in row["zh"]["source"]
        assert "emonstration" in row["en"]["source"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"days_ago": 2}, date(2025, 6, 9)),
        ({"day": "06-11"}, date(2025, 6, 11)),
        ({"day": "06-12"}, date(2024, 6, 12)),
        ({"day": "05-30", "years": 1}, date(2024, 5, 30)),
        ({"day": "12-16", "years": 1}, date(2023, 12, 16)),
    ],
)
def test_article_is_dated_by_days_or_by_season(row, expected):
    assert demonstration.dated(row, today=date(2025, 6, 11)) == expected


def test_articles_are_spread_over_two_years():
    today = date(2025, 6, 11)
    days = [demonstration.dated(row, today=today) for row in ARTICLES]

    assert max(days) <= today
    assert date(2023, 6, 1) <= min(days) <= date(2024, 7, 1)
    assert len({(day.year, day.month) for day in days}) >= 12
