"""The ledger of hours."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.events.domain import lifecycle, scanning
from portal.events.enums import AttendanceStatus, EventStatus
from portal.events.models import AttendanceOverride
from portal.people.domain import merging
from portal.people.enums import MembershipRole
from portal.people.models import Membership
from tests.factories.events import NOON, AttendanceFactory, EventFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.training import LessonLengthFactory, TrainingSessionFactory
from training.domain import credits, sessions  # noqa: A004 - the word of the trade
from training.domain.credits import Balance, Entered, LessonLengths
from training.models import CreditEntry

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


def rows(session):
    return list(
        CreditEntry.objects.filter(session=session).values_list("person", "minutes", "reverses")
    )


@pytest.mark.parametrize(
    ("minutes", "lesson", "halves"),
    [
        (0, 45, 0),
        (22, 45, 0),
        (23, 45, 1),
        (44, 45, 1),
        (45, 45, 2),
        (90, 45, 4),
        (120, 45, 5),
        (120, 50, 4),
        (60, 60, 2),
    ],
)
def test_class_hours_go_down_to_a_half(minutes, lesson, halves):
    assert credits.half_hours(minutes=minutes, lesson_minutes=lesson) == halves


@given(st.integers(0, 100_000), st.integers(1, 240))
def test_class_hours_never_give_more_than_was_sat(minutes, lesson):
    halves = credits.half_hours(minutes=minutes, lesson_minutes=lesson)

    assert halves * lesson <= minutes * 2 < (halves + 1) * lesson


@given(st.lists(st.integers(0, 600), max_size=20), st.integers(1, 240))
def test_class_hours_of_parts_never_exceed_those_of_the_whole(parts, lesson):
    summed = sum(credits.half_hours(minutes=part, lesson_minutes=lesson) for part in parts)

    assert summed <= credits.half_hours(minutes=sum(parts), lesson_minutes=lesson)


def test_lesson_minutes_are_those_of_the_day():
    LessonLengthFactory(since_date=date(2024, 1, 1), minutes=50)
    LessonLengthFactory(since_date=date(2025, 7, 1), minutes=40)

    lengths = LessonLengths.read()

    assert lengths.on(date(2023, 12, 31)) == 45
    assert lengths.on(date(2024, 1, 1)) == 50
    assert lengths.on(date(2025, 6, 30)) == 50
    assert lengths.on(date(2025, 7, 1)) == 40


def test_lesson_lengths_without_any_row():
    assert LessonLengths.read() == LessonLengths(())
    assert LessonLengths.read().on(date(2025, 1, 1)) == 45


def test_enter_credits_everyone_who_earned_minutes():
    session = TrainingSessionFactory(event__status=EventStatus.RECONCILED)
    came = AttendanceFactory(event=session.event)
    AttendanceFactory(
        event=session.event, status=AttendanceStatus.PARTIAL, present_minutes=30, credited_minutes=0
    )

    entered = credits.enter(session=session, at=LATER)

    assert entered == Entered(credited=1, reversed=0)
    entry = CreditEntry.objects.get()
    assert (entry.person, entry.minutes, entry.organisation_then, entry.entered_at) == (
        came.person,
        120,
        came.organisation_then,
        LATER,
    )
    session.refresh_from_db()
    assert session.credited_at == LATER


def test_enter_keeps_the_role_held_on_that_day():
    session = TrainingSessionFactory(event__status=EventStatus.LOCKED)
    person = PersonFactory()
    for role, since, until in [
        (MembershipRole.NEW_RECRUIT, date(2025, 6, 1), date(2025, 7, 1)),
        (MembershipRole.WORKER, date(2025, 7, 1), None),
    ]:
        Membership.objects.create(
            person=person,
            organisation=person.organisation,
            role=role,
            since_date=since,
            until_date=until,
        )
    AttendanceFactory(event=session.event, person=person)

    credits.enter(session=session, at=LATER)

    assert CreditEntry.objects.get().role_then == MembershipRole.NEW_RECRUIT


def test_enter_repeated_writes_nothing():
    session = TrainingSessionFactory(event__status=EventStatus.RECONCILED)
    AttendanceFactory(event=session.event)
    credits.enter(session=session, at=LATER)

    again = credits.enter(session=session, at=LATER + timedelta(hours=1))

    assert again == Entered(credited=0, reversed=0)
    assert CreditEntry.objects.count() == 1


def test_enter_reverses_what_has_changed():
    session = TrainingSessionFactory(event__status=EventStatus.RECONCILED)
    row = AttendanceFactory(event=session.event)
    credits.enter(session=session, at=LATER)
    first = CreditEntry.objects.get()
    row.credited_minutes = 100
    row.save()

    entered = credits.enter(session=session, at=LATER + timedelta(hours=1))

    assert entered == Entered(credited=1, reversed=1)
    assert rows(session) == [
        (row.person_id, 120, None),
        (row.person_id, -120, first.pk),
        (row.person_id, 100, None),
    ]


def test_enter_reverses_without_a_new_credit_when_nothing_is_left():
    session = TrainingSessionFactory(event__status=EventStatus.RECONCILED)
    row = AttendanceFactory(event=session.event)
    credits.enter(session=session, at=LATER)
    row.credited_minutes = 0
    row.save()

    entered = credits.enter(session=session, at=LATER)

    assert entered == Entered(credited=0, reversed=1)


def test_enter_reverses_when_the_attendance_is_gone():
    session = TrainingSessionFactory(event__status=EventStatus.RECONCILED)
    row = AttendanceFactory(event=session.event)
    credits.enter(session=session, at=LATER)
    row.delete()

    entered = credits.enter(session=session, at=LATER)

    assert entered == Entered(credited=0, reversed=1)
    assert credits.balance(entries=CreditEntry.objects.all()) == Balance(0, 0, 0, Decimal(0))


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.ENDED])
def test_enter_refuses_what_is_not_reconciled(status):
    session = TrainingSessionFactory(event__status=status)

    with pytest.raises(credits.NotReconciled):
        credits.enter(session=session, at=LATER)


def test_due_finds_new_and_changed_sessions_only():
    new = TrainingSessionFactory(event__status=EventStatus.RECONCILED)
    changed = TrainingSessionFactory(
        event__status=EventStatus.LOCKED, event__changed_at=LATER, credited_at=LATER
    )
    AttendanceFactory(event=changed.event, updated_at=LATER + timedelta(minutes=1))
    settled = TrainingSessionFactory(event__status=EventStatus.LOCKED, credited_at=LATER)
    AttendanceFactory(event=settled.event, updated_at=LATER - timedelta(hours=2))
    TrainingSessionFactory(event__status=EventStatus.ENDED)

    assert list(credits.due(at=LATER)) == [new, changed]


def test_due_finds_what_was_changed_while_hours_were_entered():
    session = TrainingSessionFactory(event__status=EventStatus.RECONCILED, credited_at=LATER)
    AttendanceFactory(event=session.event, updated_at=LATER - timedelta(minutes=30))

    assert list(credits.due(at=LATER)) == [session]


def test_hours_go_with_a_check_in_that_is_annulled_after_reconciling():
    """The attendance is deleted with its only scan: no row is left that says it has changed."""
    staff, person = UserFactory(), PersonFactory()
    event = EventFactory()
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    TrainingSessionFactory(event=event)
    scanning.tick(
        event=event, person=person, kind="IN", scan_id=uuid4(), by=staff, at=event.starts_at
    )
    scanning.tick(
        event=event, person=person, kind="OUT", scan_id=uuid4(), by=staff, at=event.ends_at
    )
    lifecycle.reconcile(event=event, by=staff, at=event.ends_at, reason="无人清点")
    sessions.close_due(at=LATER)
    earned = credits.balance(entries=CreditEntry.objects.all()).minutes

    later = LATER + timedelta(days=3)
    for one in person.scans.order_by("kind"):
        scanning.annul(scan=one, by=staff, at=later, note="不是本人")
    sessions.close_due(at=later)

    assert earned == 120
    assert credits.balance(entries=CreditEntry.objects.all()).minutes == 0
    sessions.close_due(at=later + timedelta(hours=2))
    assert list(credits.due(at=later + timedelta(hours=2))) == []


def test_due_passes_over_attendances_of_events_locked_long_ago():
    session = TrainingSessionFactory(event__status=EventStatus.LOCKED, credited_at=LATER)
    AttendanceFactory(event=session.event, updated_at=LATER + timedelta(days=1))

    untouched = list(credits.due(at=LATER))
    AttendanceOverride.objects.create(
        event=session.event,
        person=PersonFactory(),
        status=AttendanceStatus.EXCUSED,
        reason="病假",
        made_by=UserFactory(),
        made_at=LATER + timedelta(days=1),
    )

    assert untouched == []
    assert list(credits.due(at=LATER)) == [session]


def test_due_leaves_out_what_lies_ahead():
    TrainingSessionFactory(event__status=EventStatus.RECONCILED)

    assert list(credits.due(at=NOON - timedelta(days=1))) == []


def test_balance_rounds_per_person_and_session_and_then_sums():
    sessions = [TrainingSessionFactory(event__status=EventStatus.RECONCILED) for _ in range(2)]
    person = PersonFactory()
    for session in sessions:
        AttendanceFactory(
            event=session.event, person=person, planned_minutes=60, present_minutes=40
        )
        credits.enter(session=session, at=LATER)

    balance = credits.balance(entries=CreditEntry.objects.all())

    # 40 minutes are half an hour of 45, twice: one hour, though 80 minutes would be 1.5.
    assert balance == Balance(persons=1, sessions=2, minutes=80, hours=Decimal("1"))


def test_person_under_two_names_in_one_session_is_credited_the_longer_stay():
    session = TrainingSessionFactory(event__status=EventStatus.RECONCILED)
    known, walk_in = PersonFactory(), PersonFactory()
    for person, minutes in [(known, 45), (walk_in, 90)]:
        AttendanceFactory(
            event=session.event, person=person, planned_minutes=90, credited_minutes=minutes
        )
    credits.enter(session=session, at=LATER)

    merging.merge(source=walk_in, target=known, by=UserFactory(), at=LATER, reason="同一人")

    balance = credits.balance(entries=CreditEntry.objects.all())
    assert balance == Balance(persons=1, sessions=1, minutes=90, hours=Decimal(2))
