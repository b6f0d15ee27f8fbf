"""What an account may see."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.people.domain import scope
from portal.people.models import Organisation, Person
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    town = OrganisationFactory(name="青云镇")
    village = OrganisationFactory(name="上村", parent=town)
    other = OrganisationFactory(name="白石街道")
    town.refresh_from_db()
    return town, village, other


def users(town):
    return [
        UserFactory(scope=town),
        UserFactory(is_superuser=True),
        UserFactory(),
        UserFactory(scope=town, is_active=False),
        AnonymousUser(),
    ]


def test_organisations_of_every_kind_of_account(tree):
    town, _village, _other = tree

    seen = [[one.name for one in scope.organisations(user)] for user in users(town)]

    everything = ["青云镇", "上村", "白石街道"]
    assert seen == [["青云镇", "上村"], everything, [], [], []]
    assert Organisation.objects.count() == 3


def test_sees_of_every_kind_of_account(tree):
    seen = [[scope.sees(user, one) for one in (*tree, None)] for user in users(tree[0])]

    none = [False] * 4
    assert seen == [[True, True, False, False], [True] * 4, none, none, none]


def test_within_any_of_several_paths(tree):
    town, village, other = tree
    for unit in tree:
        PersonFactory(organisation=unit)

    seen = scope.within(
        Person.objects.all(),
        UserFactory(scope=town),
        "organisation__path",
        "canonical__organisation__path",
    )

    assert {person.organisation for person in seen} == {town, village}
    assert other.persons.count() == 1
