"""Who may do what with a drill; asked by views and templates' contexts, never by the domain."""

from django.utils.translation import gettext

from drills.enums import DrillVerb, PersonRole
from drills.models import Drill
from portal.people.domain import scope
from portal.people.enums import RoleCode
from portal.people.models import User

MANAGER, ORGANISER = RoleCode.DISTRICT_MANAGER, RoleCode.ORGANISER

# Decisions about the programme and the archive are the district's.
_MANAGERS_VERBS = frozenset({DrillVerb.APPROVE, DrillVerb.ARCHIVE, DrillVerb.REOPEN})
_COMMANDERS_VERBS = frozenset(
    {DrillVerb.CONFIRM, DrillVerb.START, DrillVerb.PAUSE, DrillVerb.RESUME, DrillVerb.END}
)
_HALTING_VERBS = frozenset({DrillVerb.PAUSE, DrillVerb.ABORT})
_COMMANDERS = (PersonRole.COMMANDER, PersonRole.DEPUTY_COMMANDER)


def may_plan(user: User) -> bool:
    """Say whether an account may propose drills at all."""
    return user.has_role(MANAGER, ORGANISER)


def may_own(user: User, drill: Drill) -> bool:
    """Say whether an account may plan and prepare this drill: an organiser of the lead."""
    return may_plan(user) and scope.sees(user, drill.event.organiser)


def may_manage_programme(user: User, drill: Drill) -> bool:
    """Say whether an account decides about programme and archive for this drill."""
    return user.has_role(MANAGER) and scope.sees(user, drill.event.organiser)


def holds_role(user: User, drill: Drill, *roles: str) -> bool:
    """Say whether an account has one of the roles in a drill; any role when none is named."""
    return any(
        row.account_id == user.pk and (not roles or row.role in roles) for row in drill.people.all()
    )


def may_take(user: User, drill: Drill, verb: str) -> bool:
    """Say whether an account may take a step of a drill; its state is the domain's matter.

    A commander without an account has his steps taken by the owner, who writes them down for
    him. Whoever owns the drill may halt it as well: nobody looks for a commander in danger.
    """
    if verb in _MANAGERS_VERBS:
        return may_manage_programme(user, drill)
    if verb in _HALTING_VERBS:
        return may_own(user, drill) or holds_role(
            user, drill, PersonRole.SAFETY_OFFICER, *_COMMANDERS
        )
    if verb in _COMMANDERS_VERBS and takers(drill, verb):
        return holds_role(user, drill, *_COMMANDERS)
    if verb == DrillVerb.EVALUATE:
        return may_judge(user, drill)
    if verb == DrillVerb.SUMMARISE and may_judge(user, drill):
        return True
    return may_own(user, drill)


def takers(drill: Drill, verb: str) -> list[User]:
    """Return the accounts that a step is left to by their role in the drill, if it is to some."""
    if verb in _COMMANDERS_VERBS:
        roles: tuple[str, ...] = _COMMANDERS
    elif verb in {DrillVerb.EVALUATE, DrillVerb.SUMMARISE}:
        roles = (PersonRole.CHIEF_EVALUATOR,)
    else:
        return []
    return [row.account for row in drill.people.all() if row.role in roles and row.account]


def names_of_takers(drill: Drill, verb: str) -> list[str]:
    """Return who takes a step: people by name, else the office it is left to."""
    if verb in _MANAGERS_VERBS:
        return [gettext("the district's manager")]
    people = [str(account) for account in takers(drill, verb)]
    return people or [gettext("the unit that leads it or the district's manager")]


def may_add_to_programme(user: User) -> bool:
    """Say whether an account may plan outside the programme, past its approval."""
    return user.has_role(MANAGER)


def may_judge(user: User, drill: Drill) -> bool:
    """Say whether an account decides results, reconciles and confirms the grade."""
    return holds_role(user, drill, PersonRole.CHIEF_EVALUATOR)


def may_find(user: User, drill: Drill) -> bool:
    """Say whether an account may raise findings: who evaluates, commands or owns."""
    return may_own(user, drill) or holds_role(
        user,
        drill,
        PersonRole.EVALUATOR,
        PersonRole.CHIEF_EVALUATOR,
        PersonRole.SAFETY_OFFICER,
        PersonRole.RECORDER,
        PersonRole.COMMANDER,
    )


def may_confirm_findings(user: User, drill: Drill) -> bool:
    """Say whether an account confirms findings and opens actions."""
    return may_judge(user, drill) or may_own(user, drill)
