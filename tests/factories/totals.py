"""Small years: events with the people who came, and what decides whether they count."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from drills.enums import DrillState, StopReason
from drills.models import Drill
from portal.events.enums import AttendanceStatus, EventKind, EventStatus, HeadCountMethod
from portal.events.models import Attendance, Block, Event, HeadCount, Topic
from portal.people.models import Person, User
from tests.factories.events import NOON, EventFactory
from tests.factories.people import UserFactory


def staff() -> User:
    """The account that does what nobody cares who did."""
    return User.objects.filter(username="staff").first() or UserFactory(username="staff")


def held(
    *,
    kind: str = EventKind.TRAINING,
    starts_at: datetime = NOON,
    topic: str | None = "fire",
    status: str = EventStatus.LOCKED,
    minutes: int = 90,
    **fields,
) -> Event:
    """An event that is over, with one creditable block."""
    event = EventFactory(
        kind=kind,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        topic=Topic.objects.get(code=topic) if topic else None,
        status=status,
        **fields,
    )
    Block.objects.create(event=event, starts_at=event.starts_at, ends_at=event.ends_at)
    return event


def drilled(
    *,
    state: str = DrillState.ARCHIVED,
    joined_by: Iterable = (),
    started_at: datetime | None = None,
    is_practice: bool = False,
    **fields,
) -> Drill:
    """A drill that was held; its state decides whether it counts."""
    event = held(kind=EventKind.DRILL, **fields)
    over = state not in {DrillState.PREPARING, DrillState.READY, DrillState.CANCELLED}
    started_at = started_at or event.starts_at
    drill = Drill.objects.create(
        event=event,
        state=state,
        is_practice=is_practice,
        started_at=started_at if over else None,
        forms_locked_at=started_at if over else None,
        ended_at=started_at + timedelta(hours=1) if over else None,
        stop_reason=StopReason.COMPLETED if over else "",
        created_by=staff(),
        created_at=event.created_at,
    )
    drill.co_organisers.set(joined_by)
    return drill


def came(
    event: Event,
    *persons: Person,
    status: str = AttendanceStatus.PRESENT,
    minutes: int = 90,
    **fields,
) -> list[Attendance]:
    """Attendances of some persons, each from where he belongs now."""
    return [
        Attendance.objects.create(
            **{
                "event": event,
                "person": person,
                "organisation_then": person.organisation,
                "planned_minutes": 90,
                "present_minutes": minutes,
                "credited_minutes": minutes,
                "status": status,
                "updated_at": event.ends_at,
                **fields,
            }
        )
        for person in persons
    ]


def headed(event: Event, count: int, supersedes: HeadCount | None = None) -> HeadCount:
    """A head count."""
    return HeadCount.objects.create(
        event=event,
        count=count,
        method=HeadCountMethod.ROLL_CALL,
        counted_at=event.starts_at,
        counted_by=staff(),
        supersedes=supersedes,
    )
