"""INSERT … ON CONFLICT as one statement."""

import pytest
from django.db import IntegrityError, connection, transaction

from portal.events.models import Attendance, DeviceClaim, Scan
from portal.lib.upserts import insert_if_absent, insert_or_read, insert_together
from tests.factories.events import NOON, EventFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event_and_person():
    return EventFactory(), PersonFactory()


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


def attendance(event, person):
    return Attendance(event=event, person=person, status="PRESENT", updated_at=NOON)


def scan(event, person):
    row = Scan(event=event, person=person, kind="IN", source="VENUE_QR", received_at=NOON)
    row.effective_at = NOON
    return row


def counts():
    return tuple(model.objects.count() for model in (Attendance, DeviceClaim, Scan))


def test_insert_together_stores_all_the_rows(event_and_person):
    event, person = event_and_person
    seen = scan(event, person)

    stored = insert_together(
        attendance(event, person), claim(event, person), seen, unique=["event", "person"]
    )

    assert (stored, counts()) == (True, (1, 1, 1))
    assert Scan.objects.get().person == Attendance.objects.get().person == person
    assert (Scan.objects.get().pk, Attendance.objects.get().flags) == (seen.pk, [])


@pytest.mark.parametrize("taken", ["row", "second", "third"])
def test_insert_together_stores_nothing_when_one_row_is_there_already(event_and_person, taken):
    event, person = event_and_person
    rows = {
        "row": attendance(event, person),
        "second": claim(event, person),
        "third": scan(event, person),
    }
    type(rows[taken]).objects.bulk_create([rows[taken]])
    before = counts()
    if taken != "third":
        rows[taken].pk = None

    stored = insert_together(*rows.values(), unique=["event", "person"])

    assert (stored, counts()) == (False, before)


def test_insert_together_leaves_what_was_written_before_it(event_and_person):
    event, person = event_and_person
    claim(event, person).save()

    with transaction.atomic():
        other = scan(event, PersonFactory())
        other.save()
        stored = insert_together(
            attendance(event, person),
            claim(event, person),
            scan(event, person),
            unique=["event", "person"],
        )

    assert (stored, counts()) == (False, (0, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_insert_together_is_one_statement_where_the_database_can(django_assert_num_queries):
    event, person = EventFactory(), PersonFactory()
    rows = (attendance(event, person), claim(event, person), scan(event, person))

    with django_assert_num_queries({"sqlite": 5, "postgresql": 1}[connection.vendor]):
        stored = insert_together(*rows, unique=["event", "person"])

    assert (stored, counts()) == (True, (1, 1, 1))
    assert not insert_together(
        attendance(event, PersonFactory()), *rows[1:], unique=["event", "person"]
    )
    assert counts() == (1, 1, 1)
