"""The evaluator's phone."""

import pytest
from django.urls import reverse

from drills.models import FormItem, ItemRating
from tests.factories.drills import (
    ActionFactory,
    DrillFactory,
    EvaluationTaskFactory,
    ItemRatingFactory,
)

pytestmark = pytest.mark.django_db


def section_page(task, code="B1-1"):
    return reverse("drills:rate-section", args=[task.drill.event.code, code])


def test_pages_ask_for_a_login(client):
    task = EvaluationTaskFactory()

    for address in (
        reverse("drills:mine"),
        reverse("drills:rate", args=[task.drill.event.code]),
        section_page(task),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.url) == (302, f"/admin/login/?next={address}")


def test_my_tasks_lists_what_waits(client, office):
    open_task = EvaluationTaskFactory(evaluator=office.evaluator)
    coming = EvaluationTaskFactory(evaluator=office.evaluator, drill=DrillFactory(preparing=True))
    for done in ("archived", "cancelled"):
        EvaluationTaskFactory(evaluator=office.evaluator, drill=DrillFactory(**{done: True}))
    EvaluationTaskFactory()
    mine = ActionFactory(assigned=True, owner=office.evaluator.person)
    ActionFactory(submitted=True, owner=office.evaluator.person)
    client.force_login(office.evaluator)

    answer = client.get(reverse("drills:mine"))

    assert answer.context["open_tasks"] == [open_task]
    assert answer.context["other_tasks"] == [coming]
    assert answer.context["actions"] == [mine]


def test_my_tasks_without_a_person_or_tasks(client, office):
    office.evaluator.person = None
    office.evaluator.save()
    client.force_login(office.evaluator)

    answer = client.get(reverse("drills:mine"))

    assert (answer.status_code, answer.context["actions"]) == (200, [])


def test_band_stands_only_while_the_drill_runs(client, office):
    live = EvaluationTaskFactory(evaluator=office.evaluator)
    over = EvaluationTaskFactory(evaluator=office.evaluator, drill=DrillFactory(evaluating=True))
    client.force_login(office.evaluator)

    pages = [
        client.get(reverse("drills:rate", args=[task.drill.event.code])).content.decode()
        for task in (live, over)
    ]

    assert ["演练 EXERCISE" in page for page in pages] == [True, False]


def test_progress_counts_rated_items(client, office):
    task = EvaluationTaskFactory(evaluator=office.evaluator)
    ItemRatingFactory(task=task)
    client.force_login(office.evaluator)

    answer = client.get(reverse("drills:rate", args=[task.drill.event.code.lower()]))

    assert (answer.context["done"], answer.context["all"]) == (1, 30)
    assert [(row.section.code, row.done, row.all) for row in answer.context["progress"]] == [
        ("B1-1", 0, 10),
        ("B1-2", 1, 20),
    ]


def test_section_is_saved_by_a_plain_form_and_leads_on(client, office):
    task = EvaluationTaskFactory(evaluator=office.evaluator)
    client.force_login(office.evaluator)
    items = FormItem.objects.filter(section__code="B1-1")
    data = {f"score-{item.pk}": "5" for item in items}
    data[f"note-{items[0].pk}"] = "目标具体"

    answer = client.post(section_page(task), data)

    assert (answer.status_code, answer.url) == (302, section_page(task, "B1-2"))
    assert ItemRating.objects.filter(task=task, score="5").count() == 10
    assert ItemRating.objects.get(item=items[0]).note == "目标具体"


def test_last_section_leads_back_to_the_list(client, office):
    task = EvaluationTaskFactory(evaluator=office.evaluator)
    client.force_login(office.evaluator)

    answer = client.post(section_page(task, "B1-2"), {})

    assert answer.url == reverse("drills:rate", args=[task.drill.event.code])


def test_wrong_score_keeps_what_was_typed(client, office):
    task = EvaluationTaskFactory(evaluator=office.evaluator)
    item = FormItem.objects.get(code="B1-1.1")
    client.force_login(office.evaluator)

    answer = client.post(
        section_page(task), {f"score-{item.pk}": "4", f"note-{item.pk}": "写了很久"}
    )

    assert answer.status_code == 422
    assert "写了很久" in answer.content.decode()
    assert ItemRating.objects.count() == 0


def test_rating_that_came_too_late_is_refused_in_words(client, office):
    task = EvaluationTaskFactory(evaluator=office.evaluator, drill=DrillFactory(summarised=True))
    item = FormItem.objects.get(code="B1-1.1")
    client.force_login(office.evaluator)

    answer = client.post(section_page(task), {f"score-{item.pk}": "5"})

    assert answer.status_code == 409
    assert len(answer.context["messages"]) == 1


def test_another_evaluators_drill_and_category_do_not_exist(client, office):
    mine = EvaluationTaskFactory(evaluator=office.evaluator, sections=["B1-1"])
    others = EvaluationTaskFactory()
    client.force_login(office.evaluator)

    assert client.get(section_page(others)).status_code == 404
    assert client.get(reverse("drills:rate", args=["NOSUCH00"])).status_code == 404
    assert client.get(section_page(mine, "B1-2")).status_code == 404


def test_section_costs_the_same_with_one_and_with_ten_ratings(
    client, office, django_assert_num_queries
):
    task = EvaluationTaskFactory(evaluator=office.evaluator)
    client.force_login(office.evaluator)
    ItemRatingFactory(task=task, code="B1-1.1")
    with django_assert_num_queries(10):
        client.get(section_page(task))
    for number in range(2, 11):
        ItemRatingFactory(task=task, code=f"B1-1.{number}")
    with django_assert_num_queries(10):
        client.get(section_page(task))


def test_low_rating_is_kept_and_asks_for_a_note(client, office):
    task = EvaluationTaskFactory(evaluator=office.evaluator)
    item = FormItem.objects.get(code="B1-1.3")
    client.force_login(office.evaluator)

    answer = client.post(section_page(task), {f"score-{item.pk}": "0"}, follow=True)

    assert answer.redirect_chain == [(f"{section_page(task)}#item-B1-1.3", 302)]
    assert "B1-1.3" in str(next(iter(answer.context["messages"])))
    assert ItemRating.objects.get().score == "0"
    asked = [row["item"].code for row in answer.context["rows"] if row["to_explain"]]
    assert asked == ["B1-1.3"]
    assert [row.complete for row in answer.context["progress"]] == [False, False]
    client.post(
        section_page(task),
        {f"score-{item.pk}": "0", f"note-{item.pk}": "没有时间表", f"seen-{item.pk}": "1"},
    )
    assert ItemRating.objects.get(current=True).note == "没有时间表"


def test_category_is_complete_with_all_ratings_and_notes(client, office):
    task = EvaluationTaskFactory(evaluator=office.evaluator)
    for number in range(1, 11):
        ItemRatingFactory(task=task, code=f"B1-1.{number}", score="1" if number == 4 else "5")
    client.force_login(office.evaluator)
    address = reverse("drills:rate", args=[task.drill.event.code])

    row = client.get(address).context["progress"][0]
    assert (row.done, row.to_explain, row.complete) == (10, 1, False)
    ItemRating.objects.update(note="看到了")
    assert client.get(address).context["progress"][0].complete is True


def test_second_tab_does_not_undo_the_first(client, office):
    task = EvaluationTaskFactory(evaluator=office.evaluator)
    item = FormItem.objects.get(code="B1-1.1")
    ItemRatingFactory(task=task, item=item, score="5")
    client.force_login(office.evaluator)
    old_page = {f"score-{item.pk}": "5", f"note-{item.pk}": "", f"seen-{item.pk}": "1"}
    client.post(section_page(task), {**old_page, f"score-{item.pk}": "3"})

    client.post(section_page(task), old_page)

    assert ItemRating.objects.get(current=True).score == "3"
