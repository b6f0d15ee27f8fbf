"""Two of the staff keep the same part of the register at the same moment."""

from datetime import date
from functools import partial
from time import sleep

import pytest

from portal.people.domain import keeping, merging, organisations, roster
from portal.people.domain.comparing import Line
from portal.people.models import Organisation, Person, PersonMerge
from tests.factories.events import NOON
from tests.factories.people import (
    OrganisationFactory,
    PersonFactory,
    RosterImportFactory,
    UserFactory,
)
from tests.racing import at_once, said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def root():
    return UserFactory(is_superuser=True)


@pytest.mark.parametrize("attempt", range(3))
def test_number_is_given_to_one_of_two_persons(root, attempt):
    unit = OrganisationFactory()
    calls = [
        partial(
            keeping.enter,
            name=name,
            phone="13800138000",
            organisation=unit,
            audience="WORKER",
            position="",
            since=date(2025, 1, 1),
            by=root,
        )
        for name in ("王强", "李梅", "张伟")
    ]

    results = at_once(*calls)

    assert said(results) == ["", "PhoneTaken", "PhoneTaken"], results
    assert Person.objects.count() == 1


@pytest.mark.parametrize("parent", [True, False], ids=["below another", "as a root"])
def test_organisation_is_added_once(root, parent):
    above = OrganisationFactory() if parent else None
    before = Organisation.objects.count()
    calls = [
        partial(organisations.add, parent=above, by=root, name="平安机械厂", kind="ENTERPRISE")
        for _person in range(4)
    ]

    results = at_once(*calls)

    assert said(results) == ["", *["NameTaken"] * 3], results
    assert Organisation.objects.count() == before + 1


def test_different_organisations_are_all_added(root):
    above = OrganisationFactory()
    calls = [
        partial(organisations.add, parent=above, by=root, name=f"企业{n}", kind="ENTERPRISE")
        for n in range(6)
    ]

    results = at_once(*calls)

    assert said(results) == [""] * 6, results
    assert Organisation.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("attempt", range(3))
def test_tree_stays_whole_when_a_branch_moves_while_it_grows(root, monkeypatch, attempt):
    """A new leaf is not left behind where its branch stood."""
    district = OrganisationFactory()
    east, west = (OrganisationFactory(name=name, parent=district) for name in ("东街", "西街"))
    communities = [OrganisationFactory(name=f"社区{n}", parent=east) for n in range(3)]
    grown = Organisation.add_child

    def add_child(self, **kwargs):
        sleep(0.05)
        return grown(self, **kwargs)

    monkeypatch.setattr(Organisation, "add_child", add_child)

    def grow(n):
        return organisations.add(parent=communities[n], by=root, name=f"企业{n}", kind="ENTERPRISE")

    def move():
        sleep(0.02)
        return organisations.change(organisation=east, parent=west, by=root, name="东街")

    results = at_once(*(partial(grow, n) for n in range(3)), move)

    assert said(results) == [""] * 4, results
    assert Organisation.find_problems() == ([], [], [], [], [])
    for n, community in enumerate(communities):
        found = Organisation.objects.get(pk=community.pk)
        assert [one.name for one in found.get_children()] == [f"企业{n}"]
        assert [one.name for one in found.get_ancestors()][-2:] == ["西街", "东街"]


def test_two_branches_do_not_come_to_stand_below_each_other(root):
    district = OrganisationFactory()
    one, other = (OrganisationFactory(name=name, parent=district) for name in ("东街", "西街"))

    results = at_once(
        partial(organisations.change, organisation=one, parent=other, by=root, name="东街"),
        partial(organisations.change, organisation=other, parent=one, by=root, name="西街"),
    )

    assert said(results) == ["", "BelowItself"], results
    assert Organisation.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("size", [3, 8])
def test_merges_in_a_ring_leave_one_out(root, size):
    persons = PersonFactory.create_batch(size)
    calls = [
        partial(merging.merge, source=source, target=target, by=root, at=NOON, reason="同一人")
        for source, target in zip(persons, [*persons[1:], persons[0]], strict=True)
    ]

    results = at_once(*calls)

    assert said(results) == [""] * (size - 1) + ["SamePerson"], results
    assert PersonMerge.objects.count() == size - 1
    assert Person.objects.filter(canonical=None).count() == 1


def test_roster_is_confirmed_and_applied_once(root):
    unit = OrganisationFactory()
    made = RosterImportFactory(organisation=unit, uploaded_by=root, unknown_to_chosen=True)
    roster.preview(
        roster=made,
        lines=[Line(number=2, cells=("王强",), name="王强", phone="13800138000")],
        columns={"name": "A", "phone": "B"},
    )

    confirmed = at_once(*[partial(roster.confirm, roster=made, by=root, at=NOON)] * 3)
    applied = at_once(*[partial(roster.apply, roster=made, at=NOON)] * 3)

    assert (said(confirmed), said(applied)) == (["", "NotWaiting", "NotWaiting"], [""] * 3)
    assert Person.objects.filter(name="王强").count() == 1
