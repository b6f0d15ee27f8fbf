"""One board for the whole life of a drill: good answers, refusals, other scopes."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from drills.acts import offers
from drills.enums import (
    MANDATORY_DOCUMENTS,
    DocumentKind,
    DrillForm,
    DrillState,
    FindingKind,
    FindingState,
    Grade,
    PersonRole,
    PublicMode,
)
from drills.models import Drill, FormItem, ImprovementAction
from portal.events.domain import headcounts
from portal.events.enums import EventStatus
from portal.events.models import Topic
from portal.lib.periods import BUSINESS_ZONE
from tests.factories.drills import (
    ActionFactory,
    DrillDocumentFactory,
    DrillPersonFactory,
    EvaluationTaskFactory,
    FindingFactory,
    ItemRatingFactory,
    ObjectiveFactory,
)
from tests.factories.events import NOON, EventFactory, VenueFactory

pytestmark = pytest.mark.django_db


def board(drill):
    return reverse("drill:board", args=[drill.pk])


def act(drill, code, target=None):
    if target is None:
        return reverse("drill:do", args=[drill.pk, code])
    return reverse("drill:do-about", args=[drill.pk, code, target.pk])


def do(client, drill, code, about=None, **data):
    return client.post(act(drill, code, about), data)


def plan_values(office, **changes):
    return {
        "title": "高层住宅火灾逃生演练",
        "topic": Topic.objects.get(code="highrise_fire").pk,
        "start_date": "2027-06-11",
        "start_time": "09:30",
        "end_time": "11:00",
        "organiser": office.department.pk,
        "co_organisers": [office.other.pk],
        "level": "DISTRICT",
        "form": DrillForm.TABLETOP,
        "scope": "SINGLE",
        "purpose": "TEST",
        "notice": "ANNOUNCED",
        "public_mode": PublicMode.NONE,
        **changes,
    }


def test_a_drill_from_the_form_to_the_archive(client, office):
    def as_(user):
        client.force_login(user)

    as_(office.organiser)
    answer = client.post(reverse("drill:add"), plan_values(office, public_mode="TAKE_PART"))
    drill = Drill.objects.get()
    assert answer.url == board(drill)
    as_(office.manager)
    do(client, drill, "approve")
    as_(office.organiser)
    do(client, drill, "person", role=PersonRole.COMMANDER, account=office.organiser.pk)
    do(client, drill, "person", role=PersonRole.CHIEF_EVALUATOR, account=office.chief.pk)
    do(client, drill, "person", role=PersonRole.EVALUATOR, account=office.evaluator.pk)
    do(client, drill, "person", role=PersonRole.PLAYER, name="王五")
    do(client, drill, "remove-person", drill.people.get(name="王五"))
    do(client, drill, "open")
    for kind in (*MANDATORY_DOCUMENTS, DocumentKind.PUBLICITY_PLAN, DocumentKind.PUBLIC_NOTICE):
        do(client, drill, "document", kind=kind, text="正文")
        do(client, drill, "approve-document", drill.documents.get(kind=kind))
    do(client, drill, "safety", text="注意用电；喊停即停")
    do(client, drill, "objective", text="五分钟内上报")
    weights = {f"weight-{row.pk}": "1" for row in drill.sections.all()}
    do(client, drill, "sections", **weights)
    for task in drill.tasks.all():
        ids = [row.section_id for row in drill.sections.all()]
        do(client, drill, "task", task, sections=ids, location="大厅")
    do(client, drill, "announce")
    do(client, drill, "confirm")
    drill.refresh_from_db()
    assert (drill.state, drill.event.status) == (DrillState.READY, EventStatus.PUBLISHED)

    assert do(client, drill, "start", site_check="已检查").status_code == 409
    # The day comes: the event was planned for 2027, so it is moved here.
    moved = timezone.now() - drill.event.starts_at
    drill.event.starts_at += moved
    drill.event.ends_at += moved
    drill.event.save()
    do(client, drill, "start", site_check="已检查")
    do(client, drill, "pause", comment="下雨")
    do(client, drill, "resume")
    do(client, drill, "end", players=30, method="ROLL_CALL", injuries=0)
    drill.refresh_from_db()
    assert (drill.state, headcounts.latest(drill.event).count) == (DrillState.ENDED, 30)
    as_(office.chief)
    do(client, drill, "evaluate")
    for user, score in ((office.evaluator, "5"), (office.chief, "3")):
        for item in FormItem.objects.filter(section__template__code="B1"):
            ItemRatingFactory(task=drill.tasks.get(evaluator=user), item=item, score=score)
    item = FormItem.objects.get(code="B1-2.1")
    drill.tasks.get(evaluator=office.chief).ratings.filter(item=item).update(
        score="1", note="等了六分钟"
    )
    assert client.get(act(drill, "reconcile", item)).context["ratings"].item == item
    do(client, drill, "reconcile", item, chosen="3", reason="看录像")
    do(client, drill, "judge", drill.objectives.get(), result="ACHIEVED")
    do(
        client,
        drill,
        "finding",
        kind="MINOR",
        text="通报没有格式",
        target="MECHANISM",
        item=item.pk,
    )
    finding = drill.findings.get()
    do(client, drill, "confirm-finding", finding)
    do(client, drill, "action", finding, kind="TRAIN", measure="补训", goal="人人会用")
    as_(office.organiser)
    do(
        client,
        drill,
        "assign",
        ImprovementAction.objects.get(),
        measure="补训",
        goal="人人会用",
        owner_unit=office.other.pk,
        owner=office.evaluator.person.pk,
        verifier=office.chief.person.pk,
        due_date="2099-01-01",
    )
    for kind in ("EVALUATION_REPORT", "SUMMARY_REPORT", "HOT_WASH"):
        do(client, drill, "document", kind=kind, text="正文")
    for kind in ("SUMMARY_REPORT", "HOT_WASH"):
        do(client, drill, "approve-document", drill.documents.get(kind=kind))
    report = drill.documents.get(kind="EVALUATION_REPORT")
    assert do(client, drill, "approve-document", report).status_code == 404
    as_(office.chief)
    do(client, drill, "sign-report", report)
    page = client.get(board(drill))
    assert page.context["proposal"].grade == Grade.GOOD
    do(client, drill, "grade", grade=Grade.GOOD)
    as_(office.organiser)
    do(client, drill, "summarise")
    as_(office.manager)
    do(client, drill, "archive")
    drill.refresh_from_db()
    assert (drill.state, drill.decisions.get().confirmed) == (DrillState.ARCHIVED, Grade.GOOD)
    do(client, drill, "reopen", comment="人数有误")
    assert client.get(board(drill)).status_code == 200
    do(client, drill, "archive", comment="已更正")
    drill.refresh_from_db()
    assert drill.state == DrillState.ARCHIVED


def test_put_off_and_called_off(client, office):
    drill = office.drill(preparing=True)
    client.force_login(office.organiser)

    do(client, drill, "postpone", comment="台风")
    answer = do(
        client,
        drill,
        "reschedule",
        start_date="2027-01-02",
        start_time="10:00",
        end_time="09:00",
    )
    assert answer.status_code == 409
    do(
        client,
        drill,
        "reschedule",
        start_date="2027-01-02",
        start_time="09:00",
        end_time="10:00",
    )
    drill.refresh_from_db()
    assert drill.state == DrillState.PROGRAMMED
    do(client, drill, "cancel", comment="场地被占用")
    drill.refresh_from_db()
    assert drill.state == DrillState.CANCELLED


def test_safety_officer_stops_a_drill(client, office):
    drill = office.drill(in_progress=True)
    DrillPersonFactory(drill=drill, role=PersonRole.SAFETY_OFFICER, account=office.evaluator)
    client.force_login(office.evaluator)

    refused = client.get(act(drill, "end"))
    do(client, drill, "abort", reason="SAFETY", comment="有人摔倒", injuries=1)

    drill.refresh_from_db()
    assert (refused.status_code, drill.state, drill.injuries) == (302, DrillState.ABORTED, 1)


def test_disputed_finding_is_withdrawn(client, office):
    drill = office.drill(evaluating=True)
    finding = FindingFactory(drill=drill, state=FindingState.CONFIRMED)
    client.force_login(office.organiser)

    do(client, drill, "dispute-finding", finding, comment="不属实")
    do(client, drill, "withdraw-finding", finding, comment="核实有误")

    finding.refresh_from_db()
    assert finding.state == FindingState.WITHDRAWN


def test_manager_waives_and_organiser_cancels_an_action(client, office):
    drill = office.drill(evaluating=True)
    first, second = (
        ActionFactory(finding__drill=drill, finding__state=FindingState.CONFIRMED)
        for _number in range(2)
    )
    client.force_login(office.manager)
    do(client, drill, "waive", first, comment="已停产")
    client.force_login(office.organiser)
    do(client, drill, "cancel-action", second, comment="重复")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("WAIVED", "CANCELLED")


@pytest.mark.parametrize("code", sorted(offers.ACTS))
def test_every_act_has_its_page_or_says_that_it_is_not_possible(client, office, code):
    drill = office.drill(evaluating=True)
    DrillPersonFactory(drill=drill, role=PersonRole.COMMANDER, account=office.chief)
    targets = {
        "document": lambda: DrillDocumentFactory(drill=drill),
        "report": lambda: DrillDocumentFactory(drill=drill, kind=DocumentKind.EVALUATION_REPORT),
        "person": lambda: drill.people.first(),
        "task": lambda: EvaluationTaskFactory(drill=drill),
        "objective": lambda: ObjectiveFactory(drill=drill),
        "finding": lambda: FindingFactory(drill=drill, kind=FindingKind.MINOR),
        "action": lambda: ActionFactory(
            finding__drill=drill, finding__state=FindingState.CONFIRMED
        ),
        "item": lambda: FormItem.objects.get(code="B1-2.1"),
    }
    about = offers.ACTS[code].about
    target = targets[about]() if about else None
    user = office.manager
    if not offers.ACTS[code].allowed(user, drill):
        user = office.chief
    client.force_login(user)

    answer = client.get(act(drill, code, target))

    assert answer.status_code == (200 if offers.ACTS[code].possible(drill) else 302)


def test_refused_act_keeps_what_was_typed(client, office):
    drill = office.drill(preparing=True)
    client.force_login(office.organiser)

    answer = do(client, drill, "person", role=PersonRole.EVALUATOR, name="张三丰")

    assert answer.status_code == 409
    assert "张三丰" in answer.content.decode()


def test_wrong_form_is_shown_again(client, office):
    client.force_login(office.organiser)

    assert do(client, office.drill(preparing=True), "safety").status_code == 422


def test_refused_button_says_why_on_the_board(client, office):
    drill = office.drill(programmed=True)
    client.force_login(office.organiser)

    answer = client.post(act(drill, "open"), follow=True)

    assert answer.redirect_chain == [(board(drill), 302)]
    assert len(answer.context["messages"]) == 1


def test_confirming_shows_what_is_missing(client, office):
    drill = office.drill(preparing=True)
    client.force_login(office.organiser)

    answer = client.get(act(drill, "confirm"))

    assert "document_work_plan" in [gate.code for gate in answer.context["gates"]]


def test_other_departments_do_not_see_the_drill(client, office):
    drill = office.drill()
    client.force_login(office.stranger)

    assert client.get(board(drill)).status_code == 404
    assert client.get(act(drill, "cancel")).status_code == 404
    assert client.get(reverse("drill:edit", args=[drill.pk])).status_code == 404


def test_co_organiser_sees_but_may_not_change(client, office):
    drill = office.drill(preparing=True)
    drill.co_organisers.add(office.other)
    client.force_login(office.stranger)

    assert client.get(board(drill)).status_code == 200
    # Wagtail answers a refused permission with its home page and a sentence.
    assert client.get(act(drill, "postpone")).url == reverse("wagtailadmin_home")
    assert client.get(reverse("drill:edit", args=[drill.pk])).status_code == 302


def test_parts_of_another_drill_do_not_exist(client, office):
    drill, other = office.drill(preparing=True), office.drill(preparing=True)
    document = DrillDocumentFactory(drill=other, kind=DocumentKind.SCRIPT)
    client.force_login(office.organiser)

    assert do(client, drill, "approve-document", document).status_code == 404
    assert client.get(act(drill, "explode")).status_code == 404


def test_filters_of_actions_on_the_board(client, office):
    drill = office.drill(evaluating=True)
    finding = FindingFactory(drill=drill, state=FindingState.ACTIONED)
    late = ActionFactory(finding=finding, assigned=True)
    later = ActionFactory(finding=finding, assigned=True, due_date=NOON.date().replace(year=2099))
    closed = ActionFactory(finding=finding, verified=True)
    client.force_login(office.organiser)

    def shown(which):
        rows = client.get(board(drill), {"actions": which}).context["findings"]
        return {action for row in rows for action, _acts in row["actions"]}

    assert shown("") == {late, later, closed}
    assert shown("open") == {late, later}
    assert shown("overdue") == {late}
    assert shown("closed") == {closed}
    assert client.get(board(office.drill()), {"actions": "open"}).context["findings"] == []


@pytest.mark.parametrize(
    ("state", "heading"),
    [("preparing", True), ("evaluating", True), ("summarised", True), ("in_progress", False)],
)
def test_board_says_what_is_missing_where_something_is_asked(client, office, state, heading):
    client.force_login(office.organiser)

    answer = client.get(board(office.drill(**{state: True})))

    assert (answer.context["gates"] is not None) is heading


def test_board_costs_the_same_with_one_and_three_findings(client, office):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    drill = office.drill(evaluating=True)
    client.force_login(office.organiser)
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            finding = FindingFactory(drill=drill, state=FindingState.ACTIONED)
            ActionFactory(finding=finding, assigned=True)
        client.get(board(drill))
        with CaptureQueriesContext(connection) as captured:
            client.get(board(drill))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_board_names_those_the_next_step_waits_for(client, office):
    drill = office.drill(ready=True)
    DrillPersonFactory(drill=drill, role=PersonRole.COMMANDER, account=office.evaluator)
    client.force_login(office.organiser)

    waiting = client.get(board(drill)).context["waiting"]
    client.force_login(office.evaluator)
    own = client.get(board(drill)).context["waiting"]

    assert [(act.code, names) for act, names in waiting] == [("start", str(office.evaluator))]
    assert own == []


def test_redrill_asks_for_its_objective_only_where_it_lacks_one(client, office):
    drill = office.drill(evaluating=True)
    objective = ObjectiveFactory(drill=drill)
    bare, known = (
        ActionFactory(
            kind="REDRILL",
            finding__drill=drill,
            finding__state=FindingState.CONFIRMED,
            finding__objective=given,
        )
        for given in (None, objective)
    )
    client.force_login(office.organiser)

    forms = [client.get(act(drill, "assign", row)).context["form"] for row in (bare, known)]

    assert ["objective" in form.fields for form in forms] == [True, False]


def test_step_of_the_district_is_not_promised_to_the_lead(client, office):
    client.force_login(office.organiser)

    page = client.get(board(office.drill())).content.decode()

    assert "下一步：“列入计划”，由区级管理员操作。" in page


def test_planning_into_a_taken_venue_asks_why_and_keeps_what_was_typed(client, office):
    venue = VenueFactory(organisation=office.department, name="三楼会议室")
    starts_at = datetime(2027, 6, 11, 9, 0, tzinfo=BUSINESS_ZONE)
    EventFactory(
        title="新员工培训", venue=venue, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
    )
    client.force_login(office.organiser)
    given = plan_values(office, venue=venue.pk)

    asked = client.post(reverse("drill:add"), given)
    page = asked.content.decode()
    answer = client.post(
        reverse("drill:add"), {**given, "clash_seen": "on", "clash_reason": "培训后原地演练"}
    )

    assert "新员工培训" in page
    assert "高层住宅火灾逃生演练" in page
    assert answer.status_code == 302
    assert Drill.objects.get().event.venue == venue
