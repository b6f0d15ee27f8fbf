"""Pages go up and come down at their hour, once, and what was not approved stays where it is."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from cms.domain import scheduling
from tests.factories.reviews import build_desk

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def desk():
    return build_desk()


def scheduled(desk, title, **hours):
    page = desk.write(title)
    for name, moment in hours.items():
        setattr(page, name, moment)
    page.save_revision(user=desk.editor)
    return page, desk.release(page)


def test_approved_page_waits_for_its_hour_and_goes_up_once(desk):
    now = timezone.now()
    page, review = scheduled(desk, "定时", go_live_at=now + HOUR)
    page.refresh_from_db()
    assert page.live is False
    page.revisions.filter(pk=review.revision_id).update(approved_go_live_at=now)
    Page.objects.filter(pk=page.pk).update(go_live_at=now)
    revision = page.get_latest_revision()
    revision.content["go_live_at"] = now.isoformat()
    revision.save(update_fields=["content"])

    done = [scheduling.run(at=now - HOUR), scheduling.run(at=timezone.now())]
    again = scheduling.run(at=timezone.now())

    assert done == [(0, 0, 0), (1, 0, 0)]
    assert again == (0, 0, 0)
    page.refresh_from_db()
    assert (page.live, page.go_live_at) == (True, None)
    assert page.get_latest_revision().content["go_live_at"] is None


def test_page_comes_down_at_its_hour_and_may_go_up_again(desk):
    now = timezone.now()
    page, _review = scheduled(desk, "限时", expire_at=now + HOUR)
    page.refresh_from_db()
    assert page.live is True

    done = [scheduling.run(at=now), scheduling.run(at=now + HOUR), scheduling.run(at=now + HOUR)]

    assert done == [(0, 0, 0), (0, 1, 0), (0, 0, 0)]
    page.refresh_from_db()
    assert (page.live, page.expired, page.expire_at) == (False, True, None)
    page.save_revision(user=desk.editor)
    desk.release(page)
    page.refresh_from_db()
    assert page.live is True


def test_page_that_was_not_approved_holds_up_no_other(desk):
    past = timezone.now() - HOUR
    unread = desk.write("没审过")
    unread.save_revision(user=desk.root, approved_go_live_at=past - HOUR)
    approved, review = scheduled(desk, "审过", go_live_at=timezone.now() + HOUR)
    approved.revisions.filter(pk=review.revision_id).update(approved_go_live_at=past)

    done = scheduling.run(at=timezone.now() + 2 * HOUR)

    assert done.held == 1
    unread.refresh_from_db()
    assert unread.live is False
    assert scheduling.run(at=timezone.now()).held == 0
