"""Who may do what with an event; who may see it is `people.domain.scope`."""

from portal.events.models import Event
from portal.people.domain import scope
from portal.people.enums import RoleCode
from portal.people.models import User


def may_plan(user: User) -> bool:
    """Say whether an account may plan events at all."""
    return _is_active(user) and user.has_role(RoleCode.DISTRICT_MANAGER, RoleCode.ORGANISER)


def may_change(user: User, event: Event) -> bool:
    """Say whether an account may change, publish, move or cancel an event."""
    return may_plan(user) and scope.sees(user, event.organiser)


def may_run_door(user: User, event: Event) -> bool:
    """Say whether an account may stand at an event's door: list, ticks, reviews, screen."""
    return (
        _is_active(user)
        and user.has_role(RoleCode.DISTRICT_MANAGER, RoleCode.ORGANISER, RoleCode.DESK_STAFF)
        and scope.sees(user, event.organiser)
    )


def may_reconcile(user: User, event: Event) -> bool:
    """Say whether an account may enter head counts, reconcile and lock an event."""
    return may_change(user, event)


def _is_active(user: User) -> bool:
    return user.is_authenticated and user.is_active
