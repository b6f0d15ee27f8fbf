"""What the nightly inspection finds on a site, and what it lets pass."""

from datetime import UTC, date, datetime

import pytest
from wagtail.rich_text import RichText

from cms.domain import inspecting
from cms.models import InspectionRun, NewsIndexPage
from tests.factories.cms import ArticlePageFactory
from tests.factories.reviews import build_desk

pytestmark = pytest.mark.django_db
# Lists that hold nothing on a new site, beside those of communities and campaigns.
ALSO_EMPTY = {"安全影片", "安全专题", "海报和宣传单", "Films", "Topics", "Posters and leaflets"}
AT = datetime(2025, 6, 20, 18, tzinfo=UTC)


@pytest.fixture
def news(homes):
    return {code: NewsIndexPage.objects.child_of(home).get() for code, home in homes.items()}


@pytest.fixture
def complete(news):
    """A site with a fresh article of every kind in both languages."""
    for kind in ("NEWS", "NOTICE", "KNOWLEDGE", "CASE"):
        chinese = write(news["zh-hans"], kind=kind)
        write(news["en"], kind=kind, translation_key=chinese.translation_key)
    return news


def write(parent, **values):
    given = {"published_date": date(2025, 6, 20), "plain_summary": "三句话。"} | values
    return ArticlePageFactory(parent=parent, locale=parent.locale, **given)


def found(*codes):
    run = inspecting.inspect(at=AT)
    rows = run.findings.filter(code__in=codes) if codes else run.findings.all()
    return [(row.code, row.page.title, row.detail) for row in rows.select_related("page")]


def lists_of_a_new_site(rows):
    return [row for row in rows if row[0] == "D_EMPTY"]


def test_complete_and_fresh_site_has_nothing_to_mend_but_empty_lists(complete):
    rows = found()

    assert rows == lists_of_a_new_site(rows)
    assert {title for _code, title, _detail in rows} == {
        "安全文化示范小区",
        "主题活动",
        "Model communities for safety culture",
        "Campaigns",
        *ALSO_EMPTY,
    }


def test_site_without_news_for_two_weeks_is_stale(complete, news):
    news["zh-hans"].get_children().delete()
    write(news["zh-hans"], published_date=date(2025, 6, 5), kind="NEWS")

    assert found("B_FRONT", "C_STALE") == [
        ("B_FRONT", "动态与知识", "2025-06-05"),
        ("C_STALE", "动态与知识", "工作动态: 2025-06-05"),
    ]


@pytest.mark.parametrize(("day", "stale"), [(date(2025, 6, 7), False), (date(2025, 6, 6), True)])
def test_two_weeks_end_at_midnight_in_shanghai(complete, news, day, stale):
    news["zh-hans"].get_children().delete()
    write(news["zh-hans"], published_date=day)

    assert bool(found("B_FRONT")) is stale


def test_kind_without_an_article_is_empty(complete, news):
    news["zh-hans"].get_children().filter(articlepage__kind="CASE").delete()

    assert ("D_EMPTY", "动态与知识", "警示案例") in found("D_EMPTY")


def test_link_to_a_page_that_went_is_dead(complete, news):
    gone = write(news["zh-hans"], title="已撤下", live=False)
    lost = write(news["zh-hans"], title="已删除")
    key = lost.pk
    text = "".join(
        f'<a linktype="page" id="{one}">看</a>' for one in (gone.pk, key, news["zh-hans"].pk)
    )
    write(news["zh-hans"], title="有链接", body=[("paragraph", RichText(f"<p>{text}</p>"))])
    lost.delete()

    assert sorted(found("E_LINK")) == [
        ("E_LINK", "有链接", f"#{key}"),
        ("E_LINK", "有链接", "已撤下"),
    ]


def test_page_without_english_and_without_plain_words_is_named(complete, news):
    write(news["zh-hans"], title="只有中文", plain_summary="")

    assert found("F_ENGLISH", "G_PLAIN") == [
        ("F_ENGLISH", "只有中文", "只有中文"),
        ("G_PLAIN", "只有中文", "只有中文"),
    ]


def test_page_that_is_public_without_an_approval_is_named():
    desk = build_desk()
    reviewed, smuggled = desk.write("审过"), desk.write("绕行")
    desk.release(reviewed)
    smuggled.live, smuggled.live_revision = True, smuggled.get_latest_revision()
    smuggled.save()

    assert found("A_REVIEW") == [("A_REVIEW", "绕行", "绕行")]


def test_old_inspections_are_dropped(complete, monkeypatch):
    monkeypatch.setattr(inspecting, "KEPT_RUNS", 2)

    runs = [inspecting.inspect(at=AT.replace(day=day)) for day in (1, 2, 3)]

    assert list(InspectionRun.objects.all()) == [runs[2], runs[1]]
    assert inspecting.latest() == runs[2]
