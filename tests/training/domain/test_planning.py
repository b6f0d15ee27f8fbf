"""Planning sessions: clashes, breaks, repetition."""

from datetime import timedelta
from functools import partial

import pytest
from wagtail.models import ModelLogEntry

from portal.events.domain.planning import Clash, ClashNotAcknowledged
from portal.events.enums import EventKind, EventStatus, MissingOut
from tests.factories.events import NOON, EventFactory, VenueFactory
from tests.factories.people import UserFactory
from tests.factories.training import CourseRunFactory, TrainerFactory, TrainingSessionFactory
from tests.racing import at_once, said
from training.domain import planning, sessions
from training.domain.planning import Slot
from training.enums import RunStatus, SessionKind
from training.models import TrainingSession

HOUR = timedelta(hours=1)
BEFORE = NOON - timedelta(days=7)
db = pytest.mark.django_db


def plan(run=None, **fields):
    return planning.plan_session(
        **{
            "run": run or CourseRunFactory(),
            "starts_at": NOON,
            "ends_at": NOON + 2 * HOUR,
            "by": UserFactory(),
            "at": BEFORE,
            **fields,
        }
    )


def blocks(session):
    return list(session.event.blocks.values_list("starts_at", "ends_at", "creditable"))


def clashes(**fields):
    return planning.clashes(
        **{
            "starts_at": NOON,
            "ends_at": NOON + 2 * HOUR,
            "venue": None,
            "trainers": [],
            **fields,
        }
    )


@db
@pytest.mark.parametrize(
    ("start", "length", "clashing"),
    [(-2, 2, False), (-2, 3, True), (0, 2, True), (1, 0.5, True), (1, 5, True), (2, 1, False)],
)
def test_clashes_of_a_venue_are_half_open(start, length, clashing):
    venue = VenueFactory()
    taken = EventFactory(venue=venue, kind=EventKind.DRILL)

    found = clashes(
        venue=venue, starts_at=NOON + start * HOUR, ends_at=NOON + (start + length) * HOUR
    )

    assert found == ([Clash("VENUE", venue.name, taken)] if clashing else [])


@db
@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.POSTPONED])
def test_clashes_leave_out_what_does_not_take_place(status):
    venue = VenueFactory()
    EventFactory(venue=venue, status=status)

    assert clashes(venue=venue) == []


@db
def test_clashes_leave_out_the_event_being_moved():
    venue = VenueFactory()

    assert clashes(venue=venue, leaving_out=EventFactory(venue=venue)) == []


@db
def test_clashes_name_each_trainer_taken():
    trainers = TrainerFactory.create_batch(3)
    session = TrainingSessionFactory()
    session.trainers.set(trainers[:2])

    assert clashes(trainers=trainers[1:]) == [Clash("TRAINER", trainers[1].name, session.event)]


def test_weekly_keeps_weekday_and_clock():
    assert planning.weekly(starts_at=NOON, ends_at=NOON + HOUR, times=3) == [
        Slot(NOON + timedelta(weeks=week), NOON + timedelta(weeks=week) + HOUR) for week in range(3)
    ]


@pytest.mark.parametrize("times", [0, 27])
def test_weekly_refuses_none_and_too_many(times):
    with pytest.raises(planning.TooManyRepeats):
        planning.weekly(starts_at=NOON, ends_at=NOON + HOUR, times=times)


@db
def test_preview_shows_clashes_and_writes_nothing():
    venue = VenueFactory()
    taken = EventFactory(venue=venue, starts_at=NOON + timedelta(weeks=1))

    slots = planning.preview(starts_at=NOON, ends_at=NOON + HOUR, times=2, venue=venue, trainers=[])

    assert slots == [
        Slot(NOON, NOON + HOUR),
        Slot(
            NOON + timedelta(weeks=1),
            NOON + timedelta(weeks=1) + HOUR,
            (Clash("VENUE", venue.name, taken),),
        ),
    ]
    assert TrainingSession.objects.count() == 0


@db
def test_plan_session_takes_defaults_from_course_and_run():
    run = CourseRunFactory()
    trainer = TrainerFactory()

    session = plan(run, trainers=[trainer], kind=SessionKind.PRACTICE)

    event = session.event
    assert (event.kind, event.status, event.title, event.topic, event.audience) == (
        EventKind.TRAINING,
        EventStatus.DRAFT,
        run.course.title,
        run.course.topic,
        run.course.audience,
    )
    assert event.organiser == run.organiser
    assert event.policy.missing_out == MissingOut.ASSUME_END
    assert blocks(session) == [(NOON, NOON + 2 * HOUR, True)]
    assert (session.number, session.kind, list(session.trainers.all())) == (
        1,
        SessionKind.PRACTICE,
        [trainer],
    )


@db
def test_plan_session_numbers_on_and_reopens_the_run():
    run = CourseRunFactory(status=RunStatus.CLOSED)
    TrainingSessionFactory(run=run, number=4, event__status=EventStatus.LOCKED)

    session = plan(run, starts_at=NOON + 4 * HOUR, ends_at=NOON + 5 * HOUR)

    run.refresh_from_db()
    assert (session.number, run.status) == (5, RunStatus.RUNNING)


@db
def test_plan_session_with_breaks_and_departures():
    pause = (NOON + HOUR, NOON + 1.25 * HOUR)

    session = plan(breaks=[pause], asks_departure=True)

    assert blocks(session) == [
        (NOON, NOON + HOUR, True),
        (*pause, False),
        (NOON + 1.25 * HOUR, NOON + 2 * HOUR, True),
    ]
    assert session.event.policy.missing_out == MissingOut.UNTIL_LAST_EVIDENCE


@db
@pytest.mark.parametrize("reason", ["", "  "])
def test_plan_session_refuses_a_clash_without_reason(reason):
    venue = VenueFactory()
    taken = EventFactory(venue=venue)

    with pytest.raises(ClashNotAcknowledged) as refused:
        plan(venue=venue, clash_reason=reason)

    assert refused.value.clashes == [Clash("VENUE", venue.name, taken)]
    assert TrainingSession.objects.count() == 0


@db
def test_plan_session_keeps_why_a_clash_is_meant():
    venue = VenueFactory()
    taken = EventFactory(venue=venue)

    session = plan(venue=venue, clash_reason="大厅可分两区")

    kept = ModelLogEntry.objects.for_instance(session.event).get(action="events.clash")
    assert kept.data == {
        "reason": "大厅可分两区",
        "clashes": [{"kind": "VENUE", "what": venue.name, "event": taken.code}],
    }


@db
def test_plan_series_moves_breaks_along():
    pause = (NOON + HOUR, NOON + 1.25 * HOUR)

    sessions = planning.plan_series(
        run=CourseRunFactory(),
        starts_at=NOON,
        ends_at=NOON + 2 * HOUR,
        times=2,
        by=UserFactory(),
        at=BEFORE,
        breaks=[pause],
    )

    week = timedelta(weeks=1)
    assert [session.number for session in sessions] == [1, 2]
    assert blocks(sessions[1])[1] == (pause[0] + week, pause[1] + week, False)


@db
def test_plan_series_plans_none_when_one_is_refused():
    venue = VenueFactory()
    EventFactory(venue=venue, starts_at=NOON + timedelta(weeks=1))

    with pytest.raises(ClashNotAcknowledged):
        planning.plan_series(
            run=CourseRunFactory(),
            starts_at=NOON,
            ends_at=NOON + HOUR,
            times=2,
            by=UserFactory(),
            at=BEFORE,
            venue=venue,
        )

    assert TrainingSession.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_a_trainer_at_once_one_is_asked_why():
    trainer, by = TrainerFactory(), UserFactory()
    calls = [
        partial(
            planning.plan_session,
            run=CourseRunFactory(),
            starts_at=NOON,
            ends_at=NOON + HOUR,
            by=by,
            at=BEFORE,
            trainers=[trainer],
        ),
        partial(
            planning.plan_series,
            run=CourseRunFactory(),
            starts_at=NOON,
            ends_at=NOON + HOUR,
            times=2,
            by=by,
            at=BEFORE,
            trainers=[trainer],
        ),
        partial(
            sessions.change,
            session=TrainingSessionFactory(event__starts_at=NOON + 3 * HOUR),
            starts_at=NOON,
            ends_at=NOON + HOUR,
            by=by,
            at=BEFORE,
            trainers=[trainer],
        ),
    ]

    results = at_once(*calls)

    assert said(results) == ["", "ClashNotAcknowledged", "ClashNotAcknowledged"], results
