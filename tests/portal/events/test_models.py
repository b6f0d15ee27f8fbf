"""Constraints of the events app, tested by trying to break them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from portal.events.enums import ScanKind, ScanSource
from portal.events.models import Event, Scan, Topic
from tests.factories.events import NOON, EventFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_event_refuses_end_before_start():
    with pytest.raises(IntegrityError, match="events_event_ends_after_start"):
        EventFactory(ends_at=NOON - timedelta(minutes=1))


def test_event_past_its_end_counts_without_the_sweep():
    event = EventFactory()

    assert list(Event.objects.counted(event.ends_at)) == [event]
    assert list(Event.objects.counted(event.ends_at - timedelta(seconds=1))) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the trigger is PostgreSQL's")
def test_scan_is_append_only():
    scan = Scan.objects.create(
        event=EventFactory(),
        person=PersonFactory(),
        kind=ScanKind.IN,
        source=ScanSource.VENUE_QR,
        received_at=NOON,
        effective_at=NOON,
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        Scan.objects.filter(pk=scan.pk).update(effective_at=NOON - timedelta(hours=1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Scan.objects.filter(pk=scan.pk).delete()
    assert connection.vendor == "postgresql"


def test_topics_are_loaded_in_order():
    assert list(Topic.objects.values_list("code", flat=True)[:6]) == [
        "hazchem",
        "fire",
        "flood",
        "special_equipment",
        "highrise_fire",
        "geohazard",
    ]
