"""Findings: raised on the spot, confirmed in the meeting, closed when they are put right."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from drills.domain import steps
from drills.enums import (
    FINDING_STATES,
    ActionKind,
    ActionState,
    ActionVerb,
    FindingKind,
    FindingState,
    FindingTarget,
    FindingVerb,
)
from drills.models import Drill, Finding, FormItem, ImprovementAction, Objective
from portal.lib.refusals import Refusal
from portal.people.models import User


class FindingRefused(Refusal):
    """The finding makes no sense, or cannot be raised now."""

    code = "finding_refused"


class ActionsUnfinished(Refusal):
    """A finding is closed when its actions are."""

    code = "actions_unfinished"


@transaction.atomic
def report(
    *,
    drill: Drill,
    kind: str,
    target: str,
    text: str,
    by: User,
    at: datetime,
    cause: str = "",
    expected: str = "",
    actual: str = "",
    objective: Objective | None = None,
    item: FormItem | None = None,
) -> Finding:
    """Write down a shortfall or a good practice; the evaluation meeting confirms it.

    Raises:
        FindingRefused: before the start or after the archive, without text, or with a kind,
            an objective or an item that is not the drill's.
    """
    drill = steps.locked_drill(drill)
    if drill.state not in FINDING_STATES:
        raise FindingRefused(
            _("This drill is “%(state)s”; no finding is taken now.")
            % {"state": drill.get_state_display()}
        )
    if kind not in FindingKind or target not in FindingTarget:
        raise FindingRefused(_("Choose how serious it is and what it concerns."))
    if not text.strip():
        raise FindingRefused(_("Write what you found."))
    if objective is not None and objective.drill_id != drill.pk:
        raise FindingRefused(_("The objective belongs to another drill."))
    if item is not None and not drill.sections.filter(section=item.section_id).exists():
        raise FindingRefused(_("The item is not on a form of this drill."))
    return Finding.objects.create(
        drill=drill,
        kind=kind,
        target=target,
        cause=cause,
        text=text.strip(),
        expected=expected.strip(),
        actual=actual.strip(),
        objective=objective,
        item=item,
        raised_by=by,
        raised_at=at,
    )


@transaction.atomic
def confirm(
    *,
    finding: Finding,
    by: User,
    at: datetime,
    comment: str = "",
    cause: str | None = None,
    objective: Objective | None = None,
) -> Finding:
    """Confirm a finding. A good practice is closed with it; a critical one asks for a re-drill.

    Args:
        cause: what the meeting holds for the cause; None leaves it.
        objective: which objective it concerns; None leaves it.

    Raises:
        FindingRefused: an objective of another drill.
    """
    finding = steps.locked_finding(finding)
    steps.check_finding(finding, FindingVerb.CONFIRM)
    if cause is not None:
        finding.cause = cause
    if objective is not None:
        link(finding=finding, objective=objective)
    steps.move_finding(finding, FindingVerb.CONFIRM, by=by, at=at, comment=comment)
    if finding.kind == FindingKind.STRENGTH:
        steps.move_finding(finding, FindingVerb.CLOSE, by=by, at=at)
    elif finding.kind == FindingKind.CRITICAL and not finding.actions.exists():
        ImprovementAction.objects.create(
            finding=finding, kind=ActionKind.REDRILL, opened_by=by, opened_at=at
        )
    return finding


@transaction.atomic
def dispute(*, finding: Finding, by: User, at: datetime, comment: str) -> Finding:
    """Dispute a confirmed finding, with the reason; it is confirmed again or withdrawn."""
    finding = steps.locked_finding(finding)
    steps.check_finding(finding, FindingVerb.DISPUTE)
    comment = steps.need_comment(comment)
    steps.move_finding(finding, FindingVerb.DISPUTE, by=by, at=at, comment=comment)
    return finding


@transaction.atomic
def withdraw(*, finding: Finding, by: User, at: datetime, comment: str) -> Finding:
    """Withdraw a disputed finding, with the reason; actions nobody has yet go with it."""
    finding = steps.locked_finding(finding)
    steps.check_finding(finding, FindingVerb.WITHDRAW)
    comment = steps.need_comment(comment)
    steps.move_finding(finding, FindingVerb.WITHDRAW, by=by, at=at, comment=comment)
    for action in finding.actions.filter(state=ActionState.OPEN):
        action = steps.locked_action(action)
        action.closed_at = at
        steps.move_action(action, ActionVerb.CANCEL, by=by, at=at, comment=comment)
    return finding


def link(*, finding: Finding, objective: Objective) -> None:
    """Say which objective of its drill a finding concerns; a re-drill tests that one again.

    Raises:
        FindingRefused: an objective of another drill.
    """
    if objective.drill_id != finding.drill_id:
        raise FindingRefused(_("The objective belongs to another drill."))
    finding.objective = objective
    finding.save(update_fields=["objective"])


@transaction.atomic
def take_up(*, finding: Finding, by: User, at: datetime) -> Finding:
    """Note that somebody now puts the finding right; once is enough."""
    finding = steps.locked_finding(finding)
    if finding.state != FindingState.ACTIONED:
        steps.move_finding(finding, FindingVerb.ACTION, by=by, at=at)
    return finding


@transaction.atomic
def close(*, finding: Finding, by: User, at: datetime) -> Finding:
    """Close a finding whose actions are all verified or waived.

    Raises:
        ActionsUnfinished: an action is still open, or none was carried out.
    """
    finding = steps.locked_finding(finding)
    steps.check_finding(finding, FindingVerb.CLOSE)
    if not is_put_right(finding):
        raise ActionsUnfinished(_("An action of this finding is not finished yet."))
    steps.move_finding(finding, FindingVerb.CLOSE, by=by, at=at)
    return finding


def is_put_right(finding: Finding) -> bool:
    """Say whether every action that was not cancelled is verified or waived, and one is."""
    states = set(
        finding.actions.exclude(state=ActionState.CANCELLED).values_list("state", flat=True)
    )
    return bool(states) and states <= {ActionState.VERIFIED, ActionState.WAIVED}
