"""What the clock starts for the pages."""

from celery import shared_task
from django.utils import timezone

from cms.domain import reviewing, scheduling, sharing


@shared_task
def publish_scheduled() -> list[int]:
    """Publish and take down the pages whose hour has come."""
    return list(scheduling.run(at=timezone.now()))


@shared_task
def remind_reviewers() -> int:
    """Remind of texts whose review is overdue; once a day each, safe to repeat."""
    return reviewing.remind(at=timezone.now())


@shared_task
def draw_share_pictures() -> tuple[int, int]:
    """Draw the pictures that new pages are shared with, and drop old ones."""
    return sharing.refresh(at=timezone.now())
