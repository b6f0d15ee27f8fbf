"""The register kept by hand."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import ModelLogEntry

from portal.lib.sealing import unseal
from portal.people.domain import keeping, merging
from portal.people.models import Membership, Person, User
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
SINCE = date(2026, 3, 4)


@pytest.fixture
def unit():
    return OrganisationFactory(name="平安机械")


@pytest.fixture
def by(unit):
    return UserFactory(scope=unit)


def enter(by, unit, **changed):
    given = {
        "name": "王 强",
        "phone": "138 0000 1234",
        "organisation": unit,
        "audience": "PRINCIPAL",
        "position": "厂长",
        "since": SINCE,
        "by": by,
    }
    return keeping.enter(**{**given, **changed})


def change(person, by, **changed):
    given = {
        "person": person,
        "name": person.name,
        "phone": "",
        "organisation": person.organisation,
        "audience": person.audience,
        "position": "厂长",
        "since": SINCE,
        "by": by,
    }
    return keeping.change(**{**given, **changed})


def memberships(person):
    return list(
        person.memberships.order_by("since_date").values_list(
            "organisation__name", "role", "position", "since_date", "until_date"
        )
    )


def test_entered_person_is_verified_with_a_membership(unit, by):
    person = enter(by, unit)

    assert (person.name, person.status, unseal(person.phone_sealed)) == (
        "王强",
        "VERIFIED",
        "13800001234",
    )
    assert memberships(person) == [("平安机械", "PRINCIPAL", "厂长", SINCE, None)]


def test_person_without_phone_and_audience_may_be_entered(unit, by):
    person = enter(by, unit, phone="", audience="")

    assert (person.phone_digest, memberships(person)[0][1]) == (None, "WORKER")


def test_correction_of_somebody_who_was_merged_meanwhile_keeps_the_merge(unit, by):
    person, other = (PersonFactory(organisation=unit) for _person in range(2))
    shown = Person.objects.get(pk=person.pk)
    merging.merge(
        source=person, target=other, by=by, at=datetime(2026, 3, 4, tzinfo=UTC), reason="同一人"
    )

    changed = change(shown, by, name="王小强")

    assert (changed.name, changed.canonical) == ("王小强", other)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"name": " "}, keeping.NameMissing),
        ({"phone": "123"}, keeping.PhoneUnusable),
        ({"phone": "13800009999"}, keeping.PhoneTaken),
    ],
)
def test_wrong_entries_are_refused(unit, by, changed, refusal):
    enter(by, unit, name="李雷", phone="13800009999")

    with pytest.raises(refusal):
        enter(by, unit, **changed)
    assert Person.objects.count() == 1


def test_unit_outside_of_the_scope_is_refused(by):
    with pytest.raises(keeping.NotYours):
        enter(by, OrganisationFactory())


def test_change_without_number_keeps_the_number(unit, by):
    person = change(enter(by, unit), by, name="王强强")

    assert (person.name, person.phone_last4) == ("王强强", "1234")


def test_provisional_person_is_verified_by_hand(unit, by):
    person = PersonFactory(organisation=unit, status="PROVISIONAL", unit_text="路边")

    person = change(person, by)

    assert (person.status, person.unit_text) == ("VERIFIED", "")
    assert memberships(person) == [("平安机械", "WORKER", "厂长", SINCE, None)]


def test_change_of_unit_closes_and_opens_memberships(unit):
    root = UserFactory(is_superuser=True)
    person = enter(root, unit, since=date(2025, 1, 1))
    other = OrganisationFactory(name="红旗化工")

    change(person, root, organisation=other, position="主任")

    assert memberships(person) == [
        ("平安机械", "PRINCIPAL", "厂长", date(2025, 1, 1), SINCE),
        ("红旗化工", "PRINCIPAL", "主任", SINCE, None),
    ]


def test_change_of_unit_on_its_first_day_corrects_it(unit):
    root = UserFactory(is_superuser=True)
    person = enter(root, unit)

    change(person, root, organisation=OrganisationFactory(name="红旗化工"))

    assert memberships(person) == [("红旗化工", "PRINCIPAL", "厂长", SINCE, None)]


def test_change_of_position_stays_in_the_membership(unit, by):
    person = change(enter(by, unit), by, position="班长", since=date(2026, 5, 1))

    assert memberships(person) == [("平安机械", "PRINCIPAL", "班长", SINCE, None)]
    assert Membership.objects.count() == 1


def test_phone_is_revealed_with_right_and_reason_and_logged(unit, by):
    person = enter(by, unit)
    by.user_permissions.add(Permission.objects.get(codename="unmask_person"))
    by = User.objects.get(pk=by.pk)

    assert keeping.reveal_phone(person=person, by=by, reason=" 通知改期 ") == "13800001234"

    line = ModelLogEntry.objects.get(action="people.unmask")
    assert (line.object_id, line.user, line.data["reason"]) == (str(person.pk), by, "通知改期")
    with pytest.raises(keeping.ReasonMissing):
        keeping.reveal_phone(person=person, by=by, reason=" ")
    with pytest.raises(keeping.NotYours):
        keeping.reveal_phone(person=PersonFactory(), by=by, reason="通知改期")


def test_phone_is_not_revealed_without_the_right(unit, by):
    with pytest.raises(keeping.NotYours):
        keeping.reveal_phone(person=enter(by, unit), by=by, reason="通知改期")
    assert not ModelLogEntry.objects.filter(action="people.unmask").exists()
