"""Improvement actions: one person carries them out, another says that it is done."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from drills.domain import findings, reminders, steps
from drills.enums import (
    OWNERS_TURN,
    ActionKind,
    ActionState,
    ActionVerb,
    FindingState,
    ObjectiveResult,
)
from drills.models import ActionEvidence, Finding, ImprovementAction, Objective
from portal.events.models import Event
from portal.lib.periods import business_date
from portal.lib.refusals import Refusal
from portal.people.domain.queries import canonical
from portal.people.models import Organisation, Person, User


class ActionRefused(Refusal):
    """The action makes no sense, or cannot be opened now."""

    code = "action_refused"


class Incomplete(Refusal):
    """A field that the next step needs is empty."""

    code = "incomplete"


class VerifierIsOwner(Refusal):
    """Nobody verifies his own work."""

    code = "verifier_is_owner"


class NotYourAction(Refusal):
    """Somebody else than the person named does the step."""

    code = "not_your_action"


class ProofMissing(Refusal):
    """What this kind of action is verified by is not there."""

    code = "proof_missing"


@transaction.atomic
def open_action(
    *, finding: Finding, kind: str, by: User, at: datetime, measure: str = "", goal: str = ""
) -> ImprovementAction:
    """Open an action for a confirmed finding; it waits to be assigned.

    Raises:
        ActionRefused: the finding is not confirmed, or the kind is unknown.
    """
    finding = steps.locked_finding(finding)
    if finding.state not in {FindingState.CONFIRMED, FindingState.ACTIONED}:
        raise ActionRefused(_("Actions are opened for confirmed findings."))
    if kind not in ActionKind:
        raise ActionRefused(_("Choose what kind of action it is."))
    return ImprovementAction.objects.create(
        finding=finding,
        kind=kind,
        measure=measure.strip(),
        goal=goal.strip(),
        opened_by=by,
        opened_at=at,
    )


@transaction.atomic
def assign(
    *,
    action: ImprovementAction,
    measure: str,
    goal: str,
    owner_unit: Organisation,
    owner: Person,
    verifier: Person,
    due_date: date,
    by: User,
    at: datetime,
    budget_yuan: Decimal | None = None,
    follow_up: Event | None = None,
    objective: Objective | None = None,
    comment: str = "",
) -> ImprovementAction:
    """Give an action to a person with a day and another person who verifies; both are told.

    One that was assigned before may be given to others until it is closed; what was proved so
    far stays with it, and its new owner hands it in.

    Args:
        due_date: a business day in Asia/Shanghai, today at the earliest.
        follow_up: the class or other event that carries the action out, where it is one.
        objective: which one a re-drill tests again, where the finding does not say it yet.
        comment: why others get it; needed when it was assigned before.

    Raises:
        steps.CommentMissing: it was assigned before and nobody says why.
        Incomplete: measure or goal is empty, the day has passed, or a re-drill has no
            objective to test again.
        VerifierIsOwner: both are one person.
    """
    action = steps.locked_action(action)
    steps.check_action(action, ActionVerb.ASSIGN)
    if action.state != ActionState.OPEN:
        comment = steps.need_comment(comment)
    rounds = action.transitions.filter(verb=ActionVerb.ASSIGN).count()
    if not measure.strip() or not goal.strip():
        raise Incomplete(_("Write what is to be done and how one will see that it is done."))
    if due_date < business_date(at):
        raise Incomplete(_("The due date has passed. Choose a later day."))
    if canonical.is_same(owner, verifier):
        raise VerifierIsOwner(_("Owner and verifier must be two people. Choose another verifier."))
    if objective is not None:
        findings.link(finding=action.finding, objective=objective)
    if action.kind == ActionKind.REDRILL and action.finding.objective_id is None:
        raise Incomplete(_("A re-drill tests an objective again. Choose which one."))
    reminders.silence(action)
    action.measure, action.goal = measure.strip(), goal.strip()
    action.owner_unit, action.owner, action.verifier = owner_unit, owner, verifier
    action.due_date, action.budget_yuan = due_date, budget_yuan
    action.follow_up = follow_up
    steps.move_action(action, ActionVerb.ASSIGN, by=by, at=at, comment=comment)
    findings.take_up(finding=action.finding, by=by, at=at)
    reminders.tell(action, owner, "action_assigned", f"assigned{rounds or ''}", at)
    reminders.schedule(action, at)
    return action


@transaction.atomic
def start(*, action: ImprovementAction, by: User, at: datetime) -> ImprovementAction:
    """Begin working on an action, or again on one that was sent back.

    Raises:
        NotYourAction: only the owner begins.
    """
    action = steps.locked_action(action)
    _check_owner(action, by)
    steps.move_action(action, ActionVerb.START, by=by, at=at)
    return action


@transaction.atomic
def prove(
    *,
    action: ImprovementAction,
    by: User,
    at: datetime,
    text: str = "",
    file: Any = None,
    file_name: str = "",
) -> ActionEvidence:
    """Add a proof to an action: words, a picture or a document.

    Args:
        file: already checked and cleaned; the domain stores it as it is.

    Raises:
        NotYourAction: only the owner adds proofs.
        ActionRefused: it is not his turn, or the proof is empty.
    """
    action = steps.locked_action(action)
    _check_owner(action, by)
    if action.state not in OWNERS_TURN:
        raise ActionRefused(_("Nothing can be added to this action now."))
    if not text.strip() and not file:
        raise ActionRefused(_("Write a line or choose a file."))
    return ActionEvidence.objects.create(
        action=action,
        text=text.strip(),
        file=file or "",
        file_name=file_name,
        added_by=by,
        added_at=at,
    )


@transaction.atomic
def submit(
    *,
    action: ImprovementAction,
    result: str,
    by: User,
    at: datetime,
    plan_reference: str = "",
) -> ImprovementAction:
    """Hand an action over for verification; one not begun yet is begun with it.

    Args:
        plan_reference: the issued plan, for an action that revises one.

    Raises:
        NotYourAction: only the owner submits.
        Incomplete: without a result, without a proof, or without the plan it revises.
    """
    action = steps.locked_action(action)
    _check_owner(action, by)
    if action.state in {ActionState.ASSIGNED, ActionState.RETURNED}:
        steps.move_action(action, ActionVerb.START, by=by, at=at)
    steps.check_action(action, ActionVerb.SUBMIT)
    if not result.strip():
        raise Incomplete(_("Write what was done."))
    proofs = list(action.evidence.all())
    if not proofs:
        raise Incomplete(_("Add at least one proof: a photo, a document or a line of text."))
    if action.kind == ActionKind.REVISE_PLAN and not plan_reference.strip():
        raise Incomplete(_("Name the issued plan: title, version and date."))
    action.result, action.plan_reference = result.strip(), plan_reference.strip()
    steps.move_action(
        action,
        ActionVerb.SUBMIT,
        by=by,
        at=at,
        attachments=[str(proof.uuid) for proof in proofs],
    )
    reminders.silence(action)
    rounds = action.transitions.filter(verb=ActionVerb.SUBMIT).count()
    reminders.tell(action, action.verifier, "action_submitted", f"submitted{rounds}", at)
    return action


@transaction.atomic
def verify(
    *, action: ImprovementAction, by: User, at: datetime, comment: str = ""
) -> ImprovementAction:
    """Say that an action is done; with the last one its finding is closed.

    Raises:
        NotYourAction: only the verifier named says so, never the owner.
        ProofMissing: a re-drill without a later drill that reached the objective.
    """
    action = steps.locked_action(action)
    steps.check_action(action, ActionVerb.VERIFY)
    _check_verifier(action, by)
    if action.kind == ActionKind.REDRILL:
        action.redrill = _proof_by_drill(action).drill
    action.closed_at = at
    steps.move_action(action, ActionVerb.VERIFY, by=by, at=at, comment=comment)
    _close_finding(action, by, at)
    return action


@transaction.atomic
def send_back(
    *, action: ImprovementAction, by: User, at: datetime, comment: str
) -> ImprovementAction:
    """Send an action back to its owner, with what is still missing."""
    action = steps.locked_action(action)
    steps.check_action(action, ActionVerb.SEND_BACK)
    _check_verifier(action, by)
    comment = steps.need_comment(comment)
    steps.move_action(action, ActionVerb.SEND_BACK, by=by, at=at, comment=comment)
    rounds = action.transitions.filter(verb=ActionVerb.SEND_BACK).count()
    reminders.tell(
        action, action.owner, "action_sent_back", f"returned{rounds}", at, reason=comment
    )
    reminders.schedule(action, at)
    return action


@transaction.atomic
def waive(*, action: ImprovementAction, by: User, at: datetime, comment: str) -> ImprovementAction:
    """Let an action go without being carried out; a decision of the programme manager."""
    return _drop(action, ActionVerb.WAIVE, by, at, comment)


@transaction.atomic
def cancel(*, action: ImprovementAction, by: User, at: datetime, comment: str) -> ImprovementAction:
    """Cancel an action that was opened by mistake or is replaced by another."""
    return _drop(action, ActionVerb.CANCEL, by, at, comment)


def _drop(
    action: ImprovementAction, verb: str, by: User, at: datetime, comment: str
) -> ImprovementAction:
    action = steps.locked_action(action)
    steps.check_action(action, verb)
    comment = steps.need_comment(comment)
    action.closed_at = at
    steps.move_action(action, verb, by=by, at=at, comment=comment)
    reminders.silence(action)
    _close_finding(action, by, at)
    return action


def _close_finding(action: ImprovementAction, by: User, at: datetime) -> None:
    finding = action.finding
    finding.refresh_from_db()
    closable = finding.state in {FindingState.CONFIRMED, FindingState.ACTIONED}
    if closable and findings.is_put_right(finding):
        findings.close(finding=finding, by=by, at=at)


def _check_owner(action: ImprovementAction, by: User) -> None:
    if not canonical.is_same(by.person, action.owner):
        raise NotYourAction(_("Only the responsible person does this."))


def _check_verifier(action: ImprovementAction, by: User) -> None:
    if canonical.is_same(by.person, action.owner):
        raise VerifierIsOwner(_("Nobody verifies his own work."))
    if not canonical.is_same(by.person, action.verifier):
        raise NotYourAction(_("Only the person named as verifier does this."))


def _proof_by_drill(action: ImprovementAction) -> Objective:
    proof = (
        Objective.objects.filter(
            retests=action.finding.objective_id,
            result__in=[ObjectiveResult.ACHIEVED, ObjectiveResult.MOSTLY],
            drill__started_at__gt=action.finding.raised_at,
        )
        .select_related("drill")
        .first()
    )
    if proof is None:
        raise ProofMissing(
            _("No later drill has reached this objective yet. Plan one that tests it again.")
        )
    return proof
