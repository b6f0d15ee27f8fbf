"""Findings from the spot to their end."""

from datetime import timedelta

import pytest

from drills.domain import findings
from drills.enums import (
    ActionKind,
    ActionState,
    FindingKind,
    FindingState,
    FindingTarget,
    RootCause,
)
from drills.models import FormItem
from tests.factories.drills import ActionFactory, DrillFactory, FindingFactory, ObjectiveFactory
from tests.factories.events import NOON
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

AT = NOON + timedelta(hours=1)


def report(drill, **changes):
    given = {
        "kind": FindingKind.MINOR,
        "target": FindingTarget.EQUIPMENT,
        "text": " 防火门常开 ",
        "by": UserFactory(),
        "at": AT,
    }
    return findings.report(drill=drill, **{**given, **changes})


def test_report_writes_down_everything_as_a_draft():
    drill = DrillFactory(in_progress=True)
    objective = ObjectiveFactory(drill=drill)
    item = FormItem.objects.get(code="B1-2.1")

    finding = report(
        drill,
        cause=RootCause.EQUIPMENT_FAULT,
        expected="常闭",
        actual="被楔子顶住",
        objective=objective,
        item=item,
    )

    assert (finding.text, finding.state, finding.raised_at) == ("防火门常开", "DRAFT", AT)
    assert (finding.objective, finding.item) == (objective, item)


@pytest.mark.parametrize(
    "changes", [{"kind": "HUGE"}, {"target": "MOON"}, {"text": "  "}, {"objective": True}]
)
def test_report_refuses_what_makes_no_sense(changes):
    if "objective" in changes:
        changes = {"objective": ObjectiveFactory()}

    with pytest.raises(findings.FindingRefused):
        report(DrillFactory(in_progress=True), **changes)


@pytest.mark.parametrize("trait", ["ready", "archived", "cancelled"])
def test_nothing_is_reported_before_the_start_or_after_the_archive(trait):
    with pytest.raises(findings.FindingRefused):
        report(DrillFactory(**{trait: True}))


def test_good_practice_is_closed_when_confirmed():
    finding = FindingFactory(kind=FindingKind.STRENGTH)

    findings.confirm(finding=finding, by=UserFactory(), at=AT)

    finding.refresh_from_db()
    assert finding.state == FindingState.CLOSED
    assert [row.verb for row in finding.transitions.all()] == ["CONFIRM", "CLOSE"]


def test_critical_finding_proposes_a_redrill_once():
    finding = FindingFactory(kind=FindingKind.CRITICAL)
    given = {"finding": finding, "by": UserFactory(), "at": AT}

    findings.confirm(**given)
    findings.dispute(**given, comment="不同意")
    findings.confirm(**given)

    assert [(row.kind, row.state) for row in finding.actions.all()] == [
        (ActionKind.REDRILL, ActionState.OPEN)
    ]


@pytest.mark.parametrize(
    ("traits", "closable"),
    [
        ([], False),
        (["verified"], True),
        (["verified", "waived", "cancelled"], True),
        (["cancelled"], False),
        (["verified", "submitted"], False),
    ],
)
def test_finding_is_closed_when_its_actions_are(traits, closable):
    finding = FindingFactory(state=FindingState.ACTIONED)
    for trait in traits:
        ActionFactory(finding=finding, **{trait: True})

    if closable:
        assert findings.close(finding=finding, by=UserFactory(), at=AT).state == "CLOSED"
    else:
        with pytest.raises(findings.ActionsUnfinished):
            findings.close(finding=finding, by=UserFactory(), at=AT)


def test_taking_up_twice_is_one_step():
    finding = FindingFactory(state=FindingState.CONFIRMED)

    for _time in range(2):
        findings.take_up(finding=finding, by=UserFactory(), at=AT)

    assert finding.transitions.count() == 1


def test_meeting_adds_cause_and_objective():
    objective = ObjectiveFactory(drill=DrillFactory(evaluating=True))
    finding = FindingFactory(drill=objective.drill, cause="OTHER")
    by = UserFactory()

    with pytest.raises(findings.FindingRefused):
        findings.confirm(finding=finding, by=by, at=AT, objective=ObjectiveFactory())
    findings.confirm(finding=finding, by=by, at=AT, cause="NOT_SKILLED", objective=objective)

    finding.refresh_from_db()
    assert (finding.state, finding.cause, finding.objective) == (
        FindingState.CONFIRMED,
        "NOT_SKILLED",
        objective,
    )


def test_item_of_a_form_the_drill_does_not_use_is_refused():
    drill = DrillFactory(evaluating=True)

    with pytest.raises(findings.FindingRefused):
        findings.report(
            drill=drill,
            kind=FindingKind.MINOR,
            target="PEOPLE",
            text="通报晚",
            item=FormItem.objects.get(code="A2-1.1"),
            by=UserFactory(),
            at=AT,
        )


def test_withdrawn_finding_takes_its_open_actions_along():
    finding = FindingFactory(kind=FindingKind.CRITICAL)
    by = UserFactory()
    findings.confirm(finding=finding, by=by, at=AT)
    findings.dispute(finding=finding, by=by, at=AT, comment="核对录像")

    findings.withdraw(finding=finding, by=by, at=AT, comment="看错了人")

    action = finding.actions.get()
    assert (action.state, action.closed_at) == (ActionState.CANCELLED, AT)
    assert action.transitions.get().comment == "看错了人"
