"""What the clock starts."""

from celery import shared_task
from django.utils import timezone

from drills.domain import reminders


@shared_task
def remind_overdue() -> int:
    """Put reminders of overdue actions into the outbox; every morning, safe to repeat."""
    return reminders.remind(at=timezone.now())
