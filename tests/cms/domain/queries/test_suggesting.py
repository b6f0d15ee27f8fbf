"""Suggestions while somebody types, and what may have been meant."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.domain.queries.suggesting import meant, suggest
from cms.models import NewsIndexPage
from tests.factories.cms import ArticlePageFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def news(homes):
    parent = NewsIndexPage.objects.get(locale=homes["zh-hans"].locale)
    for title in ("居民消防安全", "消防安全入门", "灭火器怎么用"):
        ArticlePageFactory(parent=parent, title=title)
    english = NewsIndexPage.objects.get(locale=homes["en"].locale)
    ArticlePageFactory(parent=english, title="The extinguisher at home")
    return parent


def suggested(text, language="zh-hans", **options):
    return [one.title for one in suggest(text, language=language, at=timezone.now(), **options)]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("消防", ["消防安全入门", "居民消防安全"]),
        ("xfaq", ["消防安全入门", "居民消防安全"]),
        ("XFAQ", ["消防安全入门", "居民消防安全"]),
        ("xiao fang an", ["消防安全入门", "居民消防安全"]),
        ("miehuo", ["灭火器怎么用"]),
        ("滅火", ["灭火器怎么用"]),
        ("x", []),
        ("", []),
        ("'\"*:(", []),
        ("zzzz", []),
    ],
)
def test_titles_are_suggested(news, typed, titles):
    assert suggested(typed) == titles


def test_english_titles_are_suggested_in_english_only(news):
    assert suggested("exting", "en") == ["The extinguisher at home"]
    assert suggested("exting") == []


def test_coming_events_are_suggested(news):
    at = timezone.now()
    soon = {"starts_at": at + timedelta(days=1), "ends_at": at + timedelta(days=1, hours=1)}
    EventFactory(title="罗盘讲座", public=True, **soon)
    EventFactory(title="罗盘内训", public=False, **soon)

    assert suggested("罗盘") == ["罗盘讲座"]
    assert suggested("lpjz") == ["罗盘讲座"]


def test_what_is_kept_private_is_not_suggested(news):
    ArticlePageFactory(parent=news, title="罗盘草稿", live=False)
    private = ArticlePageFactory(parent=news, title="罗盘内部")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    assert suggested("罗盘") == suggested("lp") == []


def test_suggestions_are_few(news):
    for number in range(12):
        ArticlePageFactory(parent=news, title=f"罗盘{number}")

    assert len(suggested("罗盘")) == 8
    assert len(suggested("罗盘", limit=3)) == 3


@pytest.mark.parametrize(
    ("typed", "language", "words"),
    [
        ("xiaofang", "zh-hans", ["消防"]),
        ("xiao fang an quan", "zh-hans", ["消防安全"]),
        ("肖防", "zh-hans", ["消防"]),
        ("xiaofnag", "zh-hans", ["消防"]),
        ("灭火汽", "zh-hans", ["灭火器"]),
        ("extingisher", "en", ["extinguisher"]),
        ("qwrtzp", "zh-hans", []),
        ("量子", "zh-hans", []),
        ("", "zh-hans", []),
    ],
)
def test_words_of_the_same_sound_are_offered(news, typed, language, words):
    assert meant(typed, language=language, at=timezone.now()) == words
