"""Two rosters for the course that asks for identity numbers: one applied, one that waits."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from stdnum.cn import ric

from portal.lib.periods import business_date
from portal.lib.sealing import unseal
from portal.lib.sheets import Sheet, write_xlsx
from portal.management.demonstration.accounts import Accounts
from portal.management.demonstration.persons import People
from portal.people.domain import roster
from portal.people.imports import read_roster
from portal.people.models import Person, RosterImport

COURSE = "diya-diangong"
UNIT = "宏远机械加工厂"
HEADINGS = ["姓名", "手机", "单位", "岗位", "身份证号"]
PEOPLE = 8


def load(people: People, accounts: Accounts, at: datetime) -> None:
    """Apply the roster of some electricians, and leave one with questions to be looked at."""
    crowd = people.staff[UNIT][:PEOPLE]
    rows = [_row(person, _number(place)) for place, person in enumerate(crowd)]
    first = _sent(
        "低压电工参训名单.xlsx", crowd, rows[:6], accounts, at - timedelta(days=20, hours=3)
    )
    roster.confirm(roster=first, by=accounts.organiser, at=first.uploaded_at)
    roster.apply(roster=first, at=first.uploaded_at + timedelta(minutes=4))
    known, other, third, new, last = rows[0], rows[1], rows[2], rows[6], rows[7]
    wrong = f"{last[4][:-1]}{(int(last[4][-1].replace('X', '0')) + 1) % 10}"
    questions = [
        known,
        # The phone of one and the identity number of another.
        [other[0], third[1], *other[2:]],
        new,
        [*last[:4], wrong],
    ]
    _sent("低压电工补报名单.xlsx", crowd, questions, accounts, at - timedelta(hours=2))


def _sent(
    name: str,
    crowd: Sequence[Person],
    rows: Sequence[Sequence[str]],
    accounts: Accounts,
    at: datetime,
) -> RosterImport:
    content = write_xlsx([Sheet("名单", HEADINGS, rows)])
    found = read_roster(content, keep_identity=True)
    made = RosterImport.objects.create(
        organisation=crowd[0].organisation,
        identity_for=COURSE,
        file_name=name,
        file_sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=accounts.organiser,
        uploaded_at=at,
        since_date=business_date(at),
        sheet_name=found.sheet_name,
        headings=found.headings,
        notes=found.notes,
    )
    return roster.preview(roster=made, lines=found.lines, columns=found.columns)


def _row(person: Person, number: str) -> list[str]:
    return [person.name, unseal(person.phone_sealed), UNIT, "电工", number]


def _number(place: int) -> str:
    """Return an invented number: its place, 999999, is no place of the country."""
    body = f"999999{1975 + 3 * place}{1 + place:02}{11 + place}{101 + 7 * place}"
    return body + str(ric.calc_check_digit(f"{body}0"))
