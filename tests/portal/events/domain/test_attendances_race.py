"""Two of the staff tick the same person at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from portal.events.domain import scanning
from portal.events.enums import ScanKind
from tests.factories.events import NOON, EventFactory
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 12


def test_arrival_and_departure_ticked_at_once_both_count():
    event, by = EventFactory(), UserFactory()
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    persons = PersonFactory.create_batch(PEOPLE)
    together = Barrier(2)

    def tick(kind, at):
        try:
            for person in persons:
                together.wait(timeout=30)
                scanning.tick(event=event, person=person, kind=kind, by=by, at=at, scan_id=uuid4())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        asked = [
            pool.submit(tick, ScanKind.IN, NOON),
            pool.submit(tick, ScanKind.OUT, event.ends_at),
        ]
    for one in asked:
        one.result()

    times = set(event.attendances.values_list("first_in_at", "last_out_at"))
    assert (event.attendances.count(), times) == (PEOPLE, {(NOON, event.ends_at)})
