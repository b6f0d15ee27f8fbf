"""What the clock does with events."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.events import tasks
from portal.events.enums import RegistrationStatus
from tests.factories.registrations import OpenEventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def test_expire_offers_closes_what_is_overdue():
    now = timezone.now()
    registration = RegistrationFactory(
        event=OpenEventFactory(starts_at=now + timedelta(days=1)),
        status=RegistrationStatus.OFFERED,
        offer_expires_at=now,
    )

    assert tasks.expire_offers() == 1
    registration.refresh_from_db()
    assert registration.status == RegistrationStatus.OFFER_EXPIRED
