"""Who may do what with a drill."""

import pytest

from drills import permissions
from drills.enums import DrillVerb, PersonRole
from tests.factories.drills import DrillPersonFactory

pytestmark = pytest.mark.django_db

MANAGER = {DrillVerb.APPROVE, DrillVerb.ARCHIVE, DrillVerb.REOPEN}
COMMANDER = {
    DrillVerb.CONFIRM,
    DrillVerb.START,
    DrillVerb.PAUSE,
    DrillVerb.RESUME,
    DrillVerb.END,
    DrillVerb.ABORT,
}
EVERYTHING = set(DrillVerb)


def verbs(user, drill):
    return {verb for verb in DrillVerb if permissions.may_take(user, drill, verb)}


def test_steps_by_role(office):
    drill = office.drill()
    roles = {
        PersonRole.COMMANDER: COMMANDER,
        PersonRole.DEPUTY_COMMANDER: COMMANDER,
        PersonRole.SAFETY_OFFICER: {DrillVerb.PAUSE, DrillVerb.ABORT},
        PersonRole.CHIEF_EVALUATOR: {DrillVerb.EVALUATE},
        PersonRole.EVALUATOR: set(),
    }

    assert verbs(office.manager, drill) == EVERYTHING
    assert verbs(office.organiser, drill) == EVERYTHING - MANAGER
    assert verbs(office.stranger, drill) == set()
    assert verbs(office.chief, drill) == roles.pop(PersonRole.CHIEF_EVALUATOR)
    for role, allowed in roles.items():
        row = DrillPersonFactory(drill=drill, role=role)
        assert verbs(row.account, drill) == allowed


def test_seeing_owning_and_judging(office):
    drill = office.drill()
    joint = office.drill()
    joint.co_organisers.add(office.other)

    assert permissions.may_see(office.organiser, drill) is True
    assert permissions.may_see(office.stranger, drill) is False
    assert permissions.may_see(office.stranger, joint) is True
    assert permissions.may_see(office.chief, drill) is True
    assert permissions.may_own(office.stranger, joint) is False
    assert permissions.may_judge(office.chief, drill) is True
    assert permissions.may_judge(office.manager, drill) is False
    assert permissions.may_find(office.chief, drill) is True
    assert permissions.may_find(office.stranger, drill) is False
    assert permissions.may_confirm_findings(office.organiser, drill) is True
    assert permissions.may_confirm_findings(office.stranger, drill) is False
