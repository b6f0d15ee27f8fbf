"""What browsers say of pages, and who reads the report."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.models import NewsIndexPage, PageReach, ReachBeat
from portal.lib import sheets
from portal.lib.periods import business_date
from portal.people.domain import roles
from portal.people.enums import RoleCode
from tests.factories.cms import ArticlePageFactory
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 9; HUAWEI) Chrome/79"


@pytest.fixture
def page(homes):
    news = NewsIndexPage.objects.child_of(homes["zh-hans"]).get()
    return ArticlePageFactory(parent=news, title="用气安全")


@pytest.fixture
def editor(client):
    user = UserFactory(scope=OrganisationFactory())
    user.groups.add(roles.sync()[RoleCode.PUBLICITY_EDITOR])
    client.force_login(user)
    return client


def say(page_id, kind="VIEW", **headers):
    client = Client(enforce_csrf_checks=True)
    given = {"User-Agent": PHONE, "Sec-Fetch-Site": "same-origin"} | headers
    return client.post(reverse("cms:reach"), {"page": page_id, "kind": kind}, headers=given)


@pytest.mark.parametrize(
    ("headers", "counted"),
    [
        ({}, 1),
        ({"Sec-Fetch-Site": "", "Origin": "http://testserver"}, 1),
        ({"Sec-Fetch-Site": "", "Referer": "http://testserver/news/"}, 1),
        ({"Sec-Fetch-Site": "cross-site"}, 0),
        ({"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"}, 0),
        ({"Sec-Fetch-Site": ""}, 0),
        ({"User-Agent": "Baiduspider"}, 0),
        ({"User-Agent": ""}, 0),
    ],
)
def test_word_of_a_page_of_ours_is_written_down(page, headers, counted):
    answer = say(page.pk, **headers)

    assert (answer.status_code, answer.content) == (204, b"")
    assert not answer.cookies
    assert ReachBeat.objects.count() == counted


@pytest.mark.parametrize(
    ("page_id", "kind"),
    [
        ("x", "VIEW"),
        ("-1", "VIEW"),
        ("9" * 40, "VIEW"),
        ("999999", "VIEW"),
        ("1", "LIKE"),
        ("", ""),
    ],
)
def test_nonsense_gets_the_same_answer_and_counts_nothing(page, page_id, kind):
    assert say(page_id, kind).status_code == 204
    assert ReachBeat.objects.count() == 0


def test_nothing_of_the_reader_is_kept(page):
    say(page.pk)

    fields = {field.name for field in ReachBeat._meta.get_fields()}
    assert fields == {"id", "page", "day", "kind"}


def test_program_that_hammers_is_not_counted_for_ever(page, monkeypatch):
    monkeypatch.setattr("cms.views.reach.BEATS_PER_ADDRESS", 3)

    for _number in range(5):
        assert say(page.pk).status_code == 204

    assert ReachBeat.objects.count() == 3


def test_public_page_says_so_and_a_preview_does_not(client, page):
    public = client.get(page.get_url()).content.decode()
    preview = page.make_preview_request().content.decode()

    assert f'data-page="{page.pk}"' in public
    assert "cms/reach.js" not in preview


def test_report_shows_pages_days_and_sums(editor, page):
    today = business_date(timezone.now())
    for days_ago, views in ((0, 5), (1, 7), (40, 100)):
        PageReach.objects.create(
            page=page,
            title="用气安全",
            section="动态与知识",
            day=today - timedelta(days=days_ago),
            views=views,
            reads=2,
        )

    answer = editor.get(reverse("reach"))

    text = BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)
    assert "打开 12 次，读完 4 次" in text
    assert [(row["title"], row["views"]) for row in answer.context["page_obj"]] == [
        ("用气安全", 12)
    ]


def test_report_says_what_is_wrong_with_the_days(editor):
    answer = editor.get(reverse("reach"), {"since": "2025-06-16", "until": "2025-06-01"})

    assert "结束日期早于开始日期" in answer.content.decode()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_report_is_taken_as_a_file_that_never_calculates(editor, page, ending):
    today = business_date(timezone.now())
    PageReach.objects.create(page=page, title="=1+1", section="动态", day=today, views=5, reads=2)

    answer = editor.get(reverse("reach"), {"export": ending})

    assert answer["Content-Disposition"] == f'attachment; filename="reach.{ending}"'
    rows = sheets.read(answer.content)[0].rows
    assert rows[1].cells[0].lstrip("'") == "=1+1"
    assert rows[1].cells[1:] == ("动态", "5", "2")


def test_editor_sees_how_often_a_page_was_opened(editor, page):
    PageReach.objects.create(
        page=page, title="用气安全", day=business_date(timezone.now()), views=1234, reads=2
    )

    answer = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert "打开 1,234 次，读完 2 次" in answer.content.decode()
