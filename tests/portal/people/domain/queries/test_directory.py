"""Finding by what people type."""

import pytest

from portal.people.domain.queries import directory
from portal.people.models import Organisation, Person
from tests.factories.people import OrganisationFactory, PersonFactory

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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("小明", ["王小明"]),
        ("wxm", ["王小明"]),
        ("WangXiao", ["王小明"]),
        ("wang xiao ming", ["王小明"]),
        ("w", ["王小明", "吴云"]),
        ("xiaoming", []),
        ("1", []),
    ],
)
def test_persons_like(text, names):
    unit = OrganisationFactory(name="红旗化工")
    for name in ("王小明", "吴云", "单晓"):
        PersonFactory(name=name, organisation=unit)

    found = directory.persons_like(text, among=Person.objects.all())

    assert [one.name for one in found] == names


def test_persons_written_in_bulk_are_found_by_pinyin():
    unit = OrganisationFactory()
    Person.objects.bulk_create([Person(name="单小明", name_key="单小明", organisation=unit)])

    assert directory.persons_like("shan", among=Person.objects.all()).count() == 1
