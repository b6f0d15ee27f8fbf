"""What the clock starts for the pages."""

from celery import shared_task
from django.utils import timezone

from cms.domain import messages, reviewing, scheduling


@shared_task
def publish_scheduled() -> list[int]:
    """Publish and take down the pages whose hour has come."""
    return list(scheduling.run(at=timezone.now()))


@shared_task
def remind_reviewers() -> int:
    """Remind of texts whose review is overdue; once a day each, safe to repeat."""
    return reviewing.remind(at=timezone.now())


@shared_task
def forget_phones() -> int:
    """Take phone numbers out of messages that were answered a while ago; safe to repeat."""
    return messages.forget_phones(at=timezone.now())
