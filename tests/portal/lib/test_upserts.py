"""INSERT … ON CONFLICT as one statement."""

import pytest
from django.db import IntegrityError

from portal.events.models import DeviceClaim, Scan
from portal.lib.upserts import insert_if_absent, insert_or_read
from tests.factories.events import NOON, EventFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def claim(event, person, device="a" * 64):
    return DeviceClaim(event=event, device_digest=device, person=person, claimed_at=NOON)


def test_insert_or_read_returns_the_owner_of_the_row_that_stands(django_assert_num_queries):
    event, first, second = EventFactory(), PersonFactory(), PersonFactory()

    with django_assert_num_queries(3):
        owners = [
            insert_or_read(claim(event, who), unique=["event", "device_digest"], read="person")
            for who in (first, second, first)
        ]

    assert owners == [first.pk, first.pk, first.pk]
    assert list(DeviceClaim.objects.values_list("person_id", "claimed_at")) == [(first.pk, NOON)]


def test_insert_if_absent_says_whether_the_row_is_new():
    event = EventFactory()
    row = Scan(event=event, kind="IN", source="PASS", received_at=NOON, effective_at=NOON)
    row.state = "QUARANTINED"
    row.raw = {"code": "P1ABC"}
    again = Scan(id=row.pk, event=event, kind="OUT", source="PASS", received_at=NOON)
    again.effective_at, again.state = NOON, "QUARANTINED"

    new, repeated = (
        insert_if_absent(row, unique=["id"]),
        insert_if_absent(again, unique=["id"]),
    )

    assert (new, repeated) == (True, False)
    assert list(Scan.objects.values_list("pk", "kind", "raw")) == [
        (row.pk, "IN", {"code": "P1ABC"})
    ]


def test_other_constraints_still_hold():
    row = Scan(event=EventFactory(), kind="IN", source="PASS", received_at=NOON)
    row.effective_at, row.evidence, row.state = NOON, 4, "QUARANTINED"

    with pytest.raises(IntegrityError, match="events_scan_evidence_0_to_3"):
        insert_if_absent(row, unique=["id"])
