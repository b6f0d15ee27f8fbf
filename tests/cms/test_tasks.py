from datetime import UTC, date, datetime

import pytest
from wagtail.models import Page

from cms import tasks
from cms.models import MissedSearch


@pytest.mark.django_db
def test_page_goes_live_when_its_hour_has_come():
    root = Page.get_first_root_node()
    page = root.add_child(instance=Page(title="通知", slug="tongzhi", live=False))
    page.go_live_at = datetime(2025, 6, 16, tzinfo=UTC)
    page.save_revision(approved_go_live_at=page.go_live_at)

    tasks.publish_scheduled()

    page.refresh_from_db()
    assert page.live is True


def test_old_counts_of_searches_are_dropped(db):
    MissedSearch.objects.create(words="旧", language="zh-hans", date=date(2020, 1, 1), times=1)

    tasks.forget_searches()

    assert MissedSearch.objects.count() == 0
