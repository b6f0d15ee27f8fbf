"""The rows that Wagtail's own migrations write, in the office's language and for its roles."""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.enums import ReviewPart
from cms.models import ReviewTask

WAGTAILS_WORKFLOW = "Moderators approval"
# Rows, not interface: one language, that of the office.
WORKFLOW = "三审三校"
STAGE_NAMES: Mapping[ReviewPart, str] = {
    ReviewPart.FIRST: "初审",
    ReviewPart.SECOND: "复审",
    ReviewPart.THIRD: "终审",
}


@transaction.atomic
def furnish(*, reviewers: Group, managers: Group) -> None:
    """Name the roots of pages and files in Chinese, and have every page reviewed.

    Only rows that still have their first name are touched, so repeating it changes nothing.

    Args:
        reviewers: the group that gives opinions at every stage.
        managers: the group that may give the final one too.
    """
    Page.objects.filter(depth=1, title="Root").update(title="全部页面", draft_title="全部页面")
    Collection.objects.filter(depth=1, name="Root").update(name="全部文件")
    _have_reviewed(
        {
            ReviewPart.FIRST: [reviewers],
            ReviewPart.SECOND: [reviewers],
            ReviewPart.THIRD: [reviewers, managers],
        }
    )
    GroupApprovalTask.objects.filter(name=WAGTAILS_WORKFLOW, task_states=None).delete()
    Workflow.objects.filter(name=WAGTAILS_WORKFLOW, workflow_states=None).delete()
    Group.objects.filter(name__in=["Editors", "Moderators"], portal_role=None, user=None).delete()


def _have_reviewed(groups: Mapping[ReviewPart, Iterable[Group]]) -> None:
    """Make the workflow of the three stages and give it all pages; groups chosen by hand stay."""
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW)
    for order, (stage, name) in enumerate(STAGE_NAMES.items()):
        task, is_new = ReviewTask.objects.get_or_create(stage=stage, defaults={"name": name})
        if is_new:
            task.groups.set(groups[stage])
        WorkflowTask.objects.get_or_create(
            workflow=workflow, task=task.task_ptr, defaults={"sort_order": order}
        )
    WorkflowPage.objects.update_or_create(
        page=Page.get_first_root_node(), defaults={"workflow": workflow}
    )
