"""What the clock starts for the pages."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from cms.domain import noting
from portal.lib.periods import business_date


@shared_task
def publish_scheduled() -> None:
    """Publish and take down the pages whose hour has come."""
    call_command("publish_scheduled", verbosity=0)


@shared_task
def forget_searches() -> None:
    """Drop the counts of searches of half a year ago."""
    noting.forget(day=business_date(timezone.now()))
