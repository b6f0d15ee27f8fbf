"""What the clock does with events."""

from celery import shared_task
from django.utils import timezone

from portal.events.domain import forgetting, registering


@shared_task
def expire_offers() -> int:
    """Offer seats that nobody accepted in time to the next in line."""
    return registering.expire_offers(at=timezone.now())


@shared_task
def drop_devices() -> int:
    """Delete the marks of phones from events that were locked long ago."""
    return forgetting.drop_devices(at=timezone.now())
