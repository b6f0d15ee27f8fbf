import json
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drills.enums import DrillState
from portal.events.enums import AttendanceStatus, EventKind, EventStatus, RegistrationStatus
from portal.events.models import Registration
from portal.lib.periods import BUSINESS_ZONE, Period
from portal.people.enums import OrganisationKind, PersonStatus
from portal.people.models import Person, PersonMerge
from portal.totals.domain import annual, behind, evidence, headline
from portal.totals.domain.annual import Figures, Totals
from portal.totals.domain.lines import Question
from portal.totals.enums import Dimension, Measure, Part, RowKind
from tests.factories.events import NOON
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.totals import came, drilled, headed, held, staff
from tests.factories.training import CourseRunFactory, TrainingSessionFactory
from tests.portal.totals.recount import flat, recount

pytestmark = pytest.mark.django_db

YEAR = Period(2025)
LATER = datetime(2026, 1, 12, 9, tzinfo=BUSINESS_ZONE)


def shanghai(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=BUSINESS_ZONE)


def count(period=YEAR, organisation=None, at=LATER) -> Totals:
    return annual.totals(period=period, organisation=organisation, at=at)


def merge(source: Person, target: Person) -> PersonMerge:
    """As people.domain.merging does it."""
    Person.objects.filter(pk=source.pk).update(canonical=target.canonical_id or target.pk)
    Person.objects.filter(canonical=source.pk).update(canonical=target.canonical_id or target.pk)
    return PersonMerge.objects.create(
        source=source, target=target, merged_at=LATER, merged_by=staff(), reason="同一人"
    )


def test_empty_year_has_every_figure_at_zero():
    totals = count()

    assert {part: one.total for part, one in totals.parts.items()} == {
        "TRAINING": Figures(),
        "DRILLS": Figures(),
        "PUBLICITY": Figures(),
    }
    assert totals.training.slice("month", "6") == Figures()
    assert totals.training.slice("total", "") == Figures()


def test_twice_in_one_event_cannot_be_and_in_two_events_is_one_person():
    person = PersonFactory()
    came(held(), person)
    came(held(), person)

    total = count().training.total

    assert (total.named, total.verified) == (2, 1)


def test_merge_and_undo_restore_the_number_of_persons():
    one, two, three = PersonFactory(), PersonFactory(), PersonFactory()
    came(held(), one, two, three)
    before = count().training.total

    first, second = merge(one, two), merge(two, three)
    merged = count().training.total
    for made in (first, second):
        made.undone_at = LATER
        made.undone_by = staff()
        made.save()
    Person.objects.update(canonical=None)

    assert (before.named, before.verified) == (3, 3)
    assert (merged.named, merged.verified) == (1, 1)
    assert count().training.total == before


def test_provisional_person_merged_into_the_register_is_verified():
    known, walk_in = PersonFactory(), PersonFactory(status=PersonStatus.PROVISIONAL)
    came(held(), known)
    came(held(), walk_in)
    before = count().training.total

    merge(walk_in, known)
    after = count().training.total

    assert (before.verified, before.provisional, before.persons_at_most) == (1, 1, 2)
    assert (after.verified, after.provisional, after.persons_at_most) == (1, 0, 1)


def test_head_count_of_80_with_62_named_is_62_and_18():
    event = held()
    came(event, *PersonFactory.create_batch(62, organisation=OrganisationFactory()))
    headed(event, 80)

    total = count().training.total

    assert (total.named, total.headed, total.person_times) == (62, 18, 80)


def test_hours_of_a_head_count_go_down_to_a_half_for_each_person():
    headed(held(minutes=120), 80)

    assert count().training.total.headed_half_hours == 80 * (120 * 2 // 45)


def test_head_count_that_was_replaced_or_is_too_low_adds_nothing():
    event = held()
    came(event, PersonFactory(), PersonFactory())
    first = headed(event, 50)
    headed(event, 1, supersedes=first)

    total = count().training.total

    assert (total.named, total.headed) == (2, 0)


def test_session_with_a_head_count_only_is_counted_under_its_host():
    host = OrganisationFactory(kind=OrganisationKind.ENTERPRISE)
    headed(held(host=host), 80)

    training = count().training

    assert training.by["unit_kind"] == {
        "ENTERPRISE": Figures(
            events=1, headed=80, headed_half_hours=320, units=1, registered_units=1
        )
    }
    assert training.total.headed_hours == 160


@pytest.mark.parametrize(
    ("starts_at", "years"),
    [
        (shanghai(2025, 12, 31, 23, 30), {2024: 0, 2025: 1, 2026: 0}),
        (shanghai(2026, 1, 1), {2024: 0, 2025: 0, 2026: 1}),
        (shanghai(2025, 1, 1), {2024: 0, 2025: 1, 2026: 0}),
    ],
)
def test_year_ends_at_midnight_in_shanghai(starts_at, years):
    held(starts_at=starts_at)

    assert {year: count(Period(year)).training.total.events for year in years} == years


@pytest.mark.parametrize(
    ("status", "counted"),
    [
        (EventStatus.DRAFT, 0),
        (EventStatus.PUBLISHED, 1),
        (EventStatus.POSTPONED, 0),
        (EventStatus.CANCELLED, 0),
        (EventStatus.ENDED, 1),
        (EventStatus.RECONCILED, 1),
        (EventStatus.LOCKED, 1),
    ],
)
def test_only_events_held_are_counted(status, counted):
    held(status=status)

    assert count().training.total.events == counted


def test_published_event_counts_from_its_end_on():
    event = held(status=EventStatus.PUBLISHED)

    before = count(at=event.ends_at - timedelta(seconds=1))

    assert before.training.total.events == 0
    assert count(at=event.ends_at).training.total.events == 1


@pytest.mark.parametrize(
    ("status", "named"),
    [
        (AttendanceStatus.PRESENT, 1),
        (AttendanceStatus.LATE, 1),
        (AttendanceStatus.EARLY_LEAVE, 1),
        (AttendanceStatus.LATE_AND_EARLY, 1),
        (AttendanceStatus.PARTIAL, 1),
        (AttendanceStatus.ABSENT, 0),
        (AttendanceStatus.EXCUSED, 0),
    ],
)
def test_present_in_any_form_is_one_person_time(status, named):
    came(held(), PersonFactory(), status=status)

    total = count().training.total

    assert (total.named, total.verified, total.units) == (named, named, named)


def test_hours_are_rounded_per_person_and_session_and_never_again():
    for _ in range(2):
        came(held(), PersonFactory(), PersonFactory(), minutes=44)

    total = count().training.total

    # floor(44 / 45 × 2) / 2 is half an hour each; 176 minutes in one would be 3.5 hours.
    assert (total.minutes, total.hours) == (176, 2.0)


def test_run_is_counted_once_where_its_first_session_was():
    run = CourseRunFactory()
    for starts_at in (shanghai(2024, 12, 30), shanghai(2025, 1, 5)):
        TrainingSessionFactory(run=run, event=held(starts_at=starts_at))
    TrainingSessionFactory(
        run=run, event=held(starts_at=shanghai(2023, 5, 1), status=EventStatus.CANCELLED)
    )

    runs = {year: count(Period(year)).training.total.runs for year in (2023, 2024, 2025)}

    assert runs == {2023: 0, 2024: 1, 2025: 0}


@pytest.mark.parametrize(("booked", "came_as"), [(0, 1), (1, 0), (1, 2)])
def test_who_booked_under_one_name_and_came_under_another_has_come(booked, came_as):
    rows = [PersonFactory(name="李") for _row in range(3)]
    for source in rows[1:]:
        merge(source, rows[0])
    event = held()
    for person in (rows[booked], PersonFactory()):
        Registration.objects.create(
            event=event,
            person=person,
            status=RegistrationStatus.CONFIRMED,
            requested_at=NOON,
            changed_at=NOON,
        )
    came(event, rows[came_as], PersonFactory())
    came(held(), rows[booked])
    asked = Question(part=Part.TRAINING, measure=Measure.CAME)

    total = count().training.total
    listing = behind.listing(
        source=behind.live(period=YEAR, organisation=None, at=LATER), question=asked
    )
    seats = [
        row.values["came"]
        for row in evidence.rows(period=YEAR, organisation=None, at=LATER)
        if row.kind == RowKind.SEAT
    ]

    assert (total.confirmed, total.came) == (2, 1)
    assert [line.person for line in listing] == ["李"]
    assert sorted(seats) == [False, True]


def test_attendance_rate_is_of_the_confirmed_who_came():
    event = held()
    seated, absent, walk_in, cancelled = (PersonFactory() for _ in range(4))
    for person, status in [
        (seated, RegistrationStatus.CONFIRMED),
        (absent, RegistrationStatus.CONFIRMED),
        (cancelled, RegistrationStatus.CANCELLED),
    ]:
        Registration.objects.create(
            event=event, person=person, status=status, requested_at=NOON, changed_at=NOON
        )
    came(event, seated, walk_in, cancelled)
    came(held(), absent)

    total = count().training.total

    assert (total.confirmed, total.came, total.named) == (2, 1, 4)


def test_coverage_is_of_the_units_on_the_register_at_the_end():
    top = OrganisationFactory(kind=OrganisationKind.TOWN)
    reached = OrganisationFactory(parent=top)
    OrganisationFactory(parent=top, closed_date=shanghai(2025, 12, 31).date())
    OrganisationFactory(parent=top, closed_date=shanghai(2026, 1, 1).date())
    came(held(organiser=top), PersonFactory(organisation=reached), PersonFactory())

    totals = count(organisation=top)

    assert totals.register == 3
    assert (totals.training.total.units, totals.training.total.registered_units) == (2, 1)


def test_organisation_counts_what_it_and_those_below_organise():
    town = OrganisationFactory(kind=OrganisationKind.TOWN)
    village = OrganisationFactory(parent=town, kind=OrganisationKind.VILLAGE)
    guest = PersonFactory(organisation=village)
    came(held(organiser=village), guest)
    held(organiser=town)
    came(held(organiser=OrganisationFactory()), guest)

    assert count().training.total.events == 3
    assert count(organisation=town).training.total.events == 2
    assert count(organisation=village).training.total.named == 1
    assert count(organisation=town).organisation_name == town.name


@pytest.mark.parametrize(
    ("state", "is_practice", "counted", "provisional"),
    [
        (DrillState.ARCHIVED, False, 1, 0),
        (DrillState.SUMMARISED, False, 1, 1),
        (DrillState.ARCHIVED, True, 0, 0),
        (DrillState.EVALUATING, False, 0, 0),
        (DrillState.PREPARING, False, 0, 0),
        (DrillState.CANCELLED, False, 0, 0),
    ],
)
def test_drill_is_counted_once_archived(state, is_practice, counted, provisional):
    drilled(state=state, is_practice=is_practice)

    total = count().drills.total

    assert (total.events, total.provisional_events) == (counted, provisional)


def test_drill_belongs_to_the_day_it_was_really_started():
    drilled(starts_at=shanghai(2025, 3, 31, 9), started_at=shanghai(2025, 4, 1, 0, 5))

    assert count().drills.by["month"]["4"].events == 1
    assert count(Period.parse("2025Q1")).drills.total.events == 0


def test_joint_drill_counts_once_under_its_lead_and_is_listed_by_who_took_part():
    fire, market = OrganisationFactory(name="消防"), OrganisationFactory(name="市场监管")
    part_of_market = OrganisationFactory(parent=market)
    drilled(organiser=fire, joined_by=[market, part_of_market])

    totals = count()

    assert totals.drills.by["organiser"] == {str(fire.uuid): Figures(events=1, joint=1)}
    assert totals.took_part == 0
    assert (count(organisation=fire).drills.total.events, count(organisation=fire).took_part) == (
        1,
        0,
    )
    theirs = count(organisation=market)
    assert (theirs.drills.total.events, theirs.took_part) == (0, 1)


def test_publicity_is_what_is_neither_class_nor_drill():
    for kind in EventKind:
        held(kind=kind)

    totals = count()

    assert totals.publicity.total.events == len(EventKind) - 2
    assert (totals.training.total.events, totals.drills.total.events) == (1, 0)


def test_unique_persons_of_quarters_do_not_add_up_to_the_year():
    person = PersonFactory()
    for month in (2, 5, 8, 11):
        came(held(starts_at=shanghai(2025, month, 3, 9)), person)

    quarters = [count(Period(2025, first, 3)).training.total.verified for first in (1, 4, 7, 10)]

    assert quarters == [1, 1, 1, 1]
    assert count().training.total.verified == 1
    assert {month: one.verified for month, one in count().training.by["month"].items()} == {
        "2": 1,
        "5": 1,
        "8": 1,
        "11": 1,
    }


def test_figures_written_and_read_back_are_the_same():
    person = PersonFactory()
    came(held(organiser=person.organisation), person)
    drilled()

    totals = count(organisation=person.organisation)

    assert Totals.from_values(json.loads(json.dumps(totals.to_values()))) == totals


def test_counting_takes_as_many_queries_for_one_event_as_for_twenty(
    django_assert_max_num_queries, django_assert_num_queries
):
    came(held(), PersonFactory())
    drilled(joined_by=[OrganisationFactory()])
    held(kind=EventKind.FILM)
    with django_assert_max_num_queries(25) as few:
        count()
    for _ in range(6):
        came(held(), PersonFactory())
        drilled(joined_by=[OrganisationFactory()])
        held(kind=EventKind.FILM)

    with django_assert_num_queries(len(few.captured_queries)):
        count()


# --- Against an independent recount -----------------------------------------------------------

PERSONS = st.tuples(
    st.integers(0, 3),  # unit, 3 for none
    st.sampled_from(PersonStatus.values),
)
ATTENDANCES = st.dictionaries(
    st.integers(0, 4),
    st.tuples(st.sampled_from(AttendanceStatus.values), st.sampled_from([0, 44, 45, 67, 90])),
    max_size=5,
)
EVENTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([EventKind.TRAINING, EventKind.DRILL, EventKind.FILM]),
        "starts_at": st.sampled_from(
            [
                shanghai(2024, 12, 31, 23, 30),
                shanghai(2025, 1, 1, 0, 0),
                shanghai(2025, 6, 30, 23, 59),
                shanghai(2025, 7, 1, 8, 0),
                shanghai(2025, 12, 31, 23, 30),
            ]
        ),
        "topic": st.sampled_from([None, "fire", "flood"]),
        "audience": st.sampled_from(["PUBLIC", "WORKER"]),
        "status": st.sampled_from(EventStatus.values),
        "organiser": st.integers(0, 2),
        "host": st.sampled_from([None, 1, 2]),
        "state": st.sampled_from(
            [DrillState.ARCHIVED, DrillState.SUMMARISED, DrillState.EVALUATING]
        ),
        "is_practice": st.booleans(),
        "joined_by": st.sets(st.integers(0, 2), max_size=2),
        "run": st.sampled_from([None, 0, 1]),
        "counts": st.lists(st.integers(0, 7), max_size=2),
        "seats": st.dictionaries(
            st.integers(0, 4),
            st.sampled_from([RegistrationStatus.CONFIRMED, RegistrationStatus.CANCELLED]),
            max_size=3,
        ),
        "came": ATTENDANCES,
    }
)


def build(persons, events, merges) -> list:
    town = OrganisationFactory(kind=OrganisationKind.TOWN)
    units = [
        town,
        OrganisationFactory(parent=town, kind=OrganisationKind.VILLAGE),
        OrganisationFactory(kind=OrganisationKind.ENTERPRISE),
        None,
    ]
    people = [PersonFactory(organisation=units[unit], status=status) for unit, status in persons]
    runs = [CourseRunFactory(), CourseRunFactory()]
    for one in events:
        fields = {
            "kind": one["kind"],
            "starts_at": one["starts_at"],
            "topic": one["topic"],
            "audience": one["audience"],
            "status": one["status"],
            "organiser": units[one["organiser"]],
            "host": units[one["host"]] if one["host"] else None,
        }
        if one["kind"] == EventKind.DRILL:
            del fields["kind"]
            event = drilled(
                **fields,
                state=one["state"],
                is_practice=one["is_practice"],
                joined_by=[units[n] for n in one["joined_by"]],
            ).event
        else:
            event = held(**fields)
        if one["kind"] == EventKind.TRAINING and one["run"] is not None:
            TrainingSessionFactory(run=runs[one["run"]], event=event)
        for n, (status, minutes) in one["came"].items():
            came(event, people[n], status=status, minutes=minutes)
        for n, status in one["seats"].items():
            Registration.objects.create(
                event=event, person=people[n], status=status, requested_at=NOON, changed_at=NOON
            )
        last = None
        for number in one["counts"]:
            last = headed(event, number, supersedes=last)
    for source, target in merges:
        if source < target:
            merge(people[source], Person.objects.get(pk=people[target].pk))
    return units


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    persons=st.lists(PERSONS, min_size=5, max_size=5),
    events=st.lists(EVENTS, max_size=6),
    merges=st.lists(
        st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=3, unique_by=lambda pair: pair[0]
    ),
    period=st.sampled_from(["2025", "2025H1", "2025Q3", "2025-12"]),
    below=st.sampled_from([None, 0]),
)
def test_every_figure_equals_an_independent_recount(
    django_db_blocker, persons, events, merges, period, below
):
    from django.db import transaction

    sid = transaction.savepoint()
    try:
        units = build(persons, events, merges)
        top = units[below] if below is not None else None
        asked = Period.parse(period)

        totals = count(asked, top)

        assert {part.value: flat(totals.part(part)) for part in Part} == {
            part.value: recount(
                part=part, year=asked.year, months=asked.month_numbers, top=top, at=LATER
            )
            for part in Part
        }
        if top is None:
            assert headline.counted(asked, LATER) == headline.taken(totals, None)
    finally:
        transaction.savepoint_rollback(sid)


def test_every_dimension_is_there_without_events():
    assert set(count().drills.by) == {d.value for d in Dimension} - {"total"}
