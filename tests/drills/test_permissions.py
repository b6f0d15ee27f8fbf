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
    row = DrillPersonFactory(drill=drill, role=PersonRole.COMMANDER)
    others = {
        PersonRole.DEPUTY_COMMANDER: COMMANDER,
        PersonRole.SAFETY_OFFICER: {DrillVerb.PAUSE, DrillVerb.ABORT},
        PersonRole.EVALUATOR: set(),
    }

    assert verbs(row.account, drill) == COMMANDER
    assert verbs(office.chief, drill) == {DrillVerb.EVALUATE, DrillVerb.SUMMARISE}
    # The commander's and the chief evaluator's steps are theirs; the owner may halt.
    theirs = (COMMANDER - {DrillVerb.PAUSE, DrillVerb.ABORT}) | {DrillVerb.EVALUATE}
    assert verbs(office.manager, drill) == EVERYTHING - theirs
    assert verbs(office.organiser, drill) == EVERYTHING - theirs - MANAGER
    assert verbs(office.stranger, drill) == set()
    for role, allowed in others.items():
        row = DrillPersonFactory(drill=drill, role=role)
        assert verbs(row.account, drill) == allowed


def test_owner_writes_down_the_steps_of_a_commander_without_account(office):
    drill = office.drill()
    DrillPersonFactory(drill=drill, role=PersonRole.COMMANDER, account=None, name="刘副区长")

    assert verbs(office.organiser, drill) >= COMMANDER
    assert permissions.takers(drill, DrillVerb.START) == []


def test_takers_of_a_step(office):
    drill = office.drill()
    row = DrillPersonFactory(drill=drill, role=PersonRole.COMMANDER)

    assert permissions.takers(drill, DrillVerb.START) == [row.account]
    assert permissions.takers(drill, DrillVerb.EVALUATE) == [office.chief]
    assert permissions.takers(drill, DrillVerb.ARCHIVE) == []


def test_only_the_programmes_manager_plans_past_the_programme(office):
    assert permissions.may_add_to_programme(office.manager) is True
    assert permissions.may_add_to_programme(office.organiser) is False


def test_owning_and_judging(office):
    drill = office.drill()
    joint = office.drill()
    joint.co_organisers.add(office.other)

    assert permissions.may_own(office.stranger, joint) is False
    assert permissions.may_judge(office.chief, drill) is True
    assert permissions.may_judge(office.manager, drill) is False
    assert permissions.may_find(office.chief, drill) is True
    assert permissions.may_find(office.stranger, drill) is False
    assert permissions.may_confirm_findings(office.organiser, drill) is True
    assert permissions.may_confirm_findings(office.stranger, drill) is False
