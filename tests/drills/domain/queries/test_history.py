"""What happened to a drill, in order."""

from datetime import timedelta

import pytest

from drills.domain import actions, conducting, findings
from drills.domain.queries import board, history
from drills.enums import ActionKind, FindingKind, FindingTarget
from tests.factories.drills import DrillFactory
from tests.factories.events import NOON
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_history_puts_drill_findings_and_actions_in_one_line():
    user = UserFactory(username="zhao")
    drill = conducting.start(drill=DrillFactory(ready=True), site_check="已检查", by=user, at=NOON)
    finding = findings.report(
        drill=drill,
        kind=FindingKind.MINOR,
        target=FindingTarget.PEOPLE,
        text="不会用",
        by=user,
        at=NOON + timedelta(minutes=1),
    )
    finding = findings.confirm(finding=finding, by=user, at=NOON + timedelta(minutes=2))
    action = actions.open_action(
        finding=finding, kind=ActionKind.TRAIN, measure="补训", by=user, at=NOON
    )
    actions.cancel(action=action, by=user, at=NOON + timedelta(minutes=3), comment="重复")

    entries = history.of_drill(drill)

    assert [(entry.subject, entry.comment, entry.made_by) for entry in entries[:2]] == [
        ("补训", "重复", "zhao"),
        ("不会用", "", "zhao"),
    ]
    assert entries[2].comment == "已检查"


def test_superuser_sees_all_and_a_person_without_account_nothing(office):
    drill = office.drill()
    root = UserFactory(is_superuser=True)

    assert list(board.drills(root)) == [drill]
    assert list(board.actions(UserFactory())) == []
