"""Persons who come by themselves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from portal.lib.sealing import unseal
from portal.people.domain import persons
from portal.people.enums import Audience
from portal.people.models import Membership, Person
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)


def walk_in(**changed):
    said = {
        "name": "王 小强",
        "phone_or_last4": "138 0000 1234",
        "unit_text": "平安机械",
        "audience": Audience.WORKER,
        "at": AT,
    }
    return persons.admit_walk_in(**{**said, **changed})


def test_stranger_becomes_provisional():
    person = walk_in()

    assert (
        person.name,
        person.status,
        person.organisation,
        person.unit_text,
        person.audience,
        person.phone_last4,
        unseal(person.phone_sealed),
    ) == ("王小强", "PROVISIONAL", None, "平安机械", "WORKER", "1234", "13800001234")


def test_stranger_of_a_known_unit_belongs_to_it_from_that_day():
    unit = OrganisationFactory(name="平安机械有限公司")

    person = walk_in(phone_or_last4="1234")

    assert (person.organisation, person.unit_text, person.phone_digest) == (unit, "", None)
    assert list(Membership.objects.values_list("person", "organisation", "since_date")) == [
        (person.pk, unit.pk, date(2026, 3, 5))
    ]


def test_known_phone_and_name_is_that_person_whatever_the_unit():
    known = PersonFactory(name="王小强", **persons.phone_columns("13800001234"))

    assert walk_in(unit_text="别处") == known


def test_known_phone_with_another_name_is_somebody_else():
    known = PersonFactory(name="李雷", **persons.phone_columns("13800001234"))

    assert walk_in() != known


def test_name_unit_and_last_four_are_enough():
    unit = OrganisationFactory(name="平安机械")
    known = PersonFactory(name="王小强", organisation=unit, **persons.phone_columns("13800001234"))

    assert walk_in(phone_or_last4="1234") == known


def test_same_last_four_of_another_number_is_somebody_else():
    unit = OrganisationFactory(name="平安机械")
    known = PersonFactory(name="王小强", organisation=unit, **persons.phone_columns("13900001234"))

    assert walk_in() != known


def test_full_number_completes_a_provisional_person():
    first = walk_in(phone_or_last4="1234")

    second = walk_in()

    assert (second, unseal(second.phone_sealed)) == (first, "13800001234")


def test_full_number_does_not_touch_a_verified_person():
    unit = OrganisationFactory(name="平安机械")
    known = PersonFactory(name="王小强", organisation=unit, phone_last4="1234")

    assert walk_in() == known
    known.refresh_from_db()
    assert known.phone_digest is None


def test_same_words_twice_are_one_person_even_when_ambiguous():
    unit = OrganisationFactory(name="平安机械")
    for _ in range(2):
        PersonFactory(name="王小强", organisation=unit, phone_last4="1234")

    first = walk_in(phone_or_last4="1234")

    assert walk_in(phone_or_last4="1234") == first
    assert Person.objects.count() == 3


def test_same_words_after_a_merge_are_the_canonical_person():
    first = walk_in()
    target = PersonFactory(name="王晓强")
    Person.objects.filter(pk=first.pk).update(canonical=target)

    assert walk_in() == target


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"name": " "}, persons.NameMissing),
        ({"phone_or_last4": "138"}, persons.PhoneUnusable),
        ({"phone_or_last4": "12345"}, persons.PhoneUnusable),
        ({"phone_or_last4": ""}, persons.PhoneUnusable),
    ],
)
def test_walk_in_without_name_or_digits_is_refused(changed, refusal):
    with pytest.raises(refusal):
        walk_in(**changed)
    assert Person.objects.count() == 0


def test_register_needs_a_full_number():
    said = {"name": "王小强", "unit_text": "", "audience": "", "at": AT}

    person = persons.register(phone="13800001234", **said)

    assert walk_in() == person
    with pytest.raises(persons.PhoneUnusable):
        persons.register(phone="1234", **said)


@pytest.mark.django_db(transaction=True)
def test_walk_in_of_eight_requests_at_once_is_one_person():
    def once(_):
        try:
            return walk_in().pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(once, range(8)))

    assert len(found) == 1
    assert Person.objects.count() == 1
