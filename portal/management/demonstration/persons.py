"""About 2,400 invented persons, each in a group that classes are held for."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle, islice
from random import Random

from portal.lib.names import name_key
from portal.management.demonstration.identity import steady_uuid
from portal.management.demonstration.organisations import DEPARTMENTS, ENTERPRISES, SCHOOLS, STREETS
from portal.people.domain.persons import phone_columns
from portal.people.enums import Audience, MembershipRole, PersonStatus
from portal.people.models import Membership, Organisation, Person

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华建国志强秀英小红海燕春梅玉兰文斌"
    "晓东立新红梅永胜凤英德胜思远雨桐浩然子涵梓萱欣怡俊杰国庆卫东长青"
)

# Who comes to classes, by group; so many of each group attend at least one class of the year.
ATTENDING = {
    Audience.OFFICIAL: 112,
    Audience.GRID_WORKER: 42,
    Audience.PRINCIPAL: 260,
    Audience.STUDENT: 150,
    Audience.RESCUER: 60,
    Audience.PUBLIC: 480,
    Audience.WORKER: 700,
    Audience.NEW_RECRUIT: 250,
    Audience.MIGRANT_WORKER: 160,
}
# On the register, but in no class of the year.
STAYING_AWAY = {Audience.OFFICIAL: 8, Audience.PUBLIC: 40, Audience.WORKER: 138}
WALK_INS = 37
# The staff of enterprises.
WORKING = (Audience.WORKER, Audience.NEW_RECRUIT, Audience.MIGRANT_WORKER)

ROLE_OF = {
    Audience.OFFICIAL: MembershipRole.OFFICIAL,
    Audience.GRID_WORKER: MembershipRole.GRID_WORKER,
    Audience.PRINCIPAL: MembershipRole.PRINCIPAL,
    Audience.STUDENT: MembershipRole.STUDENT,
    Audience.RESCUER: MembershipRole.RESCUER,
    Audience.PUBLIC: MembershipRole.RESIDENT,
    Audience.WORKER: MembershipRole.WORKER,
    Audience.NEW_RECRUIT: MembershipRole.NEW_RECRUIT,
    Audience.MIGRANT_WORKER: MembershipRole.WORKER,
}


@dataclass
class People:
    """Who is there to be invited.

    `attending` and `away` are lists by group, `staff` the attending persons of each visited
    enterprise by its name, `walk_ins` the provisional ones.
    """

    attending: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    away: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    staff: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    walk_ins: list[Person] = field(default_factory=list)


def load(organisations: dict[str, Organisation]) -> People:
    """Make all persons and their memberships; equal on every machine."""
    random = Random(2025)  # noqa: S311 - invented people, not secrets
    people = People()
    made: list[Person] = []
    for group, unit in _places(random):
        person = _invented(random, len(made), group, organisations[unit])
        made.append(person)
        crowd = people.attending[group]
        if len(crowd) < ATTENDING[group]:
            crowd.append(person)
            if group in WORKING:
                people.staff[unit].append(person)
        else:
            people.away[group].append(person)
    for _number in range(WALK_INS):
        person = _invented(random, len(made), Audience.MIGRANT_WORKER, None)
        person.status, person.unit_text = PersonStatus.PROVISIONAL, "外来务工（未登记单位）"
        person.phone_digest, person.phone_sealed = None, ""
        made.append(person)
        people.walk_ins.append(person)
    Person.objects.bulk_create(made, batch_size=500)
    Membership.objects.bulk_create(
        [
            Membership(
                person=person,
                organisation=person.organisation,
                role=ROLE_OF[person.audience],
                since_date=date(2024, 1, 1),
            )
            for person in made
            if person.organisation
        ],
        batch_size=1000,
    )
    return people


def _places(random: Random) -> list[tuple[str, str]]:
    """Return (group, unit) for every person of the register, those who attend first."""
    streets = list(STREETS)
    estates = [place for _kind, places in STREETS.values() for place in places]
    enterprises = [name for _street, name, _marks, _people in ENTERPRISES]
    units = {
        Audience.OFFICIAL: [*DEPARTMENTS, *streets],
        Audience.GRID_WORKER: estates,
        Audience.PRINCIPAL: enterprises,
        Audience.STUDENT: [name for _street, name in SCHOOLS],
        Audience.RESCUER: ["区消防救援大队", "平安工业园", "华泰化工有限公司"],
        Audience.PUBLIC: estates,
    }
    places = [
        (group, unit)
        for group, wanted in units.items()
        for unit in islice(cycle(wanted), ATTENDING[group] + STAYING_AWAY.get(group, 0))
    ]
    workers = [name for _street, name, _marks, people in ENTERPRISES for _n in range(people)]
    kinds = [group for group in WORKING for _n in range(ATTENDING[group])]
    random.shuffle(kinds)
    places += list(zip(kinds, workers, strict=False))
    places += [(Audience.WORKER, unit) for unit in workers[len(kinds) :]]
    return places


def _invented(random: Random, number: int, group: str, organisation: Organisation | None) -> Person:
    given = "".join(random.sample(GIVEN, 1 if random.random() < 0.3 else 2))
    name = random.choice(SURNAMES) + given
    return Person(
        uuid=steady_uuid("person", number),
        name=name,
        name_key=name_key(name),
        organisation=organisation,
        audience=group,
        # Numbers of no subscriber: the block is not given out.
        **phone_columns(f"1990{number:07d}"),
    )
