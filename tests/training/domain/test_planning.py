"""Planning sessions: clashes, breaks, repetition."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from portal.events.enums import EventKind, EventStatus, MissingOut
from tests.factories.events import NOON, EventFactory, VenueFactory
from tests.factories.people import UserFactory
from tests.factories.training import CourseRunFactory, TrainerFactory, TrainingSessionFactory
from training.domain import planning
from training.domain.planning import Clash, Slot
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


def test_stretches_without_breaks_are_the_whole():
    assert planning.stretches(starts_at=NOON, ends_at=NOON + HOUR, breaks=[]) == [
        (NOON, NOON + HOUR, True)
    ]


def test_stretches_are_cut_at_breaks_in_any_order():
    pause = timedelta(minutes=15)
    end = NOON + 3 * HOUR

    cut = planning.stretches(
        starts_at=NOON,
        ends_at=end,
        breaks=[(end - pause, end), (NOON + HOUR, NOON + HOUR + pause)],
    )

    assert cut == [
        (NOON, NOON + HOUR, True),
        (NOON + HOUR, NOON + HOUR + pause, False),
        (NOON + HOUR + pause, end - pause, True),
        (end - pause, end, False),
    ]


@pytest.mark.parametrize(
    "breaks",
    [
        [(-1, 0.5)],
        [(1.5, 2.5)],
        [(1, 1)],
        [(1, 0.5)],
        [(0.5, 1), (0.75, 1.5)],
        [(0, 2)],
    ],
)
def test_stretches_refuse_breaks_that_do_not_fit(breaks):
    with pytest.raises(planning.BreakOutside):
        planning.stretches(
            starts_at=NOON,
            ends_at=NOON + 2 * HOUR,
            breaks=[(NOON + first * HOUR, NOON + last * HOUR) for first, last in breaks],
        )


@given(st.lists(st.integers(0, 239), max_size=8, unique=True))
def test_stretches_cover_the_session_without_gap(minutes):
    edges = sorted(minutes)
    pauses = [
        (NOON + timedelta(minutes=first), NOON + timedelta(minutes=last))
        for first, last in zip(edges[::2], edges[1::2], strict=False)
    ]

    cut = planning.stretches(starts_at=NOON, ends_at=NOON + 4 * HOUR, breaks=pauses)

    assert [(first, last) for first, last, creditable in cut if not creditable] == pauses
    assert cut[0][0] == NOON
    assert cut[-1][1] == NOON + 4 * HOUR
    assert all(earlier[1] == later[0] for earlier, later in pairwise(cut))


@pytest.mark.parametrize(
    ("asks", "missing_out"),
    [(True, MissingOut.UNTIL_LAST_EVIDENCE), (False, MissingOut.ASSUME_END)],
)
def test_door_policy_follows_whether_departures_are_asked(asks, missing_out):
    values = planning.door_policy(asks_departure=asks, values={"late_after": 5})

    assert (values["missing_out"], values["late_after"]) == (missing_out, 5)


def test_asks_departure_reads_the_policy():
    event = EventFactory.build(organiser=None)
    assert planning.asks_departure(event)
    event.policy_values = planning.door_policy(asks_departure=False)
    assert not planning.asks_departure(event)


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

    with pytest.raises(planning.ClashNotAcknowledged) as refused:
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

    with pytest.raises(planning.ClashNotAcknowledged):
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
