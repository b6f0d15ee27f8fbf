"""The life of an event: every step, and every refusal."""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from wagtail.models import ModelLogEntry

from portal.events.domain import headcounts, lifecycle, registering, scanning
from portal.events.enums import (
    AttendanceStatus,
    EventKind,
    EventStatus,
    HeadCountMethod,
    RegistrationStatus,
    ScanKind,
)
from portal.events.models import Attendance, Event, Scan
from portal.people.domain import merging
from portal.people.models import User
from tests.factories.events import NOON, AttendanceFactory, EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def by():
    return UserFactory()


def test_plan_makes_a_draft_with_one_block(by):
    event = lifecycle.plan(
        by=by,
        at=NOON - 48 * HOUR,
        kind=EventKind.TRAINING,
        title="有限空间作业安全",
        organiser=OrganisationFactory(),
        starts_at=NOON,
        ends_at=NOON + 2 * HOUR,
    )

    blocks = list(event.blocks.values_list("starts_at", "ends_at", "creditable"))
    assert (event.status, event.ical_sequence) == (EventStatus.DRAFT, 0)
    assert blocks == [(NOON, NOON + 2 * HOUR, True)]
    assert ModelLogEntry.objects.for_instance(event).get().action == "events.plan"


@pytest.mark.parametrize(
    ("end", "blocks"),
    [
        (NOON, ()),
        (NOON + HOUR, [(NOON, NOON + 2 * HOUR, True)]),
        (NOON + 2 * HOUR, [(NOON, NOON + HOUR, True), (NOON, NOON + 2 * HOUR, False)]),
    ],
)
def test_plan_refuses_impossible_times(by, end, blocks):
    with pytest.raises(lifecycle.TimesRefused):
        lifecycle.plan(
            by=by,
            at=NOON,
            blocks=blocks,
            kind=EventKind.DRILL,
            title="演练",
            organiser=OrganisationFactory(),
            starts_at=NOON,
            ends_at=end,
        )
    assert Event.objects.count() == 0


def test_plan_accepts_adjoining_blocks(by):
    half = NOON + HOUR
    event = lifecycle.plan(
        by=by,
        at=NOON,
        blocks=[(NOON, half, True), (half, half + HOUR, False)],
        kind=EventKind.DRILL,
        title="演练",
        organiser=OrganisationFactory(),
        starts_at=NOON,
        ends_at=half + HOUR,
    )

    assert event.blocks.count() == 2


def test_every_step_that_is_not_in_the_table_is_refused(by):
    verbs = {
        EventStatus.PUBLISHED: lambda e: lifecycle.publish(event=e, by=by, at=NOON),
        EventStatus.POSTPONED: lambda e: lifecycle.postpone(event=e, by=by, at=NOON, reason="雨"),
        EventStatus.CANCELLED: lambda e: lifecycle.cancel(event=e, by=by, at=NOON, reason="雨"),
        EventStatus.ENDED: lambda e: lifecycle.end(event=e, by=by, at=NOON),
        EventStatus.RECONCILED: lambda e: lifecycle.reconcile(event=e, by=by, at=NOON, reason="无"),
        EventStatus.LOCKED: lambda e: lifecycle.lock(event=e, by=by, at=NOON),
    }
    possible = {
        (EventStatus.DRAFT, EventStatus.PUBLISHED),
        (EventStatus.DRAFT, EventStatus.CANCELLED),
        (EventStatus.PUBLISHED, EventStatus.POSTPONED),
        (EventStatus.PUBLISHED, EventStatus.CANCELLED),
        (EventStatus.PUBLISHED, EventStatus.ENDED),
        (EventStatus.POSTPONED, EventStatus.CANCELLED),
        (EventStatus.ENDED, EventStatus.RECONCILED),
        (EventStatus.ENDED, EventStatus.POSTPONED),
        (EventStatus.ENDED, EventStatus.CANCELLED),
        (EventStatus.RECONCILED, EventStatus.LOCKED),
    }

    done = set()
    for status in EventStatus:
        for target, verb in verbs.items():
            event = EventFactory(status=status)
            with suppress(lifecycle.StepRefused):
                done.add((status, verb(event).status))
            assert Event.objects.get(pk=event.pk).status in {status, target}

    assert done == possible


def test_publish_tells_calendars_and_keeps_the_reason_of_later_steps(by):
    event = EventFactory(status=EventStatus.DRAFT)

    event = lifecycle.publish(event=event, by=by, at=NOON - 2 * HOUR)
    event = lifecycle.postpone(event=event, by=by, at=NOON - HOUR, reason=" 台风 ")

    assert (event.status_reason, event.ical_sequence) == ("台风", 2)
    assert event.changed_at == NOON - HOUR


def test_resume_moves_event_and_blocks_with_same_identifier(by):
    event = EventFactory(status=EventStatus.POSTPONED)
    event.blocks.create(starts_at=NOON, ends_at=NOON + HOUR)
    uid = event.ical_uid

    event = lifecycle.resume(
        event=event, by=by, at=NOON, starts_at=NOON + 24 * HOUR, ends_at=NOON + 26 * HOUR
    )

    assert (event.status, event.ical_uid, event.ical_sequence) == (EventStatus.PUBLISHED, uid, 2)
    assert list(event.blocks.values_list("starts_at", "ends_at")) == [
        (NOON + 24 * HOUR, NOON + 25 * HOUR)
    ]


def test_resume_offers_the_seats_that_were_given_back_meanwhile(by):
    event = EventFactory(registration_mode="OPEN", hard_capacity=1)
    seated, waiting = (
        registering.request(event=event, person=PersonFactory(), at=NOON - 9 * HOUR)
        for _person in range(2)
    )
    lifecycle.postpone(event=event, by=by, at=NOON - 8 * HOUR, reason="台风")
    registering.withdraw(registration=seated, at=NOON + HOUR)

    lifecycle.resume(
        event=event, by=by, at=NOON + 2 * HOUR, starts_at=NOON + 48 * HOUR, ends_at=NOON + 50 * HOUR
    )

    waiting.refresh_from_db()
    assert waiting.status == RegistrationStatus.OFFERED


@pytest.mark.parametrize("verb", [lifecycle.postpone, lifecycle.cancel])
@pytest.mark.parametrize("status", [EventStatus.PUBLISHED, EventStatus.ENDED])
def test_event_nobody_came_to_is_put_off_or_called_off_after_its_time(by, verb, status):
    event = EventFactory(status=status)
    headcounts.record(
        event=event, count=0, method=HeadCountMethod.ROLL_CALL, counted_at=NOON, by=by
    )

    event = verb(event=event, by=by, at=event.ends_at, reason="停电，没有开班")

    assert event.status in {EventStatus.POSTPONED, EventStatus.CANCELLED}
    assert not Event.objects.counted(event.ends_at + HOUR).exists()


@pytest.mark.parametrize("verb", [lifecycle.postpone, lifecycle.cancel])
@pytest.mark.parametrize("status", [EventStatus.PUBLISHED, EventStatus.ENDED])
@pytest.mark.parametrize("heads", [0, 3])
def test_event_somebody_came_to_is_not_called_off_after_its_time(by, verb, status, heads):
    event = EventFactory(status=status)
    if heads:
        headcounts.record(
            event=event, count=heads, method=HeadCountMethod.ESTIMATE, counted_at=NOON, by=by
        )
    else:
        AttendanceFactory(event=event)

    with pytest.raises(lifecycle.WasHeld):
        verb(event=event, by=by, at=event.ends_at, reason="没有开班")


def test_change_of_venue_moves_the_sequence_and_change_of_summary_does_not(by):
    event = EventFactory()

    event = lifecycle.change(event=event, by=by, at=NOON - HOUR, summary="带身份证")
    unmoved = event.ical_sequence
    event = lifecycle.change(event=event, by=by, at=NOON - HOUR, venue=VenueFactory())
    event = lifecycle.change(event=event, by=by, at=NOON, venue=event.venue)

    assert (unmoved, event.ical_sequence, event.changed_at) == (0, 1, NOON - HOUR)


def test_change_of_length_makes_one_block(by):
    event = EventFactory()
    event.blocks.create(starts_at=NOON, ends_at=NOON + HOUR)

    event = lifecycle.change(event=event, by=by, at=NOON, ends_at=NOON + 3 * HOUR)

    assert list(event.blocks.values_list("starts_at", "ends_at")) == [(NOON, NOON + 3 * HOUR)]


def test_change_with_blocks_replaces_them(by):
    event = EventFactory()
    event.blocks.create(starts_at=NOON, ends_at=NOON + HOUR)

    lifecycle.change(event=event, by=by, at=NOON, blocks=[(NOON, NOON + 2 * HOUR, False)])

    assert list(event.blocks.values_list("ends_at", "creditable")) == [(NOON + 2 * HOUR, False)]


def test_change_of_an_ended_event_is_refused(by):
    with pytest.raises(lifecycle.StepRefused):
        lifecycle.change(
            event=EventFactory(status=EventStatus.ENDED), by=by, at=NOON, title="新名字"
        )


def test_change_of_a_draft_leaves_the_sequence(by):
    event = lifecycle.change(
        event=EventFactory(status=EventStatus.DRAFT), by=by, at=NOON, place="厂院"
    )

    assert (event.ical_sequence, event.place) == (0, "厂院")


@pytest.mark.parametrize("verb", [lifecycle.postpone, lifecycle.cancel])
def test_calling_off_needs_a_reason(by, verb):
    with pytest.raises(lifecycle.ReasonMissing):
        verb(event=EventFactory(), by=by, at=NOON, reason="  ")


def test_end_before_the_start_is_refused(by):
    with pytest.raises(lifecycle.StepRefused):
        lifecycle.end(event=EventFactory(), by=by, at=NOON - timedelta(seconds=1))


def test_end_due_ends_what_is_over_once(by):
    over = EventFactory()
    EventFactory(starts_at=NOON + HOUR)
    sequence = over.ical_sequence

    first = lifecycle.end_due(at=over.ends_at)
    second = lifecycle.end_due(at=over.ends_at)

    over.refresh_from_db()
    assert (first, second, over.status) == (1, 0, EventStatus.ENDED)
    assert over.ical_sequence == sequence


def test_reconcile_needs_a_count_or_a_reason(by):
    event = EventFactory(status=EventStatus.ENDED)

    with pytest.raises(lifecycle.CountMissing):
        lifecycle.reconcile(event=event, by=by, at=NOON, reason=" ")
    event = lifecycle.reconcile(event=event, by=by, at=NOON, reason="工位上讲解，无法清点")

    assert (event.status, event.reconcile_reason) == (
        EventStatus.RECONCILED,
        "工位上讲解，无法清点",
    )


def test_reconcile_refuses_a_count_below_the_named_until_explained(by):
    event = EventFactory(status=EventStatus.ENDED)
    event.blocks.create(starts_at=NOON, ends_at=NOON + HOUR)
    for person in PersonFactory.create_batch(2):
        Scan.objects.create(
            event=event,
            person=person,
            kind="IN",
            source="VENUE_QR",
            state="ACCEPTED",
            received_at=NOON,
            effective_at=NOON,
        )
    headcounts.record(
        event=event, count=1, method=HeadCountMethod.ROLL_CALL, counted_at=NOON, by=by
    )

    with pytest.raises(lifecycle.CountBelowNamed, match="2"):
        lifecycle.reconcile(event=event, by=by, at=NOON + 2 * HOUR)
    event.refresh_from_db()
    assert event.status == EventStatus.ENDED
    event = lifecycle.reconcile(event=event, by=by, at=NOON + 2 * HOUR, reason="一人先走")

    assert event.status == EventStatus.RECONCILED


def test_reconcile_of_an_event_past_its_end_ends_it_and_marks_the_absent(by):
    event = EventFactory()
    event.blocks.create(starts_at=NOON, ends_at=NOON + HOUR)
    person = PersonFactory()
    event.registrations.create(
        person=person,
        status=RegistrationStatus.CONFIRMED,
        requested_at=NOON - HOUR,
        changed_at=NOON - HOUR,
    )
    at = event.ends_at
    headcounts.record(event=event, count=0, method=HeadCountMethod.ROLL_CALL, counted_at=at, by=by)

    event = lifecycle.reconcile(event=event, by=by, at=at)

    absent = Attendance.objects.get(event=event, person=person)
    assert event.status == EventStatus.RECONCILED
    assert (absent.status, absent.planned_minutes) == (AttendanceStatus.ABSENT, 60)


def test_lock_refuses_a_count_below_the_named_until_explained(by):
    event = EventFactory(status=EventStatus.RECONCILED)
    Attendance.objects.create(
        event=event, person=PersonFactory(), status=AttendanceStatus.PRESENT, updated_at=NOON
    )
    count = {"event": event, "method": HeadCountMethod.ESTIMATE, "counted_at": NOON, "by": by}
    headcounts.record(count=0, **count)

    with pytest.raises(lifecycle.CountBelowNamed, match="1"):
        lifecycle.lock(event=event, by=by, at=NOON)
    headcounts.record(count=0, note="清点时已有人离开", **count)
    event = lifecycle.lock(event=event, by=by, at=NOON)

    assert event.status == EventStatus.LOCKED


def test_lock_waits_until_every_process_knows_that_the_door_is_closed(by, settings):
    settings.DOOR_CACHE_SECONDS = 2
    event = EventFactory(status=EventStatus.ENDED)
    at = event.ends_at
    event = lifecycle.reconcile(event=event, by=by, at=at, reason="无人清点")

    with pytest.raises(lifecycle.DoorNotQuiet):
        lifecycle.lock(event=event, by=by, at=at + timedelta(seconds=4))
    event = lifecycle.lock(event=event, by=by, at=at + timedelta(seconds=5))

    assert event.status == EventStatus.LOCKED


def test_lock_takes_a_count_of_just_the_named_each_person_once(by):
    event = EventFactory(status=EventStatus.RECONCILED)
    person = PersonFactory()
    for one in (person, PersonFactory(canonical=person)):
        Attendance.objects.create(
            event=event, person=one, status=AttendanceStatus.PRESENT, updated_at=NOON
        )
    headcounts.record(
        event=event, count=1, method=HeadCountMethod.ROLL_CALL, counted_at=NOON, by=by
    )

    assert lifecycle.lock(event=event, by=by, at=NOON).status == EventStatus.LOCKED


def test_unlock_takes_two_people_and_a_reason(by):
    event = EventFactory(status=EventStatus.LOCKED)
    second = UserFactory()

    with pytest.raises(lifecycle.SecondPersonMissing):
        lifecycle.unlock(event=event, by=by, seconded_by=by, at=NOON, reason="漏记")
    with pytest.raises(lifecycle.ReasonMissing):
        lifecycle.unlock(event=event, by=by, seconded_by=second, at=NOON, reason="")
    event = lifecycle.unlock(event=event, by=by, seconded_by=second, at=NOON, reason="漏记")

    actions = set(ModelLogEntry.objects.for_instance(event).values_list("action", "user"))
    assert event.status == EventStatus.RECONCILED
    assert actions == {("events.reconciled", by.pk), ("events.second", second.pk)}


def test_second_account_of_one_person_is_no_second_person(by):
    """Two rows of the register that are one, an account for each."""
    event = EventFactory(status=EventStatus.LOCKED)
    first, twin = (UserFactory(person=PersonFactory()) for _account in range(2))
    merging.merge(source=twin.person, target=first.person, by=by, at=NOON, reason="同一人")
    twin = User.objects.get(pk=twin.pk)

    with pytest.raises(lifecycle.SecondPersonMissing):
        lifecycle.unlock(event=event, by=first, seconded_by=twin, at=NOON, reason="漏记")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_at": NOON + 4 * HOUR}, (AttendanceStatus.EARLY_LEAVE, 240, 0)),
        ({"starts_at": NOON - HOUR}, (AttendanceStatus.LATE, 180, 0)),
        ({"blocks": [(NOON, NOON + HOUR, True)]}, (AttendanceStatus.PRESENT, 60, 60)),
        ({"policy_values": {"late_after": 1}}, (AttendanceStatus.LATE, 120, 120)),
        ({"summary": "请带笔"}, (AttendanceStatus.PRESENT, 120, 120)),
    ],
)
def test_change_after_scans_measures_who_is_there_by_the_new_times(by, changes, said):
    event = EventFactory()
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    person = PersonFactory()
    for kind, at in ((ScanKind.IN, NOON + timedelta(minutes=5)), (ScanKind.OUT, event.ends_at)):
        scanning.tick(event=event, person=person, kind=kind, by=by, at=at, scan_id=uuid4())

    lifecycle.change(event=event, by=by, at=event.ends_at, **changes)

    row = Attendance.objects.get()
    assert (row.status, row.planned_minutes, row.credited_minutes) == said


def test_change_before_anybody_came_makes_no_attendance(by):
    event = EventFactory(starts_at=NOON - 3 * HOUR)
    RegistrationFactory(event=event)

    lifecycle.change(event=event, by=by, at=NOON, ends_at=NOON - HOUR / 2)

    assert not Attendance.objects.exists()
