"""A roster's way into the register."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection

from portal.lib.sealing import unseal
from portal.people.domain import persons, roster
from portal.people.domain.comparing import Line
from portal.people.enums import PersonStatus
from portal.people.models import Membership, Person, RosterImport
from tests.factories.people import (
    OrganisationFactory,
    PersonFactory,
    RosterImportFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
SINCE = date(2026, 3, 4)
COLUMNS = {"name": "A", "phone": "B", "unit": "C", "position": "D", "audience": "E"}


class World:
    """A park with two factories, and a roster for it."""

    def __init__(self):
        self.park = OrganisationFactory(name="高新园区")
        self.mechanics = OrganisationFactory(name="平安机械", parent=self.park)
        self.chemistry = OrganisationFactory(name="红旗化工", parent=self.park)
        self.park.refresh_from_db()
        self.by = UserFactory(scope=self.park)

    def person(self, name="王强", phone="13800001234", unit=None, since=date(2025, 1, 1), **fields):
        unit = unit or self.mechanics
        columns = persons.phone_columns(phone)
        person = PersonFactory(name=name, organisation=unit, **{**columns, **fields})
        Membership.objects.create(person=person, organisation=unit, since_date=since)
        return person

    def preview(self, *rows, columns=COLUMNS, **options):
        lines = [
            Line(number, *cells, cells=tuple(map(str, cells)))
            for number, cells in enumerate(rows, 2)
        ]
        made = RosterImportFactory(**{"organisation": self.park, "uploaded_by": self.by, **options})
        return roster.preview(roster=made, lines=lines, columns=columns)

    def run(self, *rows, **options):
        made = self.preview(*rows, **options)
        roster.confirm(roster=made, by=self.by, at=AT)
        return roster.apply(roster=made, at=AT)


@pytest.fixture
def world():
    return World()


def outcomes(made):
    return [(row.outcome, row.changes, row.problems) for row in made.rows.all()]


def problem(code, column, **values):
    return ("ERROR", [], [{"code": code, "column": column, **values}])


def changed(**fields):
    changes = [
        {"field": field, "before": before, "after": after}
        for field, (before, after) in fields.items()
    ]
    return ("CHANGE", changes, [])


def same(row):
    return ("SAME", [], [{"code": "repeats", "column": "A", "row": row}])


ADD = ("ADD", [], [])
SAME = ("SAME", [], [])


def memberships(person):
    return list(
        person.memberships.order_by("since_date", "pk").values_list(
            "organisation__name", "role", "position", "since_date", "until_date"
        )
    )


def test_preview_of_a_stranger_changes_nothing_in_the_register(world):
    made = world.preview(("王强", "13800001234", "平安机械", "焊工", "NEW_RECRUIT"))

    row = made.rows.get()
    assert outcomes(made) == [ADD]
    assert (row.number, row.name, row.phone_last4, row.unit) == (2, "王强", "1234", "平安机械")
    assert (made.state, made.rows_total, made.added) == ("PREVIEWED", 1, 1)
    assert not Person.objects.exists()


def test_preview_keeps_no_phone_in_clear(world):
    made = world.preview(("王强", "13800001234", "平安机械"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_rosterrow")
        assert "13800001234" not in str(cursor.fetchall())
    assert roster.cells(made.rows.get()) == ["王强", "13800001234", "平安机械"]


def test_preview_again_replaces_the_rows(world):
    made = world.preview(("王强", "", "平安机械"))

    roster.preview(roster=made, lines=[], columns=COLUMNS)

    assert (made.rows.count(), made.rows_total) == (0, 0)


def test_apply_adds_person_and_membership(world):
    made = world.run(("王强", "13800001234", "平安机械", "焊工", "NEW_RECRUIT"))

    person = Person.objects.get()
    assert (made.state, made.applied_at, made.rows_done) == ("APPLIED", AT, 1)
    assert (person.name, person.name_key, person.organisation, person.status) == (
        "王强",
        "王强",
        world.mechanics,
        PersonStatus.VERIFIED,
    )
    assert (person.audience, person.phone_last4) == ("NEW_RECRUIT", "1234")
    assert unseal(person.phone_sealed) == "13800001234"
    assert person.uuid == made.rows.get().person_uuid
    assert memberships(person) == [("平安机械", "NEW_RECRUIT", "焊工", SINCE, None)]


def test_same_file_twice_changes_nothing(world):
    rows = [
        ("王强", "13800001234", "平安机械", "焊工", "WORKER"),
        ("李雷", "", "红旗化工"),
        ("韩梅", "13800005678"),
    ]
    world.run(*rows, unknown_to_chosen=True)

    made = world.preview(*rows, unknown_to_chosen=True)

    assert outcomes(made) == [SAME, SAME, SAME]


def test_person_found_by_number_and_name_moves_with_dates(world):
    person = world.person()

    made = world.run(("王 强".replace(" ", ""), "13800001234", "红旗化工", "司机"))

    person.refresh_from_db()
    assert outcomes(made) == [changed(unit=("平安机械", "红旗化工"))]
    assert person.organisation == world.chemistry
    assert memberships(person) == [
        ("平安机械", "WORKER", "", date(2025, 1, 1), SINCE),
        ("红旗化工", "WORKER", "司机", SINCE, None),
    ]


def test_move_on_the_day_it_began_corrects_the_membership(world):
    person = world.person(since=SINCE)

    world.run(("王强", "13800001234", "红旗化工"))

    assert memberships(person) == [("红旗化工", "WORKER", "", SINCE, None)]


def test_move_back_on_the_same_day_keeps_one_open_membership(world):
    person = world.person(since=SINCE)
    Membership.objects.create(
        person=person, organisation=world.chemistry, since_date=date(2025, 1, 1)
    )

    world.run(("王强", "13800001234", "红旗化工"))

    assert memberships(person) == [("红旗化工", "WORKER", "", date(2025, 1, 1), None)]


def test_person_found_by_name_and_unit_gets_the_new_number(world):
    person = world.person()

    made = world.run(("王强", "13800005678", "平安机械"))

    person.refresh_from_db()
    assert outcomes(made) == [changed(phone=("1234", "5678"))]
    assert unseal(person.phone_sealed) == "13800005678"


def test_blank_cells_leave_what_is_there(world):
    person = world.person(audience="WORKER")
    Membership.objects.update(position="焊工")

    made = world.run(("王强", "", "平安机械"))

    person.refresh_from_db()
    assert outcomes(made) == [SAME]
    assert (person.phone_last4, person.audience) == ("1234", "WORKER")


def test_position_role_and_audience_change_in_place(world):
    person = world.person(audience="WORKER")
    Membership.objects.update(position="焊工")

    made = world.run(("王强", "13800001234", "平安机械", "班长", "PRINCIPAL"))

    person.refresh_from_db()
    assert outcomes(made) == [
        changed(
            position=("焊工", "班长"),
            role=("WORKER", "PRINCIPAL"),
            audience=("WORKER", "PRINCIPAL"),
        )
    ]
    assert person.audience == "PRINCIPAL"
    assert memberships(person) == [("平安机械", "PRINCIPAL", "班长", date(2025, 1, 1), None)]


def test_person_without_membership_gets_one(world):
    person = PersonFactory(
        name="王强", organisation=world.mechanics, **persons.phone_columns("13800001234")
    )

    made = world.run(("王强", "13800001234", "平安机械"))

    assert outcomes(made) == [changed(membership=("", "平安机械"))]
    assert memberships(person) == [("平安机械", "WORKER", "", SINCE, None)]


def test_other_open_membership_is_left_alone(world):
    person = world.person()
    Membership.objects.create(person=person, organisation=world.park, since_date=date(2025, 2, 1))

    world.run(("王强", "13800001234", "红旗化工"))

    assert [row[0] for row in memberships(person) if row[4] is None] == ["高新园区", "红旗化工"]


@pytest.mark.parametrize("phone_or_last4", ["13800001234", "1234"])
def test_walk_in_becomes_verified(world, phone_or_last4):
    OrganisationFactory(name="平安机械有限公司")  # Two of that name: the walk-in keeps his words.
    walk_in = persons.admit_walk_in(
        name="王强", phone_or_last4=phone_or_last4, unit_text="平安机械有限", audience="", at=AT
    )
    Person.objects.update(unit_text="平安机械公司")

    made = world.run(("王强", "13800001234", "平安机械"))

    walk_in.refresh_from_db()
    assert made.changed == 1
    assert (walk_in.status, walk_in.organisation, walk_in.unit_text) == (
        "VERIFIED",
        world.mechanics,
        "",
    )
    assert unseal(walk_in.phone_sealed) == "13800001234"
    assert Person.objects.count() == 1


def test_walk_in_of_another_unit_stays(world):
    persons.admit_walk_in(
        name="王强", phone_or_last4="1234", unit_text="早点摊", audience="", at=AT
    )

    assert outcomes(world.preview(("王强", "13800001234", "平安机械"))) == [ADD]


def test_provisional_of_another_name_or_elsewhere_does_not_hinder(world):
    elsewhere = OrganisationFactory()
    world.person(name="李雷", status=PersonStatus.PROVISIONAL)
    world.person(unit=elsewhere, status=PersonStatus.PROVISIONAL)

    assert outcomes(world.preview(("王强", "13800001234", "平安机械"))) == [ADD]


def test_two_provisional_with_number_and_name_are_not_chosen_from(world):
    for unit in (world.mechanics, world.chemistry):
        world.person(unit=unit, status=PersonStatus.PROVISIONAL)

    assert outcomes(world.preview(("王强", "13800001234", "高新园区"))) == [ADD]


def test_merged_person_is_the_canonical_one(world):
    target = world.person()
    PersonFactory(
        name="王强",
        organisation=None,
        canonical=target,
        status=PersonStatus.PROVISIONAL,
        **persons.phone_columns("13800005678"),
    )

    made = world.preview(("王强", "13800005678", "平安机械"))

    assert outcomes(made) == [changed(phone=("1234", "5678"))]
    assert made.rows.get().person_uuid == target.uuid


def test_canonical_person_elsewhere_is_found_through_the_merged_one(world):
    target = world.person(name="王小强", unit=OrganisationFactory())
    PersonFactory(name="王强", organisation=world.mechanics, canonical=target)

    assert outcomes(world.preview(("王强", "", "平安机械"))) == [ADD]


def test_two_numbers_of_one_merged_person_count_once(world):
    target = world.person()
    PersonFactory(
        name="王强",
        organisation=None,
        canonical=target,
        status=PersonStatus.PROVISIONAL,
        **persons.phone_columns("13800005678"),
    )

    made = world.preview(("王强", "13800001234", "平安机械"), ("王强", "13800005678", "平安机械"))

    assert outcomes(made) == [SAME, same(2)]


def test_number_of_another_name_is_a_problem(world):
    world.person(name="李雷雷")

    assert outcomes(world.preview(("王强", "13800001234", "平安机械"))) == [
        problem("phone_of_other", "B", name="李*雷")
    ]


def test_person_out_of_sight_is_a_problem_and_not_named(world):
    world.person(name="李雷雷", unit=OrganisationFactory())

    assert outcomes(world.preview(("王强", "13800001234", "平安机械"))) == [
        problem("person_elsewhere", "B")
    ]


def test_person_without_unit_may_be_taken_in(world):
    person = world.person(unit=OrganisationFactory())
    Person.objects.update(organisation=None, unit_text="外地")

    made = world.run(("王强", "13800001234", "平安机械"))

    assert outcomes(made) == [changed(unit=("外地", "平安机械"))]
    assert Person.objects.get() == person


def test_rows_that_say_the_same_are_read_once(world):
    made = world.preview(
        ("王强", "", "平安机械"),
        ("王强", "13800001234", "平安机械"),
        ("王强", "13800001234", "平安机械"),
        ("李雷", "", "平安机械"),
        ("李雷", "", "平安机械"),
        ("李雷", "", "红旗化工"),
    )

    assert outcomes(made) == [same(3), ADD, same(3), ADD, same(5), ADD]
    assert (made.added, made.unchanged) == (3, 3)


def test_rows_that_contradict_each_other_are_problems(world):
    made = world.preview(
        ("王强", "13800001234", "平安机械"),
        ("李雷", "13800001234", "平安机械"),
        ("王强", "13800001234", "红旗化工"),
    )

    assert outcomes(made) == [
        ADD,
        problem("phone_twice", "B", row=2),
        problem("unit_twice", "C", row=2),
    ]


@pytest.mark.parametrize(("phone", "column"), [("", "B"), ("13800009999", "A")])
def test_name_that_several_bear_is_a_problem(world, phone, column):
    for number in ("13800001234", "13800005678"):
        world.person(phone=number)

    assert outcomes(world.preview(("王强", phone, "平安机械"))) == [
        problem("name_ambiguous", column)
    ]


def test_two_new_numbers_for_one_known_name_are_problems(world):
    world.person()

    made = world.preview(("王强", "13800005678", "平安机械"), ("王强", "13800009999", "平安机械"))

    assert outcomes(made) == [problem("name_ambiguous", "A")] * 2


def test_known_number_and_new_namesake_are_told_apart(world):
    world.person()

    made = world.preview(("王强", "13800001234", "平安机械"), ("王强", "13800009999", "平安机械"))

    assert outcomes(made) == [SAME, ADD]


def test_units_that_cannot_be_found_are_problems(world):
    OrganisationFactory(name="平安机械有限公司", parent=world.park)
    OrganisationFactory(name="平安机械有限责任公司", parent=world.park)

    made = world.preview(
        ("甲", "", ""), ("乙", "", "宏旗化工"), ("丙", "", "火星"), ("丁", "", "平安机械公司")
    )

    assert outcomes(made) == [
        problem("unit_missing", "C"),
        problem("unit_unknown", "C", unit="宏旗化工", top="高新园区", suggestion="红旗化工"),
        problem("unit_unknown", "C", unit="火星", top="高新园区", suggestion=""),
        problem("unit_ambiguous", "C", unit="平安机械公司"),
    ]
    assert [row.unit for row in made.rows.all()] == ["", "宏旗化工", "火星", "平安机械公司"]


def test_unknown_units_go_to_the_chosen_organisation_when_asked(world):
    made = world.run(("甲", "", ""), ("乙", "", "火星"), unknown_to_chosen=True)

    assert made.added == 2
    assert {person.organisation for person in Person.objects.all()} == {world.park}


def test_without_column_or_choice_everybody_belongs_to_the_chosen(world):
    without_column = world.preview(("甲", ""), columns={"name": "A", "phone": "B"})
    single = world.preview(("乙", "", ""), organisation=world.mechanics)

    assert (outcomes(without_column), outcomes(single)) == ([ADD], [ADD])


def test_problems_of_reading_stay_and_the_unit_is_looked_at_too(world):
    made = RosterImportFactory(organisation=world.park, uploaded_by=world.by)
    unclean = {"code": "phone_several", "column": "B"}

    roster.preview(
        roster=made, lines=[Line(2, "王强", unit="火星", problems=[unclean])], columns=COLUMNS
    )

    assert [one["code"] for one in made.rows.get().problems] == ["phone_several", "unit_unknown"]


def test_rows_with_errors_are_left_out_when_applied(world):
    made = world.run(("甲", "", "平安机械"), ("乙", "", "火星"))

    assert (made.added, made.errors) == (1, 1)
    assert [person.name for person in Person.objects.all()] == ["甲"]


def test_confirm_and_discard_only_once(world):
    made = world.preview(("甲", "", "平安机械"))
    roster.confirm(roster=made, by=world.by, at=AT)

    with pytest.raises(roster.NotWaiting):
        roster.confirm(roster=made, by=world.by, at=AT)
    with pytest.raises(roster.NotWaiting):
        roster.discard(roster=made)
    assert (made.state, made.confirmed_by, made.confirmed_at) == ("APPLYING", world.by, AT)


def test_discard_deletes_the_rows(world):
    made = world.preview(("甲", "", "平安机械"))

    roster.discard(roster=made)

    assert (made.state, made.rows.count()) == ("DISCARDED", 0)


def test_apply_twice_and_unconfirmed_does_nothing(world):
    made = world.preview(("甲", "", "平安机械"))
    assert roster.apply(roster=made, at=AT).state == "PREVIEWED"

    roster.confirm(roster=made, by=world.by, at=AT)
    roster.apply(roster=made, at=AT)
    again = roster.apply(roster=made, at=AT.replace(year=2027))

    assert (again.state, again.applied_at) == ("APPLIED", AT)
    assert Person.objects.count() == 1


def test_register_changed_since_the_preview_is_shown_again(world):
    made = world.preview(("王强", "13800001234", "平安机械"), ("李雷", "", "平安机械"))
    roster.confirm(roster=made, by=world.by, at=AT)
    person = world.person(unit=world.chemistry)

    made = roster.apply(roster=made, at=AT)

    assert (made.state, made.message) == ("PREVIEWED", "look_again")
    assert (made.added, made.changed) == (1, 1)
    assert outcomes(made) == [changed(unit=("红旗化工", "平安机械")), ADD]
    assert made.rows.first().person_uuid == person.uuid
    assert Person.objects.count() == 1


def test_register_changed_in_the_same_moment_applies_nothing(world):
    made = world.preview(("王强", "13800001234", "平安机械"), ("李雷", "13800005678", "平安机械"))
    roster.confirm(roster=made, by=world.by, at=AT)

    def somebody_is_quicker(execute, sql, params, many, context):
        if sql.startswith("INSERT INTO") and "people_person" in sql:
            raise IntegrityError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(somebody_is_quicker):
        made = roster.apply(roster=made, at=AT)

    assert (made.state, made.message) == ("FAILED", "register_moved")
    assert not Person.objects.exists()
    assert RosterImport.objects.get().state == "FAILED"


def test_progress_only_grows_to_the_whole(world):
    shares = []
    made = RosterImportFactory(organisation=world.park, uploaded_by=world.by)
    lines = [
        Line(number, f"甲{chr(0x4E00 + number)}", unit="平安机械") for number in range(2, 1300)
    ]

    roster.preview(roster=made, lines=lines, columns=COLUMNS, progress=shares.append)
    roster.confirm(roster=made, by=world.by, at=AT)
    roster.apply(roster=made, at=AT, progress=shares.append)

    half = shares.index(1.0) + 1
    assert shares[:half] == sorted(shares[:half])
    assert shares[half:] == sorted(shares[half:])
    assert (shares[-1], len(shares) > 10) == (1.0, True)
