"""What is on, by time, by place and by campaign."""

from datetime import date, timedelta

import pytest

from portal.events.domain.queries import agenda
from portal.events.domain.queries.seats import Seats
from portal.events.domain.queries.standing import Standing
from portal.events.enums import EventKind, EventStatus
from portal.events.models import Campaign
from tests.factories.events import NOON, EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_coming_shows_what_is_not_over_and_says_when_it_is_cancelled():
    later = EventFactory(starts_at=NOON + timedelta(days=2), status=EventStatus.CANCELLED)
    running = EventFactory(starts_at=NOON - timedelta(hours=1), kind=EventKind.DRILL)
    EventFactory(starts_at=NOON - timedelta(hours=2))
    EventFactory(starts_at=NOON + timedelta(days=1), status=EventStatus.DRAFT)

    assert list(agenda.coming(at=NOON)) == [running, later]
    assert list(agenda.coming(at=NOON, kinds=[EventKind.DRILL])) == [running]


def test_between_is_half_open():
    first = EventFactory(starts_at=NOON)
    EventFactory(starts_at=NOON - timedelta(seconds=1))
    EventFactory(starts_at=NOON + timedelta(days=1))

    events = agenda.between(start=NOON, end=NOON + timedelta(days=1))

    assert list(events) == [first]


def test_at_organisation_counts_host_organiser_and_venue():
    community = OrganisationFactory()
    hosted = EventFactory(host=community)
    held = EventFactory(organiser=community)
    lent = EventFactory(venue=VenueFactory(organisation=community))
    EventFactory()

    assert list(agenda.at_organisation(organisation=community)) == [hosted, held, lent]


def test_of_campaign_leaves_others_out():
    month = Campaign.objects.create(
        name="安全生产月", start_date=date(2025, 6, 1), end_date=date(2025, 7, 1)
    )
    inside = EventFactory(campaign=month)
    EventFactory()

    assert list(agenda.of_campaign(campaign=month)) == [inside]


def test_rows_carry_seats_and_standing_with_one_question(django_assert_num_queries):
    EventFactory.create_batch(3, hard_capacity=10)

    with django_assert_num_queries(2):
        rows = agenda.rows(agenda.coming(at=NOON - timedelta(days=1)), at=NOON - timedelta(days=1))

    assert [row.seats for row in rows] == [Seats(10, 0, 0)] * 3
    assert [row.standing for row in rows] == [Standing.WELCOME] * 3
