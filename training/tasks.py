"""What the clock starts for the classes."""

from celery import shared_task
from django.utils import timezone

from training.domain import sessions


@shared_task
def close_due() -> None:
    """End past sessions and enter the hours of those that were reconciled."""
    sessions.close_due(at=timezone.now())
