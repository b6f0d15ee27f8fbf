"""Which acts a board offers: to whom, in which state, about what."""

from typing import Any

from django.db.models import Model, QuerySet

from drills import permissions
from drills.acts.act import Act
from drills.acts.others import OTHERS
from drills.acts.steps import STEPS
from drills.enums import ActionState, DocumentKind, FindingState
from drills.models import Drill, FormItem, ImprovementAction
from portal.lib.phrases import listed
from portal.people.models import User

ACTS: dict[str, Act] = {**STEPS, **{act.code: act for act in OTHERS}}

# Which acts a finding or an action offers in its state, beside what the drill allows.
FINDING_ACTS = {
    FindingState.DRAFT: ("confirm-finding",),
    FindingState.CONFIRMED: ("action", "dispute-finding"),
    FindingState.DISPUTED: ("confirm-finding", "withdraw-finding"),
    FindingState.ACTIONED: ("action",),
}
ACTION_ACTS = {
    ActionState.OPEN: ("assign", "waive", "cancel-action"),
    ActionState.ASSIGNED: ("reassign", "waive", "cancel-action"),
    ActionState.IN_PROGRESS: ("reassign", "waive", "cancel-action"),
    ActionState.SUBMITTED: ("reassign",),
    ActionState.RETURNED: ("reassign",),
}


def steps_of(drill: Drill, user: User) -> list[Act]:
    """Return the steps this account may take now, the usual one first."""
    return [act for act in STEPS.values() if act.possible(drill) and act.allowed(user, drill)]


def waiting(drill: Drill, user: User) -> list[tuple[Act, str]]:
    """Return the usual next step, where others take it, with those who do."""
    if any(act.tone == "primary" for act in steps_of(drill, user)):
        return []
    return [
        (act, listed(permissions.names_of_takers(drill, act.code.upper())))
        for act in STEPS.values()
        if act.tone == "primary" and act.possible(drill)
    ][:1]


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
        "document": drill.documents.exclude(kind=DocumentKind.EVALUATION_REPORT),
        "report": drill.documents.filter(kind=DocumentKind.EVALUATION_REPORT),
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
