"""Several work on one drill at the same moment: evaluators, the chief, owner and verifier."""

from datetime import timedelta
from functools import partial
from time import sleep
from uuid import uuid4

import pytest

from drills.domain import actions, concluding, findings, gates, preparing, rating
from drills.enums import ActionState, DrillState, FindingState
from drills.models import Drill, FormItem, ItemRating
from tests.factories.drills import (
    ActionFactory,
    DrillDocumentFactory,
    DrillFactory,
    EvaluationTaskFactory,
    FindingFactory,
)
from tests.factories.events import NOON
from tests.factories.people import UserFactory
from tests.racing import at_once, said

pytestmark = pytest.mark.django_db(transaction=True)
AT = NOON + timedelta(hours=2)


@pytest.fixture
def signing(monkeypatch):
    """The step that signs the reports, with nothing in its way but the drill's state."""
    monkeypatch.setattr(gates, "to_summary", lambda drill, proposal: [])
    monkeypatch.setattr(concluding, "current_proposal", lambda drill: None)
    return concluding.summarise


def test_nothing_is_rated_once_the_reports_are_signed(monkeypatch, signing):
    drill, by = DrillFactory(evaluating=True), UserFactory()
    task = EvaluationTaskFactory(drill=drill)
    items = list(FormItem.objects.filter(section__in=task.sections.all()))
    store = rating._store

    def slowly(*args):
        sleep(0.05)
        return store(*args)

    monkeypatch.setattr(rating, "_store", slowly)

    def rate():
        for item in items:
            rating.record(task=task, item=item, score="5", by=task.evaluator, at=AT)

    def sign():
        sleep(0.12)
        signing(drill=drill, by=by, at=AT)
        return ItemRating.objects.count()

    rated, when_signed = at_once(rate, sign)

    # SQLite may let all ratings in before the signature gets its turn.
    assert rated is None or isinstance(rated, rating.RatingClosed), rated
    assert 0 < when_signed == ItemRating.objects.count()


@pytest.mark.parametrize("attempt", range(3))
def test_two_requests_of_one_phone_make_one_rating(attempt):
    task = EvaluationTaskFactory()
    item = FormItem.objects.filter(section__in=task.sections.all()).first()
    given = {"task": task, "item": item, "by": task.evaluator, "at": AT}
    ref = uuid4()

    same = at_once(*[partial(rating.record, **given, score="5", client_ref=ref)] * 4)
    changed = at_once(*[partial(rating.record, **given, score=score) for score in "35310"])

    assert said([*same, *changed]) == [""] * 9, [*same, *changed]
    assert ItemRating.objects.filter(current=True).count() == 1
    revisions = list(ItemRating.objects.order_by("revision").values_list("revision", flat=True))
    assert revisions == list(range(1, len(revisions) + 1))


def test_action_is_verified_or_sent_back_not_both():
    action = ActionFactory(submitted=True)
    verifier = UserFactory(person=action.verifier)
    given = {"action": action, "by": verifier, "at": AT}

    results = at_once(
        partial(actions.verify, **given), partial(actions.send_back, **given, comment="缺照片")
    )

    action.refresh_from_db()
    assert said(results) == ["", "StepRefused"], results
    assert action.transitions.count() == 1
    assert action.state in {ActionState.VERIFIED, ActionState.RETURNED}


@pytest.mark.parametrize("attempt", range(3))
def test_last_two_actions_of_a_finding_close_it_together(attempt):
    """Neither may look at the other's action before it is verified, and leave it at that."""
    finding = FindingFactory(state=FindingState.ACTIONED)
    pair = [ActionFactory(submitted=True, finding=finding) for _n in range(2)]
    calls = [
        partial(actions.verify, action=one, by=UserFactory(person=one.verifier), at=AT)
        for one in pair
    ]

    results = at_once(*calls)

    finding.refresh_from_db()
    assert said(results) == ["", ""], results
    assert finding.state == FindingState.CLOSED


@pytest.mark.parametrize("attempt", range(3))
def test_action_goes_once_while_its_finding_is_withdrawn(attempt):
    action = ActionFactory(finding__state=FindingState.DISPUTED)
    by = UserFactory()

    results = at_once(
        partial(findings.withdraw, finding=action.finding, by=by, at=AT, comment="误记"),
        partial(actions.waive, action=action, by=by, at=AT, comment="无需整改"),
    )

    action.refresh_from_db()
    assert said(results) in (["", ""], ["", "StepRefused"]), results
    assert action.transitions.count() == 1


def test_document_is_approved_once_and_not_after_the_end():
    drill = DrillFactory(evaluating=True)
    document = DrillDocumentFactory(drill=drill)

    results = at_once(
        *[
            partial(preparing.approve_document, document=document, by=UserFactory(), at=AT)
            for _person in range(3)
        ]
    )

    assert said(results) == ["", "DocumentRefused", "DocumentRefused"], results


@pytest.mark.parametrize("verbs", [("archive", "archive"), ("archive", "reopen")])
def test_one_of_two_steps_of_a_drill_is_taken(verbs):
    drill = DrillFactory(summarised=True)
    by = UserFactory()

    results = at_once(
        *[
            partial(getattr(concluding, verb), drill=drill, by=by, at=AT, comment="x")
            for verb in verbs
        ]
    )

    drill = Drill.objects.get(pk=drill.pk)
    assert set(said(results)) <= {"", "StepRefused"}, results
    assert said(results)[0] == ""
    assert drill.transitions.count() == said(results).count("")
    assert drill.state in {DrillState.ARCHIVED, DrillState.REOPENED}
