"""Notices, each minute."""

from celery import shared_task
from django.utils import timezone

from portal.notices.channels import email, sms
from portal.notices.domain import delivery


@shared_task
def send_due() -> int:
    """Send what is due by mail, else by short message."""
    return delivery.send_due(at=timezone.now(), channels=(email.send, sms.send))
