"""A small tree with accounts of several roles."""

from types import SimpleNamespace

import pytest
from django.test import Client

from portal.people.domain import roles
from portal.people.enums import RoleCode
from tests.factories.people import OrganisationFactory, UserFactory


@pytest.fixture
def house(db):
    """A district with a park and two factories, beside another district."""
    groups = roles.sync()
    district = OrganisationFactory(name="平安新区", kind="DISTRICT")
    park = OrganisationFactory(name="高新园区", kind="PARK", parent=district)
    mechanics = OrganisationFactory(name="平安机械有限公司", parent=park, aliases="平机")
    chemistry = OrganisationFactory(name="红旗化工", parent=park)
    other = OrganisationFactory(name="邻区", kind="DISTRICT")
    for one in (district, park):
        one.refresh_from_db()

    def account(role, scope, **fields):
        user = UserFactory(scope=scope, **fields)
        if role:
            user.groups.add(groups[role])
        return user

    return SimpleNamespace(
        groups=groups,
        district=district,
        park=park,
        mechanics=mechanics,
        chemistry=chemistry,
        other=other,
        account=account,
        manager=account(RoleCode.DISTRICT_MANAGER, district, last_name="张科长"),
        contact=account(RoleCode.ENTERPRISE_CONTACT, mechanics, last_name="李联络"),
        desk=account(RoleCode.DESK_STAFF, district),
        stranger=account(RoleCode.DISTRICT_MANAGER, other),
        nobody=account(RoleCode.DISTRICT_MANAGER, None),
        root=UserFactory(is_superuser=True, is_staff=True),
    )


@pytest.fixture
def as_():
    """Log in as somebody and get a browser for him."""

    def log_in(user):
        client = Client()
        client.force_login(user)
        return client

    return log_in
