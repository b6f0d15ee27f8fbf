"""How many seats an event has, how many are taken, who waits and in which place."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from portal.events.enums import SEATED_REGISTRATIONS, RegistrationStatus
from portal.events.models import Event, Registration


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of one event at one moment.

    Args:
        capacity: how many there are; None means as many as come.
        taken: confirmed, approved, or offered to somebody who may still accept.
        waiting: people on the waiting list.
    """

    capacity: int | None
    taken: int
    waiting: int

    @property
    def left(self) -> int | None:
        """Seats that nobody holds; None when they are not limited."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def is_full(self) -> bool:
        """Whether the next to ask goes to the waiting list; those who wait come first."""
        return self.left is not None and (self.left == 0 or self.waiting > 0)


def holding(at: datetime, prefix: str = "") -> Q:
    """Return the condition under which a registration holds a seat at a moment.

    An offer whose time is over holds none, whether or not the sweep has said so.
    """
    return Q(**{f"{prefix}status__in": SEATED_REGISTRATIONS}) & ~Q(
        **{f"{prefix}status": RegistrationStatus.OFFERED, f"{prefix}offer_expires_at__lte": at}
    )


def of(event: Event, at: datetime) -> Seats:
    """Return the seats of an event at a moment, in one question."""
    numbers = event.registrations.aggregate(
        taken=Count("pk", filter=holding(at)),
        waiting=Count("pk", filter=Q(status=RegistrationStatus.WAITLISTED)),
    )
    return Seats(capacity=event.hard_capacity, **numbers)


def of_each(events: QuerySet[Event] | list[Event], at: datetime) -> dict[int, Seats]:
    """Return the seats of several events by primary key, in one question for all."""
    numbers = {
        row["event"]: row
        for row in Registration.objects.filter(event__in=[event.pk for event in events])
        .values("event")
        .order_by()
        .annotate(
            taken=Count("pk", filter=holding(at)),
            waiting=Count("pk", filter=Q(status=RegistrationStatus.WAITLISTED)),
        )
    }
    none = {"taken": 0, "waiting": 0}
    return {
        event.pk: Seats(
            capacity=event.hard_capacity,
            taken=numbers.get(event.pk, none)["taken"],
            waiting=numbers.get(event.pk, none)["waiting"],
        )
        for event in events
    }


def place_in_line(registration: Registration) -> int | None:
    """Return which number somebody has on the waiting list, from 1; None for all others."""
    if registration.status != RegistrationStatus.WAITLISTED:
        return None
    return Registration.objects.filter(
        event_id=registration.event_id,
        status=RegistrationStatus.WAITLISTED,
        waitlisted_at__lte=registration.waitlisted_at,
    ).count()
