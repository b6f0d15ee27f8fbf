"""What is on: public, in order, and each with its seats."""

from datetime import timedelta

import pytest

from portal.events.domain.queries import upcoming
from portal.events.domain.queries.seats import Seats
from portal.events.enums import EventKind, EventStatus
from portal.events.models import Event, Topic
from portal.people.enums import Audience
from tests.factories.events import NOON, EventFactory
from tests.factories.people import OrganisationFactory
from tests.factories.registrations import OpenEventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def test_upcoming_shows_published_public_events_that_are_not_over():
    later = EventFactory(starts_at=NOON + timedelta(days=2))
    running = EventFactory(starts_at=NOON - timedelta(hours=1))
    EventFactory(starts_at=NOON - timedelta(hours=2))  # just over
    EventFactory(starts_at=NOON + timedelta(days=1), public=False)
    for status in set(EventStatus) - {EventStatus.PUBLISHED}:
        EventFactory(starts_at=NOON + timedelta(days=1), status=status)

    assert upcoming.upcoming(NOON, 5) == [running, later]
    assert upcoming.upcoming(NOON, 1) == [running]


def test_upcoming_narrows_by_kind_topic_and_audience():
    fire = Topic.objects.get(code="fire")
    lecture = EventFactory(kind=EventKind.LECTURE)
    about_fire = EventFactory(topic=fire)
    for_students = EventFactory(audience=Audience.STUDENT)
    at = NOON - timedelta(days=1)

    assert upcoming.upcoming(at, 9, kinds=[EventKind.LECTURE]) == [lecture]
    assert upcoming.upcoming(at, 9, topic=fire) == [about_fire]
    assert upcoming.upcoming(at, 9, audience=Audience.STUDENT) == [for_students]


@pytest.mark.parametrize("events", [1, 3])
def test_upcoming_asks_twice_however_many_there_are(events, django_assert_num_queries):
    unit = OrganisationFactory()
    topic = Topic.objects.get(code="fire")
    for _event in range(events):
        event = OpenEventFactory(organiser=unit, topic=topic, hard_capacity=5)
        RegistrationFactory(event=event)

    with django_assert_num_queries(2):
        shown = upcoming.upcoming(NOON - timedelta(days=1), 9)
        said = [(one.topic.label, one.organiser.name, one.where, one.seats) for one in shown]

    assert said == [(topic.label, unit.name, "", Seats(5, 1, 0))] * events


def test_upcoming_of_nothing_asks_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert upcoming.upcoming(NOON, 9) == []


def test_calendar_window_moves_at_midnight_in_shanghai():
    midnight = NOON.replace(hour=0)
    first = EventFactory(starts_at=midnight - timedelta(days=90, hours=2))
    last = EventFactory(starts_at=midnight + timedelta(days=400) - timedelta(minutes=1))
    EventFactory(starts_at=midnight - timedelta(days=90, hours=3))
    EventFactory(starts_at=midnight + timedelta(days=400))

    def _shown(at):
        return list(upcoming.in_calendar(Event.objects.all(), at))

    assert _shown(midnight) == _shown(midnight + timedelta(hours=23, minutes=59)) == [first, last]
    assert _shown(midnight + timedelta(days=1)) != _shown(midnight)
