"""Attendances as stored: what scans, seats and corrections by hand say."""

from datetime import timedelta

import pytest

from portal.events.domain import attendances
from portal.events.enums import (
    AttendanceStatus,
    RegistrationStatus,
    ScanKind,
    ScanSource,
    ScanState,
)
from portal.events.models import Attendance, AttendanceOverride, Scan
from portal.people.models import Membership
from tests.factories.events import NOON, EventFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory

MINUTE = timedelta(minutes=1)


@pytest.fixture
def event(db):
    """Two lessons of 45 minutes with a break of ten between them."""
    event = EventFactory(ends_at=NOON + 100 * MINUTE)
    for start, end, creditable in [(0, 45, True), (45, 55, False), (55, 100, True)]:
        event.blocks.create(
            starts_at=NOON + start * MINUTE, ends_at=NOON + end * MINUTE, creditable=creditable
        )
    return event


def scan(event, person, kind, minute, **more):
    return Scan.objects.create(
        event=event,
        person=person,
        kind=kind,
        source=ScanSource.VENUE_QR,
        received_at=NOON + minute * MINUTE,
        effective_at=NOON + minute * MINUTE,
        **more,
    )


def refresh(event, person, at):
    timetable = attendances.timetable_of(event)
    return attendances.refresh(timetable=timetable, person_id=person.pk, at=at)


def test_refresh_stores_what_accepted_scans_say(event):
    person = PersonFactory()
    scan(event, person, ScanKind.IN, 0, evidence=1)
    scan(event, person, ScanKind.OUT, 20, state=ScanState.PENDING_REVIEW)

    row = refresh(event, person, NOON)

    row.refresh_from_db()
    assert (row.status, row.first_in_at, row.flags) == (AttendanceStatus.PRESENT, NOON, ["NO_EXIT"])
    assert (row.planned_minutes, row.organisation_then, row.evidence) == (
        90,
        person.organisation,
        1,
    )


def test_refresh_removes_an_attendance_whose_scans_were_annulled(event):
    person = PersonFactory()
    only = scan(event, person, ScanKind.IN, 0)
    refresh(event, person, NOON)
    Scan.objects.filter(pk=only.pk).update(state=ScanState.ANNULLED)

    gone = refresh(event, person, NOON)

    assert (gone, Attendance.objects.count()) == (None, 0)
    assert refresh(event, person, NOON) is None


def test_organisation_then_is_that_of_the_day(event):
    old, new = OrganisationFactory(), OrganisationFactory()
    person = PersonFactory(organisation=new)
    day = NOON.date()
    Membership.objects.create(
        person=person,
        organisation=old,
        since_date=day - timedelta(9),
        until_date=day + timedelta(1),
    )
    Membership.objects.create(person=person, organisation=new, since_date=day + timedelta(1))
    scan(event, person, ScanKind.IN, 0)

    row = refresh(event, person, NOON)
    again = refresh(event, person, NOON + 400 * 24 * 60 * MINUTE)

    assert (row.organisation_then, again.organisation_then) == (old, old)


def test_membership_counts_from_its_first_day_to_the_day_before_its_last_one(event):
    before, after = OrganisationFactory(), OrganisationFactory()
    person = PersonFactory(organisation=None)
    day = NOON.date()
    Membership.objects.create(
        person=person, organisation=after, since_date=day, until_date=day + timedelta(1)
    )
    leaver = PersonFactory(organisation=after)
    Membership.objects.create(
        person=leaver, organisation=before, since_date=day - timedelta(9), until_date=day
    )
    for one in (person, leaver):
        scan(event, one, ScanKind.IN, 0)

    attendances.rebuild(event=event, at=NOON)

    assert [row.organisation_then for row in event.attendances.all()] == [after, after]


def test_override_lies_over_the_fold(event):
    person = PersonFactory()
    scan(event, person, ScanKind.IN, 0)
    AttendanceOverride.objects.create(
        event=event,
        person=person,
        status=AttendanceStatus.PRESENT,
        credited_minutes=500,
        reason="投影故障，离场未扫码",
        made_by=UserFactory(),
        made_at=NOON,
    )

    row = refresh(event, person, NOON)

    assert (row.credited_minutes, row.flags) == (90, ["NO_EXIT", "OVERRIDDEN"])


def test_override_that_was_withdrawn_changes_nothing(event):
    person = PersonFactory()
    AttendanceOverride.objects.create(
        event=event,
        person=person,
        status=AttendanceStatus.EXCUSED,
        reason="病假",
        made_by=UserFactory(),
        made_at=NOON,
        withdrawn_at=NOON,
    )

    assert refresh(event, person, NOON) is None


def test_override_alone_makes_an_attendance(event):
    person = PersonFactory()
    AttendanceOverride.objects.create(
        event=event,
        person=person,
        status=AttendanceStatus.EXCUSED,
        reason="病假",
        made_by=UserFactory(),
        made_at=NOON,
    )

    row = refresh(event, person, NOON)

    assert (row.status, row.credited_minutes) == (AttendanceStatus.EXCUSED, 0)


def test_rebuild_gives_the_absent_a_row_once_the_event_is_over(event):
    came, stayed_away = PersonFactory(), PersonFactory()
    scan(event, came, ScanKind.IN, 0)
    for person in (came, stayed_away):
        event.registrations.create(
            person=person,
            status=RegistrationStatus.CONFIRMED,
            requested_at=NOON,
            changed_at=NOON,
        )

    before = attendances.rebuild(event=event, at=NOON)
    after = attendances.rebuild(event=event, at=event.ends_at)

    statuses = dict(event.attendances.values_list("person_id", "status"))
    assert (before, after) == (1, 2)
    assert statuses == {
        came.pk: AttendanceStatus.PRESENT,
        stayed_away.pk: AttendanceStatus.ABSENT,
    }


def test_rebuild_touches_only_what_changes(event):
    same, moved, gone, corrected = PersonFactory.create_batch(4)
    for person in (same, moved, gone):
        scan(event, person, ScanKind.IN, 0)
        refresh(event, person, NOON)
    AttendanceOverride.objects.create(
        event=event,
        person=corrected,
        status=AttendanceStatus.EXCUSED,
        reason="病假",
        made_by=UserFactory(),
        made_at=NOON,
    )
    scan(event, moved, ScanKind.OUT, 40)
    Scan.objects.filter(person=gone).update(state=ScanState.ANNULLED)

    kept = attendances.rebuild(event=event, at=NOON + MINUTE)

    rows = dict(event.attendances.values_list("person_id", "updated_at"))
    assert (kept, rows) == (
        3,
        {same.pk: NOON, moved.pk: NOON + MINUTE, corrected.pk: NOON + MINUTE},
    )
    assert event.attendances.get(person=moved).last_out_at == NOON + 40 * MINUTE


@pytest.mark.parametrize("people", [2, 40])
def test_rebuild_asks_the_same_for_any_number(event, django_assert_num_queries, people):
    for person in PersonFactory.create_batch(people):
        scan(event, person, ScanKind.IN, 0)
    # Attendances, overrides, blocks, scans, seats, two for homes, one to write; the savepoint.
    with django_assert_num_queries(10):
        attendances.rebuild(event=event, at=event.ends_at)
