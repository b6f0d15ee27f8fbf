"""Accounts: a manager makes them, and gives no more than he has."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from portal.people.domain import rights
from portal.people.enums import RoleCode
from portal.people.models import User
from portal.people.permissions import may_change_account
from tests.factories.people import PersonFactory

LIST, ADD = "wagtailusers_users:index", "wagtailusers_users:add"
EDIT = "wagtailusers_users:edit"
PASSWORD = "anquan-xinqu-2026"


def typed(house, **changed):
    return {
        "username": "xiaoli",
        "last_name": "李小丽",
        "scope": house.park.pk,
        "groups": [house.groups["ORGANISER"].pk],
        "password1": PASSWORD,
        "password2": PASSWORD,
        "is_active": "on",
        **changed,
    }


def test_accounts_are_those_of_the_scope_and_no_superuser(house, as_):
    seen = [
        {account.username for account in as_(user).get(reverse(LIST)).context["object_list"]}
        for user in (house.manager, house.stranger)
    ]

    assert seen == [
        {house.manager.username, house.contact.username, house.desk.username},
        {house.stranger.username},
    ]
    assert len(as_(house.root).get(reverse(LIST)).context["object_list"]) == 6


def test_manager_makes_an_account(house, as_):
    person = PersonFactory(organisation=house.mechanics)

    response = as_(house.manager).post(
        reverse(ADD), typed(house, person=person.pk, is_superuser="on")
    )

    made = User.objects.get(username="xiaoli")
    assert response.status_code == 302
    assert (made.scope, made.person, made.is_superuser, str(made)) == (
        house.park,
        person,
        False,
        "李小丽",
    )
    assert list(made.groups.all()) == [house.groups["ORGANISER"]]
    assert made.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("wrong", "value"),
    [
        ("scope", lambda house: house.other.pk),
        ("scope", lambda house: ""),
        ("groups", lambda house: []),
        ("groups", lambda house: [Group.objects.create(name="万能").pk]),
        ("person", lambda house: PersonFactory(organisation=house.other).pk),
        ("username", lambda house: house.contact.username),
        ("password2", lambda house: "other"),
    ],
)
def test_account_beyond_the_own_rights_is_refused(house, as_, wrong, value):
    response = as_(house.manager).post(reverse(ADD), typed(house, **{wrong: value(house)}))

    assert list(response.context["form"].errors) == [wrong]
    assert not User.objects.filter(username="xiaoli").exists()


def test_manager_changes_an_account_below_him(house, as_):
    outside = Group.objects.create(name="旧组")
    house.contact.groups.add(outside)

    as_(house.manager).post(
        reverse(EDIT, args=[house.contact.pk]),
        typed(house, username="lianluo", password1="", password2="", is_superuser="on"),
    )

    changed = User.objects.get(username="lianluo")
    assert (changed.pk, changed.scope, changed.is_superuser) == (
        house.contact.pk,
        house.park,
        False,
    )
    assert set(changed.groups.all()) == {house.groups["ORGANISER"], outside}


def beyond(way, house):
    """Give the contact a right no manager has; return the group that gives it, if one does."""
    account, group = house.contact, Group.objects.create(name="系统组")
    permission = Permission.objects.get(codename="change_group")
    match way:
        case "own":
            account.user_permissions.add(permission)
        case "group":
            group.permissions.add(permission)
        case "collection":
            GroupCollectionPermission.objects.create(
                group=group,
                collection=Collection.get_first_root_node(),
                permission=Permission.objects.get(codename="add_collection"),
            )
        case "page":
            managers = house.groups["DISTRICT_MANAGER"]
            right = GroupPagePermission.objects.filter(group=managers).first()
            GroupPagePermission.objects.create(
                group=group, page=right.page, permission=right.permission
            )
            page = right.page.get_children().first()
            managers.page_permissions.filter(permission=right.permission).update(page=page)
        case "inactive":
            group.permissions.add(permission)
            account.is_active = False
            account.save()
    account.groups.add(group)


@pytest.mark.parametrize("way", ["own", "group", "collection", "page", "inactive"])
def test_account_with_a_right_the_manager_lacks_is_not_changed_by_him(house, as_, way):
    beyond(way, house)
    browser, address = as_(house.manager), reverse(EDIT, args=[house.contact.pk])
    before = User.objects.values("username", "password", "is_active").get(pk=house.contact.pk)

    answers = [
        browser.get(address).status_code,
        browser.post(address, typed(house)).status_code,
    ]
    linked = address in browser.get(reverse(LIST)).content.decode()

    after = User.objects.values("username", "password", "is_active").get(pk=house.contact.pk)
    assert (answers, linked, after) == ([302, 302], False, before)
    assert as_(house.root).post(address, typed(house)).status_code == 302
    assert User.objects.get(pk=house.contact.pk).username == "xiaoli"


def test_role_with_a_right_the_manager_lacks_is_not_given_by_him(house, as_):
    organisers = house.groups["ORGANISER"]
    organisers.permissions.add(Permission.objects.get(codename="change_group"))

    response = as_(house.manager).post(reverse(ADD), typed(house))

    assert list(response.context["form"].errors) == ["groups"]
    assert not User.objects.filter(username="xiaoli").exists()


def test_every_role_of_the_portal_may_be_given_by_a_manager(house):
    given = rights.grantable_roles(house.manager).values_list("code", flat=True)

    assert set(given) == set(RoleCode.values)
    assert not rights.grantable_roles(house.nobody).exclude(code__in=given).exists()
    assert [one.code for one in rights.grantable_roles(house.desk)] == ["DESK_STAFF"]


def test_nobody_widens_his_own_rights(house, as_):
    browser, address = as_(house.manager), reverse(EDIT, args=[house.manager.pk])
    assert browser.get(address).status_code == 200

    browser.post(
        address,
        typed(
            house,
            username=house.manager.username,
            last_name="张处长",
            scope=house.other.pk,
            is_superuser="on",
            password1="",
            password2="",
        ),
    )

    changed = User.objects.get(pk=house.manager.pk)
    assert (changed.last_name, changed.scope, changed.is_superuser) == (
        "张处长",
        house.district,
        False,
    )
    assert list(changed.groups.all()) == [house.groups["DISTRICT_MANAGER"]]


def test_superuser_may_make_a_superuser_without_scope(house, as_):
    as_(house.root).post(reverse(ADD), typed(house, scope="", groups=[], is_superuser="on"))

    made = User.objects.get(username="xiaoli")
    assert (made.is_superuser, made.scope) == (True, None)


@pytest.mark.parametrize("whose", ["root", "stranger", "nobody"])
@pytest.mark.parametrize("page", ["edit", "history", "usage", "delete"])
def test_account_out_of_reach_does_not_exist(house, as_, whose, page):
    address = reverse(f"wagtailusers_users:{page}", args=[getattr(house, whose).pk])

    assert as_(house.manager).get(address).status_code == 404


def test_account_is_not_deleted_by_a_manager(house, as_):
    address = reverse("wagtailusers_users:delete", args=[house.contact.pk])

    assert as_(house.manager).post(address).status_code == 302
    assert User.objects.filter(pk=house.contact.pk).exists()


def test_contact_makes_no_accounts(house, as_):
    assert as_(house.contact).get(reverse(ADD)).status_code == 302
    assert as_(house.contact).get(reverse(EDIT, args=[house.contact.pk])).status_code == 302


@pytest.mark.parametrize("act", ["assign_role", "delete", "set_active_state"])
def test_bulk_actions_are_for_administrators(house, as_, act):
    address = reverse("wagtail_bulk_action", args=["people", "user", act])

    seen = [
        as_(user).get(address, {"id": house.contact.pk}).status_code
        for user in (house.manager, house.root)
    ]

    assert seen == [404, 200]


def test_groups_are_not_open_to_managers(house, as_):
    assert as_(house.manager).get(reverse("wagtailusers_groups:index")).status_code == 302


def test_may_change_account_of_every_kind(house):
    assert [
        may_change_account(house.manager, house.contact),
        may_change_account(house.manager, house.root),
        may_change_account(house.manager, house.stranger),
        may_change_account(house.contact, house.desk),
        may_change_account(house.root, house.root),
    ] == [True, False, False, False, True]
