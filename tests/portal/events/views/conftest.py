"""Events of one's own office: one to come, one that is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.events.enums import (
    EventStatus,
    RegistrationMode,
)
from tests.factories.events import EventFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def coming(office, now):
    return EventFactory(
        organiser=office,
        starts_at=now + 48 * HOUR,
        registration_mode=RegistrationMode.APPROVAL,
        place="镇文化站",
    )


@pytest.fixture
def over(office, now):
    return EventFactory(organiser=office, starts_at=now - 4 * HOUR, status=EventStatus.ENDED)


@pytest.fixture
def locked(over):
    over.status = EventStatus.LOCKED
    over.save()
    return over
