"""Roles and their permissions, as rows."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from portal.people.domain import roles
from portal.people.enums import RoleCode
from portal.people.models import Role, User
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def _rows():
    return (
        sorted(Role.objects.values_list("code", "group__name")),
        sorted(Group.permissions.through.objects.values_list("group_id", "permission_id")),
        sorted(GroupPagePermission.objects.values_list("pk", "group_id", "permission_id")),
        sorted(GroupCollectionPermission.objects.values_list("pk", "group_id", "permission_id")),
    )


def test_sync_makes_a_group_for_every_role():
    groups = roles.sync()

    assert {code: group.name for code, group in groups.items()} == {
        "DISTRICT_MANAGER": "区级管理员",
        "ORGANISER": "活动组织者",
        "DESK_STAFF": "签到工作人员",
        "EVALUATOR": "演练评估员",
        "PUBLICITY_EDITOR": "宣传编辑",
        "REVIEWER": "内容审核员",
        "ENTERPRISE_CONTACT": "企业联络员",
    }


def test_sync_repeated_changes_nothing():
    roles.sync()
    before = _rows()

    roles.sync()

    assert _rows() == before


@pytest.mark.parametrize("code", list(RoleCode))
def test_sync_gives_exactly_what_is_written(code):
    group = roles.sync()[code]

    given = {
        f"{app}.{codename}"
        for app, codename in group.permissions.values_list("content_type__app_label", "codename")
    }
    assert given == set(roles.PERMISSIONS[code])
    assert "wagtailadmin.access_admin" in given


def test_sync_takes_back_what_was_ticked_by_hand():
    group = roles.sync()[RoleCode.DESK_STAFF]
    page_permission = GroupPagePermission.objects.filter(
        group__portal_role__code=RoleCode.REVIEWER
    ).first()
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    GroupPagePermission.objects.create(
        group=group, page=page_permission.page, permission=page_permission.permission
    )

    roles.sync()

    assert not group.permissions.filter(codename="delete_user").exists()
    assert not group.page_permissions.exists()


def test_sync_keeps_a_group_that_was_renamed():
    group = roles.sync()[RoleCode.ORGANISER]
    group.name = "培训科"
    group.save()

    assert roles.sync()[RoleCode.ORGANISER] == group
    assert Group.objects.filter(name="活动组织者").count() == 0


def test_sync_adopts_a_group_of_that_name():
    group = Group.objects.create(name="活动组织者")

    assert roles.sync()[RoleCode.ORGANISER] == group


def test_unknown_permission_is_named(monkeypatch):
    monkeypatch.setattr(
        roles, "PERMISSIONS", {**roles.PERMISSIONS, RoleCode.REVIEWER: ("people.fly_kite",)}
    )

    with pytest.raises(LookupError, match=r"people\.fly_kite"):
        roles.sync()


def test_no_role_may_change_groups_or_permissions():
    for names in roles.PERMISSIONS.values():
        assert not [name for name in names if name.startswith("auth.")]


def test_user_in_a_role_has_its_permissions():
    groups = roles.sync()
    user = UserFactory()
    user.groups.add(groups[RoleCode.ORGANISER])
    user = User.objects.get(pk=user.pk)

    assert user.has_role(RoleCode.ORGANISER)
    assert user.has_perm("people.add_rosterimport")
    assert not user.has_perm("people.add_user")


def test_command_names_every_role():
    out = StringIO()

    call_command("sync_roles", stdout=out)

    assert len(out.getvalue().splitlines()) == len(RoleCode)
