"""What Wagtail asks before it names, lists or changes a row: permission and scope together."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.sites import SitePermissionPolicy

from portal.people.domain import scope
from portal.people.models import User

RowsOf = Callable[..., QuerySet[Any]]


class ScopedPolicy(ModelPermissionPolicy):
    """Django's permissions, and only for the rows of an account's scope.

    Wagtail asks it wherever it names an object by its key, such as who else edits it now.

    Args:
        rows_of: the rows an account may read.
        changed_of: the rows it may change.
        of_the_district: whether only who sees the whole district may add and change.
    """

    def __init__(
        self, model: type[Model], *, rows_of: RowsOf, changed_of: RowsOf, of_the_district: bool
    ) -> None:
        super().__init__(model)
        self.rows_of, self.changed_of = rows_of, changed_of
        self.of_the_district = of_the_district

    def user_has_permission(self, user: User, action: str) -> bool:
        open_to_all = action == "view" or not self.of_the_district
        return super().user_has_permission(user, action) and (open_to_all or scope.sees_whole(user))

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        if not self.user_has_permission(user, action):
            return False
        rows = self.rows_of if action == "view" else self.changed_of
        return rows(user=user).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        held = {action for action in actions if self.user_has_permission(user, action)}
        if not held:
            return self.model._default_manager.none()
        return self.rows_of(user=user) if "view" in held else self.changed_of(user=user)


class DistrictPolicy(SitePermissionPolicy):
    """What the site says of the district is changed by who sees the whole district."""

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return super().user_has_any_permission(user, actions) and scope.sees_whole(user)

    def user_has_any_permission_for_instance(
        self, user: User, actions: Iterable[str], instance: Model
    ) -> bool:
        return self.user_has_any_permission(user, actions)
