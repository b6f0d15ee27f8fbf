"""What the clock starts for the pages."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def publish_scheduled() -> None:
    """Publish and take down the pages whose hour has come."""
    call_command("publish_scheduled", verbosity=0)
