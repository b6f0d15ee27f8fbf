"""Everything that can be done on a drill's board: button, form, and who may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills import permissions
from drills.enums import (
    BEFORE_START,
    DRILL_STEPS,
    FINDING_STATES,
    ActionState,
    DrillState,
    DrillVerb,
    FindingState,
    PublicMode,
)
from drills.forms import acts as forms
from drills.models import Drill, FormItem, ImprovementAction
from portal.events.enums import EventStatus
from portal.people.models import User

Allowed = Callable[[User, Drill], bool]


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its button, what it asks for, and for whom it is there.

    Args:
        code: stands in the address.
        label: on the button; a verb.
        done: said afterwards.
        form: asks for what the act needs, and calls the domain.
        allowed: whether an account may do it with a drill, whatever the drill's state.
        possible: whether the drill's state lets it; the domain has the last word.
        explains: what the act means, above its form.
        about: which part of the drill it concerns: "", "document", "person", "task", ….
        tone: "primary", "secondary" or "serious".
    """

    code: str
    label: str | Promise
    done: str | Promise
    form: type[forms.ActForm]
    allowed: Allowed
    possible: Callable[[Drill], bool]
    explains: str | Promise = ""
    about: str = ""
    tone: str = "secondary"

    @property
    def asks(self) -> bool:
        """Whether it has a form of its own page, or is done by its button."""
        return bool(self.form.base_fields) or self.form is forms.SectionsForm


def _may_take(verb: str) -> Allowed:
    return lambda user, drill: permissions.may_take(user, drill, verb)


def _step(
    verb: DrillVerb,
    done: str | Promise,
    form: type[forms.ActForm],
    explains: str | Promise = "",
    tone: str = "secondary",
) -> Act:
    return Act(
        code=verb.value.lower(),
        label=verb.label,
        done=done,
        form=form,
        allowed=_may_take(verb),
        possible=lambda drill: drill.state in DRILL_STEPS[verb][0],
        explains=explains,
        tone=tone,
    )


def _in(*states: str) -> Callable[[Drill], bool]:
    return lambda drill: drill.state in states


# Until it is ready, the plan may change.
CHANGEABLE = (DrillState.PROPOSED, DrillState.PROGRAMMED, DrillState.PREPARING)

_PLANNED = _in(*CHANGEABLE)
_NOT_CLOSED = _in(*(set(DrillState.values) - {DrillState.ARCHIVED, DrillState.CANCELLED}))
_DECIDING = _in(DrillState.EVALUATING, DrillState.REOPENED)


STEPS: dict[str, Act] = {
    act.code: act
    for act in (
        _step(
            DrillVerb.APPROVE,
            _("In the programme."),
            forms.ApproveForm,
            tone="primary",
        ),
        _step(
            DrillVerb.OPEN,
            _("Preparation has begun. The list below says what is still missing."),
            forms.OpenForm,
            tone="primary",
        ),
        _step(
            DrillVerb.CONFIRM,
            _("Ready. The forms are locked, the door opens by the clock."),
            forms.ConfirmForm,
            explains=_("The evaluation forms are locked, and the event is published."),
            tone="primary",
        ),
        _step(
            DrillVerb.START,
            _("The drill has begun."),
            forms.StartForm,
            explains=_("Write who checked the site and that it is safe to begin."),
            tone="primary",
        ),
        _step(DrillVerb.RESUME, _("It goes on."), forms.ResumeForm, tone="primary"),
        _step(
            DrillVerb.END,
            _("Ended. Check-in closes with it."),
            forms.EndForm,
            explains=_("Count everybody before you end the drill."),
            tone="primary",
        ),
        _step(DrillVerb.PAUSE, _("Paused."), forms.PauseForm),
        _step(
            DrillVerb.ABORT,
            _("The drill is stopped."),
            forms.AbortForm,
            explains=_("For real danger, grave error or weather. It cannot be started again."),
            tone="serious",
        ),
        _step(DrillVerb.EVALUATE, _("The evaluation is open."), forms.EvaluateForm, tone="primary"),
        _step(
            DrillVerb.SUMMARISE,
            _("Signed. The drill counts from now on, provisionally until it is archived."),
            forms.SummariseForm,
            explains=_("With this you sign the evaluation report and the summary report."),
            tone="primary",
        ),
        _step(
            DrillVerb.ARCHIVE,
            _("Archived."),
            forms.ArchiveForm,
            explains=_("Where records are missing, write why; otherwise leave the field empty."),
            tone="primary",
        ),
        _step(
            DrillVerb.REOPEN,
            _("Reopened. Frozen totals keep what they had."),
            forms.ReopenForm,
        ),
        _step(
            DrillVerb.RESCHEDULE, _("The new date is set."), forms.RescheduleForm, tone="primary"
        ),
        _step(
            DrillVerb.POSTPONE,
            _("Postponed. Set a new date as soon as there is one."),
            forms.PostponeForm,
        ),
        _step(DrillVerb.CANCEL, _("Cancelled."), forms.CancelForm, tone="serious"),
    )
}

_OTHERS = (
    Act(
        "announce",
        _("Publish the notice"),
        _("Published. The drill stands in the public calendar."),
        forms.AnnounceForm,
        permissions.may_own,
        lambda drill: (
            drill.state == DrillState.PREPARING
            and drill.public_mode != PublicMode.NONE
            and drill.event.status == EventStatus.DRAFT
        ),
    ),
    Act(
        "document",
        pgettext_lazy("drill", "Add a document"),
        _("The document is added. Somebody has to approve it."),
        forms.DocumentForm,
        permissions.may_find,
        _NOT_CLOSED,
    ),
    Act(
        "approve-document",
        pgettext_lazy("a document", "Approve"),
        _("Approved."),
        forms.ApproveDocumentForm,
        permissions.may_confirm_findings,
        _NOT_CLOSED,
        about="document",
    ),
    Act(
        "safety",
        _("Assess the safety of the drill"),
        _("The assessment is recorded."),
        forms.SafetyForm,
        permissions.may_own,
        _PLANNED,
    ),
    Act(
        "person",
        _("Give somebody a role"),
        _("The role is given."),
        forms.AddPersonForm,
        permissions.may_own,
        _in(*BEFORE_START),
    ),
    Act(
        "remove-person",
        _("Take the role away"),
        _("The role is taken away."),
        forms.RemovePersonForm,
        permissions.may_own,
        _PLANNED,
        about="person",
    ),
    Act(
        "sections",
        _("Choose the categories tested"),
        _("The categories are chosen."),
        forms.SectionsForm,
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
        forms.TaskForm,
        permissions.may_own,
        _PLANNED,
        about="task",
    ),
    Act(
        "objective",
        _("Add an objective"),
        _("The objective is added."),
        forms.ObjectiveForm,
        permissions.may_own,
        _PLANNED,
    ),
    Act(
        "judge",
        _("Judge"),
        _("The result is recorded."),
        forms.JudgeForm,
        permissions.may_judge,
        _DECIDING,
        about="objective",
        explains=_("Anything but “achieved” needs a reason."),
    ),
    Act(
        "reconcile",
        pgettext_lazy("ratings", "Reconcile"),
        _("Reconciled. All ratings are kept beside it."),
        forms.ReconcileForm,
        permissions.may_judge,
        _DECIDING,
        about="item",
        explains=_("The evaluators lie two or more steps apart. Decide, and say why."),
    ),
    Act(
        "grade",
        _("Confirm the grade"),
        _("The grade is confirmed."),
        forms.GradeForm,
        permissions.may_judge,
        _DECIDING,
        explains=_("The rules propose, you decide. Another grade needs a reason."),
        tone="primary",
    ),
    Act(
        "finding",
        _("Write down a finding"),
        _("The finding is written down. The evaluation meeting confirms it."),
        forms.FindingForm,
        permissions.may_find,
        _in(*FINDING_STATES),
    ),
    Act(
        "confirm-finding",
        _("Confirm"),
        _("The finding is confirmed."),
        forms.ConfirmFindingForm,
        permissions.may_confirm_findings,
        _NOT_CLOSED,
        about="finding",
        explains=_("A critical finding asks for another drill."),
    ),
    Act(
        "dispute-finding",
        _("Dispute"),
        _("The finding is disputed."),
        forms.DisputeFindingForm,
        permissions.may_find,
        _NOT_CLOSED,
        about="finding",
    ),
    Act(
        "withdraw-finding",
        _("Withdraw"),
        _("The finding is withdrawn."),
        forms.WithdrawFindingForm,
        permissions.may_confirm_findings,
        _NOT_CLOSED,
        about="finding",
    ),
    Act(
        "action",
        _("Open an action"),
        _("The action is open. Give it to somebody."),
        forms.OpenActionForm,
        permissions.may_confirm_findings,
        lambda drill: True,
        about="finding",
    ),
    Act(
        "assign",
        _("Assign"),
        _("Assigned. Both have been told."),
        forms.AssignForm,
        permissions.may_confirm_findings,
        lambda drill: True,
        about="action",
        explains=_("One person carries it out, another one verifies it."),
    ),
    Act(
        "waive",
        _("Waive"),
        _("The action is waived."),
        forms.WaiveForm,
        permissions.may_manage_programme,
        lambda drill: True,
        about="action",
    ),
    Act(
        "cancel-action",
        _("Cancel it"),
        _("The action is cancelled."),
        forms.CancelActionForm,
        permissions.may_confirm_findings,
        lambda drill: True,
        about="action",
    ),
)

ACTS: dict[str, Act] = {**STEPS, **{act.code: act for act in _OTHERS}}

# Which acts a finding or an action offers in its state, beside what the drill allows.
FINDING_ACTS = {
    FindingState.DRAFT: ("confirm-finding",),
    FindingState.CONFIRMED: ("action", "dispute-finding"),
    FindingState.DISPUTED: ("confirm-finding", "withdraw-finding"),
    FindingState.ACTIONED: ("action",),
}
ACTION_ACTS = {
    ActionState.OPEN: ("assign", "waive", "cancel-action"),
    ActionState.ASSIGNED: ("waive", "cancel-action"),
    ActionState.IN_PROGRESS: ("waive", "cancel-action"),
}


def steps_of(drill: Drill, user: User) -> list[Act]:
    """Return the steps this account may take now, the usual one first."""
    return [act for act in STEPS.values() if act.possible(drill) and act.allowed(user, drill)]


def offered(drill: Drill, user: User) -> set[str]:
    """Return the codes of all acts that state and account allow."""
    return {code for code, act in ACTS.items() if act.possible(drill) and act.allowed(user, drill)}


def target_rows(drill: Drill, about: str) -> QuerySet[Model]:
    """Return the rows of a drill an act can be about; nothing of another drill."""
    if about == "item":
        return FormItem.objects.filter(section__in=drill.sections.values("section"))
    if about == "action":
        return ImprovementAction.objects.filter(finding__drill=drill)
    rows: dict[str, Any] = {
        "document": drill.documents,
        "person": drill.people,
        "task": drill.tasks,
        "objective": drill.objectives,
        "finding": drill.findings,
    }
    return rows[about].all()


def finding_acts(state: str, codes: set[str]) -> list[Act]:
    """Return what can be done with a finding in a state, of what is offered at all."""
    return [ACTS[code] for code in FINDING_ACTS.get(FindingState(state), ()) if code in codes]


def action_acts(state: str, codes: set[str]) -> list[Act]:
    """Return what can be done with an action in a state, of what is offered at all."""
    return [ACTS[code] for code in ACTION_ACTS.get(ActionState(state), ()) if code in codes]
