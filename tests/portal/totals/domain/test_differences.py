import uuid
from datetime import datetime, timedelta

import pytest

from drills.enums import DrillState
from portal.events.enums import EventStatus, RegistrationStatus, ScanKind, ScanSource, ScanState
from portal.events.models import AttendanceOverride, Block, Event, Registration, Scan, Topic
from portal.lib.periods import BUSINESS_ZONE, Period
from portal.people.domain import merging
from portal.people.enums import PersonStatus
from portal.people.models import Organisation, Person, PersonMerge
from portal.totals.domain import closing, differences
from portal.totals.domain.differences import CauseSum
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.totals import came, drilled, headed, held, staff
from tests.factories.training import CourseRunFactory, TrainingSessionFactory

pytestmark = pytest.mark.django_db

YEAR = Period(2025)
LATER = datetime(2026, 1, 12, 9, tzinfo=BUSINESS_ZONE)
AFTER = LATER + timedelta(days=3)


@pytest.fixture
def year():
    """A class with three persons, one of them provisional, and a joint drill; frozen."""
    event = held(code="CLASS001", host=OrganisationFactory(name="甲厂"))
    unit = OrganisationFactory(name="乙社区")
    people = [PersonFactory(organisation=unit) for _ in range(2)]
    people.append(PersonFactory(organisation=unit, status=PersonStatus.PROVISIONAL))
    came(event, *people)
    run = CourseRunFactory()
    TrainingSessionFactory(run=run, event=event)
    drill = drilled(code="DRILL001", state=DrillState.SUMMARISED, joined_by=[unit])
    return {
        "event": event,
        "people": people,
        "unit": unit,
        "run": run,
        "drill": drill,
        "count": headed(event, 10),
    }


def freeze():
    return closing.freeze(period=YEAR, organisation=None, by=UserFactory(), at=LATER)


def scan(event, person, **fields) -> Scan:
    return Scan.objects.create(
        **{
            "id": uuid.uuid4(),
            "event": event,
            "person": person,
            "kind": ScanKind.IN,
            "source": ScanSource.VENUE_QR,
            "received_at": AFTER,
            "effective_at": event.starts_at,
            "state": ScanState.ACCEPTED,
            **fields,
        }
    )


def override(event, person, **fields) -> AttendanceOverride:
    return AttendanceOverride.objects.create(
        **{
            "event": event,
            "person": person,
            "status": "ABSENT",
            "reason": "现场核实",
            "made_by": staff(),
            "made_at": AFTER,
            **fields,
        }
    )


def newcomer(year, source=None):
    person = PersonFactory(organisation=year["unit"])
    if source:
        scan(year["event"], person, source=source)
    came(year["event"], person)


def corrected_away(year):
    override(year["event"], year["people"][0])
    year["event"].attendances.get(person=year["people"][0]).delete()


def corrected_minutes(year):
    override(year["event"], year["people"][0], status="PRESENT", credited_minutes=45)
    year["event"].attendances.filter(person=year["people"][0]).update(credited_minutes=45)


def annulled(year):
    scan(year["event"], year["people"][0], state=ScanState.ANNULLED, received_at=LATER)
    year["event"].attendances.get(person=year["people"][0]).delete()


def merged(year):
    one, two, _three = year["people"]
    merging.merge(source=one, target=two, by=staff(), at=LATER, reason="同一人")


def unmerged(year):
    merging.undo(made=PersonMerge.objects.get(), by=staff(), at=LATER + timedelta(hours=1))


def cancelled(year):
    Event.objects.filter(code="CLASS001").update(status=EventStatus.CANCELLED)


def moved_within(year):
    Event.objects.filter(code="CLASS001").update(
        starts_at=year["event"].starts_at + timedelta(hours=1)
    )


def moved_out(year):
    Event.objects.filter(code="CLASS001").update(
        starts_at=year["event"].starts_at.replace(year=2024)
    )


def second_count(year):
    headed(year["event"], 12, supersedes=year["count"])


def new_block(year):
    Block.objects.create(
        event=year["event"],
        starts_at=year["event"].ends_at,
        ends_at=year["event"].ends_at + timedelta(minutes=45),
    )


def no_longer_joint(year):
    year["drill"].co_organisers.clear()


def archived(year):
    year["drill"].state = DrillState.ARCHIVED
    year["drill"].save()


def reopened(year):
    year["drill"].state = DrillState.REOPENED
    year["drill"].save()


def renamed(year):
    Event.objects.filter(code="CLASS001").update(title="改名")


def other_topic(year):
    Event.objects.filter(code="CLASS001").update(topic=Topic.objects.get(code="flood"))


def verified(year):
    Person.objects.update(status=PersonStatus.VERIFIED)


def other_unit(year):
    year["event"].attendances.filter(person=year["people"][0]).update(organisation_then=None)


def computed_again(year):
    year["event"].attendances.filter(person=year["people"][0]).update(credited_minutes=80)


def vanished(year):
    year["event"].attendances.get(person=year["people"][0]).delete()


def new_seat(year):
    Registration.objects.create(
        event=year["event"],
        person=year["people"][0],
        status=RegistrationStatus.CONFIRMED,
        requested_at=LATER,
        changed_at=LATER,
    )


def new_run(year):
    year["run"].trainingsession = None
    session = year["run"].sessions.get()
    session.run = CourseRunFactory(course=year["run"].course)
    session.save()


def new_unit(year):
    OrganisationFactory()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda year: newcomer(year), [CauseSum("RECOMPUTED", 1, 0, 1)]),
        (
            lambda year: newcomer(year, ScanSource.OFFLINE_DESK),
            [CauseSum("LATE_SYNC", 1, 0, 1)],
        ),
        (
            lambda year: newcomer(year, ScanSource.STAFF_MANUAL),
            [CauseSum("LATE_SCAN", 1, 0, 1)],
        ),
        (corrected_away, [CauseSum("CORRECTED", 1, 0, -1)]),
        (corrected_minutes, [CauseSum("CORRECTED", 1, 0, 0)]),
        (annulled, [CauseSum("ANNULLED", 1, 0, -1)]),
        (merged, [CauseSum("MERGED", 1, 0, -1)]),
        (cancelled, [CauseSum("EVENT_CANCELLED", 5, -1, -3)]),
        (moved_within, [CauseSum("EVENT_MOVED", 1, 0, 0)]),
        (moved_out, [CauseSum("EVENT_MOVED", 5, -1, -3)]),
        (second_count, [CauseSum("HEAD_COUNT", 1, 0, 0)]),
        (new_block, [CauseSum("PLAN_CHANGED", 1, 0, 0)]),
        (no_longer_joint, [CauseSum("JOINT_CHANGED", 1, 0, 0)]),
        (archived, [CauseSum("DRILL_ARCHIVED", 1, 0, 0)]),
        (reopened, [CauseSum("EVENT_REMOVED", 1, -1, 0)]),
        (renamed, [CauseSum("EVENT_RELABELLED", 1, 0, 0)]),
        (other_topic, [CauseSum("EVENT_RECLASSIFIED", 1, 0, 0)]),
        (verified, [CauseSum("VERIFIED", 1, 0, 0)]),
        (other_unit, [CauseSum("UNIT_CHANGED", 1, 0, 0)]),
        (computed_again, [CauseSum("RECOMPUTED", 1, 0, 0)]),
        (vanished, [CauseSum("RECOMPUTED", 1, 0, -1)]),
        (new_seat, [CauseSum("SEAT_CHANGED", 1, 0, 0)]),
        (new_run, [CauseSum("RUN_CHANGED", 2, 0, 0)]),
        (lambda year: None, []),
    ],
)
def test_each_change_is_named(year, change, expected):
    snapshot = freeze()
    units = set(Organisation.objects.values_list("pk", flat=True))

    change(year)

    Organisation.objects.exclude(pk__in=units).update(closed_date=YEAR.start_date)
    assert differences.summary(differences.since(snapshot=snapshot, at=AFTER)) == expected


def test_event_entered_after_freezing_is_named_with_its_people(year):
    snapshot = freeze()

    came(held(organiser=year["unit"]), year["people"][0])

    assert differences.summary(differences.since(snapshot=snapshot, at=AFTER)) == [
        CauseSum("EVENT_ADDED", 2, 1, 1)
    ]


def test_merge_undone_after_freezing_is_named(year):
    merged(year)
    snapshot = freeze()

    unmerged(year)

    assert [one.cause for one in differences.since(snapshot=snapshot, at=AFTER)] == ["UNMERGED"]


def test_new_unit_on_the_register_is_named(year):
    snapshot = freeze()

    new_unit(year)

    assert [one.cause for one in differences.since(snapshot=snapshot, at=AFTER)] == [
        "REGISTER_CHANGED"
    ]


def test_drill_joined_later_is_named(year):
    snapshot = closing.freeze(
        period=YEAR, organisation=year["event"].host, by=UserFactory(), at=LATER
    )

    year["drill"].co_organisers.add(year["event"].host)

    assert [one.cause for one in differences.since(snapshot=snapshot, at=AFTER)] == [
        "JOINT_CHANGED"
    ]


def test_two_revisions_are_compared_by_their_frozen_rows(year):
    first = freeze()
    newcomer(year, ScanSource.OFFLINE_DESK)
    second = closing.freeze(
        period=YEAR, organisation=None, by=UserFactory(), at=AFTER, reason="补传"
    )
    computed_again(year)

    found = differences.between(first=first, second=second)

    assert [(one.cause, one.person_times) for one in found] == [("LATE_SYNC", 1)]


def test_difference_says_which_values_changed(year):
    snapshot = freeze()

    second_count(year)

    (found,) = differences.since(snapshot=snapshot, at=AFTER)
    assert found.changed == [("head_count", 10, 12)]
    assert (found.kind, found.part, found.key) == ("EVENT", "TRAINING", "CLASS001")


def test_row_that_is_new_changed_from_nothing(year):
    scan(year["event"], year["people"][0], received_at=LATER - timedelta(days=1))
    snapshot = freeze()

    newcomer(year)

    (found,) = differences.since(snapshot=snapshot, at=AFTER)
    assert {name: before for name, before, _after in found.changed}["minutes"] is None
    assert found.person == found.after.person
