"""Counting searches: the words and the day, and nothing else."""

from datetime import date

import pytest
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion

from cms.domain.noting import forget, normalised, note
from cms.models import MissedSearch

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  ＦＩＲＥ　滅火器 ", "fire 灭火器"),
        ("12350", "12350"),
        ("13800138000", ""),
        ("王小明 138 0013 8000", ""),
        ("110101199003070000", ""),
        ("a@example.org", ""),
        ("！？", ""),
        ("", ""),
        ("消" * 80, ""),
    ],
)
def test_query_is_normalised_and_numbers_of_persons_are_not_kept(text, kept):
    assert normalised(text) == kept


def test_searches_are_counted_by_day():
    for found in (True, False, False):
        note("滅火器", language="zh-hans", day=DAY, found=found)
    note("灭火器", language="en", day=DAY, found=False)
    note("！", language="en", day=DAY, found=False)

    assert list(QueryDailyHits.objects.values_list("query__query_string", "date", "hits")) == [
        ("灭火器", DAY, 4)
    ]
    assert set(MissedSearch.objects.values_list("words", "language", "date", "times")) == {
        ("灭火器", "zh-hans", DAY, 2),
        ("灭火器", "en", DAY, 1),
    }
    assert str(MissedSearch.objects.first()) == "灭火器"


def test_old_counts_are_dropped_and_what_is_promoted_stays(settings):
    settings.WAGTAILSEARCH_HITS_MAX_AGE = 30
    for day, text in ((date(2026, 4, 1), "旧"), (date(2026, 4, 1), "荐"), (DAY, "新")):
        note(text, language="zh-hans", day=day, found=False)
    SearchPromotion.objects.create(
        query=Query.objects.get(query_string="荐"), external_link_url="https://example.org/"
    )

    forget(day=DAY)

    assert set(Query.objects.values_list("query_string", flat=True)) == {"荐", "新"}
    assert list(MissedSearch.objects.values_list("words", flat=True)) == ["新"]
