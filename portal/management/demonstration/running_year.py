"""The running year: what was held so far, what is open for registration, what is on now."""

from datetime import datetime, timedelta

from portal.events.domain import lifecycle
from portal.events.enums import EventKind, EventStatus, MissingOut, RegistrationMode
from portal.events.models import Block, Event, Registration, Topic, Venue
from portal.lib.periods import BUSINESS_ZONE, business_date, business_midnight
from portal.management.demonstration import drills
from portal.management.demonstration.accounts import Accounts
from portal.management.demonstration.classes import Teaching
from portal.management.demonstration.drills_of_2025 import Line as DrillLine
from portal.management.demonstration.persons import People
from portal.management.demonstration.signing_in import POLICY, sign_in
from portal.people.enums import Audience
from portal.people.models import Organisation, Person
from training.domain import planning
from training.enums import RunStatus
from training.models import CourseRun, TrainingSession

OFFICE = "区安全生产委员会办公室"
OPEN_TITLE = "小微企业负责人初训"
NIGHT_FROM, NIGHT_UNTIL = 21, 7

# Days from today, hour, course, place, seats, taken, waiting.
COMING = [
    (2, 9, "zhuyao-fuzeren", "安信街道办三楼会议室", 120, 106, 0),
    (5, 19, "jiating-ranqi", "和平里社区活动室", 60, 54, 0),
    (7, 9, "xin-yuangong", "平安工业园培训中心", 30, 30, 6),
    (9, 14, "xiaofang-chuqi", "消防科普教育馆", 90, 31, 0),
    (11, 9, "diya-diangong", "平安工业园培训中心", 40, 18, 0),
    (14, 9, "youxian-kongjian", "平安工业园培训中心", 100, 12, 0),
    (21, 9, "wangge-paicha", "和平里社区活动室", 42, 20, 0),
]


def load(
    organisations: dict[str, Organisation],
    people: People,
    teaching: Teaching,
    accounts: Accounts,
    at: datetime,
) -> None:
    """Make what happened in the running year up to a moment, and what is planned."""
    _past_classes(organisations, people, teaching, at)
    for days, hour, code, place, seats, taken, waiting in COMING:
        session = _planned(
            organisations, teaching, accounts, at, _on(at, days, hour), code, place, seats
        )
        _register(session.event, people, taken, waiting, at)
    _drill_in_preparation(organisations, accounts, at)
    _lecture(organisations, accounts, at)
    open_door_now(accounts=accounts, at=at)


def open_door_now(*, accounts: Accounts, at: datetime) -> Event | None:
    """Plan a class whose door is open at a moment, unless there is one already.

    Returns:
        The new event, None when one was open.
    """
    running = Event.objects.filter(
        title__startswith=OPEN_TITLE,
        status=EventStatus.PUBLISHED,
        starts_at__lte=at,
        ends_at__gt=at + timedelta(minutes=30),
    )
    if running.exists():
        return None
    number = Event.objects.filter(title__startswith=OPEN_TITLE).count() + 1
    start = at.replace(minute=at.minute // 5 * 5, second=0, microsecond=0) - timedelta(minutes=5)
    run = CourseRun.objects.filter(course__code="zhuyao-fuzeren").order_by("-year", "-number")[0]
    session = planning.plan_session(
        run=run,
        title=f"{OPEN_TITLE}{_shift(start)}（第 {number} 场）",
        starts_at=start,
        ends_at=start + timedelta(minutes=150),
        by=accounts.organiser,
        at=at,
        venue=Venue.objects.get(name="安信街道办三楼会议室"),
        clash_reason="演示：随时有一场正在签到",
        hard_capacity=120,
        registration_mode=RegistrationMode.OPEN,
    )
    event = lifecycle.publish(event=session.event, by=accounts.organiser, at=at)
    for place, registration in enumerate(_regulars(event)):
        registration.requested_at = registration.changed_at = at - timedelta(minutes=300 - place)
        registration.save()
    return event


def _shift(start: datetime) -> str:
    """Call a class at an hour when only shift workers are up by its name."""
    hour = start.astimezone(BUSINESS_ZONE).hour
    return "夜班专场" if hour >= NIGHT_FROM or hour < NIGHT_UNTIL else ""


def _regulars(event: Event) -> list[Registration]:
    """Give eighty-six principals a seat; a phone that scans finds them on the list."""
    crowd = Person.objects.filter(audience=event.audience, status="VERIFIED").order_by("pk")
    return [
        Registration(
            event=event,
            person=person,
            organisation_then_id=person.organisation_id,
            status="CONFIRMED",
        )
        for person in crowd[:86]
    ]


def _past_classes(
    organisations: dict[str, Organisation], people: People, teaching: Teaching, at: datetime
) -> None:
    """About two classes a month since January, settled but for the last one."""
    year = business_date(at).year
    plan = [
        (month, day, code)
        for month in range(1, 13)
        for day, code in ((9, "zhuyao-fuzeren"), (18, "xiaofang-chuqi"))
    ]
    for number, (month, day, code) in enumerate(plan):
        start = datetime(year, month, day, 9, tzinfo=BUSINESS_ZONE)
        if start > at - timedelta(days=2):
            break
        course = teaching.courses[code]
        run, _created = CourseRun.objects.get_or_create(
            course=course,
            year=year,
            number=1 + month // 4,
            defaults={"organiser": organisations[OFFICE], "status": RunStatus.RUNNING},
        )
        event = Event.objects.create(
            kind=EventKind.TRAINING,
            title=course.title,
            summary=course.summary,
            topic=course.topic,
            audience=course.audience,
            organiser=organisations[OFFICE],
            venue=teaching.venues["平安工业园培训中心"],
            starts_at=start,
            ends_at=start + timedelta(minutes=course.planned_minutes),
            status=EventStatus.RECONCILED,
            registration_mode=RegistrationMode.OPEN,
            hard_capacity=120,
            policy_values=POLICY.to_values(),
            reconcile_reason="全部实名签到",
            changed_at=start - timedelta(days=14),
        )
        Block.objects.create(event=event, starts_at=event.starts_at, ends_at=event.ends_at)
        TrainingSession.objects.create(
            run=run, event=event, number=run.sessions.count() + 1
        ).trainers.add(teaching.trainers[number % len(teaching.trainers)])
        crowd = people.attending[course.audience]
        first = number * 31 % len(crowd)
        present = (crowd + crowd)[first : first + 55 + number % 9]
        sign_in(event, present, absent=[])
    # The last one still waits for its head count.
    latest = Event.objects.filter(kind=EventKind.TRAINING, starts_at__lt=at).latest("starts_at")
    Event.objects.filter(pk=latest.pk, starts_at__year=year).update(
        status=EventStatus.ENDED, reconcile_reason=""
    )


def _planned(
    organisations: dict[str, Organisation],
    teaching: Teaching,
    accounts: Accounts,
    at: datetime,
    start: datetime,
    code: str,
    place: str,
    seats: int,
) -> TrainingSession:
    course = teaching.courses[code]
    run, _created = CourseRun.objects.get_or_create(
        course=course,
        year=start.year,
        number=9,
        defaults={"organiser": organisations[OFFICE]},
    )
    session = planning.plan_session(
        run=run,
        starts_at=start,
        ends_at=start + timedelta(minutes=course.planned_minutes),
        by=accounts.organiser,
        at=at,
        venue=teaching.venues[place],
        trainers=teaching.trainers[:1],
        clash_reason="演示数据",
        hard_capacity=seats,
        registration_mode=RegistrationMode.OPEN,
        asks_departure=True,
    )
    session.event = lifecycle.publish(event=session.event, by=accounts.organiser, at=at)
    return session


def _register(event: Event, people: People, taken: int, waiting: int, at: datetime) -> None:
    crowd = people.attending[event.audience]
    for place, person in enumerate(crowd[: taken + waiting]):
        asked = at - timedelta(days=3) + timedelta(minutes=place)
        queued = place >= taken
        event.registrations.create(
            person=person,
            organisation_then=person.organisation,
            status="WAITLISTED" if queued else "CONFIRMED",
            waitlisted_at=asked if queued else None,
            requested_at=asked,
            changed_at=asked,
        )


def _drill_in_preparation(
    organisations: dict[str, Organisation], accounts: Accounts, at: datetime
) -> None:
    line = DrillLine(
        "11-26",
        14,
        "highrise_fire",
        "凤凰城北区高层住宅火灾逃生演练",
        "区消防救援大队",
        "凤凰城北区小区",
        0,
        together=("安信街道办事处",),
        public=True,
    )
    drill = drills.prepared(
        organisations=organisations,
        accounts=accounts,
        line=line,
        number=100,
        starts_at=_on(at, 3, 14),
    )
    Event.objects.filter(pk=drill.event_id).update(summary="2 号楼、5 号楼；居民可直接到场参加。")
    ready = drills.prepared(
        organisations=organisations,
        accounts=accounts,
        line=DrillLine(
            "12-01",
            9,
            "special_equipment",
            "电梯困人救援演练（商场）",
            "区市场监督管理局",
            "万家乐购物中心",
            0,
            public=True,
        ),
        number=101,
        starts_at=_on(at, 10, 9),
    )
    drills.make_ready(ready, accounts, at - timedelta(days=1))


def _lecture(organisations: dict[str, Organisation], accounts: Accounts, at: datetime) -> None:
    community = organisations["和平里社区"]
    event = lifecycle.plan(
        by=accounts.organiser,
        at=at,
        kind=EventKind.LECTURE,
        title="家庭燃气安全讲座与上门检查登记",
        topic=Topic.objects.get(code="gas"),
        audience=Audience.PUBLIC,
        organiser=community.get_parent(),
        host=community,
        place="和平里社区活动室",
        starts_at=_on(at, 4, 10),
        ends_at=_on(at, 4, 12),
        registration_mode=RegistrationMode.OPEN,
        hard_capacity=40,
        policy_values={"missing_out": MissingOut.ASSUME_END.value},
    )
    lifecycle.publish(event=event, by=accounts.organiser, at=at)


def _on(at: datetime, days: int, hour: int) -> datetime:
    return business_midnight(business_date(at)) + timedelta(days=days, hours=hour)
