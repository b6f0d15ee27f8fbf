"""Which venues an account may choose, and which it may change."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.events.domain.queries import places
from portal.events.models import Venue
from tests.factories.events import VenueFactory
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    district = OrganisationFactory()
    town = OrganisationFactory(parent=district)
    village = OrganisationFactory(parent=town)
    neighbour = OrganisationFactory(parent=district)
    return {
        name: VenueFactory(name=name, organisation=unit)
        for name, unit in [
            ("district", district),
            ("town", town),
            ("village", village),
            ("neighbour", neighbour),
            ("nobody", None),
        ]
    }


def names(venues):
    return set(venues.values_list("name", flat=True))


def test_venues_of_the_scope_of_those_above_and_of_nobody(tree):
    user = UserFactory(scope=tree["town"].organisation)

    assert names(places.venues(user=user)) == {"district", "town", "village", "nobody"}


def test_own_venues_are_those_of_the_scope(tree):
    user = UserFactory(scope=tree["town"].organisation)

    assert names(places.own_venues(user=user)) == {"town", "village"}


def test_venues_of_an_administrator_are_all(tree):
    assert names(places.venues(user=UserFactory(is_superuser=True))) == set(tree)


def test_venues_without_an_account_are_none(tree):
    assert names(places.venues(user=AnonymousUser())) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("会议", {"安信街道办三楼会议室"}),
        ("axjd", {"安信街道办三楼会议室"}),
        ("中山路", {"和平里活动室"}),
        (" ", {"安信街道办三楼会议室", "和平里活动室"}),
        ("zzz", set()),
    ],
)
def test_venues_like(text, found):
    VenueFactory(name="安信街道办三楼会议室", organisation=None)
    VenueFactory(name="和平里活动室", address="中山路 3 号", organisation=None)

    assert names(places.venues_like(text, among=Venue.objects.all())) == found
