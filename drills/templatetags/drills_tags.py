"""What templates of drills may need: a running clock, the words of a grade's trace, signs."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import template

from drills.domain import grading
from drills.enums import ActionState, DrillState, FindingKind, Grade
from drills.models import EvaluationTask, ImprovementAction

register = template.Library()

STATE_SIGNS = {
    DrillState.PROPOSED: "plain",
    DrillState.PROGRAMMED: "must",
    DrillState.PREPARING: "care",
    DrillState.READY: "safe",
    DrillState.IN_PROGRESS: "safe",
    DrillState.PAUSED: "care",
    DrillState.ENDED: "care",
    DrillState.ABORTED: "stop",
    DrillState.EVALUATING: "care",
    DrillState.SUMMARISED: "safe",
    DrillState.ARCHIVED: "lock",
    DrillState.REOPENED: "care",
    DrillState.POSTPONED: "care",
    DrillState.CANCELLED: "stop",
}
GRADE_SIGNS = {
    Grade.EXCELLENT: "safe",
    Grade.GOOD: "safe",
    Grade.FAIR: "care",
    Grade.POOR: "stop",
    Grade.NOT_GRADED: "plain",
}
FINDING_SIGNS = {
    FindingKind.STRENGTH: "safe",
    FindingKind.MINOR: "must",
    FindingKind.MAJOR: "care",
    FindingKind.CRITICAL: "stop",
}


@register.filter
def running(value: timedelta) -> str:
    """Return a duration as a clock: 00:12:47."""
    seconds = int(value.total_seconds())
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


@register.filter
def in_words(step: Mapping[str, Any]) -> str:
    """Return one step of a grade's trace as a sentence."""
    return grading.words(step)


@register.filter
def state_sign(state: str) -> str:
    """Return the sign that stands beside a drill's state."""
    return STATE_SIGNS[DrillState(state)]


@register.filter
def grade_sign(grade: str) -> str:
    """Return the sign that stands beside a grade."""
    return GRADE_SIGNS[Grade(grade)]


@register.filter
def finding_sign(kind: str) -> str:
    """Return the sign that stands beside the kind of a finding."""
    return FINDING_SIGNS[FindingKind(kind)]


@register.simple_tag
def action_sign(action: ImprovementAction, today: date) -> str:
    """Return the sign of an action: done, overdue, or waiting for somebody."""
    if action.is_overdue(today):
        return "stop"
    if action.state == ActionState.VERIFIED:
        return "safe"
    return "care" if action.is_unfinished else "plain"


@register.simple_tag
def task_of(tasks: Mapping[int, EvaluationTask], account: int) -> EvaluationTask | None:
    """Return the evaluation task of an account, if it has one."""
    return tasks.get(account)
