"""Openings and readings of pages, from the browser's word to the numbers of a day."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from cms.domain import reach
from cms.models import ArticlePage, NewsIndexPage, PageReach, ReachBeat
from portal.lib import charts
from tests.factories.cms import ArticlePageFactory

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 16)
NOON = datetime(2025, 6, 16, 4, tzinfo=UTC)


@pytest.fixture
def news(homes):
    return NewsIndexPage.objects.child_of(homes["zh-hans"]).get()


@pytest.fixture
def page(news):
    return ArticlePageFactory(parent=news, title="用气安全")


def numbers():
    return list(PageReach.objects.order_by("day", "title").values_list("title", "views", "reads"))


def test_words_of_browsers_are_added_to_their_day_once(page, news):
    for kind in ("VIEW", "VIEW", "READ"):
        reach.note(page_id=page.pk, kind=kind, at=NOON)
    reach.note(page_id=news.pk, kind="VIEW", at=NOON)

    folded = [reach.fold(), reach.fold()]
    reach.note(page_id=page.pk, kind="VIEW", at=NOON)
    reach.fold()

    assert folded == [4, 0]
    assert numbers() == [("动态与知识", 1, 0), ("用气安全", 3, 1)]
    assert set(PageReach.objects.values_list("section", flat=True)) == {"动态与知识"}
    assert ReachBeat.objects.count() == 0


def test_new_years_eve_in_shanghai_belongs_to_its_year(page):
    reach.note(page_id=page.pk, kind="VIEW", at=datetime(2025, 12, 31, 15, 30, tzinfo=UTC))
    reach.note(page_id=page.pk, kind="VIEW", at=datetime(2025, 12, 31, 16, 30, tzinfo=UTC))

    reach.fold()

    days = PageReach.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [date(2025, 12, 31), date(2026, 1, 1)]


def test_reading_without_an_opening_counts_as_both(page):
    reach.note(page_id=page.pk, kind="READ", at=NOON)

    reach.fold()

    assert numbers() == [("用气安全", 1, 1)]


@pytest.mark.parametrize("which", ["draft", "none", "root"])
def test_what_is_not_public_is_not_counted(news, which):
    draft = ArticlePageFactory(parent=news, live=False)
    page_id = {"draft": draft.pk, "none": 999_999, "root": 1}[which]

    assert reach.note(page_id=page_id, kind="VIEW", at=NOON) is False
    assert ReachBeat.objects.count() == 0


def test_numbers_stay_when_the_page_goes(page):
    reach.note(page_id=page.pk, kind="VIEW", at=NOON)
    reach.fold()

    ArticlePage.objects.get(pk=page.pk).delete()

    (row,) = reach.by_page(start=DAY, end=date(2025, 6, 17))
    assert row == {
        "page_id": None,
        "title": "用气安全",
        "section": "动态与知识",
        "views": 1,
        "reads": 0,
    }


def test_numbers_are_asked_by_days_section_and_words(page, news):
    for day, views in ((15, 1), (16, 2), (17, 4)):
        PageReach.objects.create(
            page=page, title="用气安全", section="动态", day=date(2025, 6, day), views=views
        )
    PageReach.objects.create(page=news, title="首页", section="首页", day=DAY, views=9, reads=3)
    days = {"start": DAY, "end": date(2025, 6, 18)}

    def asked(**more):
        rows = reach.by_page(**(days | more))
        return [(row["title"], row["views"], row["reads"]) for row in rows]

    assert asked() == [("首页", 9, 3), ("用气安全", 6, 0)]
    assert asked(section="动态") == [("用气安全", 6, 0)]
    assert asked(query="用气") == [("用气安全", 6, 0)]
    assert asked(start=date(2025, 6, 17)) == [("用气安全", 4, 0)]
    assert [(row["day"].day, row["views"]) for row in reach.by_day(**days)] == [(16, 11), (17, 4)]
    assert reach.sections() == ["动态", "首页"]
    assert reach.of_page(page) == {"views": 7, "reads": 0}


def test_picture_has_a_column_a_day_and_a_month_where_there_are_many():
    few = [{"day": date(2025, 6, day), "views": day} for day in (1, 2)]
    many = [{"day": date(2025, month, day), "views": 1} for month in (1, 2) for day in range(1, 29)]

    assert "06-02" in charts.svg(reach.picture(few))
    assert "2025-02" in charts.svg(reach.picture(many))


@pytest.mark.parametrize(
    ("agent", "program"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0", False),
        ("Mozilla/5.0 (Linux; Android 9; HUAWEI) Chrome/79", False),
        ("Mozilla/5.0 (compatible; Baiduspider/2.0)", True),
        ("HeadlessChrome/156", True),
        ("curl/8.0", True),
        ("", True),
    ],
)
def test_programs_are_told_by_what_they_call_themselves(agent, program):
    assert reach.is_program(agent) is program


def test_nobody_reads_what_was_not_opened(page):
    with pytest.raises(IntegrityError), transaction.atomic():
        PageReach.objects.create(page=page, title="x", day=DAY, views=1, reads=2)
