"""Names of units to choose from."""

from datetime import date

import pytest

from portal.events.domain.queries.units import unit_names
from portal.people.enums import OrganisationKind
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_unit_names_are_open_units_the_organisers_own_first():
    town = OrganisationFactory(name="榆林镇", kind=OrganisationKind.TOWN)
    OrganisationFactory(name="宏远机械厂", parent=town)
    OrganisationFactory(name="安信化工")
    OrganisationFactory(name="安委办", kind=OrganisationKind.COMMITTEE)
    OrganisationFactory(name="歇业厂", closed_date=date(2024, 1, 1))

    assert unit_names(near=town, limit=9) == ["宏远机械厂", "榆林镇", "安信化工"]
    assert unit_names(near=town, limit=1) == ["宏远机械厂"]
