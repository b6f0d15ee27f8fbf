"""Judge, grade, sign, archive, reopen."""

from datetime import timedelta
from decimal import Decimal

import pytest

from drills.domain import concluding, findings, gates, preparing, rating, steps
from drills.enums import (
    DocumentKind,
    DrillState,
    FindingKind,
    FindingState,
    Grade,
    ObjectiveResult,
    PersonRole,
)
from drills.models import FormItem
from portal.events.enums import AttendanceStatus
from portal.events.models import Attendance
from tests.factories.drills import (
    ActionFactory,
    DrillDocumentFactory,
    DrillFactory,
    DrillPersonFactory,
    EvaluationTaskFactory,
    FindingFactory,
    ItemRatingFactory,
    ObjectiveFactory,
)
from tests.factories.events import NOON
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = NOON + timedelta(days=1)


def evaluated(score="5", codes=("B1-1", "B1-2"), **fields):
    """Return a drill under evaluation with every item rated, and its chief evaluator."""
    drill = DrillFactory(evaluating=True, **fields)
    chief = DrillPersonFactory(drill=drill, role=PersonRole.CHIEF_EVALUATOR).account
    task = EvaluationTaskFactory(drill=drill, evaluator=chief)
    for item in FormItem.objects.filter(section__code__in=codes):
        ItemRatingFactory(task=task, item=item, score=score)
    return drill, chief


def lacking(drill):
    return [
        gate.code
        for gate in gates.missing(gates.to_summary(drill, concluding.current_proposal(drill=drill)))
    ]


def missing_records(drill):
    return gates.missing(gates.to_archive(drill, concluding.current_proposal(drill=drill)))


def reports(drill):
    for kind in (DocumentKind.EVALUATION_REPORT, DocumentKind.SUMMARY_REPORT):
        DrillDocumentFactory(drill=drill, kind=kind, approved=True)


def test_objective_is_judged_with_a_reason_unless_achieved():
    drill, chief = evaluated()
    objective = ObjectiveFactory(drill=drill)
    given = {"objective": objective, "by": chief, "at": AT}

    with pytest.raises(steps.CommentMissing):
        concluding.judge_objective(**given, result=ObjectiveResult.PARTLY, reason="")
    with pytest.raises(concluding.GradeRefused):
        concluding.judge_objective(**given, result="PERFECT", reason="")
    concluding.judge_objective(**given, result=ObjectiveResult.PARTLY, reason=" 晚一分钟 ")

    objective.refresh_from_db()
    assert (objective.result, objective.result_reason, objective.judged_by) == (
        ObjectiveResult.PARTLY,
        "晚一分钟",
        chief,
    )
    concluding.judge_objective(**given, result=ObjectiveResult.ACHIEVED, reason="")


def test_objective_is_not_judged_before_the_evaluation():
    objective = ObjectiveFactory(drill=DrillFactory(ended=True))
    chief = DrillPersonFactory(drill=objective.drill, role=PersonRole.CHIEF_EVALUATOR).account

    with pytest.raises(concluding.NotBeingEvaluated):
        concluding.judge_objective(
            objective=objective, result="ACHIEVED", reason="", by=chief, at=AT
        )


def test_objective_is_judged_by_the_chief_evaluator_only():
    drill, _chief = evaluated()
    objective = ObjectiveFactory(drill=drill)

    with pytest.raises(rating.NotChiefEvaluator):
        concluding.judge_objective(
            objective=objective, result="ACHIEVED", reason="", by=UserFactory(), at=AT
        )


def test_proposal_sees_objectives_findings_and_injuries():
    drill, _chief = evaluated(injuries=1)
    ObjectiveFactory(drill=drill, result=ObjectiveResult.NOT_ACHIEVED, judged_by=UserFactory())
    FindingFactory(drill=drill, kind=FindingKind.MAJOR, state=FindingState.CONFIRMED)
    FindingFactory(drill=drill, kind=FindingKind.CRITICAL, state=FindingState.DRAFT)

    proposal = concluding.propose(drill=drill)

    assert (proposal.total, proposal.grade) == (100, Grade.POOR)
    assert [step["rule"] for step in proposal.trace][-4:] == [
        "threshold",
        "objectives",
        "injuries",
        "findings",
    ]
    assert proposal.trace[-1]["values"] == {"count": 1}


def test_confirmed_grade_keeps_its_trace_and_an_earlier_one():
    drill, chief = evaluated()
    given = {"drill": drill, "by": chief, "at": AT}

    first = concluding.confirm_grade(**given, grade=Grade.EXCELLENT)
    second = concluding.confirm_grade(**given, grade=Grade.GOOD, reason="现场秩序欠佳")

    first.refresh_from_db()
    assert (first.current, second.current) == (False, True)
    assert (second.proposed, second.confirmed, second.reason) == (
        Grade.EXCELLENT,
        Grade.GOOD,
        "现场秩序欠佳",
    )
    second.refresh_from_db()
    assert (second.total, second.coverage) == (Decimal(100), Decimal(100))
    assert [step["rule"] for step in second.rule_trace] == [
        "category",
        "category",
        "tabletop",
        "threshold",
    ]


def test_grade_is_refused_in_five_cases():
    drill, chief = evaluated()
    given = {"drill": drill, "by": chief, "at": AT, "grade": Grade.EXCELLENT}

    with pytest.raises(rating.NotChiefEvaluator):
        concluding.confirm_grade(**{**given, "by": UserFactory()})
    with pytest.raises(concluding.GradeRefused):
        concluding.confirm_grade(**{**given, "grade": "SUPERB"})
    with pytest.raises(steps.CommentMissing):
        concluding.confirm_grade(**{**given, "grade": Grade.FAIR})
    ItemRatingFactory(task=EvaluationTaskFactory(drill=drill), score="1")
    with pytest.raises(concluding.GradeRefused, match=r"B1-2\.1"):
        concluding.confirm_grade(**given)
    drill.state = DrillState.SUMMARISED
    drill.save()
    with pytest.raises(concluding.NotBeingEvaluated):
        concluding.confirm_grade(**given)


def test_low_coverage_is_graded_with_a_reason_only():
    drill, chief = evaluated(codes=("B1-1",))
    given = {"drill": drill, "by": chief, "at": AT}

    plain = concluding.confirm_grade(**given, grade=Grade.NOT_GRADED)
    assert (plain.proposed, plain.total) == (Grade.NOT_GRADED, "100.00")
    assert "coverage" in lacking(drill)
    reasoned = concluding.confirm_grade(
        **given, grade=Grade.EXCELLENT, coverage_reason="只推演准备阶段"
    )

    assert reasoned.proposed == Grade.EXCELLENT
    assert "coverage" not in lacking(drill)


def test_drill_without_any_rating_has_no_total():
    drill = DrillFactory(evaluating=True)
    chief = DrillPersonFactory(drill=drill, role=PersonRole.CHIEF_EVALUATOR).account

    decision = concluding.confirm_grade(drill=drill, grade=Grade.NOT_GRADED, by=chief, at=AT)

    assert (decision.total, decision.coverage) == (None, "0.00")


def test_summary_names_what_is_missing_until_all_is_there():
    drill, chief = evaluated(injuries=1)
    other = EvaluationTaskFactory(drill=drill)
    low = ItemRatingFactory(task=other, score="0")
    objective = ObjectiveFactory(drill=drill)
    finding = FindingFactory(drill=drill, kind=FindingKind.CRITICAL)

    assert lacking(drill) == [
        "reconciled",
        "explained",
        "grade",
        "objectives",
        "findings",
        "injuries",
        "document_evaluation_report",
        "document_summary_report",
    ]
    with pytest.raises(preparing.NotReady):
        concluding.summarise(drill=drill, by=chief, at=AT)

    rating.record(task=other, item=low.item, score="0", note="没有解说", by=other.evaluator, at=AT)
    rating.reconcile(
        drill=drill,
        item=low.item,
        chosen="3",
        reason="看录像",
        by=chief,
        at=AT,
    )
    concluding.judge_objective(objective=objective, result="ACHIEVED", reason="", by=chief, at=AT)
    findings.confirm(finding=finding, by=chief, at=AT)
    reports(drill)
    concluding.confirm_grade(drill=drill, grade=Grade.FAIR, by=chief, at=AT)
    assert lacking(drill) == []
    concluding.summarise(drill=drill, by=chief, at=AT, comment="同意")

    drill.refresh_from_db()
    step = drill.transitions.last()
    assert (drill.state, step.comment, len(step.attachments)) == ("SUMMARISED", "同意", 2)


def test_grade_confirmed_on_older_ratings_does_not_hold():
    drill, chief = evaluated()
    concluding.confirm_grade(drill=drill, grade=Grade.EXCELLENT, by=chief, at=AT)
    reports(drill)
    assert lacking(drill) == []

    FindingFactory(drill=drill, kind=FindingKind.MAJOR, state=FindingState.CONFIRMED)

    assert lacking(drill) == ["grade"]


def test_disputed_finding_holds_up_the_signature():
    drill, chief = evaluated()
    concluding.confirm_grade(drill=drill, grade=Grade.EXCELLENT, by=chief, at=AT)
    reports(drill)

    FindingFactory(drill=drill, state=FindingState.DISPUTED)

    assert lacking(drill) == ["findings"]


def test_archive_needs_the_records_or_a_reason():
    drill, user = evaluated()
    concluding.confirm_grade(drill=drill, grade=Grade.EXCELLENT, by=user, at=AT)
    drill.state = DrillState.SUMMARISED
    drill.save()
    finding = FindingFactory(drill=drill, state=FindingState.CONFIRMED)

    assert [gate.code for gate in missing_records(drill)] == [
        "sign_in",
        "hot_wash",
        "document_evaluation_report",
        "document_summary_report",
        "actions",
    ]
    with pytest.raises(preparing.NotReady):
        concluding.archive(drill=drill, by=user, at=AT)

    Attendance.objects.create(
        event=drill.event,
        person=PersonFactory(),
        status=AttendanceStatus.PRESENT,
        updated_at=AT,
    )
    DrillDocumentFactory(drill=drill, kind=DocumentKind.HOT_WASH)
    reports(drill)
    ActionFactory(finding=finding, assigned=True)
    finding.state = FindingState.ACTIONED
    finding.save()
    concluding.archive(drill=drill, by=user, at=AT)

    drill.refresh_from_db()
    assert drill.state == DrillState.ARCHIVED


def test_grade_that_a_later_finding_contradicts_holds_up_the_archive():
    """Excellent needs no finding above minor, whenever it is confirmed."""
    drill, chief = evaluated()
    concluding.confirm_grade(drill=drill, grade=Grade.EXCELLENT, by=chief, at=AT)
    reports(drill)
    DrillDocumentFactory(drill=drill, kind=DocumentKind.HOT_WASH)
    drill.event.head_counts.create(count=30, method="ROLL_CALL", counted_at=AT, counted_by=chief)
    drill = concluding.summarise(drill=drill, by=chief, at=AT)
    assert missing_records(drill) == []

    FindingFactory(drill=drill, kind=FindingKind.MAJOR, state=FindingState.CLOSED)

    assert [gate.code for gate in missing_records(drill)] == ["grade"]


def test_action_that_nobody_has_holds_up_the_archive():
    drill = DrillFactory(summarised=True)
    ActionFactory(finding=FindingFactory(drill=drill, state=FindingState.ACTIONED))

    assert "actions" in [gate.code for gate in missing_records(drill)]


def test_reopening_needs_a_reason():
    with pytest.raises(steps.CommentMissing):
        concluding.reopen(drill=DrillFactory(archived=True), by=UserFactory(), at=AT, comment=" ")


def test_low_rating_without_a_note_holds_up_the_signature():
    drill, chief = evaluated()
    concluding.confirm_grade(drill=drill, grade=Grade.EXCELLENT, by=chief, at=AT)
    reports(drill)
    low = ItemRatingFactory(
        task=EvaluationTaskFactory(drill=drill), code="B1-1.4", score="1", note=""
    )
    assert "explained" in lacking(drill)

    low.note = "物资未点名"
    low.save()

    assert "explained" not in lacking(drill)


def test_reopened_drill_is_decided_again_before_it_is_archived():
    drill, chief = evaluated()
    concluding.confirm_grade(drill=drill, grade=Grade.EXCELLENT, by=chief, at=AT)
    reports(drill)
    DrillDocumentFactory(drill=drill, kind=DocumentKind.HOT_WASH)
    drill.event.head_counts.create(count=30, method="ROLL_CALL", counted_at=AT, counted_by=chief)
    drill.state = "REOPENED"
    drill.save()
    assert missing_records(drill) == []

    FindingFactory(
        drill=drill, kind=FindingKind.MAJOR, state=FindingState.CLOSED, text="指挥部到位晚"
    )

    assert [gate.code for gate in missing_records(drill)] == ["grade"]
