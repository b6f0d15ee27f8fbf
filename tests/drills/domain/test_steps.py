"""Every pair of state and verb: it leads to one state, or it is refused."""

from datetime import timedelta

import pytest

from drills.domain import actions, concluding, conducting, findings, planning, preparing, steps
from drills.enums import (
    ActionState,
    ActionVerb,
    DocumentKind,
    DrillState,
    DrillVerb,
    FindingKind,
    FindingState,
    FindingVerb,
    Grade,
    PersonRole,
    StopReason,
)
from drills.models import Finding, ImprovementAction
from portal.events.enums import HeadCountMethod
from tests.factories.drills import (
    ActionFactory,
    DrillDocumentFactory,
    DrillFactory,
    DrillPersonFactory,
    EvaluationTaskFactory,
    FindingFactory,
)
from tests.factories.events import NOON
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = NOON + timedelta(hours=3)

DRILL_TABLE = {
    DrillVerb.APPROVE: {DrillState.PROPOSED: DrillState.PROGRAMMED},
    DrillVerb.OPEN: {DrillState.PROGRAMMED: DrillState.PREPARING},
    DrillVerb.CONFIRM: {DrillState.PREPARING: DrillState.READY},
    DrillVerb.START: {DrillState.READY: DrillState.IN_PROGRESS},
    DrillVerb.PAUSE: {DrillState.IN_PROGRESS: DrillState.PAUSED},
    DrillVerb.RESUME: {DrillState.PAUSED: DrillState.IN_PROGRESS},
    DrillVerb.END: {
        DrillState.IN_PROGRESS: DrillState.ENDED,
        DrillState.PAUSED: DrillState.ENDED,
    },
    DrillVerb.ABORT: {
        DrillState.IN_PROGRESS: DrillState.ABORTED,
        DrillState.PAUSED: DrillState.ABORTED,
    },
    DrillVerb.EVALUATE: {
        DrillState.ENDED: DrillState.EVALUATING,
        DrillState.ABORTED: DrillState.EVALUATING,
    },
    DrillVerb.SUMMARISE: {DrillState.EVALUATING: DrillState.SUMMARISED},
    DrillVerb.ARCHIVE: {
        DrillState.SUMMARISED: DrillState.ARCHIVED,
        DrillState.REOPENED: DrillState.ARCHIVED,
    },
    DrillVerb.REOPEN: {DrillState.ARCHIVED: DrillState.REOPENED},
    DrillVerb.POSTPONE: {
        DrillState.PROPOSED: DrillState.POSTPONED,
        DrillState.PROGRAMMED: DrillState.POSTPONED,
        DrillState.PREPARING: DrillState.POSTPONED,
        DrillState.READY: DrillState.POSTPONED,
    },
    DrillVerb.RESCHEDULE: {DrillState.POSTPONED: DrillState.PROGRAMMED},
    DrillVerb.CANCEL: {
        DrillState.PROPOSED: DrillState.CANCELLED,
        DrillState.PROGRAMMED: DrillState.CANCELLED,
        DrillState.PREPARING: DrillState.CANCELLED,
        DrillState.READY: DrillState.CANCELLED,
        DrillState.POSTPONED: DrillState.CANCELLED,
    },
}


def complete(drill, user):
    """Give a drill everything that any of its gates asks for, so that only its state decides."""
    for kind in DocumentKind:
        DrillDocumentFactory(drill=drill, kind=kind, approved=True)
    DrillPersonFactory(drill=drill, role=PersonRole.COMMANDER, account=user)
    DrillPersonFactory(drill=drill, role=PersonRole.CHIEF_EVALUATOR, account=user)
    EvaluationTaskFactory(drill=drill, evaluator=user)
    drill.safety_assessment = "见保障方案"
    drill.safety_assessed_by, drill.safety_assessed_at = user, NOON
    drill.save()
    if drill.state == DrillState.EVALUATING:
        concluding.confirm_grade(
            drill=drill,
            grade=Grade.GOOD,
            by=user,
            at=AT,
            reason="资料齐全",
            coverage_reason="只评估部分要点",
        )


def take(verb, drill, user):
    """Do what a verb says with everything it needs."""
    given = {"drill": drill, "by": user, "at": AT}
    calls = {
        DrillVerb.APPROVE: lambda: planning.approve(**given),
        DrillVerb.OPEN: lambda: planning.open_preparation(**given),
        DrillVerb.CONFIRM: lambda: preparing.confirm(**given),
        DrillVerb.START: lambda: conducting.start(**given, site_check="已检查"),
        DrillVerb.PAUSE: lambda: conducting.pause(**given, comment="下雨"),
        DrillVerb.RESUME: lambda: conducting.resume(**given),
        DrillVerb.END: lambda: conducting.end(
            **given, players=20, method=HeadCountMethod.ROLL_CALL
        ),
        DrillVerb.ABORT: lambda: conducting.abort(
            **given, reason=StopReason.SAFETY, comment="有人摔倒"
        ),
        DrillVerb.EVALUATE: lambda: concluding.open_evaluation(**given),
        DrillVerb.SUMMARISE: lambda: concluding.summarise(**given),
        DrillVerb.ARCHIVE: lambda: concluding.archive(**given, comment="资料另存"),
        DrillVerb.REOPEN: lambda: concluding.reopen(**given, comment="人数有误"),
        DrillVerb.POSTPONE: lambda: planning.postpone(**given, comment="台风"),
        DrillVerb.RESCHEDULE: lambda: planning.reschedule(
            **given, starts_at=NOON + timedelta(days=9), ends_at=NOON + timedelta(days=9, hours=2)
        ),
        DrillVerb.CANCEL: lambda: planning.cancel(**given, comment="场地被占用"),
    }
    return calls[verb]()


@pytest.mark.parametrize("verb", DrillVerb.values)
@pytest.mark.parametrize("state", DrillState.values)
def test_drill(state, verb):
    user = UserFactory()
    drill = DrillFactory(**({} if state == DrillState.PROPOSED else {state.lower(): True}))
    complete(drill, user)
    after = DRILL_TABLE[verb].get(state)

    if after is None:
        with pytest.raises(steps.StepRefused):
            take(verb, drill, user)
    else:
        take(verb, drill, user)

    drill.refresh_from_db()
    assert drill.state == (after or state)
    assert [
        (row.verb, row.before, row.after, row.made_by, row.made_at)
        for row in drill.transitions.all()
    ] == ([(verb, state, after, user, AT)] if after else [])


FINDING_TABLE = {
    FindingVerb.CONFIRM: {
        FindingState.DRAFT: FindingState.CONFIRMED,
        FindingState.DISPUTED: FindingState.CONFIRMED,
    },
    FindingVerb.DISPUTE: {FindingState.CONFIRMED: FindingState.DISPUTED},
    FindingVerb.WITHDRAW: {FindingState.DISPUTED: FindingState.WITHDRAWN},
    FindingVerb.CLOSE: {
        FindingState.CONFIRMED: FindingState.CLOSED,
        FindingState.ACTIONED: FindingState.CLOSED,
    },
    FindingVerb.ACTION: {
        FindingState.CONFIRMED: FindingState.ACTIONED,
        FindingState.ACTIONED: FindingState.ACTIONED,
    },
}


@pytest.mark.parametrize("verb", FindingVerb.values)
@pytest.mark.parametrize("state", FindingState.values)
def test_finding(state, verb):
    finding = FindingFactory(state=state, kind=FindingKind.MINOR)
    ActionFactory(finding=finding, waived=True)
    given = {"finding": finding, "by": UserFactory(), "at": AT}
    calls = {
        FindingVerb.CONFIRM: lambda: findings.confirm(**given),
        FindingVerb.DISPUTE: lambda: findings.dispute(**given, comment="不符"),
        FindingVerb.WITHDRAW: lambda: findings.withdraw(**given, comment="重复"),
        FindingVerb.CLOSE: lambda: findings.close(**given),
        FindingVerb.ACTION: lambda: findings.take_up(**given),
    }
    after = FINDING_TABLE[verb].get(state)

    if after is None:
        with pytest.raises(steps.StepRefused):
            calls[verb]()
    else:
        calls[verb]()

    assert Finding.objects.get().state == (after or state)


ACTION_TABLE = {
    ActionVerb.ASSIGN: {
        ActionState.OPEN: ActionState.ASSIGNED,
        # Given to others.
        ActionState.ASSIGNED: ActionState.ASSIGNED,
        ActionState.IN_PROGRESS: ActionState.ASSIGNED,
        ActionState.RETURNED: ActionState.ASSIGNED,
        ActionState.SUBMITTED: ActionState.ASSIGNED,
    },
    ActionVerb.START: {
        ActionState.ASSIGNED: ActionState.IN_PROGRESS,
        ActionState.RETURNED: ActionState.IN_PROGRESS,
    },
    # Submitting begins what was not begun: two steps in the log.
    ActionVerb.SUBMIT: {
        ActionState.ASSIGNED: ActionState.SUBMITTED,
        ActionState.IN_PROGRESS: ActionState.SUBMITTED,
        ActionState.RETURNED: ActionState.SUBMITTED,
    },
    ActionVerb.VERIFY: {ActionState.SUBMITTED: ActionState.VERIFIED},
    ActionVerb.SEND_BACK: {ActionState.SUBMITTED: ActionState.RETURNED},
    ActionVerb.WAIVE: {
        ActionState.OPEN: ActionState.WAIVED,
        ActionState.ASSIGNED: ActionState.WAIVED,
        ActionState.IN_PROGRESS: ActionState.WAIVED,
    },
    ActionVerb.CANCEL: {
        ActionState.OPEN: ActionState.CANCELLED,
        ActionState.ASSIGNED: ActionState.CANCELLED,
        ActionState.IN_PROGRESS: ActionState.CANCELLED,
    },
}


@pytest.mark.parametrize("verb", ActionVerb.values)
@pytest.mark.parametrize("state", ActionState.values)
def test_action(state, verb):
    owner, verifier = PersonFactory(), PersonFactory()
    people = {"owner": owner, "verifier": verifier}
    trait = {} if state == ActionState.OPEN else {state.lower(): True}
    action = ActionFactory(**trait, **people)
    action.evidence.create(text="照片", added_by=UserFactory(), added_at=NOON)
    owning, verifying = UserFactory(person=owner), UserFactory(person=verifier)
    given = {"action": action, "at": AT}
    calls = {
        ActionVerb.ASSIGN: lambda: actions.assign(
            **given,
            **people,
            by=owning,
            measure="补训",
            goal="人人会用",
            owner_unit=OrganisationFactory(),
            due_date=(AT + timedelta(days=10)).date(),
            comment="改派",
        ),
        ActionVerb.START: lambda: actions.start(**given, by=owning),
        ActionVerb.SUBMIT: lambda: actions.submit(**given, by=owning, result="已补训"),
        ActionVerb.VERIFY: lambda: actions.verify(**given, by=verifying),
        ActionVerb.SEND_BACK: lambda: actions.send_back(**given, by=verifying, comment="缺照片"),
        ActionVerb.WAIVE: lambda: actions.waive(**given, by=verifying, comment="已停产"),
        ActionVerb.CANCEL: lambda: actions.cancel(**given, by=verifying, comment="重复"),
    }
    after = ACTION_TABLE[verb].get(state)

    if after is None:
        with pytest.raises(steps.StepRefused):
            calls[verb]()
    else:
        calls[verb]()

    assert ImprovementAction.objects.get().state == (after or state)


def test_need_comment_tidies_or_refuses():
    assert steps.need_comment("  台风 ") == "台风"
    with pytest.raises(steps.CommentMissing):
        steps.need_comment("  ")
