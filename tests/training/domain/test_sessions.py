"""The life of a session."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.events.domain import lifecycle
from portal.events.domain.planning import ClashNotAcknowledged
from portal.events.enums import EventStatus, MissingOut
from portal.events.models import Attendance
from tests.factories.events import NOON, AttendanceFactory, EventFactory, VenueFactory
from tests.factories.people import UserFactory
from tests.factories.training import CourseRunFactory, TrainerFactory, TrainingSessionFactory
from training.domain import credits, planning, sessions  # noqa: A004 - the word of the trade
from training.domain.sessions import Closed
from training.enums import RunStatus, SessionKind
from training.models import CreditEntry

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
BEFORE = NOON - timedelta(days=7)
AFTER = NOON + timedelta(days=1)


def planned(**fields):
    return planning.plan_session(
        **{
            "run": CourseRunFactory(),
            "starts_at": NOON,
            "ends_at": NOON + 2 * HOUR,
            "by": UserFactory(),
            "at": BEFORE,
            **fields,
        }
    )


def change(session, **fields):
    return sessions.change(
        **{
            "session": session,
            "by": UserFactory(),
            "at": BEFORE,
            "starts_at": NOON,
            "ends_at": NOON + 2 * HOUR,
            **fields,
        }
    )


def test_schedule_all_publishes_everything_or_nothing():
    first, second = planned(), planned()
    lifecycle.cancel(event=second.event, by=UserFactory(), at=BEFORE, reason="台风")

    with pytest.raises(lifecycle.StepRefused):
        sessions.schedule_all(sessions=[first, second], by=UserFactory(), at=BEFORE)

    first.event.refresh_from_db()
    assert first.event.status == EventStatus.DRAFT


def test_change_sets_trainers_kind_departures_and_breaks():
    trainer = TrainerFactory()
    pause = (NOON + HOUR, NOON + 1.5 * HOUR)

    session = change(
        planned(),
        trainers=[trainer],
        kind=SessionKind.WARNING,
        asks_departure=True,
        breaks=[pause],
        title="警示教育",
    )

    session.refresh_from_db()
    assert (session.kind, list(session.trainers.all()), session.event.title) == (
        SessionKind.WARNING,
        [trainer],
        "警示教育",
    )
    assert session.event.policy.missing_out == MissingOut.UNTIL_LAST_EVIDENCE
    assert list(session.event.blocks.values_list("starts_at", "creditable")) == [
        (NOON, True),
        (pause[0], False),
        (pause[1], True),
    ]


def test_change_leaves_what_is_not_named():
    trainer = TrainerFactory()
    session = planned(trainers=[trainer], kind=SessionKind.PRACTICE, asks_departure=True)

    change(session, kind=SessionKind.PRACTICE)

    session.refresh_from_db()
    assert (session.kind, list(session.trainers.all())) == (SessionKind.PRACTICE, [trainer])
    assert session.event.policy.missing_out == MissingOut.UNTIL_LAST_EVIDENCE


def test_change_refuses_a_clash_of_the_trainers_it_keeps():
    trainer = TrainerFactory()
    session = planned(trainers=[trainer], starts_at=NOON + 4 * HOUR, ends_at=NOON + 5 * HOUR)
    planned(trainers=[trainer])

    with pytest.raises(ClashNotAcknowledged):
        change(session)


def test_change_of_time_and_venue_takes_the_blocks_along():
    session = planned(breaks=[(NOON + HOUR, NOON + 1.5 * HOUR)])
    venue = VenueFactory()

    change(
        session,
        starts_at=NOON + timedelta(days=1),
        ends_at=NOON + timedelta(days=1) + 2 * HOUR,
        venue=venue,
    )

    session.refresh_from_db()
    assert (session.event.starts_at, session.event.venue) == (NOON + timedelta(days=1), venue)
    assert list(session.event.blocks.values_list("starts_at", flat=True)) == [
        NOON + timedelta(days=1),
        NOON + timedelta(days=1) + HOUR,
        NOON + timedelta(days=1) + 1.5 * HOUR,
    ]


def test_change_is_refused_once_it_is_over():
    session = TrainingSessionFactory(event__status=EventStatus.ENDED)

    with pytest.raises(lifecycle.StepRefused):
        change(session, starts_at=AFTER, ends_at=AFTER + HOUR, at=AFTER)


def test_close_due_lets_a_run_follow_its_sessions():
    session = planned()
    lifecycle.publish(event=session.event, by=UserFactory(), at=BEFORE)
    sessions.close_due(at=BEFORE)
    session.run.refresh_from_db()
    begun = session.run.status
    lifecycle.cancel(event=session.event, by=UserFactory(), at=BEFORE, reason="暴雨")
    sessions.close_due(at=BEFORE)
    session.run.refresh_from_db()

    assert (begun, session.run.status) == (RunStatus.RUNNING, RunStatus.CANCELLED)


def test_close_due_ends_enters_and_settles():
    TrainingSessionFactory()
    EventFactory()
    reconciled = TrainingSessionFactory(event__status=EventStatus.RECONCILED)
    AttendanceFactory(event=reconciled.event)

    assert sessions.close_due(at=AFTER) == Closed(ended=2, credited=1)
    reconciled.run.refresh_from_db()
    assert reconciled.run.status == RunStatus.CLOSED
    balance = credits.balance(entries=CreditEntry.objects.all())
    assert (balance.minutes, balance.hours) == (120, Decimal("2.5"))


def test_close_due_does_nothing_twice():
    reconciled = TrainingSessionFactory(event__status=EventStatus.RECONCILED)
    AttendanceFactory(event=reconciled.event)
    sessions.close_due(at=AFTER)
    Attendance.objects.update(updated_at=AFTER - 2 * HOUR)

    assert sessions.close_due(at=AFTER) == Closed(ended=0, credited=0)
    assert CreditEntry.objects.count() == 1
