from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from wagtail.models import Page

from portal import tasks

pytestmark = pytest.mark.django_db


def test_page_that_search_has_lost_is_found_again():
    root = Page.get_first_root_node()
    root.add_child(instance=Page(title="消防安全知识", slug="xiaofang"))
    Page.objects.get(slug="xiaofang").index_entries.all().delete()
    assert list(Page.objects.search("消防安全知识")) == []

    tasks.refresh_indexes()

    assert [page.title for page in Page.objects.search("消防安全知识")] == ["消防安全知识"]


def test_expired_sessions_are_dropped_and_others_kept():
    for key, year in (("old", 2020), ("new", 2999)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=datetime(year, 1, 1, tzinfo=UTC)
        )

    tasks.clear_sessions()

    assert [session.session_key for session in Session.objects.all()] == ["new"]
