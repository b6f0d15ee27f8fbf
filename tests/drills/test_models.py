"""Constraints of the drills app, tested by trying to break them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from drills.enums import DrillState, Grade, ObjectiveResult, PersonRole, StopReason
from drills.models import (
    ActionEvidence,
    ActionTransition,
    Drill,
    DrillPerson,
    DrillTransition,
    FindingTransition,
    FormItem,
    FormSection,
    FormTemplate,
    GradeDecision,
    Reconciliation,
)
from portal.lib.periods import Period
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


def breaks(name):
    return pytest.raises(IntegrityError, match=name)


def test_drill_ends_after_start():
    with breaks("drills_drill_ends_after_start"):
        DrillFactory(ended=True, ended_at=NOON - timedelta(seconds=1))


def test_drill_outside_the_programme_has_a_reason():
    with breaks("drills_drill_unplanned_has_reason"):
        DrillFactory(unplanned=True)


@pytest.mark.parametrize("missing", [{"safety_assessment": ""}, {"safety_assessed_by": None}])
def test_safety_assessment_has_text_and_name(missing):
    given = {
        "safety_assessment": "见方案",
        "safety_assessed_by": UserFactory(),
        "safety_assessed_at": NOON,
    }
    with breaks("drills_drill_assessment_has_text_and_name"):
        DrillFactory(**{**given, **missing})


@pytest.mark.parametrize("missing", ["started_at", "forms_locked_at"])
def test_drill_in_progress_was_started_with_locked_forms(missing):
    with breaks("drills_drill_held_was_started"):
        DrillFactory(in_progress=True, **{missing: None})


@pytest.mark.parametrize("missing", [{"ended_at": None}, {"stop_reason": ""}])
def test_drill_that_is_over_has_end_and_reason(missing):
    with breaks("drills_drill_over_has_end_and_reason"):
        DrillFactory(ended=True, **missing)


def test_aborted_drill_did_not_end_as_planned():
    with breaks("drills_drill_aborted_not_as_planned"):
        DrillFactory(aborted=True, stop_reason=StopReason.COMPLETED)


def test_person_in_a_drill_is_somebody():
    with breaks("drills_drillperson_is_somebody"):
        DrillPersonFactory(role=PersonRole.PLAYER, account=None)


def test_evaluator_has_an_account():
    with breaks("drills_drillperson_evaluator_has_account"):
        DrillPersonFactory(role=PersonRole.EVALUATOR, account=None, name="张三")


@pytest.mark.parametrize("role", [PersonRole.COMMANDER, PersonRole.CHIEF_EVALUATOR])
def test_some_roles_are_held_by_one(role):
    first = DrillPersonFactory(role=role)

    # Which of the columns SQLite names is its own affair; there is no second row.
    with pytest.raises(IntegrityError), transaction.atomic():
        DrillPersonFactory(drill=first.drill, role=role)
    assert DrillPerson.objects.count() == 1


@pytest.mark.parametrize("who", ["account", "person"])
def test_role_is_held_once_by_the_same(who):
    given = {"account": None, who: UserFactory() if who == "account" else PersonFactory()}
    first = DrillPersonFactory(role=PersonRole.PLAYER, **given)

    with pytest.raises(IntegrityError):
        DrillPersonFactory(drill=first.drill, role=PersonRole.PLAYER, **given)


def test_document_has_text_or_file():
    with breaks("drills_drilldocument_has_content"):
        DrillDocumentFactory(text="")


def test_document_is_approved_by_somebody():
    with breaks("drills_drilldocument_approved_by_name"):
        DrillDocumentFactory(approved_at=NOON)


def test_objective_has_its_number_once():
    first = ObjectiveFactory()

    with pytest.raises(IntegrityError):
        ObjectiveFactory(drill=first.drill, number=first.number)


def test_objective_is_judged_by_somebody():
    with breaks("drills_objective_judged_by_name"):
        ObjectiveFactory(result=ObjectiveResult.ACHIEVED)


def test_evaluator_has_one_task_in_a_drill():
    first = EvaluationTaskFactory()

    with pytest.raises(IntegrityError):
        EvaluationTaskFactory(drill=first.drill, evaluator=first.evaluator)


def test_item_has_one_rating_in_force_by_an_evaluator():
    first = ItemRatingFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ItemRatingFactory(task=first.task, revision=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemRatingFactory(task=first.task, revision=1, current=False)
    ItemRatingFactory(task=first.task, revision=2, current=False)


def test_client_reference_is_stored_once_for_a_task():
    ref = "7a0c2b5e-0000-4000-8000-000000000001"
    first = ItemRatingFactory(client_ref=ref)

    with pytest.raises(IntegrityError):
        ItemRatingFactory(task=first.task, code="B1-2.2", client_ref=ref)


def test_reconciliation_has_a_reason_and_is_one_in_force():
    given = {
        "drill": DrillFactory(evaluating=True),
        "item": FormItem.objects.get(code="B1-2.1"),
        "chosen": "3",
        "made_by": UserFactory(),
        "made_at": NOON,
    }
    with breaks("drills_reconciliation_has_reason"), transaction.atomic():
        Reconciliation.objects.create(**given, reason="")
    Reconciliation.objects.create(**given, reason="现场核对")
    with pytest.raises(IntegrityError):
        Reconciliation.objects.create(**given, reason="现场核对")


def test_grade_other_than_proposed_has_a_reason_and_is_one_in_force():
    given = {
        "drill": DrillFactory(evaluating=True),
        "proposed": Grade.GOOD,
        "coverage": 100,
        "made_by": UserFactory(),
        "made_at": NOON,
    }
    with breaks("drills_gradedecision_change_has_reason"), transaction.atomic():
        GradeDecision.objects.create(**given, confirmed=Grade.FAIR)
    with breaks("drills_gradedecision_total_0_to_100"), transaction.atomic():
        GradeDecision.objects.create(**given, confirmed=Grade.GOOD, total=101)
    GradeDecision.objects.create(**given, confirmed=Grade.GOOD)
    with pytest.raises(IntegrityError):
        GradeDecision.objects.create(**given, confirmed=Grade.GOOD)


def test_weights_are_positive():
    row = DrillFactory().sections.first()
    with breaks("drills_drillsection_has_weight"), transaction.atomic():
        row.weight = 0
        row.save()
    with breaks("drills_formitem_has_weight"):
        FormItem.objects.filter(code="B1-2.1").update(weight=0)


def test_form_codes_and_versions_are_unique():
    section = FormSection.objects.get(code="B1-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        FormTemplate.objects.create(code="B1", version=1, digest="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        FormSection.objects.create(template=section.template, code="B1-1", position=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        FormItem.objects.create(section=section, code="B1-1.1", position=9)


def test_finding_has_text():
    with breaks("drills_finding_has_text"):
        FindingFactory(text="")


def test_action_is_verified_by_another_than_its_owner():
    person = PersonFactory()

    with breaks("drills_action_verified_by_another"):
        ActionFactory(assigned=True, owner=person, verifier=person)


@pytest.mark.parametrize("missing", ["owner", "owner_unit", "verifier", "due_date"])
def test_assigned_action_is_complete(missing):
    with breaks("drills_action_assigned_is_complete"):
        ActionFactory(assigned=True, **{missing: None})


@pytest.mark.parametrize("missing", ["measure", "goal"])
def test_assigned_action_says_what_and_how(missing):
    with breaks("drills_action_assigned_is_complete"):
        ActionFactory(assigned=True, **{missing: ""})


def test_submitted_action_has_a_result():
    with breaks("drills_action_submitted_has_result"):
        ActionFactory(submitted=True, result="")


@pytest.mark.parametrize(
    "given", [{"verified": True, "closed_at": None}, {"assigned": True, "closed_at": NOON}]
)
def test_action_is_closed_at_a_moment_or_not_at_all(given):
    with breaks("drills_action_closed_at_a_moment"):
        ActionFactory(**given)


def test_evidence_has_text_or_file():
    with breaks("drills_actionevidence_has_content"):
        ActionEvidence.objects.create(action=ActionFactory(), added_by=UserFactory(), added_at=NOON)


def test_counted_leaves_out_practice_other_years_and_unsigned():
    counted = [DrillFactory(archived=True), DrillFactory(summarised=True)]
    DrillFactory(archived=True, is_practice=True)
    DrillFactory(archived=True, started_at=NOON - timedelta(days=365))
    DrillFactory(evaluating=True)
    DrillFactory(reopened=True)
    year = Period(2025)

    assert list(Drill.objects.counted(year.start, year.end).order_by("pk")) == counted


def test_shown_leaves_out_internal_drafts_and_cancelled():
    shown = DrillFactory(ready=True, event__public=True)
    DrillFactory(ready=True)
    DrillFactory(event__public=True)
    DrillFactory(cancelled=True, event__public=True, event__status="CANCELLED")

    assert list(Drill.objects.shown()) == [shown]


def test_drill_knows_whether_it_is_live():
    assert DrillFactory(paused=True).is_live is True
    assert DrillFactory(ended=True).is_live is False


def test_texts_follow_the_language():
    template = FormTemplate.objects.get(code="B1")
    item = FormItem.objects.get(code="A1-1.1")
    section = item.section
    with translation.override("en"):
        english = (template.title, section.text, item.text, item.hint, str(template))

    assert english == (
        "Tabletop exercise",
        "Planning and design",
        "Objectives are specific and fit local reality",
        "objectives",
        "B1 Tabletop exercise",
    )
    assert (template.title, str(section), str(item), item.hint) == (
        "桌面演练评估表",
        "A1-1 演练策划与设计",
        "A1-1.1 目标有针对性，贴合本单位（本地）实际",
        "演练目标",
    )
    assert template.source.startswith("AQ/T 9009-2015")


def test_overdue_is_derived():
    today = (NOON + timedelta(days=31)).date()
    late = ActionFactory(assigned=True)
    on_time = ActionFactory(assigned=True, due_date=today)
    done = ActionFactory(verified=True)
    unassigned = ActionFactory()

    assert [row.is_overdue(today) for row in (late, on_time, done, unassigned)] == [
        True,
        False,
        False,
        False,
    ]
    model = type(late)
    assert list(model.objects.overdue(today)) == [late]
    assert set(model.objects.unfinished()) == {late, on_time, unassigned}


def test_rows_say_what_they_are():
    person = DrillPersonFactory(role=PersonRole.PLAYER, account=None, name="张三")
    task = EvaluationTaskFactory(drill__event__title="消防演练", evaluator__username="li")
    drill = task.drill
    at = {"made_by": task.evaluator, "made_at": NOON}
    created = DrillTransition(drill=drill, verb="CREATE", after=DrillState.PROPOSED, **at)
    opened = DrillTransition(
        drill=drill, verb="OPEN", before=DrillState.PROGRAMMED, after=DrillState.PREPARING, **at
    )
    action = ActionFactory()

    assert (person.shown_name, str(person)) == ("张三", "张三")
    assert str(DrillPersonFactory(account__username="wang")) == "wang"
    assert str(task) == "li – 消防演练"
    assert str(drill) == "消防演练"
    assert str(drill.sections.first()) == "B1-1 演练策划与准备"
    assert str(DrillDocumentFactory(title="脚本")) == "脚本"
    assert str(ObjectiveFactory(number=1, text="五分钟内上报")) == "1. 五分钟内上报"
    assert str(ItemRatingFactory(task=task)).startswith("B1-2.1: ")
    assert str(FindingFactory(text="通道堵塞")) == "通道堵塞"
    assert str(action) == action.get_kind_display()
    assert str(ActionFactory(measure="补训")) == "补训"
    assert str(ActionEvidence(text="", file_name="照片.jpg")) == "照片.jpg"
    assert str(opened) == "PROGRAMMED → PREPARING"
    assert created.get_verb_display() != opened.get_verb_display()
    assert FindingTransition(verb="CONFIRM").get_verb_display()
    assert ActionTransition(verb="ASSIGN").get_verb_display()


def test_decisions_say_what_they_are():
    drill = DrillFactory(evaluating=True, event__title="防汛演练")
    decision = GradeDecision(drill=drill, confirmed=Grade.GOOD)
    item = FormItem.objects.get(code="B1-2.1")

    assert str(decision) == f"防汛演练: {Grade.GOOD.label}"
    assert str(Reconciliation(item=item, chosen="3")).startswith("B1-2.1: ")
