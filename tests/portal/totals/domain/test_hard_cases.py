"""Hard cases of a year, each figure worked out by hand."""

from datetime import datetime, timedelta

import pytest

from drills.enums import DrillState
from portal.events.enums import EventStatus
from portal.events.models import Event
from portal.lib.periods import BUSINESS_ZONE, Period
from portal.people.enums import OrganisationKind, PersonStatus
from portal.people.models import Organisation, Person
from portal.totals import documents
from portal.totals.domain import annual
from portal.totals.domain.annual import Figures
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.totals import came, drilled, headed, held

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 1, 12, 9, tzinfo=BUSINESS_ZONE)


def shanghai(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=BUSINESS_ZONE)


def count(period="2025", organisation=None, at=LATER):
    return annual.totals(period=Period.parse(period), organisation=organisation, at=at)


def test_event_over_midnight_of_the_years_end_belongs_to_the_day_of_its_start():
    night = held(starts_at=shanghai(2025, 12, 31, 23, 30), minutes=120)
    came(night, PersonFactory())
    utc = held(starts_at=datetime.fromisoformat("2025-12-31T16:00:00+00:00"))  # 1 January there
    came(utc, PersonFactory())

    found = {
        code: count(code, at=shanghai(2027, 1, 1)).training.total.named
        for code in ("2025", "2025H2", "2025Q4", "2025-12", "2025H1", "2025Q3", "2025-11")
    }

    assert found == {
        "2025": 1,
        "2025H2": 1,
        "2025Q4": 1,
        "2025-12": 1,
        "2025H1": 0,
        "2025Q3": 0,
        "2025-11": 0,
    }
    assert count("2026-01", at=shanghai(2027, 1, 1)).training.total.named == 1


def test_drill_started_after_midnight_belongs_to_the_new_year():
    drilled(starts_at=shanghai(2025, 12, 31, 22), started_at=shanghai(2026, 1, 1, 0, 1))

    assert count("2025").drills.total.events == 0
    assert count("2026").drills.by["month"] == {"1": Figures(events=1)}


def test_parts_of_the_year_add_up_where_they_may_and_nowhere_else():
    regular, once = PersonFactory(), PersonFactory()
    for month in range(1, 13):
        came(held(starts_at=shanghai(2025, month, 28, 9)), regular)
    headed(held(starts_at=shanghai(2025, 6, 30, 23, 59), organiser=once.organisation), 40)
    came(held(starts_at=shanghai(2025, 7, 1)), once)
    year = count().training.total
    for codes in (
        ("2025H1", "2025H2"),
        tuple(f"2025Q{n}" for n in range(1, 5)),
        tuple(f"2025-{n:02d}" for n in range(1, 13)),
    ):
        parts = [count(code).training.total for code in codes]
        for name in ("events", "named", "headed", "minutes", "half_hours", "headed_half_hours"):
            assert sum(getattr(one, name) for one in parts) == getattr(year, name)

    assert (year.events, year.named, year.headed, year.verified) == (14, 13, 40, 2)
    assert [count(f"2025H{n}").training.total.verified for n in (1, 2)] == [1, 2]


def test_session_cancelled_goes_and_held_after_all_comes_back():
    event = held(status=EventStatus.ENDED)
    came(event, PersonFactory(), PersonFactory())
    headed(event, 5)
    found = []
    for status in (EventStatus.ENDED, EventStatus.CANCELLED, EventStatus.RECONCILED):
        Event.objects.update(status=status)
        total = count().training.total
        found.append((total.events, total.named, total.headed, total.verified, total.units))

    assert found == [(1, 2, 3, 2, 2), (0, 0, 0, 0, 0), (1, 2, 3, 2, 2)]


def test_postponed_session_counts_once_on_its_real_day():
    event = held(starts_at=shanghai(2025, 3, 31, 9), status=EventStatus.POSTPONED)
    before = count().training.total.events
    Event.objects.filter(pk=event.pk).update(
        starts_at=shanghai(2025, 4, 1, 9),
        ends_at=shanghai(2025, 4, 1, 11),
        status=EventStatus.RECONCILED,
    )

    assert before == 0
    assert count().training.by["month"] == {"4": Figures(events=1)}
    assert (count("2025Q1").training.total, count("2025Q2").training.total.events) == (Figures(), 1)


def test_reopened_drill_leaves_the_year_until_it_is_archived_again():
    drill = drilled()
    found = []
    for state in (DrillState.ARCHIVED, DrillState.REOPENED, DrillState.ARCHIVED):
        drill.state = state
        drill.save()
        found.append(count().drills.total.events)

    assert found == [1, 0, 1]


def test_two_merged_persons_in_one_event_are_one_person_time():
    """Nobody comes twice to one event; whoever was counted besides has no name."""
    one, two = PersonFactory(), PersonFactory(status=PersonStatus.PROVISIONAL)
    came(held(), one, two)
    headed(Event.objects.get(), 2)

    before = count().training.total
    Person.objects.filter(pk=two.pk).update(canonical=one)
    after = count().training.total

    assert (before.named, before.verified, before.provisional) == (2, 1, 1)
    assert (after.named, after.headed, after.verified, after.provisional) == (1, 1, 1, 0)


def test_head_count_below_the_named_ones_takes_nothing_away_and_not_from_others():
    low, high = held(), held()
    came(low, *PersonFactory.create_batch(3))
    headed(low, 1)
    headed(high, 4)

    total = count().training.total

    assert (total.named, total.headed, total.person_times) == (3, 4, 7)


def test_unit_moved_in_the_tree_takes_its_events_along_and_leaves_who_belonged_where():
    district = OrganisationFactory(kind=OrganisationKind.DISTRICT)
    east = OrganisationFactory(parent=district, kind=OrganisationKind.TOWN)
    west = OrganisationFactory(parent=district, kind=OrganisationKind.TOWN)
    village = OrganisationFactory(parent=east, kind=OrganisationKind.VILLAGE)
    came(held(organiser=village), PersonFactory(organisation=village))
    found = [count(organisation=one).training.total.named for one in (district, east, west)]

    Organisation.objects.get(pk=village.pk).move(Organisation.objects.get(pk=west.pk), "last-child")
    for one in (district, east, west):
        one.refresh_from_db()
    moved = [count(organisation=one).training.total.named for one in (district, east, west)]

    assert (found, moved) == ([1, 1, 0], [1, 0, 1])
    assert count(organisation=west).training.by["unit_kind"]["VILLAGE"].units == 1


def test_person_who_changed_units_reached_both_of_them():
    old, new = OrganisationFactory(), OrganisationFactory(kind=OrganisationKind.SCHOOL)
    person = PersonFactory(organisation=old)
    came(held(organiser=old), person)
    person.organisation = new
    person.save()
    came(held(organiser=old), person)

    training = count().training

    assert (training.total.verified, training.total.units) == (1, 2)
    assert {kind: one.verified for kind, one in training.by["unit_kind"].items()} == {
        "ENTERPRISE": 1,
        "SCHOOL": 1,
    }


def test_joint_drill_is_counted_by_the_district_once_although_two_departments_held_it():
    district = OrganisationFactory(kind=OrganisationKind.DISTRICT)
    fire, market = (OrganisationFactory(parent=district) for _ in range(2))
    drilled(organiser=fire, joined_by=[market], topic="fire")
    drilled(organiser=market, topic="flood")

    found = {
        name: (one.drills.total.events, one.drills.total.joint, one.took_part)
        for name, one in {
            "district": count(organisation=district),
            "fire": count(organisation=fire),
            "market": count(organisation=market),
        }.items()
    }

    assert found == {"district": (2, 1, 0), "fire": (1, 1, 0), "market": (1, 0, 1)}
    assert count().drills.by["topic"] == {
        "fire": Figures(events=1, joint=1),
        "flood": Figures(events=1),
    }


def test_exact_and_round_number_stand_side_by_side():
    for n in range(53):
        held(starts_at=shanghai(2025, 1 + n % 12, 5, 9))
    for _ in range(27):
        drilled()

    said = documents.sentence(count())

    assert "53 场（50余场）" in said
    assert "27 场（25余场）" in said
    assert "0 人次" in said


def test_event_that_is_on_at_the_moment_of_counting_is_not_counted_yet():
    event = held(status=EventStatus.PUBLISHED, starts_at=LATER - timedelta(minutes=30))
    came(event, PersonFactory())

    assert count("2026").training.total == Figures()
    assert count("2026", at=LATER + timedelta(hours=1)).training.total.named == 1
