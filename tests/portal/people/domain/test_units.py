"""Units by name, other name and likeness."""

import pytest

from portal.people.domain.units import Units
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def park():
    park = OrganisationFactory(name="高新园区")
    OrganisationFactory(name="平安（新区）机械有限公司", aliases="平机、机械厂", parent=park)
    OrganisationFactory(name="红旗化工有限公司", parent=park)
    OrganisationFactory(name="红旗化工有限责任公司", parent=park)
    OrganisationFactory(name="关门大吉有限公司", parent=park, closed_date="2024-01-01")
    OrganisationFactory(name="别区电子有限公司")
    park.refresh_from_db()
    return park


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("平安新区机械 有限责任公司", ["平安（新区）机械有限公司"]),
        ("机械厂", ["平安（新区）机械有限公司"]),
        ("高新园区", ["高新园区"]),
        ("红旗化工有限责任公司", ["红旗化工有限责任公司"]),
        ("红旗化工", ["红旗化工有限公司", "红旗化工有限责任公司"]),
        ("关门大吉有限公司", []),
        ("别区电子有限公司", []),
    ],
)
def test_named(park, text, names):
    assert [one.name for one in Units(park).named(text)] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("平安新区机戒有限公司", "平安（新区）机械有限公司"),
        ("红旗化学工业", "红旗化工有限公司"),
        ("别区电子", ""),
        ("新", ""),
        ("", ""),
    ],
)
def test_suggestion(park, text, name):
    units = Units(park)

    assert [units.suggestion(text), units.suggestion(text)] == [name, name]


def test_is_single(park):
    assert (Units(park).is_single, Units(OrganisationFactory()).is_single) == (False, True)
