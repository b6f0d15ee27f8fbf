"""The drill itself, its clock and its event."""

from datetime import timedelta

import pytest

from drills.domain import conducting, steps
from drills.enums import DrillState, StopReason
from portal.events.domain import doorcodes, doors, headcounts, scanning, tickets
from portal.events.enums import DoorOutcome, EventStatus, HeadCountMethod, ScanSource
from portal.lib.periods import Period
from portal.totals.domain import annual
from tests.factories.drills import DrillFactory
from tests.factories.events import NOON
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def test_start_needs_a_site_check_and_keeps_it():
    drill, user = DrillFactory(ready=True), UserFactory()

    with pytest.raises(conducting.SiteNotChecked):
        conducting.start(drill=drill, site_check=" ", by=user, at=NOON)
    conducting.start(drill=drill, site_check="王工检查，通道畅通", by=user, at=NOON)

    drill.refresh_from_db()
    assert (drill.state, drill.started_at) == (DrillState.IN_PROGRESS, NOON)
    assert drill.transitions.get().comment == "王工检查，通道畅通"


def test_end_counts_the_players_and_ends_the_event():
    drill, user = DrillFactory(in_progress=True), UserFactory()
    at = NOON + 50 * MINUTE

    conducting.end(
        drill=drill, players=64, method=HeadCountMethod.ROLL_CALL, by=user, at=at, injuries=1
    )

    drill.refresh_from_db()
    assert (drill.state, drill.ended_at, drill.stop_reason, drill.injuries) == (
        DrillState.ENDED,
        at,
        StopReason.COMPLETED,
        1,
    )
    assert drill.event.status == EventStatus.ENDED
    assert headcounts.latest(drill.event).count == 64


def test_players_sign_in_at_the_door_of_the_drill_and_count_in_the_year():
    """The door is that of a class: the code of the moment, a ticket, one tap."""
    drill, user, player = DrillFactory(ready=True), UserFactory(), PersonFactory()
    drill.event.blocks.create(starts_at=NOON, ends_at=drill.event.ends_at)
    door, at = doors.of(drill.event), NOON - 5 * MINUTE
    code = doorcodes.current(event_code=door.code, epoch=door.epoch, kind=door.kind_at(at), at=at)
    kind = doorcodes.accept(event_code=door.code, epoch=door.epoch, text=code.mac, at=at)
    ticket = tickets.issue(door=door, kind=kind, device="phone", at=at)
    named = tickets.naming(ticket=ticket, person=player, known_phone=False)

    answer = scanning.confirm(door=door, ticket=named, source=ScanSource.VENUE_QR, at=at)
    drill = conducting.start(drill=drill, site_check="好", by=user, at=NOON)
    drill = conducting.end(
        drill=drill, players=3, method=HeadCountMethod.ROLL_CALL, by=user, at=NOON + 50 * MINUTE
    )
    drill.state = DrillState.ARCHIVED
    drill.save()

    year = annual.totals(period=Period(2025), organisation=None, at=NOON + timedelta(days=1))
    total = year.drills.total
    assert answer.outcome == DoorOutcome.ADMITTED
    assert drill.event.attendances.get().person == player
    assert (total.events, total.named, total.headed, total.verified) == (1, 1, 2, 1)


def test_end_after_the_sweep_was_quicker():
    drill = DrillFactory(in_progress=True, event__status=EventStatus.ENDED)

    conducting.end(
        drill=drill,
        players=3,
        method=HeadCountMethod.ROLL_CALL,
        by=UserFactory(),
        at=NOON + timedelta(hours=3),
    )

    drill.refresh_from_db()
    assert (drill.state, drill.event.status) == (DrillState.ENDED, EventStatus.ENDED)


def test_drill_that_began_and_ended_early_moves_its_event():
    begun = NOON - 60 * MINUTE
    drill = DrillFactory(in_progress=True, started_at=begun)

    conducting.abort(
        drill=drill,
        reason=StopReason.WEATHER,
        comment="雷暴",
        by=UserFactory(),
        at=NOON - 30 * MINUTE,
    )

    drill.refresh_from_db()
    assert (drill.event.starts_at, drill.event.status) == (begun, EventStatus.ENDED)


@pytest.mark.parametrize("reason", [StopReason.COMPLETED, "NONSENSE", ""])
def test_abort_needs_a_stop_reason(reason):
    with pytest.raises(conducting.StopReasonMissing):
        conducting.abort(
            drill=DrillFactory(in_progress=True),
            reason=reason,
            comment="x",
            by=UserFactory(),
            at=NOON,
        )


def test_pause_needs_a_comment():
    with pytest.raises(steps.CommentMissing):
        conducting.pause(
            drill=DrillFactory(in_progress=True), by=UserFactory(), at=NOON, comment=""
        )


def test_clock_leaves_pauses_out():
    drill, user = DrillFactory(ready=True), UserFactory()
    assert conducting.clock(drill, NOON) == timedelta()

    drill = conducting.start(drill=drill, site_check="好", by=user, at=NOON)
    assert conducting.clock(drill, NOON + 5 * MINUTE) == 5 * MINUTE
    drill = conducting.pause(drill=drill, by=user, at=NOON + 10 * MINUTE, comment="雨")
    assert conducting.clock(drill, NOON + 15 * MINUTE) == 10 * MINUTE
    drill = conducting.resume(drill=drill, by=user, at=NOON + 20 * MINUTE)
    drill = conducting.pause(drill=drill, by=user, at=NOON + 30 * MINUTE, comment="雨")
    drill = conducting.end(
        drill=drill,
        players=5,
        method=HeadCountMethod.ROLL_CALL,
        by=user,
        at=NOON + 40 * MINUTE,
    )

    assert conducting.clock(drill, NOON + timedelta(days=1)) == 20 * MINUTE


@pytest.mark.parametrize("days", [-1, 1])
def test_drill_starts_on_the_day_of_its_event(days):
    drill, by = DrillFactory(ready=True), UserFactory()
    given = {"drill": drill, "site_check": "已检查", "by": by}

    with pytest.raises(conducting.NotOnItsDay) as refusal:
        conducting.start(**given, at=NOON + timedelta(days=days))
    assert "2025-06-11" in refusal.value.message

    assert conducting.start(**given, at=NOON - timedelta(hours=3)).state == "IN_PROGRESS"
