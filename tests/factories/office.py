"""An office and its accounts: fixtures for the tests of the back office."""

import pytest

from portal.people.domain import roles
from portal.people.enums import RoleCode
from tests.factories.people import OrganisationFactory, UserFactory


@pytest.fixture
def office():
    return OrganisationFactory(name="区安委办")


@pytest.fixture
def organiser(office):
    """Somebody who plans events for the office."""
    user = UserFactory(scope=office)
    user.groups.add(roles.sync()[RoleCode.ORGANISER])
    return user


@pytest.fixture
def back_office(client, organiser):
    """The browser of the organiser, signed in."""
    client.force_login(organiser)
    return client


@pytest.fixture
def reader(client, office):
    """The browser of an evaluator, who sees events and changes none."""
    user = UserFactory(scope=office)
    user.groups.add(roles.sync()[RoleCode.EVALUATOR])
    client.force_login(user)
    return client
