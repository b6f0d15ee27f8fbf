"""Publishing goes through review: the one gate that all ways of publishing share.

Wagtail publishes from many places: buttons, bulk actions, workflows, copies, the clock. All of
them end in `publish`, and there the version is asked for, not the account. What accounts may do
is told separately, so that no button is offered that leads nowhere.
"""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.actions.publish_revision import PublishPermissionError
from wagtail.models import GroupPagePermission, Page, PagePermissionTester, Revision, Workflow
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.models.reviews import Review
from portal.people.domain import scope
from portal.people.models import User


class NotReleased(PublishPermissionError):
    """A version that was not reviewed, or was changed since, is about to be published."""


class OwnPagesPolicy(PagePermissionPolicy):
    """Lets an account of part of the district work on the pages of that part, and no others.

    The groups carry their permissions on the whole tree. Who sees the whole district has them
    there; who sees one street or one community has them on the pages that belong to it, and on
    those below. Wagtail asks here for whatever it lists, offers or does.
    """

    def get_all_permissions_for_user(self, user: User) -> Any:
        """Return what the groups of an account permit, each on the pages it may work on."""
        given = super().get_all_permissions_for_user(user)
        if not user.is_active or user.is_anonymous or user.is_superuser or scope.sees_whole(user):
            return given
        own = list(self._own_pages(user))
        return [
            GroupPagePermission(group_id=one.group_id, permission=one.permission, page=page)
            for one in given
            for page in own
            if page.path.startswith(one.page.path)
        ]

    def _own_pages(self, user: User) -> QuerySet[Page]:
        communities = apps.get_model("cms", "CommunityPage").objects.all()
        own = scope.within(communities, user, "organisation__path").order_by()
        return Page.objects.filter(pk__in=own.values("pk"))


class ReleasePermissionTester(PagePermissionTester):
    """What an account may do with a page: much, but not publish it by itself."""

    def can_view_revisions(self) -> bool:
        return self.can_edit()

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return PagePermissionTester.can_publish(self)

    def can_unschedule(self) -> bool:
        return PagePermissionTester.can_publish(self)


class ReleasedPage(models.Model):
    """A page of which only reviewed versions are published."""

    class Meta:
        abstract = True

    @property
    def has_workflow(self) -> bool:
        """Say whether the page is reviewed: every one is."""
        return self.get_workflow() is not None

    def get_workflow(self) -> Workflow | None:
        """Return the one workflow there is, whatever was assigned to a part of the tree."""
        stages = Workflow.objects.filter(workflow_tasks__task__reviewtask__isnull=False)
        return stages.filter(active=True).order_by("pk").first()

    def publish(self, revision: Revision, **given: Any) -> Any:
        """Publish a version, now or at its hour.

        Raises:
            NotReleased: when it was not approved, or does not say any more what was approved.
        """
        if not Review.objects.releases(revision):
            raise NotReleased(
                _("“%(title)s” has not been reviewed. Submit it; it is published when it passes.")
                % {"title": revision.object_str}
            )
        # The approval is the permission: whoever gave the last opinion needs no other.
        given["skip_permission_checks"] = True
        return super().publish(revision, **given)  # type: ignore[misc]

    def copy(
        self,
        recursive: bool = False,
        to: Page | None = None,
        update_attrs: dict[str, Any] | None = None,
        copy_revisions: bool = True,
        keep_live: bool = True,
        **given: Any,
    ) -> Any:
        """Copy the page as a draft: a copy is a text of its own, for its own review."""
        return super().copy(  # type: ignore[misc]
            recursive=recursive,
            to=to,
            update_attrs=update_attrs,
            copy_revisions=copy_revisions,
            keep_live=False,
            **given,
        )
