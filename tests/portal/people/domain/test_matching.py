"""From what people say of themselves to the row of the register."""

import pytest

from portal.people.domain import matching, persons
from portal.people.enums import PersonStatus
from portal.people.models import Organisation, Person
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def factory():
    return OrganisationFactory(name="平安（新区）机械有限公司", aliases="平机, 新区机械厂")


def known(**fields):
    phone = fields.pop("phone", "13800001234")
    return PersonFactory(name="王小强", **persons.phone_columns(phone), **fields)


@pytest.mark.parametrize(
    ("name", "last4", "unit", "fits"),
    [
        ("王小强", "1234", "平安（新区）机械有限公司", True),
        ("王 小 强", "１２３４", "平安新区机械有限责任公司", True),
        ("王小强", "13800001234", "平机", True),
        ("王小强", "1234", "新区机械厂", True),
        ("王小强", "1234", "红旗化工", False),
        ("王小强", "1234", "", False),
        ("王小强", "9999", "平机", False),
        ("王小强", "34", "平机", False),
        ("王小", "1234", "平机", False),
        ("", "1234", "平机", False),
    ],
)
def test_find_compares_name_digits_and_unit(factory, name, last4, unit, fits):
    person = known(organisation=factory)

    found = matching.find(name=name, last4=last4, unit_text=unit)

    assert found == (person if fits else None)


def test_find_reads_the_unit_as_given():
    person = known(organisation=None, unit_text="路边 早点摊")

    assert matching.find(name="王小强", last4="1234", unit_text="路边早点摊") == person


def test_find_without_unit_finds_only_people_without_unit(factory):
    known(organisation=factory)
    person = known(organisation=None, status=PersonStatus.PROVISIONAL)

    assert matching.find(name="王小强", last4="1234", unit_text="") == person


def test_find_is_none_when_two_fit(factory):
    known(organisation=factory)
    known(organisation=factory, phone="13900001234")

    assert matching.find(name="王小强", last4="1234", unit_text="平机") is None


def test_find_looks_only_among(factory):
    known(organisation=factory)
    other = known(organisation=factory, phone="13900001234")

    found = matching.find(
        name="王小强",
        last4="1234",
        unit_text="平机",
        among=Person.objects.filter(pk=other.pk),
    )

    assert found == other


@pytest.mark.parametrize(("unit", "fits"), [("", True), ("红旗化工", False)])
def test_find_among_a_roster_needs_no_unit(factory, unit, fits):
    person = known(organisation=factory)

    found = matching.find(name="王小强", last4="1234", unit_text=unit, among=Person.objects.all())

    assert found == (person if fits else None)


def test_find_among_a_roster_prefers_whoever_has_no_unit_either(factory):
    known(organisation=factory)
    person = known(organisation=None, phone="13900001234")

    found = matching.find(name="王小强", last4="1234", unit_text="", among=Person.objects.all())

    assert found == person


def test_find_among_a_roster_is_none_when_two_fit_without_unit(factory):
    known(organisation=factory)
    known(organisation=OrganisationFactory(name="红旗化工"), phone="13900001234")

    roster = Person.objects.all()

    assert matching.find(name="王小强", last4="1234", unit_text="", among=roster) is None


def test_find_answers_with_the_canonical_person(factory):
    target = known(organisation=factory)
    known(organisation=factory, canonical=target, status=PersonStatus.PROVISIONAL)

    assert matching.find(name="王小强", last4="1234", unit_text="平机") == target


def test_find_among_a_roster_answers_with_the_row_on_it(factory):
    target = known(organisation=factory)
    source = known(organisation=factory, canonical=target, status=PersonStatus.PROVISIONAL)
    roster = Person.objects.filter(pk=source.pk)

    found = matching.find(name="王小强", last4="1234", unit_text="平机", among=roster)
    everywhere = matching.find(name="王小强", last4="1234", unit_text="平机")

    assert (found, everywhere) == (source, target)


@pytest.mark.parametrize("typed", ["138 0000 1234", "+86 13800001234", "１３８００００１２３４"])
def test_by_phone_and_name_reads_any_writing(typed):
    person = known()

    assert matching.by_phone_and_name(phone=typed, name="王小强") == person


@pytest.mark.parametrize("typed", ["13800009999", "1234", ""])
def test_by_phone_and_name_unknown_is_none(typed):
    known()

    assert matching.by_phone_and_name(phone=typed, name="王小强") is None


def test_by_phone_and_name_prefers_the_verified():
    known(status=PersonStatus.PROVISIONAL)
    person = known()

    assert matching.by_phone_and_name(phone="13800001234", name="王小强") == person


def test_by_phone_and_name_shared_by_provisional_persons_is_none():
    known(status=PersonStatus.PROVISIONAL)
    known(status=PersonStatus.PROVISIONAL)

    assert matching.by_phone_and_name(phone="13800001234", name="王小强") is None


def test_by_phone_and_name_needs_both():
    person = known()

    assert [
        matching.by_phone_and_name(phone="13800001234", name="王 小强"),
        matching.by_phone_and_name(phone="13800001234", name="李雷"),
        matching.by_phone_and_name(phone="1234", name="王小强"),
    ] == [person, None, None]


def test_organisation_named_by_name_form_or_other_name(factory):
    OrganisationFactory(name="红旗化工", aliases="红化")

    assert [
        matching.organisation_named(text) for text in ["平安新区机械", "平机", "没有这家", "", "平"]
    ] == [factory, factory, None, None, None]


def test_organisation_named_twice_needs_the_exact_name():
    first = OrganisationFactory(name="红旗化工有限公司")
    OrganisationFactory(name="红旗化工有限责任公司")

    assert [matching.organisation_named(text) for text in ["红旗化工有限公司", "红旗化工"]] == [
        first,
        None,
    ]


def test_organisation_named_passes_over_the_closed_and_those_not_among(factory):
    OrganisationFactory(name="红旗化工", closed_date="2024-01-01")

    assert matching.organisation_named("红旗化工") is None
    assert matching.organisation_named("平机", among=Organisation.objects.none()) is None
