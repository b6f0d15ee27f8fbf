"""What the clock starts."""

import pytest

from portal.events.enums import EventStatus
from tests.factories.events import AttendanceFactory
from tests.factories.training import TrainingSessionFactory
from training import tasks
from training.models import CreditEntry

pytestmark = pytest.mark.django_db


def test_close_due_ends_past_sessions_and_enters_hours():
    past = TrainingSessionFactory()
    reconciled = TrainingSessionFactory(event__status=EventStatus.RECONCILED)
    AttendanceFactory(event=reconciled.event)

    tasks.close_due()

    past.event.refresh_from_db()
    assert past.event.status == EventStatus.ENDED
    assert CreditEntry.objects.get().minutes == 120
