"""A year of publicity: the Safety Production Month and 58 activities in six communities."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.events.enums import EventKind, EventStatus
from portal.events.models import Block, Campaign, Event, Topic
from portal.lib.periods import BUSINESS_ZONE
from portal.management.demonstration.identity import steady_code
from portal.management.demonstration.signing_in import count_heads
from portal.people.enums import Audience
from portal.people.models import Organisation, User

OFFICE = "区安全生产委员会办公室"


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the Safety Production Month: only heads were counted."""

    day: str
    hour: int
    kind: EventKind
    title: str
    place: str
    counted: int


SAFETY_MONTH_2025 = [
    Line("06-03", 9, EventKind.CEREMONY, "安全生产月启动仪式", "人民广场", 320),
    Line("06-16", 9, EventKind.CONSULTATION, "安全生产咨询日", "人民广场", 540),
    Line("06-21", 14, EventKind.CONTEST, "安全知识竞赛决赛", "区文化馆剧场", 180),
    Line(
        "06-11",
        14,
        EventKind.WARNING_LECTURE,
        "企业警示教育课（工业园专场）",
        "平安工业园培训中心",
        150,
    ),
    Line(
        "06-25",
        14,
        EventKind.WARNING_LECTURE,
        "企业警示教育课（建筑施工专场）",
        "宏图项目部工人夜校",
        120,
    ),
]

# Community -> activities of the year; together 58.
ACTIVITIES = {
    "凤凰城北区小区": 14,
    "和平里社区": 11,
    "东湖花园社区": 9,
    "铁路新村社区": 9,
    "榆林佳苑社区": 8,
    "学府名都社区": 7,
}
KINDS = [
    (EventKind.LECTURE, "安全讲座", "home"),
    (EventKind.FILM, "警示片放映", "fire"),
    (EventKind.LEAFLET, "宣传单入户", "ebike"),
    (EventKind.LECTURE, "燃气安全讲座", "gas"),
]


def load_year(organisations: dict[str, Organisation], by: User) -> list[Event]:
    """Make the campaign of 2025, its events, and the communities' activities."""
    campaign, _created = Campaign.objects.get_or_create(
        name="安全生产月",
        start_date=date(2025, 6, 1),
        defaults={
            "name_en": "Safety Production Month",
            "theme": "人人讲安全、个个会应急——查找身边安全隐患",
            "theme_en": "Everyone speaks safety, everyone can respond: find the hazards around you",
            "end_date": date(2025, 7, 1),
        },
    )
    topics = Topic.objects.in_bulk(field_name="code")
    made = []
    for number, line in enumerate(SAFETY_MONTH_2025):
        month, day = map(int, line.day.split("-"))
        event = held(
            code=steady_code("month", number),
            kind=line.kind,
            title=line.title,
            topic=topics["general"],
            organiser=organisations[OFFICE],
            place=line.place,
            campaign=campaign,
            starts_at=datetime(2025, month, day, line.hour, tzinfo=BUSINESS_ZONE),
        )
        count_heads(event, line.counted, by)
        made.append(event)
    for community, count in ACTIVITIES.items():
        made += [
            _activity(organisations[community], number, count, topics, by)
            for number in range(count)
        ]
    return made


def _activity(
    community: Organisation, number: int, count: int, topics: dict[str, Topic], by: User
) -> Event:
    """Spread a community's activities over the year, on Saturdays or evenings."""
    kind, title, topic = KINDS[number % len(KINDS)]
    month = 1 + number * 12 // count
    day = 4 + (number * 7 + len(community.name) * 3) % 22
    event = held(
        code=steady_code("activity", community.name, number),
        kind=kind,
        title=f"{community.name}{title}",
        topic=topics[topic],
        organiser=community.get_parent(),
        host=community,
        place=f"{community.name}活动室",
        starts_at=datetime(2025, month, day, 14 + number % 2 * 5, tzinfo=BUSINESS_ZONE),
    )
    count_heads(event, 24 + (number * 13 + len(community.name) * 5) % 37, by)
    return event


def held(*, starts_at: datetime, **fields: object) -> Event:
    """Make a publicity event that took place and is settled."""
    event = Event.objects.create(
        status=EventStatus.LOCKED,
        audience=Audience.PUBLIC,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        changed_at=starts_at - timedelta(days=10),
        **fields,
    )
    Block.objects.create(event=event, starts_at=event.starts_at, ends_at=event.ends_at)
    return event
