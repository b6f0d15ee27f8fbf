"""Pages that go up and come down at an hour: published when it has come, once.

In the place of Wagtail's command, which stops at the first page that may not be published, and
leaves the hours in the page: there they would stand in the way of the next edition.
"""

import logging
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from wagtail.models import Page, Revision

from cms.models.releasing import NotReleased

logger = logging.getLogger(__name__)


class Done(NamedTuple):
    """How many pages went up, came down, and were held back at the gate."""

    published: int
    expired: int
    held: int


def run(*, at: datetime) -> Done:
    """Publish the approved versions whose hour has come, take down the pages whose hour is over.

    Safe to repeat, and for two at once: each page is done in a transaction of its own, in which
    its row is taken first.

    Args:
        at: now, timezone-aware.
    """
    due = Revision.page_revisions.filter(approved_go_live_at__lte=at)
    outcomes = [
        _publish(pk, at) for pk in due.order_by("approved_go_live_at").values_list("pk", flat=True)
    ]
    over = Page.objects.live().filter(expire_at__lte=at).order_by("expire_at")
    expired = sum(_expire(pk, at) for pk in over.values_list("pk", flat=True))
    return Done(outcomes.count(True), expired, outcomes.count(False))


@transaction.atomic
def _publish(pk: int, at: datetime) -> bool | None:
    due = Revision.page_revisions.select_for_update(no_key=True, of=("self",))
    revision = due.filter(pk=pk, approved_go_live_at__lte=at).first()
    if revision is None:
        return None
    try:
        revision.publish(log_action="wagtail.publish.scheduled")
    except NotReleased:
        logger.warning("Version %s is not what was approved and stays unpublished", pk)
        Revision.objects.filter(pk=pk).update(approved_go_live_at=None)
        return False
    _forget_hour(int(revision.object_id), "go_live_at")
    return True


@transaction.atomic
def _expire(pk: int, at: datetime) -> bool:
    page = Page.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if not page.live or page.expire_at is None or page.expire_at > at:
        return False
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    _forget_hour(pk, "expire_at")
    return True


def _forget_hour(pk: int, name: str) -> None:
    """Take an hour that has come out of the page and of its latest version."""
    Page.objects.filter(pk=pk).update(**{name: None})
    latest = (
        Revision.page_revisions.filter(object_id=str(pk)).order_by("-created_at", "-pk").first()
    )
    if latest and latest.content.get(name):
        latest.content[name] = None
        latest.save(update_fields=["content"])
