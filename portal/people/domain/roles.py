"""The roles and what each may do; `sync` writes them into the groups Wagtail asks."""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.people.enums import RoleCode
from portal.people.models import Role

# The names of the groups are rows, not interface: one language, that of the office.
GROUP_NAMES: Mapping[RoleCode, str] = {
    RoleCode.DISTRICT_MANAGER: "区级管理员",
    RoleCode.ORGANISER: "活动组织者",
    RoleCode.DESK_STAFF: "签到工作人员",
    RoleCode.EVALUATOR: "演练评估员",
    RoleCode.PUBLICITY_EDITOR: "宣传编辑",
    RoleCode.REVIEWER: "内容审核员",
    RoleCode.ENTERPRISE_CONTACT: "企业联络员",
}

ENTER = "wagtailadmin.access_admin"


def _on(model: str, *acts: str) -> tuple[str, ...]:
    app, name = model.split(".")
    return tuple(f"{app}.{act}_{name}" for act in acts)


PLAN_EVENTS = (
    *_on("events.event", "view", "add", "change"),
    *_on("events.venue", "view", "add", "change"),
    *_on("events.registration", "view", "add", "change"),
    *_on("events.headcount", "view", "add"),
    *_on("events.attendance", "view"),
    *_on("events.attendanceoverride", "view", "add"),
    *_on("events.scan", "view", "add"),
    *_on("events.display", "view", "add", "change"),
    *_on("events.campaign", "view"),
    *_on("events.topic", "view"),
)
PLAN_TRAINING = (
    *_on("training.course", "view", "add", "change"),
    *_on("training.courserun", "view", "add", "change"),
    *_on("training.trainingsession", "view", "add", "change"),
    *_on("training.trainer", "view", "add", "change"),
    *_on("training.creditentry", "view"),
)
PLAN_DRILLS = (
    *_on("drills.drill", "view", "add", "change"),
    *_on("drills.improvementaction", "view"),
    *_on("drills.formtemplate", "view"),
)
KEEP_FACILITIES = _on("cms.facility", "view", "add", "change")
KEEP_THE_REGISTER = (
    *_on("people.organisation", "view", "add", "change"),
    *_on("people.person", "view", "add", "change"),
    *_on("people.membership", "view", "add", "change"),
    *_on("people.rosterimport", "view", "add"),
)

# What stands above all results is published with the saving, so editors do not write it.
PROMOTE_RESULTS = _on("wagtailsearchpromotions.searchpromotion", "add", "change", "delete")

KEEP_RECORDINGS = (
    *_on("cms.videoasset", "view", "add", "change"),
    *_on("cms.audioasset", "view", "add", "change"),
)

# Every model permission a role carries, as "<app>.<codename>". An app adds its own here.
PERMISSIONS: Mapping[RoleCode, tuple[str, ...]] = {
    RoleCode.DISTRICT_MANAGER: (
        ENTER,
        *KEEP_THE_REGISTER,
        "people.unmask_person",
        "people.anonymise_person",
        *_on("people.personmerge", "view", "add", "change"),
        *_on("people.organisationtag", "view", "add", "change", "delete"),
        *_on("people.headcount", "view", "add", "change", "delete"),
        *_on("people.districtsetting", "change"),
        *_on("people.user", "view", "add", "change"),
        *PLAN_EVENTS,
        *_on("events.campaign", "add", "change"),
        *_on("events.topic", "add", "change"),
        *PLAN_TRAINING,
        *PLAN_DRILLS,
        *_on("training.lessonlength", "view", "add", "change"),
        *KEEP_FACILITIES,
        *_on("cms.reviewrule", "view", "add", "change", "delete"),
        *_on("cms.reviewtask", "view", "change"),
        *_on("cms.wordingterm", "view", "add", "change", "delete"),
        *KEEP_RECORDINGS,
        *_on("cms.videoasset", "delete"),
        *_on("cms.audioasset", "delete"),
        *_on("cms.message", "view", "change"),
        *_on("totals.snapshot", "view", "add", "sign"),
        *_on("cms.missedsearch", "view"),
        *PROMOTE_RESULTS,
    ),
    RoleCode.ORGANISER: (
        ENTER,
        *KEEP_THE_REGISTER,
        *PLAN_EVENTS,
        *PLAN_TRAINING,
        *PLAN_DRILLS,
        *_on("totals.snapshot", "view"),
    ),
    RoleCode.DESK_STAFF: (
        ENTER,
        *_on("events.event", "view"),
        *_on("events.registration", "view"),
        *_on("events.attendance", "view"),
        *_on("events.scan", "view", "add"),
        *_on("events.headcount", "view", "add"),
    ),
    RoleCode.EVALUATOR: (
        ENTER,
        *_on("events.event", "view"),
        *_on("drills.drill", "view"),
        *_on("drills.formtemplate", "view"),
        *_on("drills.improvementaction", "view"),
    ),
    RoleCode.PUBLICITY_EDITOR: (
        ENTER,
        *_on("events.event", "view"),
        *_on("events.campaign", "view", "add", "change"),
        *_on("events.topic", "view"),
        *_on("cms.missedsearch", "view"),
        *KEEP_RECORDINGS,
        *_on("cms.message", "view", "change"),
        *KEEP_FACILITIES,
    ),
    RoleCode.REVIEWER: (
        ENTER,
        *_on("events.event", "view"),
        *_on("events.campaign", "view"),
        *_on("totals.snapshot", "view", "sign"),
        *_on("cms.missedsearch", "view"),
        *PROMOTE_RESULTS,
    ),
    RoleCode.ENTERPRISE_CONTACT: (
        ENTER,
        *_on("people.organisation", "view"),
        *_on("people.person", "view", "add", "change"),
        *_on("people.membership", "view", "add", "change"),
        *_on("people.rosterimport", "view", "add"),
        *_on("events.event", "view"),
        *_on("events.registration", "view", "add"),
        *_on("drills.improvementaction", "view"),
    ),
}

# On the whole page tree.
PAGE_PERMISSIONS: Mapping[RoleCode, tuple[str, ...]] = {
    RoleCode.DISTRICT_MANAGER: (
        "add_page",
        "change_page",
        "publish_page",
        "bulk_delete_page",
        "lock_page",
        "unlock_page",
    ),
    RoleCode.PUBLICITY_EDITOR: ("add_page", "change_page"),
    RoleCode.REVIEWER: ("change_page", "publish_page", "lock_page", "unlock_page"),
}

_KEEP_FILES = (
    *_on("wagtailimages.image", "add", "change", "choose"),
    *_on("wagtaildocs.document", "add", "change", "choose"),
)
# On the root collection of pictures and documents.
COLLECTION_PERMISSIONS: Mapping[RoleCode, tuple[str, ...]] = {
    RoleCode.DISTRICT_MANAGER: (
        *_KEEP_FILES,
        *_on("wagtailimages.image", "delete"),
        *_on("wagtaildocs.document", "delete"),
    ),
    RoleCode.PUBLICITY_EDITOR: _KEEP_FILES,
    RoleCode.REVIEWER: (
        *_on("wagtailimages.image", "choose"),
        *_on("wagtaildocs.document", "choose"),
    ),
    RoleCode.ORGANISER: _KEEP_FILES,
}


@transaction.atomic
def sync() -> dict[str, Group]:
    """Give every role its group with exactly the permissions written above; repeatable.

    A group keeps the name it was given by hand; what else was ticked in it by hand goes.

    Returns:
        The groups by role code.

    Raises:
        LookupError: a permission is written above that no installed model has.
    """
    groups = {}
    for code in RoleCode:
        group = _group_of(code)
        group.permissions.set(_permissions(PERMISSIONS[code]))
        _sync_pages(group, PAGE_PERMISSIONS.get(code, ()))
        _sync_collection(group, COLLECTION_PERMISSIONS.get(code, ()))
        groups[code.value] = group
    return groups


def _group_of(code: RoleCode) -> Group:
    role = Role.objects.select_related("group").filter(code=code).first()
    if role:
        return role.group
    group, _created = Group.objects.get_or_create(name=GROUP_NAMES[code])
    Role.objects.create(code=code, group=group)
    return group


def _permissions(names: Iterable[str]) -> list[Permission]:
    wanted = sorted(set(names))
    condition = Q(pk__in=[])
    for name in wanted:
        app, codename = name.split(".")
        condition |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(condition).select_related("content_type"))
    missing = set(wanted) - {f"{one.content_type.app_label}.{one.codename}" for one in found}
    if missing:
        raise LookupError(f"No such permissions: {', '.join(sorted(missing))}")
    return found


def _sync_pages(group: Group, codenames: Iterable[str]) -> None:
    root = Page.get_first_root_node()
    wanted = {one.pk: one for one in _permissions(f"wagtailcore.{name}" for name in codenames)}
    here = GroupPagePermission.objects.filter(group=group, page=root)
    here.exclude(permission__in=wanted).delete()
    for pk in wanted.keys() - set(here.values_list("permission_id", flat=True)):
        GroupPagePermission.objects.create(group=group, page=root, permission=wanted[pk])


def _sync_collection(group: Group, names: Iterable[str]) -> None:
    root = Collection.get_first_root_node()
    wanted = {one.pk: one for one in _permissions(names)}
    here = GroupCollectionPermission.objects.filter(group=group, collection=root)
    here.exclude(permission__in=wanted).delete()
    for pk in wanted.keys() - set(here.values_list("permission_id", flat=True)):
        GroupCollectionPermission.objects.create(
            group=group, collection=root, permission=wanted[pk]
        )
