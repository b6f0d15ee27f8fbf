"""How a state is shown."""

from datetime import timedelta

import pytest

from portal.events.enums import EventStatus
from portal.events.states import state_of
from tests.factories.events import NOON, EventFactory


@pytest.mark.parametrize(
    ("status", "hours", "sign"),
    [
        (EventStatus.DRAFT, 0, "plain"),
        (EventStatus.PUBLISHED, -1, "must"),
        (EventStatus.PUBLISHED, 0, "safe"),
        (EventStatus.PUBLISHED, 2, "care"),
        (EventStatus.POSTPONED, 0, "care"),
        (EventStatus.CANCELLED, 0, "stop"),
        (EventStatus.ENDED, 2, "care"),
        (EventStatus.RECONCILED, 2, "safe"),
        (EventStatus.LOCKED, 2, "lock"),
    ],
)
def test_state_has_the_sign_of_status_and_clock(status, hours, sign):
    event = EventFactory.build(organiser=None, status=status)

    assert state_of(event, NOON + timedelta(hours=hours)).sign == sign


def test_state_under_way_has_its_own_word():
    event = EventFactory.build(organiser=None)

    assert state_of(event, NOON).word != EventStatus.PUBLISHED.label
    assert state_of(event, NOON + timedelta(hours=2)).word == EventStatus.ENDED.label
