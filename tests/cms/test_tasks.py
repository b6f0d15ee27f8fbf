from datetime import date, timedelta

import pytest
from django.utils import timezone

from cms import tasks
from cms.models import MissedSearch, Review
from tests.factories.reviews import build_desk

pytestmark = pytest.mark.django_db


def test_page_goes_live_when_its_hour_has_come():
    desk = build_desk()
    page = desk.write("通知")
    review = desk.release(page)
    page.refresh_from_db()
    page.unpublish()
    page.revisions.filter(pk=review.revision_id).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )

    assert tasks.publish_scheduled() == [1, 0, 0]

    page.refresh_from_db()
    assert page.live is True


def test_reviewers_are_reminded_when_time_is_over():
    desk = build_desk()
    desk.submit(desk.write())
    Review.objects.update(due_at=timezone.now())

    assert tasks.remind_reviewers() == 1


def test_old_counts_of_searches_are_dropped(db):
    MissedSearch.objects.create(words="旧", language="zh-hans", date=date(2020, 1, 1), times=1)

    tasks.forget_searches()

    assert MissedSearch.objects.count() == 0
