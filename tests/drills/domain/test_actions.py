"""One carries out, another verifies; both are told, and reminded."""

from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from drills.domain import actions, reminders, steps
from drills.domain.queries import board
from drills.enums import ActionKind, ActionState, FindingState, ObjectiveResult
from drills.models import ImprovementAction
from portal.lib.periods import BUSINESS_ZONE
from portal.notices.domain import delivery
from portal.notices.models import Notice
from portal.people.domain import merging
from tests.factories.drills import ActionFactory, DrillFactory, FindingFactory, ObjectiveFactory
from tests.factories.events import NOON
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = NOON + timedelta(days=1)
DUE = (AT + timedelta(days=30)).date()


def people():
    owner, verifier = PersonFactory(), PersonFactory()
    return UserFactory(person=owner), UserFactory(person=verifier)


def assigned(**changes):
    owner, verifier = people()
    action = ActionFactory(
        assigned=True, owner=owner.person, verifier=verifier.person, due_date=DUE, **changes
    )
    return action, owner, verifier


def assign(action, **changes):
    given = {
        "measure": " 补训三班组 ",
        "goal": "人人会用",
        "owner_unit": OrganisationFactory(),
        "owner": PersonFactory(),
        "verifier": PersonFactory(),
        "due_date": DUE,
        "by": UserFactory(),
        "at": AT,
    }
    return actions.assign(action=action, **{**given, **changes})


def occasions(action):
    told = Notice.objects.filter(
        key__startswith=f"drills.action.{action.uuid}.", withdrawn_at__isnull=True
    )
    return sorted(notice.key.rpartition(".")[2] for notice in told)


@pytest.mark.parametrize("state", [FindingState.CONFIRMED, FindingState.ACTIONED])
def test_action_is_opened_for_a_confirmed_finding(state):
    finding = FindingFactory(state=state)

    action = actions.open_action(
        finding=finding, kind=ActionKind.REPAIR, measure=" 修门 ", by=UserFactory(), at=AT
    )

    assert (action.state, action.measure, action.opened_at) == (ActionState.OPEN, "修门", AT)


@pytest.mark.parametrize(
    ("state", "kind"), [(FindingState.DRAFT, ActionKind.TRAIN), (FindingState.CONFIRMED, "PRAY")]
)
def test_action_is_not_opened_otherwise(state, kind):
    with pytest.raises(actions.ActionRefused):
        actions.open_action(finding=FindingFactory(state=state), kind=kind, by=UserFactory(), at=AT)


def test_assigning_tells_the_owner_and_reminds_him():
    action = ActionFactory()
    owner = PersonFactory()

    action = assign(action, owner=owner)

    assert (action.state, action.measure, action.finding.state) == (
        ActionState.ASSIGNED,
        "补训三班组",
        FindingState.CONFIRMED,
    )
    action.finding.refresh_from_db()
    assert action.finding.state == FindingState.ACTIONED
    assert occasions(action) == ["assigned", "due+1", "due-1", "due-7"]
    reminder = Notice.objects.get(key__endswith="due-7")
    assert (reminder.person, reminder.due_at) == (
        owner,
        datetime.combine(DUE - timedelta(days=7), reminders.MORNING, tzinfo=BUSINESS_ZONE),
    )


@pytest.mark.parametrize(
    "state", ["ASSIGNED", "IN_PROGRESS", ActionState.SUBMITTED, ActionState.RETURNED]
)
def test_action_whose_owner_left_is_given_to_another_who_hands_it_in(state):
    action = ActionFactory()
    left, verifier = people()
    assign(action, owner=left.person, verifier=verifier.person)
    actions.prove(action=action, text="合格单", by=left, at=AT)
    ImprovementAction.objects.filter(pk=action.pk).update(state=state, result="好了")
    new = UserFactory(person=PersonFactory())

    with pytest.raises(steps.CommentMissing):
        assign(action, owner=new.person, verifier=verifier.person)
    assign(action, owner=new.person, verifier=verifier.person, comment="原责任人调离")

    with pytest.raises(actions.NotYourAction):
        actions.submit(action=action, result="好了", by=left, at=AT)
    actions.submit(action=action, result="好了", by=new, at=AT)
    told = Notice.objects.filter(template="drills/action_assigned").values_list("person", flat=True)
    assert set(told) == {left.person_id, new.person_id}
    assert action.transitions.filter(verb="ASSIGN").last().comment == "原责任人调离"
    closed = actions.verify(action=action, by=verifier, at=AT)
    assert closed.state == ActionState.VERIFIED
    with pytest.raises(steps.StepRefused):
        assign(action, comment="再来一次")


def test_reminders_go_to_the_new_owner_alone():
    action = ActionFactory()
    left, new = PersonFactory(), PersonFactory()
    assign(action, owner=left)

    assign(action, owner=new, comment="原责任人调离")

    waiting = Notice.objects.filter(key__contains=".due", withdrawn_at__isnull=True)
    assert {notice.person for notice in waiting} == {new}
    assert waiting.count() == 3


def test_later_day_is_reminded_of_again_and_the_old_one_no_more():
    action, owner = ActionFactory(), PersonFactory()
    assign(action, owner=owner)
    first = Notice.objects.get(key__endswith="due-7")
    Notice.objects.filter(pk=first.pk).update(sent_at=first.due_at)
    later = DUE + timedelta(days=60)

    assign(action, owner=owner, due_date=later, comment="材料未到", at=AT + timedelta(days=25))

    reminded = Notice.objects.filter(key__endswith="due-7", withdrawn_at=None)
    mornings = [
        datetime.combine(day - timedelta(days=7), reminders.MORNING, tzinfo=BUSINESS_ZONE)
        for day in (DUE, later)
    ]
    waiting = Notice.objects.filter(withdrawn_at=None, sent_at=None)
    assert [notice.due_at for notice in reminded.order_by("due_at")] == mornings
    assert not waiting.filter(values__due_date=DUE.isoformat(), template="drills/action_due")


def test_reminders_that_lie_in_the_past_are_left_out():
    action = assign(ActionFactory(), due_date=AT.date())

    assert occasions(action) == ["assigned", "due+1"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"measure": " "}, actions.Incomplete),
        ({"goal": ""}, actions.Incomplete),
        ({"due_date": (AT - timedelta(days=1)).date()}, actions.Incomplete),
    ],
)
def test_assigning_needs_every_field(changes, refusal):
    with pytest.raises(refusal):
        assign(ActionFactory(), **changes)


def test_owner_never_verifies():
    person = PersonFactory()

    with pytest.raises(actions.VerifierIsOwner):
        assign(ActionFactory(), owner=person, verifier=person)


def test_redrill_needs_an_objective():
    with pytest.raises(actions.Incomplete):
        assign(ActionFactory(kind=ActionKind.REDRILL))


def test_owner_proves_and_submits_and_the_verifier_is_told():
    action, owner, verifier = assigned()

    proof = actions.prove(action=action, text=" 已补训 ", by=owner, at=AT)
    picture = actions.prove(
        action=action,
        file=ContentFile(b"x", name="a.jpg"),
        file_name="照片.jpg",
        by=owner,
        at=AT,
    )
    done = actions.submit(action=action, result="24 人", by=owner, at=AT)

    assert (proof.text, picture.file_name) == ("已补训", "照片.jpg")
    assert [row.verb for row in done.transitions.all()] == ["START", "SUBMIT"]
    assert done.transitions.last().attachments == [str(proof.uuid), str(picture.uuid)]
    assert Notice.objects.get(key__endswith="submitted1").person == verifier.person


@pytest.mark.parametrize("verb", [actions.start, actions.prove, actions.submit])
def test_nobody_else_works_on_an_action(verb):
    action, _owner, verifier = assigned()
    given = {"result": "x"} if verb is actions.submit else {}

    with pytest.raises(actions.NotYourAction):
        verb(action=action, by=verifier, at=AT, **given)


def test_nobody_works_on_an_action_without_owner():
    with pytest.raises(actions.NotYourAction):
        actions.start(action=ActionFactory(), by=UserFactory(), at=AT)


def test_proof_is_refused_when_empty_or_late():
    action, owner, _verifier = assigned()
    with pytest.raises(actions.ActionRefused):
        actions.prove(action=action, text=" ", by=owner, at=AT)

    done = ActionFactory(submitted=True, owner=owner.person)
    with pytest.raises(actions.ActionRefused):
        actions.prove(action=done, text="再加一张", by=owner, at=AT)


def test_submitting_needs_result_proof_and_for_a_plan_its_reference():
    action, owner, _verifier = assigned(kind=ActionKind.REVISE_PLAN)
    given = {"action": action, "by": owner, "at": AT}

    with pytest.raises(actions.Incomplete):
        actions.submit(**given, result=" ")
    with pytest.raises(actions.Incomplete):
        actions.submit(**given, result="已修订")
    actions.prove(**given, text="见附件")
    with pytest.raises(actions.Incomplete):
        actions.submit(**given, result="已修订")
    done = actions.submit(**given, result="已修订", plan_reference=" 预案第 3 版 ")

    assert (done.state, done.plan_reference) == (ActionState.SUBMITTED, "预案第 3 版")


def test_submitting_needs_a_proof():
    action, owner, _verifier = assigned(kind=ActionKind.TRAIN)

    with pytest.raises(actions.Incomplete):
        actions.submit(action=action, result="已补训", by=owner, at=AT)


def test_submitting_silences_reminders_and_sending_back_wakes_them():
    action = ActionFactory()
    owner, verifier = people()
    assign(action, owner=owner.person, verifier=verifier.person)
    actions.prove(action=action, text="照片", by=owner, at=AT)

    actions.submit(action=action, result="好了", by=owner, at=AT)
    assert occasions(action) == ["assigned", "submitted1"]
    actions.send_back(action=action, by=verifier, at=AT, comment="缺合格单")

    assert occasions(action) == [
        "assigned",
        "due+1",
        "due-1",
        "due-7",
        "returned1",
        "submitted1",
    ]


def test_verifying_the_last_action_closes_the_finding():
    action, _owner, verifier = assigned()
    ImprovementAction.objects.filter(pk=action.pk).update(state="SUBMITTED", result="好了")
    waiting = ActionFactory(finding=action.finding, assigned=True)

    done = actions.verify(action=action, by=verifier, at=AT, comment="看过")
    action.finding.refresh_from_db()
    assert (done.closed_at, action.finding.state) == (AT, FindingState.ACTIONED)

    actions.waive(action=waiting, by=UserFactory(), at=AT, comment="并入上一项")
    action.finding.refresh_from_db()
    assert action.finding.state == FindingState.CLOSED


def test_cancelling_everything_does_not_close_the_finding():
    action, _owner, _verifier = assigned()

    actions.cancel(action=action, by=UserFactory(), at=AT, comment="开错了")

    action.finding.refresh_from_db()
    assert action.finding.state == FindingState.ACTIONED


def test_only_the_named_verifier_verifies_and_never_the_owner():
    action, owner, _verifier = assigned()
    ImprovementAction.objects.filter(pk=action.pk).update(state="SUBMITTED", result="好了")

    with pytest.raises(actions.VerifierIsOwner):
        actions.verify(action=action, by=owner, at=AT)
    with pytest.raises(actions.NotYourAction):
        actions.verify(action=action, by=UserFactory(person=PersonFactory()), at=AT)
    with pytest.raises(actions.NotYourAction):
        actions.send_back(action=action, by=UserFactory(), at=AT, comment="x")


def merged(person, into):
    merging.merge(source=person, target=into, by=UserFactory(), at=AT, reason="同一人")
    person.refresh_from_db()


def test_owner_and_verifier_are_not_two_rows_of_one_person():
    owner, verifier = PersonFactory(), PersonFactory()
    merged(verifier, into=owner)

    with pytest.raises(actions.VerifierIsOwner):
        assign(ActionFactory(), owner=owner, verifier=verifier)


def test_verifier_who_turns_out_to_be_the_owner_verifies_nothing():
    action, _owner, verifier = assigned()
    ImprovementAction.objects.filter(pk=action.pk).update(
        state=ActionState.SUBMITTED, result="已补训"
    )
    merged(verifier.person, into=action.owner)

    with pytest.raises(actions.VerifierIsOwner):
        actions.verify(action=action, by=verifier, at=AT)


def test_verifier_named_by_a_merged_row_verifies_by_the_other_one():
    action, _owner, _verifier = assigned()
    account = UserFactory(person=PersonFactory())
    ImprovementAction.objects.filter(pk=action.pk).update(
        state=ActionState.SUBMITTED, result="已补训"
    )
    merged(action.verifier, into=account.person)

    assert board.to_do(account).get() == action
    assert actions.verify(action=action, by=account, at=AT).state == ActionState.VERIFIED


def test_redrill_is_verified_by_a_later_drill_that_reached_the_objective():
    objective = ObjectiveFactory(drill=DrillFactory(evaluating=True))
    finding = FindingFactory(
        drill=objective.drill, objective=objective, state=FindingState.ACTIONED
    )
    owner, verifier = people()
    action = ActionFactory(
        submitted=True,
        finding=finding,
        kind=ActionKind.REDRILL,
        owner=owner.person,
        verifier=verifier.person,
    )
    judged = {"retests": objective, "judged_by": UserFactory()}
    later = {"started_at": NOON + timedelta(days=9), "ended_at": NOON + timedelta(days=9)}
    ObjectiveFactory(
        **judged, result=ObjectiveResult.NOT_ACHIEVED, drill=DrillFactory(archived=True, **later)
    )
    ObjectiveFactory(**judged, result=ObjectiveResult.ACHIEVED, drill=DrillFactory(archived=True))

    with pytest.raises(actions.ProofMissing):
        actions.verify(action=action, by=verifier, at=AT)
    proof = ObjectiveFactory(
        **judged, result=ObjectiveResult.MOSTLY, drill=DrillFactory(archived=True, **later)
    )

    assert actions.verify(action=action, by=verifier, at=AT).redrill == proof.drill


def test_waiving_needs_a_reason():
    with pytest.raises(steps.CommentMissing):
        actions.waive(action=ActionFactory(), by=UserFactory(), at=AT, comment="")


def test_every_message_has_its_words():
    action = ActionFactory()
    owner, verifier = people()
    assign(action, owner=owner.person, verifier=verifier.person, due_date=AT.date())
    actions.prove(action=action, text="照片", by=owner, at=AT)
    actions.submit(action=action, result="好了", by=owner, at=AT)
    actions.send_back(action=action, by=verifier, at=AT, comment="缺合格单")
    reminders.remind(at=AT + timedelta(days=9))

    for notice in Notice.objects.all():
        message = delivery.in_words(notice)
        assert message.subject
        assert f"/drills/actions/{action.uuid}/" in message.text
    assert {notice.template for notice in Notice.objects.all()} == {
        "drills/action_assigned",
        "drills/action_due",
        "drills/action_overdue",
        "drills/action_sent_back",
        "drills/action_submitted",
    }


def test_redrill_is_given_its_objective_when_it_is_assigned():
    objective = ObjectiveFactory(drill=DrillFactory(evaluating=True))
    finding = FindingFactory(drill=objective.drill, state=FindingState.CONFIRMED)
    action = ActionFactory(finding=finding, kind=ActionKind.REDRILL)

    with pytest.raises(actions.Incomplete):
        assign(action)
    assign(action, objective=objective)

    finding.refresh_from_db()
    assert finding.objective == objective
