"""Finding by what people type."""

import pytest

from portal.people.domain.queries import directory
from portal.people.models import Organisation
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("机械", ["平安（新区）机械有限公司"]),
        ("平安新区", ["平安（新区）机械有限公司"]),
        ("新区厂", ["平安（新区）机械有限公司"]),
        ("PAXQ", ["平安（新区）机械有限公司"]),
        ("（", ["平安（新区）机械有限公司"]),
        ("zzz", []),
        (" ", ["平安（新区）机械有限公司", "红旗化工"]),
    ],
)
def test_organisations_like(text, names):
    OrganisationFactory(name="平安（新区）机械有限公司", aliases="新区厂")
    OrganisationFactory(name="红旗化工")

    found = directory.organisations_like(text, among=Organisation.objects.all())

    assert [one.name for one in found] == names
