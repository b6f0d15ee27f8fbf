"""What the clock starts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from drills import tasks
from tests.factories.drills import ActionFactory

pytestmark = pytest.mark.django_db


def test_remind_overdue_looks_at_what_is_late():
    ActionFactory(assigned=True, due_date=timezone.localdate() - timedelta(days=10))
    ActionFactory(assigned=True, due_date=timezone.localdate() + timedelta(days=10))

    assert tasks.remind_overdue() == 1
