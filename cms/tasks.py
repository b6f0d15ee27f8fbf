"""What the clock starts for the pages."""

from celery import shared_task
from django.utils import timezone

from cms.domain import inspecting, messages, noting, reach, reviewing, scheduling, sharing
from portal.lib.periods import business_date


@shared_task
def publish_scheduled() -> list[int]:
    """Publish and take down the pages whose hour has come."""
    return list(scheduling.run(at=timezone.now()))


@shared_task
def remind_reviewers() -> int:
    """Remind of texts whose review is overdue; once a day each, safe to repeat."""
    return reviewing.remind(at=timezone.now())


@shared_task
def fold_reach() -> int:
    """Add the openings and readings of pages to the numbers of their day."""
    return reach.fold()


@shared_task
def inspect_site() -> int:
    """Look at the whole site and write down what is to be mended; every night."""
    return inspecting.inspect(at=timezone.now()).findings.count()


@shared_task
def forget_searches() -> None:
    """Drop the counts of searches of half a year ago."""
    noting.forget(day=business_date(timezone.now()))


@shared_task
def draw_share_pictures() -> tuple[int, int]:
    """Draw the pictures that new pages are shared with, and drop old ones."""
    return sharing.refresh(at=timezone.now())


@shared_task
def forget_phones() -> int:
    """Take phone numbers out of messages that were answered a while ago; safe to repeat."""
    return messages.forget_phones(at=timezone.now())
