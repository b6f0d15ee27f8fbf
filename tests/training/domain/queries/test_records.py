"""What the ledger says of a person, an organisation, a session."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.events.enums import EventStatus
from portal.lib.periods import Period
from portal.people.models import PersonMerge
from tests.factories.events import NOON, AttendanceFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.training import TrainingSessionFactory
from training.domain import credits  # noqa: A004 - the word of the trade
from training.domain.queries import records
from training.domain.queries.records import Line
from training.models import CreditEntry

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


def credited(person, *, starts_at=NOON, minutes=120, **fields):
    session = TrainingSessionFactory(
        event__status=EventStatus.RECONCILED, event__starts_at=starts_at, **fields
    )
    AttendanceFactory(event=session.event, person=person, present_minutes=minutes)
    credits.enter(session=session, at=LATER)
    return session


def test_record_lists_what_stands_newest_first():
    person = PersonFactory()
    older = credited(person, starts_at=NOON - timedelta(days=30), minutes=90)
    newer = credited(person)
    undone = credited(person)
    undone.event.attendances.update(credited_minutes=0)
    credits.enter(session=undone, at=LATER)
    credited(PersonFactory())

    assert records.record(person=person) == [
        Line(newer.pk, newer.event.title, NOON, 120, Decimal("2.5")),
        Line(older.pk, older.event.title, NOON - timedelta(days=30), 90, Decimal("2")),
    ]


def test_record_of_a_period():
    person = PersonFactory()
    credited(person, starts_at=NOON - timedelta(days=400))
    inside = credited(person)

    lines = records.record(person=person, period=Period(2025))

    assert [line.session for line in lines] == [inside.pk]


def test_of_person_holds_those_merged_into_him():
    first, second, third, other = PersonFactory.create_batch(4)
    for person in (first, second, third, other):
        credited(person)
    for source, target, undone_at in [
        (second, first, None),
        (third, second, None),
        (other, first, LATER),
    ]:
        PersonMerge.objects.create(
            source=source,
            target=target,
            merged_at=NOON,
            merged_by=UserFactory(),
            reason="同一人",
            undone_at=undone_at,
        )

    assert set(records.of_person(person=first).values_list("person", flat=True)) == {
        first.pk,
        second.pk,
        third.pk,
    }


def test_entries_seen_by_organiser_and_by_the_persons_unit():
    office, company = OrganisationFactory(), OrganisationFactory()
    credited(PersonFactory(organisation=company), event__organiser=office)
    credited(PersonFactory())

    for unit in (office, company):
        assert records.entries(user=UserFactory(scope=unit)).count() == 1
    assert records.entries(user=UserFactory()).count() == 0
    assert CreditEntry.objects.count() == 2
