"""Improvement actions: one person carries them out, another says that it is done."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from drills.domain import findings, steps
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
from portal.lib.periods import BUSINESS_ZONE, business_date
from portal.lib.refusals import Refusal
from portal.notices.domain import outbox
from portal.people.enums import MembershipRole, RoleCode
from portal.people.models import Organisation, Person, User

# Days from the due date on which the owner is reminded; after that once a week.
REMINDER_DAYS = (-7, -1, 1)
WEEKLY_AFTER = 1
# Days after the due date on which others are told.
UNIT_LEADER_DAYS = 7
PROGRAMME_MANAGER_DAYS = 15
# Reminders are for the morning.
MORNING = time(8, 30)


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
) -> ImprovementAction:
    """Give an action to a person with a day and another person who verifies; both are told.

    Args:
        due_date: a business day in Asia/Shanghai, today at the earliest.
        follow_up: the class or other event that carries the action out, where it is one.

    Raises:
        Incomplete: measure or goal is empty, the day has passed, or a re-drill has no
            objective to test again.
        VerifierIsOwner: both are one person.
    """
    action = steps.locked_action(action)
    steps.check_action(action, ActionVerb.ASSIGN)
    if not measure.strip() or not goal.strip():
        raise Incomplete(_("Write what is to be done and how one will see that it is done."))
    if due_date < business_date(at):
        raise Incomplete(_("The due date has passed. Choose a later day."))
    if owner.pk == verifier.pk:
        raise VerifierIsOwner(_("Owner and verifier must be two people. Choose another verifier."))
    if action.kind == ActionKind.REDRILL and action.finding.objective_id is None:
        raise Incomplete(
            _("A re-drill tests an objective again. Link the finding to an objective first.")
        )
    action.measure, action.goal = measure.strip(), goal.strip()
    action.owner_unit, action.owner, action.verifier = owner_unit, owner, verifier
    action.due_date, action.budget_yuan = due_date, budget_yuan
    action.follow_up = follow_up
    steps.move_action(action, ActionVerb.ASSIGN, by=by, at=at)
    findings.take_up(finding=action.finding, by=by, at=at)
    _tell(action, owner, "action_assigned", "assigned", at)
    _put_reminders(action, at)
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
    _silence(action)
    rounds = action.transitions.filter(verb=ActionVerb.SUBMIT).count()
    _tell(action, action.verifier, "action_submitted", f"submitted{rounds}", at)
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
    _tell(action, action.owner, "action_sent_back", f"returned{rounds}", at, reason=comment)
    _put_reminders(action, at)
    return action


@transaction.atomic
def waive(*, action: ImprovementAction, by: User, at: datetime, comment: str) -> ImprovementAction:
    """Let an action go without being carried out; a decision of the programme manager."""
    return _drop(action, ActionVerb.WAIVE, by, at, comment)


@transaction.atomic
def cancel(*, action: ImprovementAction, by: User, at: datetime, comment: str) -> ImprovementAction:
    """Cancel an action that was opened by mistake or is replaced by another."""
    return _drop(action, ActionVerb.CANCEL, by, at, comment)


def remind(*, at: datetime) -> int:
    """Put what is overdue into the outbox: weekly to the owner, later to his superiors.

    Repeating it on the same day puts nothing twice: every occasion has its key.

    Returns:
        How many overdue actions were looked at.
    """
    today = business_date(at)
    overdue = (
        ImprovementAction.objects.overdue(today)
        .filter(state__in=OWNERS_TURN)
        .select_related("owner", "owner_unit", "finding__drill__event")
    )
    due_at = max(at, _morning(today))
    count = 0
    for action in overdue:
        days = (today - action.due_date).days
        weeks = (days - WEEKLY_AFTER) // 7
        if weeks:
            _tell(action, action.owner, "action_overdue", f"week{weeks}", due_at)
        if days >= UNIT_LEADER_DAYS:
            for person in _unit_leaders(action.owner_unit, today):
                _tell(action, person, "action_overdue", "unit_leader", due_at)
        if days >= PROGRAMME_MANAGER_DAYS:
            for person in _programme_managers():
                _tell(action, person, "action_overdue", "programme_manager", due_at)
        count += 1
    return count


def _drop(
    action: ImprovementAction, verb: str, by: User, at: datetime, comment: str
) -> ImprovementAction:
    action = steps.locked_action(action)
    steps.check_action(action, verb)
    comment = steps.need_comment(comment)
    action.closed_at = at
    steps.move_action(action, verb, by=by, at=at, comment=comment)
    _silence(action)
    _close_finding(action, by, at)
    return action


def _close_finding(action: ImprovementAction, by: User, at: datetime) -> None:
    finding = action.finding
    finding.refresh_from_db()
    closable = finding.state in {FindingState.CONFIRMED, FindingState.ACTIONED}
    if closable and findings.is_put_right(finding):
        findings.close(finding=finding, by=by, at=at)


def _check_owner(action: ImprovementAction, by: User) -> None:
    if action.owner_id is None or by.person_id != action.owner_id:
        raise NotYourAction(_("Only the responsible person does this."))


def _check_verifier(action: ImprovementAction, by: User) -> None:
    if by.person_id == action.owner_id:
        raise VerifierIsOwner(_("Nobody verifies his own work."))
    if by.person_id != action.verifier_id:
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


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=BUSINESS_ZONE)


def _tell(
    action: ImprovementAction,
    person: Person,
    template: str,
    occasion: str,
    due_at: datetime,
    **values: str,
) -> None:
    outbox.put(
        person=person,
        template=f"drills/{template}",
        values={
            "measure": str(action),
            "drill": action.finding.drill.event.title,
            "due_date": action.due_date.isoformat() if action.due_date else "",
            "path": f"/drills/actions/{action.uuid}/",
            **values,
        },
        key=_key(action, occasion),
        due_at=due_at,
    )


def _put_reminders(action: ImprovementAction, at: datetime) -> None:
    for days in REMINDER_DAYS:
        moment = _morning(action.due_date + timedelta(days=days))
        if moment > at:
            _tell(action, action.owner, "action_due", f"due{days:+d}", moment)


def _silence(action: ImprovementAction) -> None:
    for days in REMINDER_DAYS:
        outbox.withdraw(key=_key(action, f"due{days:+d}"))


def _key(action: ImprovementAction, occasion: str) -> str:
    return f"drills.action.{action.uuid}.{occasion}"


def _unit_leaders(unit: Organisation, today: date) -> list[Person]:
    leaders = Person.objects.filter(
        memberships__organisation=unit,
        memberships__role=MembershipRole.PRINCIPAL,
        memberships__since_date__lte=today,
        memberships__until_date__isnull=True,
    )
    return list(leaders.distinct())


def _programme_managers() -> list[Person]:
    return list(
        Person.objects.filter(
            account__is_active=True,
            account__groups__portal_role__code=RoleCode.DISTRICT_MANAGER,
        ).distinct()
    )
