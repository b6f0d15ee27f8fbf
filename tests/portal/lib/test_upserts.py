"""INSERT … ON CONFLICT as one statement."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cms.models import FacilityScans
from portal.events.models import Attendance, DeviceClaim, Scan
from portal.lib.upserts import (
    _statement,
    insert_if_absent,
    insert_or_add,
    insert_or_read,
    insert_together,
)
from tests.factories.cms import FacilityFactory
from tests.factories.events import NOON, EventFactory
from tests.factories.people import PersonFactory
from tests.racing import at_once, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def event_and_person():
    return EventFactory(), PersonFactory()


def claim(event, person, device="a" * 64):
    return DeviceClaim, {
        "event_id": event.pk,
        "device_digest": device,
        "person_id": person.pk,
        "claimed_at": NOON,
    }


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
    row = scan(event, state="QUARANTINED", source="PASS", raw={"code": "P1ABC"})
    again = scan(event, state="QUARANTINED", source="PASS", kind="OUT", id=row[1]["id"])

    new, repeated = (
        insert_if_absent(row, unique=["id"]),
        insert_if_absent(again, unique=["id"]),
    )

    assert (new, repeated) == (True, False)
    assert list(Scan.objects.values_list("pk", "kind", "raw", "time_quality", "gate")) == [
        (row[1]["id"], "IN", {"code": "P1ABC"}, "SERVER", "")
    ]


def test_insert_or_add_adds_up_in_one_statement(django_assert_num_queries):
    facility = FacilityFactory()
    day = {"facility_id": facility.pk, "date": NOON.date()}

    with django_assert_num_queries(2):
        for number in (2, 5):
            insert_or_add(
                (FacilityScans, {**day, "scans": number}), unique=["facility", "date"], add="scans"
            )

    assert list(FacilityScans.objects.values_list("facility", "scans")) == [(facility.pk, 7)]


def test_other_constraints_still_hold():
    row = scan(EventFactory(), state="QUARANTINED", evidence=4)

    with pytest.raises(IntegrityError, match="events_scan_evidence_0_to_3"):
        insert_if_absent(row, unique=["id"])


def test_what_a_function_would_make_has_to_be_given():
    model, values = scan(EventFactory(), state="QUARANTINED")
    del values["id"]

    with pytest.raises(ValueError, match=r"Scan\.id has to be given"):
        insert_if_absent((model, values), unique=["id"])


def attendance(event, person):
    return Attendance, {
        "event_id": event.pk,
        "person_id": person.pk,
        "status": "PRESENT",
        "flags": [],
        "updated_at": NOON,
    }


def scan(event, person=None, **more):
    return Scan, {
        "id": uuid4(),
        "event_id": event.pk,
        "person_id": person and person.pk,
        "kind": "IN",
        "source": "VENUE_QR",
        "received_at": NOON,
        "effective_at": NOON,
        **more,
    }


def put(row):
    model, values = row
    return model.objects.create(**values)


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
    assert (Scan.objects.get().pk, Attendance.objects.get().flags) == (seen[1]["id"], [])


@pytest.mark.parametrize("taken", ["row", "second", "third"])
def test_insert_together_stores_nothing_when_one_row_is_there_already(event_and_person, taken):
    event, person = event_and_person
    rows = {
        "row": attendance(event, person),
        "second": claim(event, person),
        "third": scan(event, person),
    }
    put(rows[taken])
    before = counts()

    stored = insert_together(*rows.values(), unique=["event", "person"])

    assert (stored, counts()) == (False, before)


def test_insert_together_leaves_what_was_written_before_it(event_and_person):
    event, person = event_and_person
    put(claim(event, person))

    with transaction.atomic():
        put(scan(event, PersonFactory()))
        stored = insert_together(
            attendance(event, person),
            claim(event, person),
            scan(event, person),
            unique=["event", "person"],
        )

    assert (stored, counts()) == (False, (0, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_insert_together_is_one_statement(django_assert_num_queries):
    event, person = EventFactory(), PersonFactory()
    rows = (attendance(event, person), claim(event, person), scan(event, person))
    # The first on a connection of SQLite makes the view.
    other = PersonFactory()
    before = (attendance(event, other), claim(event, other, "b" * 64), scan(event, other))
    assert insert_together(*before, unique=["event", "person"])

    with django_assert_num_queries(1):
        stored = insert_together(*rows, unique=["event", "person"])

    assert (stored, counts()) == (True, (2, 2, 2))
    assert not insert_together(
        attendance(event, PersonFactory()), *rows[1:], unique=["event", "person"]
    )
    assert counts() == (2, 2, 2)


@pytest.mark.django_db(transaction=True)
def test_other_rules_of_the_rows_still_hold_when_they_go_in_together():
    event, person = EventFactory(), PersonFactory()
    rows = (attendance(event, person), claim(event, person), scan(event, person, evidence=4))

    assert not insert_together(*rows, unique=["event", "person"])
    assert counts() == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no connection to lose")
def test_insert_together_finds_a_new_connection_where_the_server_dropped_the_old_one():
    event, person = EventFactory(), PersonFactory()
    rows = (attendance(event, person), claim(event, person), scan(event, person))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ours = cursor.fetchone()[0]
    assert said(at_once(lambda: end_connection(ours))) == [""]

    stored = insert_together(*rows, unique=["event", "person"])

    assert (stored, counts()) == (True, (1, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != ours


def end_connection(process):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])


@pytest.mark.django_db(transaction=True)
def test_insert_together_reports_an_error_that_is_not_the_connections(monkeypatch):
    event, person = EventFactory(), PersonFactory()
    rows = (attendance(event, person), claim(event, person), scan(event, person))
    monkeypatch.setattr(Attendance._meta, "db_table", "no_such_table")
    _statement.cache_clear()

    with pytest.raises(DatabaseError, match="no_such_table"):
        insert_together(*rows, unique=["event", "person"])

    _statement.cache_clear()


def test_time_without_a_zone_is_stored_by_nobody(event_and_person):
    model, row = claim(*event_and_person)

    with pytest.raises(ValueError, match="zone"):
        insert_if_absent(
            (model, row | {"claimed_at": NOON.replace(tzinfo=None)}),
            unique=["event", "device_digest"],
        )

    assert not DeviceClaim.objects.exists()
