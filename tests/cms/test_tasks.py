from datetime import UTC, datetime

import pytest
from wagtail.models import Page

from cms import tasks


@pytest.mark.django_db
def test_page_goes_live_when_its_hour_has_come():
    root = Page.get_first_root_node()
    page = root.add_child(instance=Page(title="通知", slug="tongzhi", live=False))
    page.go_live_at = datetime(2025, 6, 16, tzinfo=UTC)
    page.save_revision(approved_go_live_at=page.go_live_at)

    tasks.publish_scheduled()

    page.refresh_from_db()
    assert page.live is True
