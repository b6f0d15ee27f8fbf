"""Documents, safety, people, forms, and the gate to ready."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from drills.domain import gates, planning, preparing, rating, steps
from drills.enums import DocumentKind, DrillForm, DrillPurpose, DrillState, PersonRole, PublicMode
from drills.models import EvaluationTask, FormSection
from portal.events.enums import EventStatus
from portal.events.models import Topic
from tests.factories.drills import (
    DrillDocumentFactory,
    DrillFactory,
    DrillPersonFactory,
    EvaluationTaskFactory,
    ItemRatingFactory,
    ObjectiveFactory,
)
from tests.factories.events import NOON
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = NOON - timedelta(days=5)


def section(code):
    return FormSection.objects.get(code=code)


def everything(drill, *kinds):
    """Give a tabletop drill in preparation all that its gate asks for."""
    user = UserFactory()
    for kind in (
        DocumentKind.WORK_PLAN,
        DocumentKind.EVALUATION_PLAN,
        DocumentKind.SAFEGUARD_PLAN,
        *kinds,
    ):
        DrillDocumentFactory(drill=drill, kind=kind, approved=True)
    preparing.assess_safety(drill=drill, text="注意用电", by=user, at=AT)
    for role in (PersonRole.COMMANDER, PersonRole.SAFETY_OFFICER, PersonRole.CHIEF_EVALUATOR):
        preparing.add_person(drill=drill, role=role, account=user)
    preparing.assign_sections(
        task=drill.tasks.get(),
        sections=[row.section for row in drill.sections.all()],
        location=" 一楼大厅 ",
    )
    return user


def lacking(drill):
    drill.refresh_from_db()
    return [gate.code for gate in gates.missing(gates.to_ready(drill))]


def test_everything_is_missing_at_first():
    drill = DrillFactory(
        preparing=True,
        form=DrillForm.FIELD,
        purpose=DrillPurpose.DEMONSTRATION,
        public_mode=PublicMode.OBSERVE,
        sections=[],
    )

    assert lacking(drill) == [
        "document_work_plan",
        "document_evaluation_plan",
        "document_safeguard_plan",
        "document_script",
        "document_observer_handbook",
        "document_publicity_plan",
        "document_public_notice",
        "safety",
        "commander",
        "safety_officer",
        "chief_evaluator",
        "forms",
        "evaluators",
        "announced",
    ]


def test_tabletop_needs_neither_script_nor_safety_officer():
    drill = DrillFactory(preparing=True, purpose=DrillPurpose.DEMONSTRATION)

    assert [gate.code for gate in gates.to_ready(drill)] == [
        "document_work_plan",
        "document_evaluation_plan",
        "document_safeguard_plan",
        "safety",
        "commander",
        "chief_evaluator",
        "forms",
        "evaluators",
    ]


def test_confirm_locks_the_forms_publishes_the_event_and_names_the_documents():
    drill = DrillFactory(preparing=True)
    user = everything(drill)

    preparing.confirm(drill=drill, by=user, at=AT, comment="可以开始")

    drill.refresh_from_db()
    assert (drill.state, drill.forms_locked_at, drill.event.status) == (
        DrillState.READY,
        AT,
        EventStatus.PUBLISHED,
    )
    step = drill.transitions.get()
    assert (step.comment, sorted(step.attachments)) == (
        "可以开始",
        sorted(str(document.uuid) for document in drill.documents.all()),
    )
    assert drill.tasks.get().location == "一楼大厅"


def test_every_tested_category_has_its_evaluator():
    drill = DrillFactory(preparing=True)
    everything(drill)

    preparing.assign_sections(task=drill.tasks.get(), sections=[section("B1-1")])

    assert lacking(drill) == ["evaluators"]


def test_field_drill_tests_preparation_and_conduct():
    drill = DrillFactory(preparing=True, form=DrillForm.FIELD, sections=["A1-1", "A2-1"])
    everything(drill)
    assert lacking(drill) == []

    preparing.choose_sections(drill=drill, weights={section("A2-1"): 1})

    assert lacking(drill) == ["forms"]


def test_confirm_names_what_is_missing():
    drill = DrillFactory(preparing=True)
    everything(drill)
    drill.documents.filter(kind=DocumentKind.WORK_PLAN).delete()

    with pytest.raises(preparing.NotReady, match=str(DocumentKind.WORK_PLAN.label)):
        preparing.confirm(drill=drill, by=UserFactory(), at=AT)


def test_drill_for_the_public_is_announced_first():
    drill = DrillFactory(preparing=True, public_mode=PublicMode.TAKE_PART, event__public=True)
    user = everything(drill)

    with pytest.raises(preparing.NotReady):
        preparing.announce(drill=drill, by=user, at=AT)
    for kind in (DocumentKind.PUBLIC_NOTICE, DocumentKind.PUBLICITY_PLAN):
        DrillDocumentFactory(drill=drill, kind=kind, approved=True)
    assert lacking(drill) == ["announced"]
    preparing.announce(drill=drill, by=user, at=AT)

    assert lacking(drill) == []
    assert preparing.confirm(drill=drill, by=user, at=AT).state == DrillState.READY
    drill.refresh_from_db()
    assert drill.event.status == EventStatus.PUBLISHED


def test_notice_is_published_once_and_only_for_the_public():
    drill = DrillFactory(
        preparing=True, public_mode=PublicMode.OBSERVE, event__status=EventStatus.PUBLISHED
    )
    DrillDocumentFactory(drill=drill, kind=DocumentKind.PUBLIC_NOTICE, approved=True)

    with pytest.raises(preparing.AlreadyPublished):
        preparing.announce(drill=drill, by=UserFactory(), at=AT)
    with pytest.raises(preparing.NotReady):
        preparing.announce(drill=DrillFactory(preparing=True), by=UserFactory(), at=AT)


def test_document_as_text_or_file():
    drill, user = DrillFactory(preparing=True), UserFactory()

    text = preparing.add_document(
        drill=drill, kind=DocumentKind.SCRIPT, title=" ", text=" 09:00 报警 ", by=user, at=AT
    )
    file = preparing.add_document(
        drill=drill,
        kind=DocumentKind.WORK_PLAN,
        title="方案",
        file=ContentFile(b"%PDF-1.7", name="plan.pdf"),
        by=user,
        at=AT,
    )

    assert (text.title, text.text, text.file.name) == (DocumentKind.SCRIPT.label, "09:00 报警", "")
    with file.file.open() as stored:
        assert (file.title, stored.read()) == ("方案", b"%PDF-1.7")


def test_empty_document_is_refused():
    with pytest.raises(preparing.DocumentRefused):
        preparing.add_document(
            drill=DrillFactory(), kind=DocumentKind.SCRIPT, title="x", by=UserFactory(), at=AT
        )


@pytest.mark.parametrize("trait", ["archived", "cancelled"])
def test_nothing_is_added_to_a_closed_drill(trait):
    drill = DrillFactory(**{trait: True})

    with pytest.raises(steps.StepRefused):
        preparing.add_person(drill=drill, role=PersonRole.PLAYER, name="张三")


def test_document_is_approved_once():
    document, user = DrillDocumentFactory(), UserFactory()

    preparing.approve_document(document=document, by=user, at=AT)

    document.refresh_from_db()
    assert (document.approved_by, document.approved_at) == (user, AT)
    with pytest.raises(preparing.DocumentRefused):
        preparing.approve_document(document=document, by=user, at=AT)


def test_safety_assessment_needs_words():
    with pytest.raises(steps.CommentMissing):
        preparing.assess_safety(drill=DrillFactory(), text=" ", by=UserFactory(), at=AT)


def test_evaluator_gets_a_task_and_loses_it_with_the_role():
    drill, user = DrillFactory(), UserFactory()

    first = preparing.add_person(drill=drill, role=PersonRole.EVALUATOR, account=user)
    chief = preparing.add_person(drill=drill, role=PersonRole.CHIEF_EVALUATOR, account=user)
    assert EvaluationTask.objects.filter(drill=drill, evaluator=user).count() == 1
    preparing.remove_person(row=first)
    assert EvaluationTask.objects.filter(drill=drill, evaluator=user).count() == 1
    preparing.remove_person(row=chief)
    assert EvaluationTask.objects.filter(drill=drill).count() == 0


def test_evaluator_who_has_rated_stays():
    drill = DrillFactory(preparing=True)
    row = DrillPersonFactory(drill=drill)
    task = EvaluationTaskFactory(drill=drill, evaluator=row.account)
    ItemRatingFactory(task=task)

    with pytest.raises(preparing.PersonRefused):
        preparing.remove_person(row=row)


def test_player_by_name_or_from_the_register_is_removed():
    drill = DrillFactory()
    by_name = preparing.add_person(drill=drill, role=PersonRole.PLAYER, name=" 李四 ")
    preparing.add_person(drill=drill, role=PersonRole.PLAYER, person=PersonFactory())

    preparing.remove_person(row=by_name)

    assert by_name.name == "李四"
    assert drill.people.count() == 1


@pytest.mark.parametrize(
    "given", [{"role": PersonRole.PLAYER}, {"role": PersonRole.EVALUATOR, "name": "王五"}]
)
def test_person_must_be_somebody_fit_for_the_role(given):
    with pytest.raises(preparing.PersonRefused):
        preparing.add_person(drill=DrillFactory(), **given)


def test_second_commander_is_refused():
    drill = DrillFactory()
    preparing.add_person(drill=drill, role=PersonRole.COMMANDER, account=UserFactory())

    with pytest.raises(preparing.PersonRefused):
        preparing.add_person(drill=drill, role=PersonRole.COMMANDER, account=UserFactory())


def test_categories_not_tested_leave_the_tasks():
    drill = DrillFactory(preparing=True)
    task = EvaluationTaskFactory(drill=drill)

    preparing.choose_sections(drill=drill, weights={section("B1-2"): 3})

    assert [(row.section.code, row.tested, row.weight) for row in drill.sections.all()] == [
        ("B1-1", False, 1),
        ("B1-2", True, 3),
    ]
    assert [one.code for one in task.sections.all()] == ["B1-2"]
    with pytest.raises(preparing.TaskRefused):
        preparing.assign_sections(task=task, sections=[section("B1-1")])


@pytest.mark.parametrize("weights", [{}, {"B1-1": 0}])
def test_at_least_one_category_with_a_weight(weights):
    given = {section(code): weight for code, weight in weights.items()}

    with pytest.raises(preparing.TaskRefused):
        preparing.choose_sections(drill=DrillFactory(preparing=True), weights=given)


def test_locked_forms_stay():
    task = EvaluationTaskFactory(drill=DrillFactory(ready=True))

    with pytest.raises(planning.ChangeRefused):
        preparing.choose_sections(drill=task.drill, weights={section("B1-1"): 1})


def test_evaluator_is_replaced_until_the_drill_begins():
    drill = DrillFactory(ready=True)
    ill = EvaluationTaskFactory(drill=drill)
    account = UserFactory()
    preparing.add_person(drill=drill, role=PersonRole.EVALUATOR, account=account)

    preparing.assign_sections(task=ill, sections=[])
    task = preparing.assign_sections(
        task=drill.tasks.get(evaluator=account), sections=[section("B1-1"), section("B1-2")]
    )

    assert (ill.sections.count(), task.sections.count()) == (0, 2)
    with pytest.raises(steps.StepRefused):
        preparing.assign_sections(task=EvaluationTaskFactory(), sections=[])


def test_rated_category_stays_with_its_evaluator():
    task = EvaluationTaskFactory(drill=DrillFactory(ready=True))
    ItemRatingFactory(task=task, code="B1-1.1")

    with pytest.raises(preparing.TaskRefused):
        preparing.assign_sections(task=task, sections=[section("B1-2")])
    preparing.assign_sections(task=task, sections=[section("B1-1")])

    assert [row.code for row in task.sections.all()] == ["B1-1"]


def test_evaluation_report_is_signed_by_the_chief_evaluator():
    drill = DrillFactory(evaluating=True)
    chief = DrillPersonFactory(drill=drill, role=PersonRole.CHIEF_EVALUATOR).account
    report = DrillDocumentFactory(drill=drill, kind=DocumentKind.EVALUATION_REPORT)

    with pytest.raises(rating.NotChiefEvaluator):
        preparing.approve_document(document=report, by=UserFactory(), at=AT)

    assert preparing.approve_document(document=report, by=chief, at=AT).approved_by == chief


@pytest.mark.parametrize(
    ("fields", "code", "needed"),
    [
        ({}, "fire", False),
        ({"noticed_outside": True}, "fire", True),
        ({"public_mode": PublicMode.EXPERIENCE}, "fire", True),
        ({"form": DrillForm.FIELD}, "fire", False),
        ({"form": DrillForm.FIELD}, "highrise_fire", True),
        ({"form": DrillForm.COMBINED}, "highrise_fire", True),
        ({"form": DrillForm.TABLETOP}, "highrise_fire", False),
    ],
)
def test_whoever_notices_a_drill_is_told_before(fields, code, needed):
    """MEM Order 5 of 2021, art. 44: every drill in a high-rise is told to the people there."""
    topic = Topic.objects.get(code=code)
    drill = DrillFactory(preparing=True, event__topic=topic, **fields)

    codes = {gate.code for gate in gates.to_ready(drill)}

    assert ({"document_public_notice", "announced"} <= codes) is needed
    assert planning.needs_notice(drill) is needed


def test_observers_get_a_handbook():
    drill = DrillFactory(preparing=True)
    assert "document_observer_handbook" not in lacking(drill)

    DrillPersonFactory(drill=drill, role=PersonRole.OBSERVER)

    assert "document_observer_handbook" in lacking(drill)


def test_objectives_are_numbered():
    drill, earlier = DrillFactory(), ObjectiveFactory()

    rows = [
        preparing.add_objective(drill=drill, text=" 五分钟内上报 "),
        preparing.add_objective(drill=drill, text="全员撤离", retests=earlier),
    ]

    assert [(row.number, row.text, row.retests) for row in rows] == [
        (1, "五分钟内上报", None),
        (2, "全员撤离", earlier),
    ]
