"""The inspection board in the back office."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.models import InspectionFinding, InspectionRun
from tests.factories.reviews import build_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(build_desk().editor)
    return client


def words(answer):
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def test_board_before_the_first_night_says_so(editor):
    assert "网站还没有检查过" in words(editor.get(reverse("inspection")))


def test_button_has_the_site_inspected_and_the_board_leads_to_what_to_mend(editor):
    answer = editor.post(reverse("inspection"), follow=True)

    assert "正在检查，请一分钟后再打开本页。" in words(answer)
    run = InspectionRun.objects.get()
    page = words(answer)
    assert f"{run.findings.count()} 项待整改" in page
    finding = run.findings.first()
    assert reverse("wagtailadmin_pages:edit", args=[finding.page_id]) in answer.content.decode()


def test_board_asks_the_same_number_of_questions_for_any_number(editor):
    counts = []

    for number in (1, 30):
        run = InspectionRun.objects.create(at=timezone.now(), pages=9)
        page = Page.objects.filter(depth=3).first()
        InspectionFinding.objects.bulk_create(
            InspectionFinding(run=run, code="G_PLAIN", page=page) for _ in range(number)
        )
        with CaptureQueriesContext(connection) as asked:
            editor.get(reverse("inspection"))
        counts.append(len(asked))

    assert counts[1] == counts[0]
