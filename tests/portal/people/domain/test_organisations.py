"""The tree of organisations."""

import pytest

from portal.people.domain import organisations
from portal.people.models import Organisation, OrganisationTag
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = OrganisationFactory(name="青云镇", kind="TOWN")
    OrganisationFactory(name="上村", kind="VILLAGE", parent=town)
    OrganisationFactory(name="下村", kind="VILLAGE", parent=town)
    town.refresh_from_db()
    return town


@pytest.fixture
def root():
    return UserFactory(is_superuser=True)


def named(name):
    return Organisation.objects.get(name=name)


def change(which, parent, by, **fields):
    one = named(which)
    return organisations.change(
        organisation=one, parent=parent, by=by, **{"name": one.name, "kind": one.kind, **fields}
    )


def test_add_with_tags(town):
    tag = OrganisationTag.objects.create(code="fire", name_zh="消防", name_en="Fire")

    added = organisations.add(
        parent=town, by=UserFactory(scope=town), name="中村", kind="VILLAGE", tags=[tag]
    )

    assert (added.get_parent(), list(added.tags.all())) == (town, [tag])


def test_add_outside_of_the_scope_is_refused(town):
    by = UserFactory(scope=named("上村"))

    for parent in (town, None):
        with pytest.raises(organisations.NotYours):
            organisations.add(parent=parent, by=by, name="中村", kind="VILLAGE")


@pytest.mark.parametrize("name", ["上村", " 上 村", "《上村》"])
def test_add_beside_one_of_the_same_name_is_refused(town, root, name):
    with pytest.raises(organisations.NameTaken):
        organisations.add(parent=town, by=root, name=name, kind="VILLAGE")


def test_root_of_the_same_name_is_refused(town, root):
    with pytest.raises(organisations.NameTaken):
        organisations.add(parent=None, by=root, name="青云镇", kind="TOWN")


def test_change_in_its_place(town, root):
    changed = change("上村", town, root, name="上新村")

    assert (changed.name, changed.name_key, changed.get_parent()) == ("上新村", "上新村", town)


def test_move_below_another(town, root):
    changed = change("上村", named("下村"), root)

    assert [one.name for one in changed.get_ancestors()] == ["青云镇", "下村"]


def test_move_to_the_top(town, root):
    assert change("上村", None, root).is_root()


def test_move_to_the_top_takes_all_rights(town):
    with pytest.raises(organisations.NotYours):
        change("上村", None, UserFactory(scope=town))


def test_move_below_itself_is_refused(town, root):
    for parent in (town, named("上村")):
        with pytest.raises(organisations.BelowItself):
            change("青云镇", parent, root)


def test_own_top_is_not_moved(town):
    other = OrganisationFactory()

    with pytest.raises(organisations.NotYours):
        change("青云镇", other, UserFactory(scope=town))


def test_change_outside_of_the_scope_is_refused(town):
    with pytest.raises(organisations.NotYours):
        change("上村", town, UserFactory(scope=named("下村")), name="我的村")
    assert named("上村")


def test_change_to_the_name_of_a_sibling_is_refused(town, root):
    with pytest.raises(organisations.NameTaken):
        change("上村", town, root, name="下村")
