"""Planning events: breaks, what the door asks for, clashes of a venue."""

from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from portal.events.domain import planning
from portal.events.domain.planning import Clash
from portal.events.enums import EventKind, EventStatus, MissingOut
from portal.events.models import Event
from tests.factories.events import NOON, EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory, UserFactory
from tests.racing import at_once, said

HOUR = timedelta(hours=1)
BEFORE = NOON - timedelta(days=7)
db = pytest.mark.django_db


def plan(**fields):
    return planning.plan(
        **{
            "by": UserFactory(),
            "at": BEFORE,
            "starts_at": NOON,
            "ends_at": NOON + 2 * HOUR,
            "kind": EventKind.LECTURE,
            "title": "消防讲座",
            "organiser": OrganisationFactory(),
            **fields,
        }
    )


def change(event, **fields):
    return planning.change(
        **{
            "event": event,
            "by": UserFactory(),
            "at": BEFORE,
            "starts_at": event.starts_at,
            "ends_at": event.ends_at,
            **fields,
        }
    )


def blocks(event):
    return list(event.blocks.values_list("starts_at", "ends_at", "creditable"))


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

    assert event.policy.asks_departures
    event.policy_values = planning.door_policy(asks_departure=False)
    assert not event.policy.asks_departures


@db
def test_plan_makes_a_draft_with_one_block_and_no_departures():
    event = plan()

    assert (event.status, event.policy.missing_out) == (EventStatus.DRAFT, MissingOut.ASSUME_END)
    assert blocks(event) == [(NOON, NOON + 2 * HOUR, True)]
    assert planning.breaks_of(event) == []


@db
def test_plan_keeps_its_breaks():
    pause = (NOON + HOUR, NOON + 1.5 * HOUR)

    event = plan(breaks=[pause])

    assert planning.breaks_of(event) == [pause]


@db
def test_plan_refuses_a_venue_that_is_taken():
    venue = VenueFactory()
    taken = EventFactory(venue=venue)

    with pytest.raises(planning.ClashNotAcknowledged) as refused:
        plan(venue=venue)

    assert refused.value.clashes == [Clash("VENUE", venue.name, taken)]
    assert list(Event.objects.all()) == [taken]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_a_venue_at_once_one_is_asked_why():
    venue = VenueFactory()
    moved = EventFactory(starts_at=NOON + timedelta(days=1))
    given = {"by": UserFactory(), "at": BEFORE, "venue": venue, "starts_at": NOON}
    given |= {"ends_at": NOON + HOUR}
    new = {"kind": EventKind.LECTURE, "title": "消防讲座", "organiser": OrganisationFactory()}
    calls = [partial(planning.plan, **given, **new)] * 2
    calls.append(partial(planning.change, event=moved, **given))

    results = at_once(*calls)

    assert said(results) == ["", "ClashNotAcknowledged", "ClashNotAcknowledged"], results
    assert Event.objects.filter(venue=venue).count() == 1


@db
def test_plan_with_a_reason_keeps_it_in_the_history():
    venue = VenueFactory()
    taken = EventFactory(venue=venue)

    event = plan(venue=venue, clash_reason=" 分区使用 ")

    kept = ModelLogEntry.objects.for_instance(event).get(action="events.clash")
    assert kept.data == {
        "reason": "分区使用",
        "clashes": [{"kind": "VENUE", "what": venue.name, "event": taken.code}],
    }


@db
def test_change_keeps_breaks_and_departures_where_none_are_named():
    event = plan(breaks=[(NOON + HOUR, NOON + 1.5 * HOUR)], asks_departure=True)

    event = change(event, starts_at=NOON + HOUR, ends_at=NOON + 3 * HOUR, title="新标题")

    assert planning.breaks_of(event) == [(NOON + 2 * HOUR, NOON + 2.5 * HOUR)]
    assert (event.title, event.policy.asks_departures) == ("新标题", True)


@db
def test_change_sets_breaks_and_departures():
    pause = (NOON, NOON + 0.5 * HOUR)

    event = change(plan(), breaks=[pause], asks_departure=True)

    assert planning.breaks_of(event) == [pause]
    assert event.policy.asks_departures


@db
def test_change_does_not_clash_with_itself():
    venue = VenueFactory()
    event = plan(venue=venue)

    assert change(event).venue == venue


@db
def test_change_refuses_a_venue_that_is_taken():
    venue = VenueFactory()
    EventFactory(venue=venue)

    with pytest.raises(planning.ClashNotAcknowledged):
        change(plan(), venue=venue)


@db
def test_resume_gives_time_and_venue_to_a_postponed_event():
    venue = VenueFactory()
    event = EventFactory(status=EventStatus.POSTPONED)

    event = planning.resume(
        event=event,
        by=UserFactory(),
        at=BEFORE,
        starts_at=NOON + HOUR,
        ends_at=NOON + 2 * HOUR,
        venue=venue,
    )

    assert (event.status, event.starts_at, event.venue) == (
        EventStatus.PUBLISHED,
        NOON + HOUR,
        venue,
    )


@db
def test_resume_refuses_a_venue_that_is_taken_and_stays_postponed():
    venue = VenueFactory()
    EventFactory(venue=venue)
    event = EventFactory(status=EventStatus.POSTPONED)

    with pytest.raises(planning.ClashNotAcknowledged):
        planning.resume(
            event=event,
            by=UserFactory(),
            at=BEFORE,
            starts_at=NOON,
            ends_at=NOON + HOUR,
            venue=venue,
        )

    event.refresh_from_db()
    assert event.status == EventStatus.POSTPONED
