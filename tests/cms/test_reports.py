"""Wagtail's reports as files: a title is a text, whatever it begins with."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

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
