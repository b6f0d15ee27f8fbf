"""Attendances corrected by hand, and the corrections withdrawn."""

from datetime import timedelta
from uuid import uuid4

import pytest
from wagtail.models import ModelLogEntry

from portal.events.domain import corrections, lifecycle, scanning
from portal.events.enums import AttendanceFlag, AttendanceStatus, EventStatus
from portal.events.models import Attendance, AttendanceOverride
from portal.people.domain import merging
from portal.people.models import User
from tests.factories.events import NOON, EventFactory
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
AFTER = NOON + 3 * HOUR


@pytest.fixture
def attendance():
    """Somebody who came an hour late and signed out: partly present, nothing credited."""
    event = EventFactory(status=EventStatus.ENDED)
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    person = PersonFactory()
    for kind, at in (("IN", NOON + HOUR), ("OUT", event.ends_at)):
        scanning.tick(
            event=event, person=person, kind=kind, scan_id=uuid4(), by=UserFactory(), at=at
        )
    return Attendance.objects.get()


def correct(attendance, **changed):
    given = {
        "attendance": attendance,
        "status": AttendanceStatus.PRESENT,
        "credited_minutes": 120,
        "reason": " 签到屏故障，讲师证明到场 ",
        "by": UserFactory(),
        "at": AFTER,
    }
    return corrections.correct(**{**given, **changed})


def now(attendance):
    attendance.refresh_from_db()
    return attendance.status, attendance.credited_minutes


def test_correction_holds_whatever_scans_say_until_it_is_withdrawn(attendance):
    by, event = UserFactory(), attendance.event
    before = now(attendance)

    made = correct(attendance, by=by)
    corrected = now(attendance)
    lifecycle.reconcile(event=event, by=by, at=AFTER, reason="无人清点")
    rebuilt = now(attendance)
    corrections.withdraw(correction=made, reason="弄错了人", by=by, at=AFTER + HOUR)

    assert before == (AttendanceStatus.LATE, 0)
    assert corrected == rebuilt == (AttendanceStatus.PRESENT, 120)
    assert now(attendance) == before
    assert AttendanceFlag.OVERRIDDEN not in attendance.flags
    assert (made.reason, made.made_by, made.made_at) == ("签到屏故障，讲师证明到场", by, AFTER)


def test_history_says_who_corrected_what_and_why(attendance):
    by = UserFactory()
    made = correct(attendance, by=by)
    corrections.withdraw(correction=made, reason="弄错了人", by=by, at=AFTER)

    entries = ModelLogEntry.objects.for_instance(attendance.event).filter(
        action__startswith="events.correct"
    )
    told = {entry.action: entry for entry in entries}
    assert told["events.correct"].user == by
    assert told["events.correct"].data == {
        "person": str(attendance.person.uuid),
        "status": "PRESENT",
        "minutes": 120,
        "reason": "签到屏故障，讲师证明到场",
        "before": ["LATE", 0],
    }
    assert told["events.correct_withdraw"].data["reason"] == "弄错了人"


def test_later_correction_takes_the_place_of_an_earlier_one(attendance):
    first = correct(attendance)
    second = correct(
        attendance, status=AttendanceStatus.EXCUSED, credited_minutes=0, at=AFTER + HOUR
    )

    first.refresh_from_db()
    assert now(attendance) == (AttendanceStatus.EXCUSED, 0)
    assert (first.withdrawn_at, second.withdrawn_at) == (AFTER + HOUR, None)
    with pytest.raises(corrections.CorrectionRefused):
        corrections.withdraw(correction=first, reason="再试", by=UserFactory(), at=AFTER)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"reason": " "}, corrections.ReasonMissing),
        ({"credited_minutes": 121}, corrections.CorrectionRefused),
        ({"credited_minutes": -1}, corrections.CorrectionRefused),
        ({"status": AttendanceStatus.ABSENT}, corrections.CorrectionRefused),
        ({"status": "SOMEHOW"}, corrections.CorrectionRefused),
    ],
)
def test_correction_that_cannot_be_is_refused(attendance, changed, refusal):
    with pytest.raises(refusal):
        correct(attendance, **changed)
    assert not AttendanceOverride.objects.exists()


@pytest.mark.parametrize(
    "status", [EventStatus.PUBLISHED, EventStatus.POSTPONED, EventStatus.CANCELLED]
)
def test_nothing_is_corrected_before_the_end_or_where_nothing_took_place(attendance, status):
    attendance.event.status = status
    attendance.event.save()

    with pytest.raises(corrections.CorrectionRefused):
        correct(attendance, at=NOON + HOUR)


def test_locked_event_takes_a_second_person(attendance):
    attendance.event.status = EventStatus.LOCKED
    attendance.event.save()
    by, second = UserFactory(), UserFactory(last_name="李科长")
    first_hand, twin = (UserFactory(person=PersonFactory()) for _account in range(2))
    merging.merge(source=twin.person, target=first_hand.person, by=by, at=NOON, reason="同一人")

    for refused in (
        {"by": by},
        {"by": by, "seconded_by": by},
        {"by": first_hand, "seconded_by": User.objects.get(pk=twin.pk)},
    ):
        with pytest.raises(lifecycle.SecondPersonMissing):
            correct(attendance, **refused)
    made = correct(attendance, by=by, seconded_by=second)
    with pytest.raises(lifecycle.SecondPersonMissing):
        corrections.withdraw(correction=made, reason="弄错了人", by=by, at=AFTER)

    entry = ModelLogEntry.objects.get(action="events.correct")
    assert (made.approved_by, entry.data["second"]) == (second, "李科长")
    assert now(attendance) == (AttendanceStatus.PRESENT, 120)
