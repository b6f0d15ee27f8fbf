"""What people are told about actions: at each step, before the day comes, and after it."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from drills.enums import OWNERS_TURN
from drills.models import ImprovementAction
from portal.lib.periods import BUSINESS_ZONE, business_date
from portal.notices.domain import outbox
from portal.people.enums import MembershipRole, RoleCode
from portal.people.models import Membership, Person

# Days from the due date on which the owner is reminded; after that once a week.
REMINDER_DAYS = (-7, -1, 1)
WEEKLY_AFTER = 1
# Days after the due date on which others are told.
UNIT_LEADER_DAYS = 7
PROGRAMME_MANAGER_DAYS = 15
# Reminders are for the morning.
MORNING = time(8, 30)


def tell(
    action: ImprovementAction,
    person: Person,
    template: str,
    occasion: str,
    due_at: datetime,
    **values: str,
) -> None:
    """Leave a message about an action for a person; once for each occasion."""
    outbox.put(
        person=person,
        template=f"drills/{template}",
        values={
            "measure": str(action),
            "drill": action.finding.drill.event.title,
            "due_date": action.due_date.isoformat() if action.due_date else "",
            "path": f"/drills/actions/{action.uuid}/",
            **values,
        },
        key=_key(action, occasion),
        due_at=due_at,
    )


def schedule(action: ImprovementAction, at: datetime) -> None:
    """Leave the owner's reminders around the due date, those whose morning is still to come."""
    for days in REMINDER_DAYS:
        moment = _morning(action.due_date + timedelta(days=days))
        if moment > at:
            tell(action, action.owner, "action_due", _of_its_day(action, f"due{days:+d}"), moment)


def silence(action: ImprovementAction) -> None:
    """Take back the reminders of the day it is due on that were not sent.

    It is no longer the owner's turn, or the action gets another owner and day after this.
    """
    for days in REMINDER_DAYS:
        outbox.withdraw(key=_key(action, _of_its_day(action, f"due{days:+d}")))


def remind(*, at: datetime) -> int:
    """Put what is overdue into the outbox: weekly to the owner, later to his superiors.

    Repeating it on the same day puts nothing twice: every occasion has its key.

    Returns:
        How many overdue actions were looked at.
    """
    today = business_date(at)
    overdue = list(
        ImprovementAction.objects.overdue(today)
        .filter(state__in=OWNERS_TURN)
        .select_related("owner", "finding__drill__event")
    )
    due_at = max(at, _morning(today))
    leaders = _unit_leaders({action.owner_unit_id for action in overdue}, today)
    managers = _programme_managers()
    for action in overdue:
        days = (today - action.due_date).days
        weeks = (days - WEEKLY_AFTER) // 7
        if weeks:
            tell(
                action, action.owner, "action_overdue", _of_its_day(action, f"week{weeks}"), due_at
            )
        if days >= UNIT_LEADER_DAYS:
            for person in leaders[action.owner_unit_id]:
                tell(action, person, "action_overdue", _of_its_day(action, "unit_leader"), due_at)
        if days >= PROGRAMME_MANAGER_DAYS:
            for person in managers:
                occasion = _of_its_day(action, "programme_manager")
                tell(action, person, "action_overdue", occasion, due_at)
    return len(overdue)


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=BUSINESS_ZONE)


def _of_its_day(action: ImprovementAction, occasion: str) -> str:
    """Return an occasion that comes again once the action is due on another day."""
    return f"{action.due_date:%Y%m%d}.{occasion}" if action.due_date else occasion


def _key(action: ImprovementAction, occasion: str) -> str:
    return f"drills.action.{action.uuid}.{occasion}"


def _unit_leaders(units: set[int | None], today: date) -> dict[int | None, list[Person]]:
    principals = Membership.objects.filter(
        Q(until_date__isnull=True) | Q(until_date__gt=today),
        organisation__in=units,
        role=MembershipRole.PRINCIPAL,
        since_date__lte=today,
    )
    leaders: dict[int | None, list[Person]] = defaultdict(list)
    for row in principals.select_related("person"):
        leaders[row.organisation_id].append(row.person)
    return leaders


def _programme_managers() -> list[Person]:
    return list(
        Person.objects.filter(
            account__is_active=True,
            account__groups__portal_role__code=RoleCode.DISTRICT_MANAGER,
        ).distinct()
    )
