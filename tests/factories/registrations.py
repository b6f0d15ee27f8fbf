"""Rows about seats."""

import factory
from factory.django import DjangoModelFactory

from portal.events.enums import RegistrationMode, RegistrationStatus
from portal.events.models import Registration
from tests.factories.events import NOON, EventFactory
from tests.factories.people import PersonFactory


class OpenEventFactory(EventFactory):
    """A published class for which anybody may register."""

    registration_mode = RegistrationMode.OPEN


class RegistrationFactory(DjangoModelFactory):
    """A confirmed registration of a week before."""

    class Meta:
        model = Registration

    event = factory.SubFactory(OpenEventFactory)
    person = factory.SubFactory(PersonFactory)
    status = RegistrationStatus.CONFIRMED
    requested_at = NOON
    changed_at = NOON
