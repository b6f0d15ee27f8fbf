"""Organisations, persons and rosters in the back office: who sees what."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.people.domain.persons import phone_columns
from portal.people.models import Headcount, Organisation, OrganisationTag, Person
from tests.factories.people import OrganisationFactory, PersonFactory, RosterImportFactory

LISTS = ["organisation:index", "person:index", "roster:index", "wagtailusers_users:index"]


def names(response):
    return [str(one) for one in response.context["object_list"]]


@pytest.mark.parametrize("address", LISTS)
def test_list_of_who_may_not_is_not_shown(house, as_, address):
    response = as_(house.desk).get(reverse(address))

    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("address", LISTS[:3])
def test_list_of_an_account_without_scope_is_empty_and_says_how_to_begin(house, as_, address):
    response = as_(house.nobody).get(reverse(address))

    assert (response.status_code, names(response)) == (200, [])
    assert 'class="begin"' in response.content.decode()


def test_organisations_are_those_of_the_scope_in_the_order_of_the_tree(house, as_):
    address = reverse("organisation:index")

    seen = [
        names(as_(user).get(address))
        for user in (house.manager, house.contact, house.stranger, house.root)
    ]

    own = ["平安新区", "高新园区", "平安机械有限公司", "红旗化工"]
    assert seen == [own, ["平安机械有限公司"], ["邻区"], [*own, "邻区"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [("平机", ["平安机械有限公司"]), ("hqhg", ["红旗化工"]), ("电子", [])],
)
def test_organisations_are_searched(house, as_, query, found):
    response = as_(house.manager).get(reverse("organisation:index"), {"q": query})

    assert names(response) == found


def test_organisations_are_filtered(house, as_):
    Organisation.objects.filter(pk=house.chemistry.pk).update(closed_date=date(2025, 1, 1))
    browser, address = as_(house.manager), reverse("organisation:index")

    assert names(browser.get(address, {"kind": "PARK"})) == ["高新园区"]
    assert names(browser.get(address, {"closed": "true"})) == ["红旗化工"]


def test_organisation_is_added_below_the_chosen_one(house, as_):
    response = as_(house.manager).post(
        reverse("organisation:add"),
        {"name": "新来电子", "kind": "ENTERPRISE", "parent": house.park.pk},
    )

    added = Organisation.objects.get(name="新来电子")
    assert response.status_code == 302
    assert added.get_parent() == house.park


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": "平安机械有限责任公司"}, "name"),
        ({"parent": ""}, "parent"),
        ({"parent": "other"}, "parent"),
        ({"credit_code": "123"}, "credit_code"),
    ],
)
def test_organisation_that_cannot_be_added_keeps_what_was_typed(house, as_, fields, wrong):
    if fields.get("parent") == "other":
        fields = {"parent": house.other.pk}
    data = {"name": "新来电子", "kind": "ENTERPRISE", "parent": house.park.pk, **fields}

    response = as_(house.manager).post(reverse("organisation:add"), data)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [wrong]
    assert response.context["form"]["name"].value() == data["name"]


def test_root_may_add_a_second_root(house, as_):
    as_(house.root).post(reverse("organisation:add"), {"name": "新区二", "kind": "DISTRICT"})

    assert Organisation.objects.get(name="新区二").is_root()


def test_organisation_moves_with_everything_below(house, as_):
    town = OrganisationFactory(name="青云镇", kind="TOWN", parent=house.district)

    as_(house.manager).post(
        reverse("organisation:edit", args=[house.park.pk]),
        {"name": "高新园区", "kind": "PARK", "parent": town.pk},
    )

    house.mechanics.refresh_from_db()
    assert [one.name for one in house.mechanics.get_ancestors()] == [
        "平安新区",
        "青云镇",
        "高新园区",
    ]


def test_organisation_does_not_move_below_itself(house, as_):
    response = as_(house.manager).post(
        reverse("organisation:edit", args=[house.park.pk]),
        {"name": "高新园区", "kind": "PARK", "parent": house.mechanics.pk},
    )

    assert list(response.context["form"].errors) == ["parent"]
    house.mechanics.refresh_from_db()
    assert house.mechanics.get_parent() == house.park


def test_own_organisation_is_corrected_but_its_place_is_not_asked(house, as_):
    browser, address = as_(house.manager), reverse("organisation:edit", args=[house.district.pk])

    assert "parent" not in browser.get(address).context["form"].fields
    browser.post(address, {"name": "平安新区管委会", "kind": "DISTRICT"})

    house.district.refresh_from_db()
    assert (house.district.name, house.district.is_root()) == ("平安新区管委会", True)


@pytest.mark.parametrize("page", ["edit", "history"])
def test_organisation_of_others_does_not_exist(house, as_, page):
    address = reverse(f"organisation:{page}", args=[house.mechanics.pk])

    assert as_(house.stranger).get(address).status_code == 404
    assert as_(house.manager).get(address).status_code == 200


def test_nothing_on_the_register_is_deleted(house, as_):
    for kept in ("organisations", "persons"):
        response = as_(house.root).get(f"/admin/{kept}/delete/{house.mechanics.pk}/")
        assert response.status_code == 404


def test_persons_are_those_of_the_scope(house, as_):
    PersonFactory(name="王强", organisation=house.mechanics)
    PersonFactory(name="李雷", organisation=house.chemistry)
    PersonFactory(name="外人", organisation=house.other)
    PersonFactory(name="路人", organisation=None)
    address = reverse("person:index")

    seen = [
        sorted(names(as_(user).get(address)))
        for user in (house.manager, house.contact, house.stranger, house.root)
    ]

    assert seen == [["李雷", "王强"], ["王强"], ["外人"], ["外人", "李雷", "王强", "路人"]]


def test_person_in_no_unit_belongs_to_the_district(house, as_):
    """A walk-in of a unit that is not on the register: somebody has to find out who he is."""
    nobody = PersonFactory(name="路人", organisation=None, unit_text="早点摊")
    house.other.move(house.district, "last-child")
    address = reverse("person:edit", args=[nobody.pk])

    answers = [as_(user).get(address).status_code for user in (house.manager, house.contact)]
    listed = names(as_(house.manager).get(reverse("person:index")))
    offered = as_(house.manager).get(reverse("person_chooser:choose_results"))

    assert answers == [200, 404]
    assert listed == ["路人"]
    assert "路人" in offered.content.decode()


def test_persons_show_no_full_number(house, as_):
    PersonFactory(organisation=house.mechanics, **phone_columns("13812345678"))

    page = as_(house.manager).get(reverse("person:index")).content.decode()

    assert "1******5678" in page
    assert "13812345678" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("王", ["王强"]),
        ("5678", ["王强"]),
        ("138 1234 5678", ["王强"]),
        ("红旗", ["李雷"]),
        ("摆摊", ["李雷"]),
        ("无此人", []),
        (" ", ["李雷", "王强"]),
    ],
)
def test_persons_are_searched(house, as_, query, found):
    PersonFactory(name="王强", organisation=house.mechanics, **phone_columns("13812345678"))
    PersonFactory(name="李雷", organisation=house.chemistry, unit_text="摆摊")

    response = as_(house.manager).get(reverse("person:index"), {"q": query})

    assert sorted(names(response)) == found
    assert response.status_code == 200


def test_persons_are_filtered(house, as_):
    PersonFactory(name="王强", organisation=house.mechanics, audience="WORKER")
    PersonFactory(name="李雷", organisation=house.district, status="PROVISIONAL")
    browser, address = as_(house.manager), reverse("person:index")

    seen = [
        names(browser.get(address, query))
        for query in (
            {"unit": house.park.pk},
            {"kind": "DISTRICT"},
            {"audience": "WORKER"},
            {"status": "PROVISIONAL"},
            {"unit": house.other.pk},
        )
    ]

    assert seen[:4] == [["王强"], ["李雷"], ["王强"], ["李雷"]]
    assert sorted(seen[4]) == ["李雷", "王强"]


@pytest.mark.parametrize(
    ("address", "make"),
    [
        ("organisation:index", lambda house: OrganisationFactory(parent=house.park)),
        ("person:index", lambda house: PersonFactory(organisation=house.mechanics)),
        (
            "roster:index",
            lambda house: RosterImportFactory(
                organisation=house.mechanics, uploaded_by=house.contact
            ),
        ),
        ("wagtailusers_users:index", lambda house: house.account("ORGANISER", house.park)),
    ],
)
def test_list_asks_as_much_for_three_rows_as_for_one(
    house, as_, address, make, django_assert_num_queries
):
    browser = as_(house.manager)
    make(house)
    browser.get(reverse(address))
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get(reverse(address))
    make(house)
    make(house)

    with django_assert_num_queries(len(one)):
        browser.get(reverse(address))


def test_roster_list_shows_those_of_the_scope(house, as_):
    for unit in (house.mechanics, house.other):
        RosterImportFactory(organisation=unit, file_name=f"{unit}.xlsx", uploaded_by=house.root)
    address = reverse("roster:index")

    seen = [names(as_(user).get(address)) for user in (house.contact, house.stranger)]

    assert seen == [["平安机械有限公司.xlsx"], ["邻区.xlsx"]]


@pytest.mark.parametrize(
    ("chooser", "chosen"), [("organisation_chooser", "mechanics"), ("person_chooser", "王强")]
)
def test_chooser_offers_only_the_scope(house, as_, chooser, chosen):
    person = PersonFactory(name="王强", organisation=house.mechanics)
    PersonFactory(name="外人", organisation=house.other)
    pk, query = (house.mechanics.pk, "平机") if chosen == "mechanics" else (person.pk, "王")
    own, stranger = as_(house.contact), as_(house.stranger)

    modal = own.get(reverse(f"{chooser}:choose")).json()["html"]
    results = own.get(reverse(f"{chooser}:choose_results"), {"q": query})

    assert "邻区" not in modal
    assert "外人" not in modal
    assert "平安机械" in modal
    assert "平安机械" in results.content.decode()
    assert own.get(reverse(f"{chooser}:chosen", args=[pk])).status_code == 200
    assert stranger.get(reverse(f"{chooser}:chosen", args=[pk])).status_code == 404
    multiple = reverse(f"{chooser}:chosen_multiple")
    assert len(own.get(multiple, {"id": pk}).json()["result"]) == 1
    assert stranger.get(multiple, {"id": pk}).json()["result"] == []


def test_menu_of_the_register_stands_where_its_rights_are(house, as_):
    home = reverse("wagtailadmin_home")

    menus = [
        "roster" in as_(user).get(home).content.decode() for user in (house.contact, house.desk)
    ]

    assert menus == [True, False]
    assert Person.objects.count() == 0


# --- Tags, headcounts, the district -------------------------------------------------------------


def test_tags_say_how_many_units_of_the_scope_bear_them(house, as_):
    tag = OrganisationTag.objects.create(code="gas", name_zh="燃气", name_en="Gas")
    tag.organisations.add(house.mechanics, house.other)

    response = as_(house.manager).get(reverse("organisationtag:index"))

    assert [(row.name_zh, row.units) for row in response.context["object_list"]] == [("燃气", 1)]


def test_headcounts_are_those_of_the_scope_the_newest_first(house, as_):
    for unit, day in ((house.mechanics, 1), (house.chemistry, 2), (house.other, 3)):
        Headcount.objects.create(organisation=unit, counted_date=date(2026, 1, day), people=5)

    response = as_(house.manager).get(reverse("headcount:index"))

    units = [row.organisation for row in response.context["object_list"]]
    assert units == [house.chemistry, house.mechanics]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, None),
        ({"counted_date": "2999-01-01"}, "counted_date"),
        ({"people": "-1"}, "people"),
        ({"organisation": "other"}, "organisation"),
    ],
)
def test_headcount_is_entered(house, as_, fields, wrong):
    given = {"organisation": "mechanics", "counted_date": "2026-01-01", "people": "120"} | fields
    given["organisation"] = getattr(house, given["organisation"]).pk

    response = as_(house.manager).post(reverse("headcount:add"), given)

    assert Headcount.objects.count() == (0 if wrong else 1)
    if wrong:
        assert list(response.context["form"].errors) == [wrong]
