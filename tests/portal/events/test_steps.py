"""Which steps an event's page offers."""

from datetime import timedelta

import pytest

from portal.events.enums import EventStatus
from portal.events.steps import steps_of
from tests.factories.events import NOON, AttendanceFactory, EventFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

BEFORE, DURING, AFTER = NOON - timedelta(hours=1), NOON, NOON + timedelta(hours=2)


@pytest.mark.parametrize(
    ("status", "at", "codes"),
    [
        (EventStatus.DRAFT, BEFORE, ["publish", "move", "cancel"]),
        (EventStatus.PUBLISHED, BEFORE, ["move", "postpone", "cancel"]),
        (EventStatus.PUBLISHED, DURING, ["end", "move", "cancel"]),
        (EventStatus.PUBLISHED, AFTER, ["reconcile", "postpone", "cancel"]),
        (EventStatus.POSTPONED, BEFORE, ["resume", "cancel"]),
        (EventStatus.CANCELLED, BEFORE, []),
        (EventStatus.ENDED, AFTER, ["reconcile", "postpone", "cancel"]),
        (EventStatus.RECONCILED, AFTER, ["lock"]),
        (EventStatus.LOCKED, AFTER, ["unlock"]),
    ],
)
def test_steps_follow_status_and_clock(status, at, codes, office, organiser):
    event = EventFactory(status=status, organiser=office)

    assert [step.code for step in steps_of(event, organiser, at)] == codes


def test_event_that_somebody_came_to_is_not_called_off_afterwards(office, organiser):
    event = EventFactory(status=EventStatus.ENDED, organiser=office)
    AttendanceFactory(event=event)

    assert [step.code for step in steps_of(event, organiser, AFTER)] == ["reconcile"]


def test_no_steps_for_somebody_who_may_only_look(office):
    event = EventFactory(status=EventStatus.DRAFT, organiser=office)

    assert steps_of(event, UserFactory(scope=office), BEFORE) == []
