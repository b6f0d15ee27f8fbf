"""Rows of the events app. Times lie around NOON, a fixed Wednesday in Shanghai."""

from datetime import datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from portal.events.enums import AttendanceStatus, EventKind, EventStatus
from portal.events.models import Attendance, Event, Venue
from portal.lib.periods import BUSINESS_ZONE
from tests.factories.people import OrganisationFactory, PersonFactory

# 11 June 2025, 12:00 in Shanghai.
NOON = datetime(2025, 6, 11, 12, tzinfo=BUSINESS_ZONE)


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"会议室{n}")


class EventFactory(DjangoModelFactory):
    """A published class from 12:00 to 14:00."""

    class Meta:
        model = Event

    kind = EventKind.TRAINING
    title = factory.Sequence(lambda n: f"安全培训{n}")
    organiser = factory.SubFactory(OrganisationFactory)
    starts_at = NOON
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=2))
    status = EventStatus.PUBLISHED
    changed_at = factory.LazyAttribute(lambda o: o.starts_at - timedelta(days=7))


class AttendanceFactory(DjangoModelFactory):
    """Present for the whole of a two-hour class."""

    class Meta:
        model = Attendance

    event = factory.SubFactory(EventFactory)
    person = factory.SubFactory(PersonFactory)
    organisation_then = factory.LazyAttribute(lambda o: o.person.organisation)
    first_in_at = factory.LazyAttribute(lambda o: o.event.starts_at)
    planned_minutes = 120
    present_minutes = factory.LazyAttribute(lambda o: o.planned_minutes)
    credited_minutes = factory.LazyAttribute(lambda o: o.present_minutes)
    status = AttendanceStatus.PRESENT
    updated_at = factory.LazyAttribute(lambda o: o.event.ends_at)
