"""What else is done on a drill's board: papers, people, forms, results, findings, actions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills import permissions
from drills.acts.act import Act, in_states
from drills.domain import planning
from drills.enums import (
    BEFORE_START,
    CHANGEABLE_STATES,
    DECIDING_STATES,
    FINDING_STATES,
    DrillState,
)
from drills.forms import concluding, improving, preparing
from drills.models import Drill
from portal.events.enums import EventStatus

_ALWAYS = in_states(*DrillState.values)
_PLANNED = in_states(*CHANGEABLE_STATES)
_NOT_CLOSED = in_states(*(set(DrillState.values) - {DrillState.ARCHIVED, DrillState.CANCELLED}))
_DECIDING = in_states(*DECIDING_STATES)


def _to_announce(drill: Drill) -> bool:
    return (
        drill.state == DrillState.PREPARING
        and drill.event.status == EventStatus.DRAFT
        and planning.needs_notice(drill)
    )


OTHERS = (
    Act(
        "announce",
        _("Publish the notice"),
        _("Published. The drill stands in the public calendar."),
        preparing.AnnounceForm,
        permissions.may_own,
        _to_announce,
    ),
    Act(
        "document",
        pgettext_lazy("drill", "Add a document"),
        _("The document is added. Somebody has to approve it."),
        preparing.DocumentForm,
        permissions.may_find,
        _NOT_CLOSED,
    ),
    Act(
        "approve-document",
        pgettext_lazy("a document", "Approve"),
        _("Approved."),
        preparing.ApproveDocumentForm,
        permissions.may_own,
        _NOT_CLOSED,
        about="document",
    ),
    Act(
        "sign-report",
        pgettext_lazy("a report", "Sign"),
        _("Signed."),
        preparing.ApproveDocumentForm,
        permissions.may_judge,
        _NOT_CLOSED,
        about="report",
    ),
    Act(
        "safety",
        _("Assess the safety of the drill"),
        _("The assessment is recorded."),
        preparing.SafetyForm,
        permissions.may_own,
        _PLANNED,
    ),
    Act(
        "person",
        _("Give somebody a role"),
        _("The role is given."),
        preparing.AddPersonForm,
        permissions.may_own,
        in_states(*BEFORE_START),
    ),
    Act(
        "remove-person",
        _("Take the role away"),
        _("The role is taken away."),
        preparing.RemovePersonForm,
        permissions.may_own,
        _PLANNED,
        about="person",
    ),
    Act(
        "sections",
        _("Choose the categories tested"),
        _("The categories are chosen."),
        preparing.SectionsForm,
        permissions.may_own,
        _PLANNED,
        explains=_(
            "Only what the drill really tests is rated. 0: not tested; 1 is usual; 2 counts "
            "twice. Weights are a rule of this portal, not of the standard."
        ),
    ),
    Act(
        "task",
        _("Assign categories"),
        _("The categories are assigned."),
        preparing.TaskForm,
        permissions.may_own,
        in_states(*BEFORE_START),
        about="task",
    ),
    Act(
        "objective",
        _("Add an objective"),
        _("The objective is added."),
        preparing.ObjectiveForm,
        permissions.may_own,
        _PLANNED,
    ),
    Act(
        "judge",
        _("Judge"),
        _("The result is recorded."),
        concluding.JudgeForm,
        permissions.may_judge,
        _DECIDING,
        about="objective",
        explains=_("Anything but “achieved” needs a reason."),
    ),
    Act(
        "reconcile",
        pgettext_lazy("ratings", "Reconcile"),
        _("Reconciled. All ratings are kept beside it."),
        concluding.ReconcileForm,
        permissions.may_judge,
        _DECIDING,
        about="item",
        explains=_("The evaluators lie two or more steps apart. Decide, and say why."),
    ),
    Act(
        "grade",
        _("Confirm the grade"),
        _("The grade is confirmed."),
        concluding.GradeForm,
        permissions.may_judge,
        _DECIDING,
        explains=_("The rules propose, you decide. Another grade needs a reason."),
        tone="primary",
    ),
    Act(
        "finding",
        _("Write down a finding"),
        _("The finding is written down. The evaluation meeting confirms it."),
        improving.FindingForm,
        permissions.may_find,
        in_states(*FINDING_STATES),
    ),
    Act(
        "confirm-finding",
        _("Confirm"),
        _("The finding is confirmed."),
        improving.ConfirmFindingForm,
        permissions.may_confirm_findings,
        _NOT_CLOSED,
        about="finding",
        explains=_("A critical finding asks for another drill."),
    ),
    Act(
        "dispute-finding",
        _("Dispute"),
        _("The finding is disputed."),
        improving.DisputeFindingForm,
        permissions.may_find,
        _NOT_CLOSED,
        about="finding",
    ),
    Act(
        "withdraw-finding",
        _("Withdraw"),
        _("The finding is withdrawn."),
        improving.WithdrawFindingForm,
        permissions.may_confirm_findings,
        _NOT_CLOSED,
        about="finding",
    ),
    Act(
        "action",
        _("Open an action"),
        _("The action is open. Give it to somebody."),
        improving.OpenActionForm,
        permissions.may_confirm_findings,
        _ALWAYS,
        about="finding",
    ),
    Act(
        "assign",
        _("Assign"),
        _("Assigned. Both have been told."),
        improving.AssignForm,
        permissions.may_confirm_findings,
        _ALWAYS,
        about="action",
        explains=_("One person carries it out, another one verifies it."),
    ),
    Act(
        "reassign",
        _("Assign to others"),
        _("Assigned. Both have been told."),
        improving.ReassignForm,
        permissions.may_confirm_findings,
        lambda drill: True,
        about="action",
        explains=_(
            "For when somebody leaves or is the wrong one. What was handed in stays; "
            "the responsible person hands it in again."
        ),
    ),
    Act(
        "waive",
        _("Waive"),
        _("The action is waived."),
        improving.WaiveForm,
        permissions.may_manage_programme,
        _ALWAYS,
        about="action",
    ),
    Act(
        "cancel-action",
        _("Cancel it"),
        _("The action is cancelled."),
        improving.CancelActionForm,
        permissions.may_confirm_findings,
        _ALWAYS,
        about="action",
    ),
)
