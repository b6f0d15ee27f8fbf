"""Identity numbers on a roster's way into the register."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.lib.sealing import unseal
from portal.people.domain import keeping, merging, roster
from portal.people.domain.comparing import Line
from portal.people.domain.matching import identity_digest
from portal.people.enums import PersonStatus
from portal.people.models import Person, RosterRow
from portal.people.models.persons import NO_NAME
from tests.factories.people import OrganisationFactory, PersonFactory, RosterImportFactory
from tests.portal.people.domain.test_roster import (
    ADD,
    AT,
    COLUMNS,
    SAME,
    World,
    changed,
    outcomes,
    problem,
    same,
)

pytestmark = pytest.mark.django_db

WANG, LI, ZHAO = "11010519491231002X", "110101199003070011", "440101198507120010"


def columns_of(number):
    return {"identity_digest": identity_digest(number), "identity_last4": number[-4:]}


class IdentityWorld(World):
    """A roster whose rows may end with an identity number, for a course that asks for them."""

    def preview(self, *rows, identity_for="te-zhong", **options):
        lines = [
            Line(
                number,
                name,
                phone,
                unit,
                cells=(name, phone, unit),
                identity=identity_digest(identity) if len(identity) == 18 else "",
                identity_last4=identity[-4:],
            )
            for number, (name, phone, unit, identity) in enumerate(rows, 2)
        ]
        made = RosterImportFactory(
            organisation=self.park, uploaded_by=self.by, identity_for=identity_for, **options
        )
        return roster.preview(roster=made, lines=lines, columns={**COLUMNS, "identity": "F"})


@pytest.fixture
def world():
    return IdentityWorld()


def identities():
    return {
        person.name: (person.identity_digest, person.identity_last4)
        for person in Person.objects.exclude(identity_digest=None)
    }


def test_new_person_gets_the_digest_and_the_last_four(world):
    made = world.run(("王强", "13800001234", "平安机械", WANG))

    assert outcomes(made) == [ADD]
    assert identities() == {"王强": (identity_digest(WANG), "002X")}
    assert Person.objects.get().masked_identity == "**************002X"


def test_without_a_course_that_asks_nothing_is_kept(world):
    made = world.preview(("王强", "13800001234", "平安机械", WANG), identity_for="")
    waiting = (made.rows.get().identity_digest, unseal(made.rows.get().sealed))
    roster.confirm(roster=made, by=world.by, at=AT)
    roster.apply(roster=made, at=AT)

    assert (waiting[0], "identity" in waiting[1].replace('"identity": "F"', "")) == ("", False)
    assert (Person.objects.count(), identities()) == (1, {})


def test_without_a_course_that_asks_nobody_is_found_by_it(world):
    world.person(name="王强", unit=world.chemistry, **columns_of(WANG))

    made = world.preview(("王强", "13800009999", "平安机械", WANG), identity_for="")

    assert outcomes(made) == [ADD]


def test_digest_waits_in_the_row_until_the_roster_is_applied(world):
    made = world.preview(("王强", "", "平安机械", WANG), ("李雷", "", "火星", LI))
    waiting = set(RosterRow.objects.values_list("identity_digest", flat=True))
    roster.confirm(roster=made, by=world.by, at=AT)
    roster.apply(roster=made, at=AT)

    assert waiting == {identity_digest(WANG), identity_digest(LI)}
    assert set(RosterRow.objects.values_list("identity_digest", flat=True)) == {""}
    assert identity_digest(WANG) not in str([unseal(row.sealed) for row in made.rows.all()])


def test_digest_does_not_stay_in_a_roster_that_failed(world):
    made = world.preview(("王强", "", "平安机械", WANG))
    roster.confirm(roster=made, by=made.uploaded_by, at=timezone.now())

    roster.fail(roster=made, message="broken")

    assert (made.state, made.rows.get().identity_digest) == ("FAILED", "")


def test_known_person_gets_the_number_once(world):
    person = world.person()
    row = ("王强", "13800001234", "平安机械", WANG)

    first, second = world.run(row), world.run(row)

    person.refresh_from_db()
    assert outcomes(first) == [changed(identity=("", "002X"))]
    assert outcomes(second) == [SAME]
    assert (person.identity_digest, unseal(person.phone_sealed)) == (
        identity_digest(WANG),
        "13800001234",
    )


def test_empty_cell_leaves_the_number_there(world):
    world.person(**columns_of(WANG))

    assert outcomes(world.run(("王强", "13800001234", "平安机械", ""))) == [SAME]
    assert identities() == {"王强": (identity_digest(WANG), "002X")}


def test_person_with_a_new_phone_in_another_unit_is_found_by_identity(world):
    person = world.person(**columns_of(WANG))

    made = world.run(("王强", "13800009999", "红旗化工", WANG))

    person.refresh_from_db()
    assert outcomes(made) == [changed(phone=("1234", "9999"), unit=("平安机械", "红旗化工"))]
    assert (Person.objects.count(), person.organisation) == (1, world.chemistry)


def test_person_without_phone_is_found_by_identity(world):
    person = world.person(phone="", **columns_of(WANG))

    made = world.preview(("王强", "", "红旗化工", WANG))

    assert outcomes(made) == [changed(unit=("平安机械", "红旗化工"))]
    assert made.rows.get().person_uuid == person.uuid


def test_phone_of_one_and_identity_of_another_needs_a_person(world):
    world.person(name="王强")
    world.person(name="李雷雷", phone="13800005678", **columns_of(LI))

    made = world.preview(
        ("王强", "13800001234", "平安机械", LI), ("李雷雷", "13800001234", "平安机械", LI)
    )

    conflict = problem("numbers_conflict", "F", phone_of="王*", identity_of="李*雷")
    assert outcomes(made)[0] == conflict
    assert (made.errors, made.changed) == (2, 0)


def test_conflict_is_not_written(world):
    world.person(name="王强")
    world.person(name="李雷雷", phone="13800005678", **columns_of(LI))

    world.run(("王强", "13800001234", "平安机械", LI))

    assert identities() == {"李雷雷": (identity_digest(LI), "0011")}


def test_identity_number_of_another_name_is_a_problem(world):
    world.person(name="李雷雷", phone="13800005678", **columns_of(LI))

    assert outcomes(world.preview(("王强", "13800009999", "平安机械", LI))) == [
        problem("identity_of_other", "F", name="李*雷")
    ]


@pytest.mark.parametrize("said", [LI, "0011"])
def test_person_of_the_phone_with_another_identity_number_is_a_problem(world, said):
    world.person(**columns_of(WANG))

    assert outcomes(world.preview(("王强", "13800001234", "平安机械", said))) == [
        problem("identity_differs", "F", name="王*", identity="**************002X")
    ]


def test_identity_number_out_of_sight_is_a_problem_and_nobody_is_named(world):
    world.person()
    world.person(name="李雷", phone="", unit=OrganisationFactory(), **columns_of(LI))

    assert outcomes(world.preview(("王强", "13800001234", "平安机械", LI))) == [
        problem("person_elsewhere", "F")
    ]


def test_namesake_with_another_identity_number_is_another_person(world):
    world.person(phone="", **columns_of(WANG))

    made = world.run(("王强", "", "平安机械", LI))

    assert outcomes(made) == [ADD]
    assert set(Person.objects.values_list("identity_last4", flat=True)) == {"002X", "0011"}


def test_namesakes_in_a_list_are_told_apart_by_identity(world):
    made = world.preview(("王强", "", "平安机械", WANG), ("王强", "", "平安机械", LI))

    assert outcomes(made) == [ADD, ADD]


def test_two_numbers_for_one_known_namesake_are_problems(world):
    world.person()

    made = world.preview(("王强", "", "平安机械", WANG), ("王强", "", "平安机械", LI))

    assert outcomes(made) == [problem("name_ambiguous", "B")] * 2


def test_last_four_choose_among_namesakes(world):
    world.person(phone="13800001234", **columns_of(WANG))
    world.person(phone="13800005678", **columns_of(LI))

    made = world.preview(("王强", "", "平安机械", "0011"))

    assert outcomes(made) == [SAME]
    assert made.rows.get().person_uuid == Person.objects.get(identity_last4="0011").uuid


def test_last_four_of_a_phone_choose_among_namesakes(world):
    known = world.person(phone="1234")
    world.person(phone="13800005678")

    made = world.preview(("王强", "13900001234", "平安机械", ""))

    assert outcomes(made) == [changed(phone=("1234", "1234"))]
    assert made.rows.get().person_uuid == known.uuid


def test_rows_about_one_person_are_read_once(world):
    made = world.preview(
        ("王强", "13800001234", "平安机械", WANG),
        ("王强", "13800005678", "平安机械", WANG),
        ("王强", "", "平安机械", WANG),
        ("王强", "13800001234", "平安机械", ""),
        ("王强", "", "平安机械", ""),
    )

    assert outcomes(made) == [ADD, *[same(2)] * 4]


def test_row_with_the_number_stands_before_one_without(world):
    made = world.preview(
        ("王强", "13800001234", "平安机械", ""), ("王强", "13800001234", "平安机械", WANG)
    )

    assert outcomes(made) == [same(3), ADD]


def test_rows_that_contradict_each_other_are_problems(world):
    made = world.preview(
        ("王强", "13800001234", "平安机械", WANG),
        ("李雷", "13800005678", "平安机械", LI),
        ("韩梅", "13800009999", "平安机械", WANG),
        ("王强", "13800001234", "平安机械", ZHAO),
        ("王强", "13800001234", "平安机械", LI),
        ("王强", "", "红旗化工", WANG),
    )

    assert outcomes(made) == [
        ADD,
        ADD,
        problem("identity_twice", "F", row=2),
        problem("identity_unlike", "F", row=2),
        problem("numbers_apart", "F", phone_row=2, identity_row=3),
        problem("unit_twice", "C", row=2),
    ]


def test_namesake_without_a_number_in_the_list_is_unclear(world):
    made = world.preview(("王强", "13800001234", "平安机械", ""), ("王强", "", "平安机械", WANG))

    assert outcomes(made) == [ADD, problem("name_unclear", "F", row=2)]


def test_walk_in_of_that_phone_gets_the_number(world):
    walk_in = world.person(status=PersonStatus.PROVISIONAL)

    made = world.run(("王强", "13800001234", "平安机械", WANG))

    walk_in.refresh_from_db()
    assert (made.changed, walk_in.status, walk_in.identity_last4) == (1, "VERIFIED", "002X")


# --- Merged persons -------------------------------------------------------------------------


def merge(world, source, target):
    return merging.merge(source=source, target=target, by=world.by, at=AT, reason="同一人")


def test_merged_person_is_found_by_the_number_of_the_other_row(world):
    source = world.person(phone="", unit=world.chemistry, **columns_of(WANG))
    target = world.person()
    merge(world, source, target)

    made = world.run(("王强", "", "平安机械", WANG))

    assert outcomes(made) == [SAME]
    assert made.rows.get().person_uuid == target.uuid


def test_number_of_the_other_row_is_known_where_the_phone_leads(world):
    source = world.person(phone="", unit=world.chemistry, **columns_of(WANG))
    merge(world, source, world.person())

    kept = world.run(("王强", "13800001234", "平安机械", WANG))
    other = world.preview(("王强", "13800001234", "平安机械", LI))

    assert outcomes(kept) == [SAME]
    assert outcomes(other) == [
        problem("identity_differs", "F", name="王*", identity="**************002X")
    ]


def test_phone_of_the_other_verified_row_is_no_change(world):
    source = world.person(phone="13800005678", unit=world.chemistry)
    target = world.person()
    merge(world, source, target)

    made = world.run(("王强", "13800005678", "平安机械", WANG))

    target.refresh_from_db()
    assert (made.state, outcomes(made)) == ("APPLIED", [changed(identity=("", "002X"))])
    assert (target.phone_last4, target.identity_last4) == ("1234", "002X")


def test_merge_undone_leaves_the_number_with_its_row(world):
    source = world.person(phone="", unit=world.chemistry, **columns_of(WANG))
    target = world.person()
    merging.undo(made=merge(world, source, target), by=world.by, at=AT)

    made = world.preview(("王强", "13800001234", "平安机械", WANG))

    assert [one["code"] for one in made.rows.get().problems] == ["numbers_conflict"]


def test_persons_with_different_numbers_are_not_merged(world):
    source = world.person(phone="", **columns_of(WANG))
    target = world.person(**columns_of(LI))

    with pytest.raises(merging.IdentitiesDiffer):
        merge(world, source, target)


def test_persons_whose_merged_rows_have_different_numbers_are_not_merged(world):
    first, second = world.person(phone=""), world.person()
    merge(world, world.person(phone="", **columns_of(WANG)), first)
    merge(world, world.person(phone="", **columns_of(LI)), second)

    with pytest.raises(merging.IdentitiesDiffer):
        merge(world, first, second)


# --- Constraints ------------------------------------------------------------------------------


def test_number_stands_once_among_the_verified(world):
    world.person(**columns_of(WANG))
    world.person(phone="", status=PersonStatus.PROVISIONAL, **columns_of(WANG))

    with pytest.raises(IntegrityError, match="identity"), transaction.atomic():
        world.person(phone="", **columns_of(WANG))


def test_number_taken_in_the_same_moment_applies_nothing(world):
    made = world.preview(("王强", "13800001234", "平安机械", WANG))
    roster.confirm(roster=made, by=world.by, at=AT)

    def somebody_is_quicker(execute, sql, params, many, context):
        if sql.startswith("INSERT INTO") and "people_person" in sql:
            raise IntegrityError("people_person_verified_identity_once")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(somebody_is_quicker):
        made = roster.apply(roster=made, at=AT)

    assert (made.state, made.message, made.rows.get().identity_digest) == (
        "FAILED",
        "register_moved",
        "",
    )


@pytest.mark.parametrize("left", [columns_of(WANG), {"identity_last4": "002X"}])
def test_nobody_anonymised_keeps_a_number(left):
    person = Person.objects.filter(pk=PersonFactory(**left).pk)
    gone = {"name": NO_NAME, "name_key": "", "name_sounds": "", "anonymised_at": timezone.now()}

    with (
        pytest.raises(IntegrityError, match="people_person_anonymised_says_nothing"),
        transaction.atomic(),
    ):
        person.update(**gone)
    assert person.update(**gone, identity_digest=None, identity_last4="") == 1


# --- Removing -----------------------------------------------------------------------------------


def test_number_is_removed_from_every_row_of_the_person(world):
    source = world.person(phone="", unit=world.chemistry, **columns_of(WANG))
    target = world.person()
    merge(world, source, target)

    keeping.forget_identity(person=target, by=world.by, reason="本人要求")

    assert identities() == {}
    assert not Person.objects.exclude(identity_last4="").exists()


@pytest.mark.parametrize(
    ("below", "reason", "refusal"),
    [(False, "本人要求", keeping.NotYours), (True, " ", keeping.ReasonMissing)],
)
def test_number_is_removed_for_a_reason_by_who_sees_the_person(world, below, reason, refusal):
    unit = world.mechanics if below else OrganisationFactory()
    person = world.person(unit=unit, **columns_of(WANG))

    with pytest.raises(refusal):
        keeping.forget_identity(person=person, by=world.by, reason=reason)
    assert len(identities()) == 1


def test_all_numbers_are_removed_and_those_that_wait_too(world):
    world.person(**columns_of(WANG))
    made = world.preview(("李雷", "", "平安机械", LI))

    assert keeping.forget_identities() == 1
    assert (identities(), made.rows.get().identity_digest) == ({}, "")
