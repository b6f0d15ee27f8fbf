"""The rows that Wagtail's own migrations write, in the office's language and for its roles."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Collection, GroupApprovalTask, Page, Workflow

WORKFLOW = "Moderators approval"


@transaction.atomic
def furnish(*, reviewers: Group) -> None:
    """Name the roots of pages and files in Chinese, and let our reviewers approve pages.

    Only rows that still have their first name are touched, so repeating it changes nothing.

    Args:
        reviewers: the group that takes the place of Wagtail's "Moderators".
    """
    Page.objects.filter(depth=1, title="Root").update(title="全部页面", draft_title="全部页面")
    Collection.objects.filter(depth=1, name="Root").update(name="全部文件")
    for task in GroupApprovalTask.objects.filter(name=WORKFLOW):
        task.groups.set([reviewers])
    GroupApprovalTask.objects.filter(name=WORKFLOW).update(name="内容审核")
    Workflow.objects.filter(name=WORKFLOW).update(name="内容审核")
    Group.objects.filter(name__in=["Editors", "Moderators"], portal_role=None, user=None).delete()
