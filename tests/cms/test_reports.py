"""Wagtail's reports as files: a title is a text, whatever it begins with."""

import csv
from datetime import date
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from wagtail.models import Page

from cms.models import MissedSearch
from portal.people.domain import roles
from portal.people.enums import RoleCode
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
BAD = "=HYPERLINK(1)"


@pytest.mark.parametrize("report", ["locked_pages", "aging_pages"])
def test_title_of_a_page_is_no_formula_in_a_report(client, homes, report):
    page = next(iter(homes.values()))
    root = UserFactory(is_superuser=True)
    page.title, page.locked, page.locked_by = BAD, True, root
    page.save()
    page.save_revision()
    Page.objects.filter(pk=page.pk).update(last_published_at=timezone.now())
    client.force_login(root)

    answer = client.get(reverse(f"wagtailadmin_reports:{report}"), {"export": "csv"})

    text = b"".join(answer.streaming_content).decode()
    assert f"'{BAD}" in text
    assert f"\n{BAD}" not in text


@pytest.fixture
def missed(db):
    for words, language, day, times in (
        ("罗盘", "zh-hans", date(2026, 6, 1), 2),
        ("罗盘", "zh-hans", date(2026, 6, 3), 3),
        ("compass", "en", date(2026, 6, 1), 4),
    ):
        MissedSearch.objects.create(words=words, language=language, date=day, times=times)


def test_searches_in_vain_are_summed_up(client, missed):
    client.force_login(UserFactory(is_superuser=True))
    address = reverse("missed_searches:index")

    def rows(**query):
        page = BeautifulSoup(client.get(address, query).content, "html.parser")
        return [
            [cell.get_text(strip=True) for cell in row.select("td")][:3]
            for row in page.select("table.listing tbody tr")
        ]

    assert rows() == [["罗盘", "简体中文", "5"], ["compass", "English", "4"]]
    assert rows(date_from="2026-06-02") == [["罗盘", "简体中文", "3"]]
    assert rows(language="en") == [["compass", "English", "4"]]
    assert rows(q="罗") == [["罗盘", "简体中文", "5"]]
    assert rows(ordering="total") == [["compass", "English", "4"], ["罗盘", "简体中文", "5"]]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_searches_in_vain_are_taken_as_a_file(client, missed, form):
    client.force_login(UserFactory(is_superuser=True))

    answer = client.get(reverse("missed_searches:index"), {"export": form})

    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = (
        list(csv.reader(body.decode("utf-8-sig").splitlines()))
        if form == "csv"
        else CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    )
    assert rows[0] == ["搜索内容", "语言", "次数", "最近一次"]
    assert [str(cell) for cell in rows[1][:2]] == ["罗盘", "简体中文"]
    assert float(rows[1][2]) == 5


def test_searches_in_vain_are_for_those_who_look_after_the_site(client, missed):
    groups = roles.sync()
    address = reverse("missed_searches:index")

    def answer(code):
        account = UserFactory()
        account.groups.add(groups[code])
        client.force_login(account)
        shown = address in client.get("/admin/").content.decode()
        return shown, client.get(address).status_code == 200

    assert answer(RoleCode.PUBLICITY_EDITOR) == (True, True)
    assert answer(RoleCode.ORGANISER) == (False, False)
