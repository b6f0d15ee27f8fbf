"""What the phone sends while the evaluator taps."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from drills.models import FormItem, ItemRating
from tests.factories.drills import DrillFactory, EvaluationTaskFactory

pytestmark = pytest.mark.django_db


def send(client, task, code="B1-1.1", body=None, **changes):
    item = FormItem.objects.get(code=code)
    sent = {"ref": str(uuid4()), "score": "5", "note": "", **changes} if body is None else body
    return client.post(
        reverse("drills:rate-item", args=[task.drill.event.code, item.pk]),
        data=sent if isinstance(sent, str) else json.dumps(sent),
        content_type="application/json",
    )


def test_rating_is_stored_once_per_reference(client, office):
    task, ref = EvaluationTaskFactory(evaluator=office.evaluator), str(uuid4())
    client.force_login(office.evaluator)

    answers = [send(client, task, ref=ref).json() for _time in range(2)]

    assert answers == [{"score": "5", "revision": 1, "to_explain": False, "done": 1, "all": 30}] * 2
    assert ItemRating.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        *["", "[]", "{", "null", '{"ref": "x", "score": "5"}', '{"score": "5"}', '{"ref": 7}'],
        pytest.param("[" * 100_000, id="endless"),
    ],
)
def test_what_is_not_such_a_body_is_400(client, office, body):
    task = EvaluationTaskFactory(evaluator=office.evaluator)
    client.force_login(office.evaluator)

    answer = send(client, task, body=body)

    assert (answer.status_code, answer.json()["code"]) == (400, "not_understood")


def test_note_is_stored_without_signs_that_no_database_takes(client, office):
    task = EvaluationTaskFactory(evaluator=office.evaluator)
    client.force_login(office.evaluator)

    answer = send(client, task, score="1", note="门\0打\ud800不开\n锁着")

    assert (answer.status_code, answer.json()["to_explain"]) == (200, False)
    assert ItemRating.objects.get().note == "门打不开\n锁着"


def test_refusal_is_409(client, office):
    task = EvaluationTaskFactory(evaluator=office.evaluator, drill=DrillFactory(archived=True))
    client.force_login(office.evaluator)

    answer = send(client, task)

    assert (answer.status_code, answer.json()["code"]) == (409, "rating_closed")


def test_signed_out_is_401(client):
    answer = send(client, EvaluationTaskFactory())

    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_others_items_do_not_exist(client, office):
    mine = EvaluationTaskFactory(evaluator=office.evaluator, sections=["B1-1"])
    client.force_login(office.evaluator)

    assert send(client, EvaluationTaskFactory()).status_code == 404
    assert send(client, mine, code="B1-2.1").status_code == 404


def test_reading_is_not_allowed(client, office):
    task = EvaluationTaskFactory(evaluator=office.evaluator)
    item = FormItem.objects.get(code="B1-1.1")

    answer = client.get(reverse("drills:rate-item", args=[task.drill.event.code, item.pk]))

    assert answer.status_code == 405
