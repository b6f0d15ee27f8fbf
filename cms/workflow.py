"""How review is hung into Wagtail's workflow; the rules are in `cms.domain.reviewing`."""

from typing import Any

from django.utils import timezone
from wagtail import signals
from wagtail.models import AbstractPage, Page, WorkflowState
from wagtail.permissions import register_permission_policy

from cms.domain import reviewing
from cms.models.releasing import OwnPagesPolicy, ReleasePermissionTester
from portal.people.models import User

# Wagtail connects its mails under these names. They would go out within the request, to groups
# rather than to who may review; a name that is taken is not connected again.
SUBMITTED = "workflow_state_submitted_email_notification"
WAGTAILS_MAILS = {
    "workflow_state_rejected_email_notification": signals.workflow_rejected,
    "workflow_state_approved_email_notification": signals.workflow_approved,
}


def connect() -> None:
    """Tell reviewers of submissions, and ask our rules what accounts may do with a page."""
    signals.workflow_submitted.connect(_submitted, sender=WorkflowState, dispatch_uid=SUBMITTED)
    signals.workflow_cancelled.connect(_cancelled, sender=WorkflowState)
    for uid, signal in WAGTAILS_MAILS.items():
        signal.connect(_told_by_us, sender=WorkflowState, dispatch_uid=uid)
    # Wagtail asks pages of no certain type as well, and has no setting for it.
    Page.permissions_for_user = _permissions_for_user
    register_permission_policy(AbstractPage, OwnPagesPolicy(Page))


def _submitted(instance: WorkflowState, **given: Any) -> None:
    reviewing.begin(state=instance, at=timezone.now())


def _cancelled(instance: WorkflowState, **given: Any) -> None:
    reviewing.withdraw(state=instance, at=timezone.now())


def _told_by_us(**given: Any) -> None:
    """Authors are told by `reviewing`, through the outbox."""


def _permissions_for_user(page: Page, user: User) -> ReleasePermissionTester:
    return ReleasePermissionTester(user, page)
