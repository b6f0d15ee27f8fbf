"""Which events want one place at one time."""

from datetime import timedelta

import pytest

from portal.events.domain.queries import clashes
from tests.factories.events import NOON, EventFactory, VenueFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_overlapping_shares_a_moment():
    inside = EventFactory(starts_at=NOON)
    EventFactory(starts_at=NOON - 2 * HOUR)
    EventFactory(starts_at=NOON + 2 * HOUR)

    assert list(clashes.overlapping(starts_at=NOON, ends_at=NOON + 2 * HOUR)) == [inside]


def test_at_venue_without_a_venue_is_nothing():
    EventFactory()

    assert list(clashes.at_venue(venue=None, starts_at=NOON, ends_at=NOON + HOUR)) == []


def test_at_venue_leaves_out_other_places():
    venue = VenueFactory()
    here = EventFactory(venue=venue)
    EventFactory(venue=VenueFactory())

    assert list(clashes.at_venue(venue=venue, starts_at=NOON, ends_at=NOON + HOUR)) == [here]
