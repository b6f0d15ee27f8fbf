"""The drills of the past year, held: each from the plan to the closed action."""

from datetime import date, datetime, timedelta
from itertools import cycle, islice

from drills.domain import actions, concluding, conducting, findings, planning, preparing, rating
from drills.enums import (
    EXPLAINED_SCORES,
    ActionKind,
    DocumentKind,
    DrillForm,
    DrillLevel,
    DrillPurpose,
    DrillScope,
    FindingKind,
    FindingTarget,
    ItemScore,
    ObjectiveResult,
    PersonRole,
    PublicMode,
    RootCause,
)
from drills.models import Drill, FormSection, ItemRating
from portal.events.enums import HeadCountMethod
from portal.events.models import Event, Topic
from portal.management.demonstration.accounts import Accounts
from portal.management.demonstration.drills_of_2025 import (
    CATEGORIES,
    OBJECTIVES,
    SCENARIOS,
    SHORTFALLS,
    YEAR_2025,
    Line,
)
from portal.management.demonstration.identity import steady_code
from portal.management.demonstration.persons import People
from portal.management.demonstration.signing_in import POLICY, sign_in
from portal.people.enums import Audience
from portal.people.models import Organisation, Person


def load_year(
    organisations: dict[str, Organisation], people: People, accounts: Accounts
) -> list[Drill]:
    """Hold the 27 drills of 2025, with everything on record, and archive them."""
    crowd = cycle(people.attending[Audience.RESCUER] + people.attending[Audience.OFFICIAL])
    return [
        _held(number, line, organisations, list(islice(crowd, line.named)), accounts)
        for number, line in enumerate(YEAR_2025)
    ]


def prepared(
    *,
    organisations: dict[str, Organisation],
    accounts: Accounts,
    line: Line,
    number: int,
    starts_at: datetime,
) -> Drill:
    """Plan a drill and prepare it as far as papers, people and forms go."""
    at = starts_at - timedelta(days=40)
    minutes = 90 if line.tabletop else 120
    drill = planning.create(
        by=accounts.manager,
        at=at,
        event={
            "code": steady_code("drill", number, starts_at.year),
            "title": line.title,
            "summary": SCENARIOS[line.topic],
            "topic": Topic.objects.get(code=line.topic),
            "audience": Audience.PUBLIC if line.public else Audience.RESCUER,
            "organiser": organisations[line.lead],
            "host": organisations.get(line.place),
            "place": line.place,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes),
            "policy_values": POLICY.to_values(),
        },
        co_organisers=[organisations[name] for name in line.together],
        level=DrillLevel.DISTRICT if line.together else DrillLevel.DEPARTMENT,
        form=DrillForm.TABLETOP if line.tabletop else DrillForm.FIELD,
        scope=DrillScope.COMPREHENSIVE if line.together else DrillScope.SINGLE,
        purpose=DrillPurpose.TEST,
        public_mode=PublicMode.TAKE_PART if line.public else PublicMode.NONE,
        scenario=SCENARIOS[line.topic],
    )
    planning.approve(drill=drill, by=accounts.manager, at=at + timedelta(days=3))
    for role, account in (
        (PersonRole.COMMANDER, accounts.manager),
        (PersonRole.SAFETY_OFFICER, accounts.organiser),
        (PersonRole.CHIEF_EVALUATOR, accounts.evaluator),
        (PersonRole.EVALUATOR, accounts.second_evaluator),
    ):
        preparing.add_person(drill=drill, role=role, account=account)
    planning.open_preparation(drill=drill, by=accounts.manager, at=at + timedelta(days=5))
    for text in OBJECTIVES[line.topic]:
        preparing.add_objective(drill=drill, text=text)
    return drill


def make_ready(drill: Drill, accounts: Accounts, at: datetime) -> Drill:
    """Bring a drill in preparation to `ready`: papers, safety, forms, notice."""
    kinds = [DocumentKind.WORK_PLAN, DocumentKind.EVALUATION_PLAN, DocumentKind.SAFEGUARD_PLAN]
    if drill.public_mode != PublicMode.NONE:
        kinds += [DocumentKind.PUBLICITY_PLAN, DocumentKind.PUBLIC_NOTICE]
    for kind in kinds:
        document = preparing.add_document(
            drill=drill,
            kind=kind,
            title=f"{drill.event.title}{kind.label}",
            text=f"{kind.label}：目的、分工、步骤、安全要求。",
            by=accounts.organiser,
            at=at,
        )
        preparing.approve_document(document=document, by=accounts.manager, at=at)
    preparing.assess_safety(
        drill=drill,
        text="主要风险：人员拥挤、器材坠落。设安全员两名；出现真实险情立即叫停。",
        by=accounts.organiser,
        at=at,
    )
    sections = _choose_categories(drill)
    for task in drill.tasks.all():
        preparing.assign_sections(task=task, sections=sections, location="现场指挥部旁")
    if drill.public_mode != PublicMode.NONE:
        preparing.announce(drill=drill, by=accounts.manager, at=at)
    drill.refresh_from_db()
    return preparing.confirm(drill=drill, by=accounts.manager, at=at)


def _choose_categories(drill: Drill) -> list[FormSection]:
    """Test what the topic is about; a tabletop exercise tests its whole form."""
    rows = list(drill.sections.select_related("section"))
    if drill.form != DrillForm.TABLETOP:
        wanted = {"A1-1", "A1-3", "A2-1", "A2-4", "A2-13", *CATEGORIES[drill.event.topic.code]}
        rows = [row for row in rows if row.section.code in wanted]
        preparing.choose_sections(drill=drill, weights={row.section: 1 for row in rows})
    return [row.section for row in rows]


def _held(
    number: int,
    line: Line,
    organisations: dict[str, Organisation],
    present: list[Person],
    accounts: Accounts,
) -> Drill:
    start = line.starts_at
    drill = prepared(
        organisations=organisations, accounts=accounts, line=line, number=number, starts_at=start
    )
    drill = make_ready(drill, accounts, start - timedelta(days=6))
    drill = conducting.start(
        drill=drill, site_check="安全员已查看场地，通道畅通", by=accounts.manager, at=start
    )
    sign_in(drill.event, present, absent=[])
    end = start + timedelta(minutes=75 + number % 4 * 10)
    drill = conducting.end(
        drill=drill,
        players=line.named + line.counted,
        method=HeadCountMethod.ROLL_CALL,
        by=accounts.manager,
        at=end,
    )
    drill = concluding.open_evaluation(drill=drill, by=accounts.evaluator, at=end)
    _rate(drill, line.scores, end)
    _judge(drill, accounts, end)
    _finding(number, drill, line.topic, accounts, end)
    _conclude(drill, accounts, end + timedelta(days=2))
    return drill


def _rate(drill: Drill, scores: str, at: datetime) -> None:
    """Two evaluators rate every item; the second one is a step stricter now and then."""
    steps = {"5": "3", "3": "3", "1": "1"}
    rows = []
    for stricter, task in enumerate(drill.tasks.order_by("pk")):
        for place, item in enumerate(
            item for section in task.sections.all() for item in section.items.all()
        ):
            score = scores[place % len(scores)]
            if stricter and place % 6 == 2:
                score = steps[score]
            note = "动作慢，现场提醒后才完成" if score in EXPLAINED_SCORES else ""
            rows.append(
                ItemRating(task=task, item=item, score=ItemScore(score), note=note, rated_at=at)
            )
    ItemRating.objects.bulk_create(rows, batch_size=500)


def _judge(drill: Drill, accounts: Accounts, at: datetime) -> None:
    for objective in drill.objectives.all():
        result = ObjectiveResult.ACHIEVED if objective.number == 1 else ObjectiveResult.MOSTLY
        concluding.judge_objective(
            objective=objective,
            result=result,
            reason="" if result == ObjectiveResult.ACHIEVED else "末位到达比目标晚半分钟",
            by=accounts.evaluator,
            at=at,
        )


def _finding(number: int, drill: Drill, topic: str, accounts: Accounts, at: datetime) -> None:
    """Each drill leaves a shortfall; the action is verified by another person than its owner."""
    text, cause, kind, measure = SHORTFALLS[topic]
    finding = findings.report(
        drill=drill,
        kind=FindingKind.MINOR,
        target=FindingTarget.EQUIPMENT if kind == "EQUIP" else FindingTarget.PEOPLE,
        text=text,
        cause=RootCause(cause),
        by=accounts.second_evaluator,
        at=at,
    )
    finding = findings.confirm(finding=finding, by=accounts.evaluator, at=at)
    action = actions.open_action(finding=finding, kind=ActionKind(kind), by=accounts.manager, at=at)
    due = (at + timedelta(days=25)).date()
    action = actions.assign(
        action=action,
        measure=measure,
        goal="复查时看得到、用得上",
        owner_unit=drill.event.organiser,
        owner=accounts.organiser.person,
        verifier=accounts.evaluator.person,
        due_date=date(due.year, due.month, due.day),
        by=accounts.manager,
        at=at,
    )
    if number % 9 == 8:  # a few are still open a year later
        return
    done = at + timedelta(days=12 + number % 10)
    actions.prove(action=action, text="已完成，现场照片存档。", by=accounts.organiser, at=done)
    action = actions.submit(action=action, result=measure, by=accounts.organiser, at=done)
    actions.verify(action=action, by=accounts.evaluator, at=done + timedelta(days=2))


def _conclude(drill: Drill, accounts: Accounts, at: datetime) -> None:
    for disagreement in rating.disagreements(drill=drill):
        rating.reconcile(
            drill=drill,
            item=disagreement.item,
            chosen=ItemScore.AVERAGE,
            reason="两位评估人员位置不同，回看录像后取中",
            by=accounts.evaluator,
            at=at,
        )
    proposal = concluding.propose(drill=drill)
    concluding.confirm_grade(drill=drill, grade=proposal.grade, by=accounts.evaluator, at=at)
    for kind in (
        DocumentKind.HOT_WASH,
        DocumentKind.EVALUATION_REPORT,
        DocumentKind.SUMMARY_REPORT,
    ):
        document = preparing.add_document(
            drill=drill,
            kind=kind,
            title=f"{drill.event.title}{kind.label}",
            text="基本情况、做得好的、问题与原因、改进建议。",
            by=accounts.evaluator,
            at=at,
        )
        signs = accounts.evaluator if kind == DocumentKind.EVALUATION_REPORT else accounts.manager
        preparing.approve_document(document=document, by=signs, at=at)
    drill.refresh_from_db()
    drill = concluding.summarise(drill=drill, by=accounts.evaluator, at=at)
    concluding.archive(drill=drill, by=accounts.manager, at=at + timedelta(days=7))
    Event.objects.filter(pk=drill.event_id).update(status="LOCKED", reconcile_reason="演练结束清点")
