"""The accounts one can log in with, and the persons behind them."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from portal.demonstration import LOGINS, PASSWORD, Login
from portal.lib.names import name_key
from portal.management.demonstration.identity import steady_uuid
from portal.people.domain import roles
from portal.people.enums import Audience, RoleCode
from portal.people.models import Organisation, Person, Role, User

DISTRICT = "平安新区"
# Evaluates beside `pinggu`; a drill has several evaluators.
SECOND_EVALUATOR = Login("pinggu2", "钱国庆", (RoleCode.EVALUATOR,))
# The people who hold the accounts of the office.
HOLDERS = {
    "guanli": "周建国",
    "peixun": "何文静",
    "pinggu": "郑志强",
    "xuanchuan": "许海燕",
    "shequ": "马秀兰",
    "shenhe": "冯立新",
    "fushen": "蒋素芬",
}


@dataclass(frozen=True, slots=True)
class Accounts:
    """Who does what in the demonstration."""

    manager: User
    organiser: User
    evaluator: User
    second_evaluator: User
    reviewer: User


def known() -> Accounts | None:
    """Return the accounts of a demonstration that is loaded, None where there is none."""
    wanted = ["guanli", "peixun", "pinggu", SECOND_EVALUATOR.username, "shenhe"]
    found = {user.username: user for user in User.objects.filter(username__in=wanted)}
    return Accounts(*(found[name] for name in wanted)) if len(found) == len(wanted) else None


def groups_of_the_site() -> dict[str, Group]:
    """Return the groups that review texts, and the one that gives the final opinion too."""
    known = {role.code: role.group for role in Role.objects.select_related("group")}
    return {
        "reviewers": known[RoleCode.REVIEWER],
        "managers": known[RoleCode.DISTRICT_MANAGER],
    }


def writers() -> list[User]:
    """Return who writes texts, and who reviews them at the first, second and final stage."""
    return [
        User.objects.select_related("person").get(username=username)
        for username in ("xuanchuan", "shenhe", "fushen", "guanli")
    ]


def load(organisations: dict[str, Organisation]) -> Accounts:
    """Make the accounts with their roles, scopes and persons."""
    groups = roles.sync()
    # One hash for all: making one takes a good part of a second, on purpose.
    password = make_password(PASSWORD)
    made = {
        login.username: _account(login, organisations, groups, password)
        for login in (*LOGINS, SECOND_EVALUATOR)
    }
    return Accounts(made["guanli"], made["peixun"], made["pinggu"], made["pinggu2"], made["shenhe"])


def _account(
    login: Login, organisations: dict[str, Organisation], groups: dict[str, Group], password: str
) -> User:
    name = HOLDERS.get(login.username, login.name)
    user = User(
        username=login.username,
        last_name=name,
        scope=organisations[login.organisation or DISTRICT],
        is_superuser=login.superuser,
        is_staff=login.superuser,
        password=password,
    )
    if not login.superuser:
        user.person = Person.objects.create(
            uuid=steady_uuid("account", login.username),
            name=name,
            name_key=name_key(name),
            organisation=organisations[login.organisation or "区应急管理局"],
            audience=Audience.OFFICIAL,
        )
    user.save()
    user.groups.add(*(groups[code] for code in login.roles))
    return user
