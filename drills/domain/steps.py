"""One step of something with states: allowed by the table, logged, and nothing else."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from drills.enums import ACTION_STEPS, DRILL_STEPS, FINDING_STEPS
from drills.models import (
    ActionTransition,
    Drill,
    DrillTransition,
    Finding,
    FindingTransition,
    ImprovementAction,
)
from portal.lib.refusals import Refusal
from portal.people.models import User

Steps = Mapping[str, tuple[tuple[str, ...], str]]


class StepRefused(Refusal):
    """The state does not allow this step."""

    code = "step_refused"


class CommentMissing(Refusal):
    """A step that must be explained was not."""

    code = "comment_missing"


def locked_drill(drill: Drill) -> Drill:
    """Read a drill again and keep others from changing it until the transaction ends."""
    return (
        Drill.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event")
        .get(pk=drill.pk)
    )


def locked_finding(finding: Finding) -> Finding:
    """Read a finding again, locked."""
    return Finding.objects.select_for_update(no_key=True, of=("self",)).get(pk=finding.pk)


def locked_action(action: ImprovementAction) -> ImprovementAction:
    """Read an action again, locked after its finding, which its last step may close."""
    locked_finding(action.finding)
    return ImprovementAction.objects.select_for_update(no_key=True, of=("self",)).get(pk=action.pk)


def need_comment(comment: str) -> str:
    """Return the comment without surrounding space.

    Raises:
        CommentMissing: nothing is left of it.
    """
    if not comment.strip():
        raise CommentMissing(_("Write why. The reason is kept with the step."))
    return comment.strip()


def move_drill(
    drill: Drill,
    verb: str,
    *,
    by: User,
    at: datetime,
    comment: str = "",
    after: str = "",
    attachments: Sequence[str] = (),
) -> None:
    """Set the state a verb leads to and log the step; other fields are saved along."""
    before = drill.state
    drill.state = _allowed(DRILL_STEPS, drill, verb, after)
    drill.save()
    DrillTransition.objects.create(
        drill=drill, **_row(verb, before, drill.state, by, at, comment, attachments)
    )


def move_finding(finding: Finding, verb: str, *, by: User, at: datetime, comment: str = "") -> None:
    """Set the state a verb leads to and log the step."""
    before = finding.state
    finding.state = _allowed(FINDING_STEPS, finding, verb)
    finding.save()
    FindingTransition.objects.create(
        finding=finding, **_row(verb, before, finding.state, by, at, comment)
    )


def move_action(
    action: ImprovementAction,
    verb: str,
    *,
    by: User,
    at: datetime,
    comment: str = "",
    attachments: Sequence[str] = (),
) -> None:
    """Set the state a verb leads to and log the step; other fields are saved along."""
    before = action.state
    action.state = _allowed(ACTION_STEPS, action, verb)
    action.save()
    ActionTransition.objects.create(
        action=action, **_row(verb, before, action.state, by, at, comment, attachments)
    )


def check_drill(drill: Drill, verb: str) -> None:
    """Refuse a verb the drill's state does not allow, before anything else is looked at."""
    _allowed(DRILL_STEPS, drill, verb)


def check_action(action: ImprovementAction, verb: str) -> None:
    """Refuse a verb the action's state does not allow."""
    _allowed(ACTION_STEPS, action, verb)


def check_finding(finding: Finding, verb: str) -> None:
    """Refuse a verb the finding's state does not allow."""
    _allowed(FINDING_STEPS, finding, verb)


def _allowed(
    steps: Steps, subject: Drill | Finding | ImprovementAction, verb: str, after: str = ""
) -> str:
    states, usual = steps[verb]
    if subject.state not in states:
        raise StepRefused(
            _("This is “%(state)s” now; the step is not possible. Reload the page.")
            % {"state": subject.get_state_display()}
        )
    return after or usual


def _row(
    verb: str,
    before: str,
    after: str,
    by: User,
    at: datetime,
    comment: str,
    attachments: Sequence[str] = (),
) -> dict[str, Any]:
    return {
        "verb": verb,
        "before": before,
        "after": after,
        "made_by": by,
        "made_at": at,
        "comment": comment.strip(),
        "attachments": list(attachments),
    }
