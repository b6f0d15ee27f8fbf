"""What accounts hold, compared: nobody gives or touches what he does not have himself.

Three places give rights: a group's permissions, its permissions on pages, collections and
sites, and the permissions of one account. A right on a page or collection holds for everything
below it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat
from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission

from portal.people.models import Role, User

_ON_A_TREE = (
    ("page", GroupPagePermission, F("page__path")),
    ("collection", GroupCollectionPermission, F("collection__path")),
    ("site", GroupSitePermission, Concat(Cast("site_id", CharField()), Value("/"))),
)


@dataclass(frozen=True, slots=True)
class Right:
    """One permission, by its key; everywhere, or below a place such as a page.

    Args:
        permission: primary key.
        where: "" for everywhere, else the kind of place.
        path: of the place in its tree.
    """

    permission: int
    where: str = ""
    path: str = ""

    def covers(self, other: "Right") -> bool:
        """Say whether who holds this right may do what the other allows."""
        return (self.permission, self.where) == (
            other.permission,
            other.where,
        ) and other.path.startswith(self.path)


def of_groups(groups: Iterable[Group]) -> dict[int, set[Right]]:
    """Return the rights each group gives, by its primary key."""
    wanted = [group.pk for group in groups]
    found: dict[int, set[Right]] = defaultdict(set)
    given = Group.permissions.through.objects.filter(group__in=wanted)
    for group, permission in given.values_list("group_id", "permission_id"):
        found[group].add(Right(permission))
    for where, model, path in _ON_A_TREE:
        rows = model.objects.filter(group__in=wanted).annotate(place_path=path)
        for group, permission, place in rows.values_list("group_id", "permission_id", "place_path"):
            found[group].add(Right(permission, where, place))
    return found


def of(account: User) -> set[Right]:
    """Return the rights an account holds by its groups and by itself, active or not."""
    own = account.user_permissions.values_list("pk", flat=True)
    given = of_groups(account.groups.all())
    return {Right(permission) for permission in own}.union(*given.values())


def grantable_roles(by: User) -> QuerySet[Role]:
    """Return the roles an account may give: those that hold nothing it lacks."""
    if by.is_superuser:
        return Role.objects.all()
    return Role.objects.exclude(group__in=_groups_beyond(of(by)))


def not_beyond(accounts: QuerySet[User], by: User) -> QuerySet[User]:
    """Narrow accounts to those that hold nothing another account lacks; no superuser but to one."""
    if by.is_superuser:
        return accounts
    held = of(by)
    everywhere = [right.permission for right in held if not right.where]
    foreign = Permission.objects.exclude(pk__in=everywhere)
    return (
        accounts.filter(is_superuser=False)
        .exclude(groups__in=_groups_beyond(held))
        .exclude(user_permissions__in=foreign)
    )


def _groups_beyond(held: set[Right]) -> list[int]:
    """Return the groups that hold something not covered by the rights given."""
    return [
        group
        for group, rights in of_groups(Group.objects.all()).items()
        if any(not any(one.covers(right) for one in held) for right in rights - held)
    ]
