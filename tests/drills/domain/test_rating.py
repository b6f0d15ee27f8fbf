"""Several evaluators, each in rows of his own."""

from datetime import timedelta
from uuid import UUID

import pytest

from drills.domain import rating, steps
from drills.domain.grading import Category, Item
from drills.enums import PersonRole, TemplateUse
from drills.models import FormItem, FormSection, ItemRating
from tests.factories.drills import (
    DrillFactory,
    DrillPersonFactory,
    EvaluationTaskFactory,
    ItemRatingFactory,
)
from tests.factories.events import NOON
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

REF = UUID("7a0c2b5e-0000-4000-8000-000000000001")


def item(code="B1-2.1"):
    return FormItem.objects.get(code=code)


def rate(task, code="B1-2.1", score="5", **given):
    values = {"task": task, "item": item(code), "score": score, "by": task.evaluator, "at": NOON}
    return rating.record(**{**values, **given})


def chief_of(drill):
    return DrillPersonFactory(drill=drill, role=PersonRole.CHIEF_EVALUATOR).account


def test_change_of_mind_is_a_new_row_beside_the_old():
    task = EvaluationTaskFactory()

    first = rate(task, score="5", note=" 很快 ")
    second = rate(task, score="3", at=NOON + timedelta(minutes=1))

    first.refresh_from_db()
    assert (first.note, first.current, first.revision) == ("很快", False, 1)
    assert (second.score, second.current, second.revision) == ("3", True, 2)


def test_same_rating_once_more_makes_no_row():
    task = EvaluationTaskFactory()

    assert rate(task) == rate(task, at=NOON + timedelta(hours=1))


def test_retry_with_the_same_reference_returns_the_first_row():
    task = EvaluationTaskFactory()

    first = rate(task, client_ref=REF)
    rate(task, score="1")
    again = rate(task, client_ref=REF)

    assert again == first
    assert ItemRating.objects.get(current=True).score == "1"


def test_reference_with_other_contents_is_refused():
    task = EvaluationTaskFactory()
    rate(task, client_ref=REF)

    with pytest.raises(rating.ReferenceReused):
        rate(task, client_ref=REF, score="0")


def test_others_ratings_are_not_edited():
    task = EvaluationTaskFactory()

    with pytest.raises(rating.NotYourTask):
        rate(task, by=UserFactory())


def test_item_outside_the_assigned_categories_is_refused():
    task = EvaluationTaskFactory(sections=["B1-1"])

    with pytest.raises(rating.NotYourTask, match=r"B1-2\.1"):
        rate(task)


def test_unknown_score_is_refused():
    with pytest.raises(rating.RatingRefused):
        rate(EvaluationTaskFactory(), score="4")


@pytest.mark.parametrize("trait", ["preparing", "summarised", "archived", "cancelled"])
def test_nothing_is_rated_outside_the_evaluation(trait):
    task = EvaluationTaskFactory(drill=DrillFactory(**{trait: True}))

    with pytest.raises(rating.RatingClosed):
        rate(task)


@pytest.mark.parametrize(
    ("code", "section", "allowed"),
    [
        ("A1-1.1", "A1-1", True),
        ("A2-1.1", "A2-1", False),
        ("B1-1.1", "B1-1", True),
        ("B1-2.1", "B1-2", False),
    ],
)
def test_before_the_start_only_the_preparation_is_rated(code, section, allowed):
    task = EvaluationTaskFactory(
        drill=DrillFactory(ready=True, sections=[section]), sections=[section]
    )

    if allowed:
        assert rate(task, code).score == "5"
    else:
        with pytest.raises(rating.RatingClosed):
            rate(task, code)


def test_section_is_recorded_at_once_and_tells_how_much_changed():
    task = EvaluationTaskFactory()
    section = FormSection.objects.get(code="B1-2")
    given = {"task": task, "section": section, "by": task.evaluator, "at": NOON}

    first = rating.record_section(
        **given, ratings={item("B1-2.1"): ("5", ""), item("B1-2.2"): ("NA", "不涉及")}
    )
    second = rating.record_section(
        **given, ratings={item("B1-2.1"): ("5", ""), item("B1-2.2"): ("3", "")}
    )

    assert (first, second) == (2, 1)


def test_disagreement_is_reconciled_with_a_reason_and_both_are_kept():
    drill = DrillFactory(evaluating=True)
    chief = chief_of(drill)
    tasks = [
        EvaluationTaskFactory(drill=drill, evaluator__username=name) for name in ("li", "wang")
    ]
    for task, score in zip(tasks, ("5", "1"), strict=True):
        ItemRatingFactory(task=task, score=score)
        ItemRatingFactory(task=task, score="3", code="B1-2.2")
    given = {"drill": drill, "item": item(), "by": chief, "at": NOON}

    rating.reconcile(**given, chosen="5", reason="录像为证")
    decision = rating.reconcile(**given, chosen="3", reason="录像不全")

    assert decision.ratings == {"li": "5", "wang": "1"}
    found = rating.disagreements(drill=drill)
    assert [(one.item.code, one.decision) for one in found] == [("B1-2.1", decision)]
    assert [(name, row.score) for name, row in found[0].ratings] == [("li", "5"), ("wang", "1")]
    assert drill.reconciliations.count() == 2


def test_reconciling_is_refused_in_four_cases():
    drill = DrillFactory(evaluating=True)
    chief = chief_of(drill)
    for score in ("5", "3"):
        ItemRatingFactory(task=EvaluationTaskFactory(drill=drill), score=score)
    given = {"drill": drill, "item": item(), "chosen": "3", "reason": "核对", "at": NOON}

    with pytest.raises(rating.NotChiefEvaluator):
        rating.reconcile(**given, by=UserFactory())
    with pytest.raises(rating.RatingRefused):
        rating.reconcile(**given, by=chief)
    with pytest.raises(rating.RatingRefused):
        rating.reconcile(**{**given, "chosen": "4"}, by=chief)
    with pytest.raises(steps.CommentMissing):
        rating.reconcile(**{**given, "reason": ""}, by=chief)


def test_reconciling_waits_for_the_evaluation():
    drill = DrillFactory(in_progress=True)

    with pytest.raises(rating.RatingClosed):
        rating.reconcile(
            drill=drill, item=item(), chosen="3", reason="核对", by=chief_of(drill), at=NOON
        )


def test_categories_carry_all_that_grading_needs():
    drill = DrillFactory(evaluating=True, sections=["B1-1"])
    task = EvaluationTaskFactory(drill=drill, sections=["B1-1"])
    ItemRatingFactory(task=task, code="B1-1.8", score="1", current=False, revision=1)
    ItemRatingFactory(task=task, code="B1-1.8", score="3", revision=2)
    ItemRatingFactory(task=EvaluationTaskFactory(drill=drill), code="B1-1.8", score="0")
    rating.reconcile(
        drill=drill, item=item("B1-1.8"), chosen="1", reason="核对", by=chief_of(drill), at=NOON
    )

    (category,) = rating.categories(drill=drill)

    assert (category.code, category.use, category.weight, len(category.items)) == (
        "B1-1",
        TemplateUse.TABLETOP,
        1,
        10,
    )
    assert isinstance(category, Category)
    row = next(one for one in category.items if one.code == "B1-1.8")
    assert (row.weight, row.critical, sorted(row.ratings), row.reconciled) == (
        2,
        True,
        ["0", "3"],
        "1",
    )
    assert category.items[0] == Item(code="B1-1.1")


def record_page(task, scores, seen):
    section = FormSection.objects.get(code="B1-2")
    return rating.record_section(
        task=task,
        section=section,
        ratings={item(code): given for code, given in scores.items()},
        seen={item(code).pk: revision for code, revision in seen.items()},
        by=task.evaluator,
        at=NOON,
    )


def test_page_opened_earlier_leaves_what_it_did_not_change():
    task = EvaluationTaskFactory()
    rate(task, code="B1-2.1", score="5")
    seen = {"B1-2.1": 1, "B1-2.2": 0}
    # Another page of the same evaluator is quicker.
    rate(task, code="B1-2.1", score="1", note="报错了单位")
    rate(task, code="B1-2.2", score="3")

    unchanged = record_page(task, {"B1-2.1": ("5", "")}, seen)
    changed = record_page(task, {"B1-2.1": ("5", ""), "B1-2.2": ("0", "没有做")}, seen)

    assert (unchanged, changed) == (0, 1)
    assert {
        (row.item.code, row.score, row.note)
        for row in ItemRating.objects.filter(task=task, current=True)
    } == {("B1-2.1", "1", "报错了单位"), ("B1-2.2", "0", "没有做")}


def test_page_that_changed_an_item_wins_over_an_earlier_page():
    task = EvaluationTaskFactory()
    rate(task, code="B1-2.1", score="5")
    rate(task, code="B1-2.1", score="1")

    assert record_page(task, {"B1-2.1": ("3", "")}, {"B1-2.1": 1}) == 1
    assert ItemRating.objects.get(task=task, current=True).score == "3"


def test_low_ratings_without_a_note_are_unexplained():
    task = EvaluationTaskFactory()
    other = EvaluationTaskFactory(drill=task.drill)
    for code, score, note in (
        ("B1-2.1", "1", ""),
        ("B1-2.2", "0", "没有人上报"),
        ("B1-2.3", "3", ""),
        ("B1-2.4", "NA", ""),
        ("B1-2.5", "NOT_OBSERVED", ""),
    ):
        rate(task, code=code, score=score, note=note)
    rate(other, code="B1-2.6", score="0")
    rate(task, code="B1-2.7", score="0")
    rate(task, code="B1-2.7", score="5")

    def codes(**which):
        return sorted(row.item.code for row in rating.unexplained(**which))

    assert codes(task=task) == ["B1-2.1"]
    assert codes(drill=task.drill) == ["B1-2.1", "B1-2.6"]
