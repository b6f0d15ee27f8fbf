"""Where an event stands for somebody who reads its page."""

from datetime import timedelta

import pytest

from portal.events.domain.queries.seats import Seats
from portal.events.domain.queries.standing import Standing, standing
from portal.events.enums import EventStatus, RegistrationMode
from portal.events.models import Event
from tests.factories.events import NOON

BEFORE, DURING, AFTER = NOON - timedelta(hours=1), NOON, NOON + timedelta(hours=2)
FREE, NONE_LEFT, LINE = Seats(10, 9, 0), Seats(10, 10, 0), Seats(10, 8, 1)
OPEN, APPROVAL = RegistrationMode.OPEN, RegistrationMode.APPROVAL


@pytest.mark.parametrize(
    ("status", "mode", "seats", "at", "stands"),
    [
        (EventStatus.CANCELLED, OPEN, FREE, BEFORE, Standing.CANCELLED),
        (EventStatus.POSTPONED, OPEN, FREE, AFTER, Standing.POSTPONED),
        (EventStatus.PUBLISHED, OPEN, FREE, AFTER, Standing.ENDED),
        (EventStatus.LOCKED, OPEN, FREE, BEFORE, Standing.ENDED),
        (EventStatus.PUBLISHED, OPEN, FREE, DURING, Standing.RUNNING),
        (EventStatus.PUBLISHED, RegistrationMode.NONE, FREE, BEFORE, Standing.WELCOME),
        (EventStatus.PUBLISHED, RegistrationMode.INVITED, FREE, BEFORE, Standing.INVITED),
        (EventStatus.PUBLISHED, OPEN, FREE, BEFORE, Standing.OPEN),
        (EventStatus.PUBLISHED, OPEN, NONE_LEFT, BEFORE, Standing.FULL),
        (EventStatus.PUBLISHED, OPEN, LINE, BEFORE, Standing.FULL),
        (EventStatus.PUBLISHED, APPROVAL, NONE_LEFT, BEFORE, Standing.OPEN),
    ],
)
def test_standing_follows_status_clock_mode_and_seats(status, mode, seats, at, stands):
    event = Event(
        status=status,
        registration_mode=mode,
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=2),
    )

    assert standing(event, seats, at) == stands


def test_each_standing_has_a_shape_and_two_take_registrations():
    assert {one: (one.sign, one.takes_registrations) for one in Standing} == {
        Standing.CANCELLED: ("stop", False),
        Standing.POSTPONED: ("care", False),
        Standing.ENDED: ("must", False),
        Standing.RUNNING: ("safe", False),
        Standing.WELCOME: ("safe", False),
        Standing.INVITED: ("must", False),
        Standing.OPEN: ("safe", True),
        Standing.FULL: ("care", True),
    }
