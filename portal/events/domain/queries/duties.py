"""What an account has to do with events: what is on, what waits for it, what is overdue."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from portal.events.enums import (
    CLOSED_LISTS,
    SEATED_REGISTRATIONS,
    EventStatus,
    RegistrationStatus,
    ScanState,
)
from portal.events.models import Attendance, Event, HeadCount, Registration, Scan
from portal.lib.periods import business_date, business_midnight
from portal.people.domain import scope
from portal.people.models import User

# The books of an event should be done within a week of its end.
OVERDUE_AFTER = timedelta(days=7)


def events(*, user: User) -> QuerySet[Event]:
    """Return the events organised, or hosted, within an account's scope, newest first."""
    return (
        scope.within(Event.objects.all(), user, "organiser__path", "host__path")
        .select_related("topic", "organiser", "host", "venue", "campaign")
        .order_by("-starts_at", "-pk")
    )


def organised(*, user: User) -> QuerySet[Event]:
    """Return the events organised within an account's scope: those it answers for."""
    return scope.within(Event.objects.all(), user, "organiser__path").select_related(
        "topic", "organiser", "host", "venue", "campaign"
    )


def on_day(*, user: User, at: datetime) -> QuerySet[Event]:
    """Return what takes place on the business day of a moment, in order of time.

    Each event carries `named`, the people present so far.
    """
    midnight = business_midnight(business_date(at))
    return with_figures(
        events(user=user)
        .exclude(status__in=[EventStatus.DRAFT, EventStatus.CANCELLED, EventStatus.POSTPONED])
        .filter(starts_at__lt=midnight + timedelta(days=1), ends_at__gt=midnight)
    ).order_by("starts_at", "pk")


def unreconciled(*, user: User, at: datetime) -> QuerySet[Event]:
    """Return what is over and waits for its head count and the books, oldest first.

    Each event carries `named` and `counted`.
    """
    return (
        with_figures(organised(user=user))
        .filter(Q(status=EventStatus.ENDED) | Q(status=EventStatus.PUBLISHED, ends_at__lte=at))
        .order_by("ends_at", "pk")
    )


def unpublished(*, user: User, at: datetime, within: timedelta) -> QuerySet[Event]:
    """Return the drafts that would begin soon, and those whose time has passed."""
    return (
        organised(user=user)
        .filter(status=EventStatus.DRAFT, starts_at__lt=at + within)
        .order_by("starts_at", "pk")
    )


def with_waiting_scans(*, user: User) -> QuerySet[Event]:
    """Return the events with scans that staff must look at, and can; each carries `waiting`."""
    waiting = Count("scans", filter=Q(scans__state=ScanState.PENDING_REVIEW))
    return (
        organised(user=user)
        .exclude(status__in=CLOSED_LISTS)
        .filter(Exists(Scan.objects.filter(event=OuterRef("pk"), state=ScanState.PENDING_REVIEW)))
        .annotate(waiting=waiting)
        .order_by("starts_at", "pk")
    )


def with_requests(*, user: User, at: datetime) -> QuerySet[Event]:
    """Return the coming events with registrations to decide on; each carries `waiting`."""
    requested = Q(registrations__status=RegistrationStatus.REQUESTED)
    return (
        organised(user=user)
        .filter(status=EventStatus.PUBLISHED, starts_at__gt=at)
        .annotate(waiting=Count("registrations", filter=requested))
        .filter(waiting__gt=0)
        .order_by("starts_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one event, as its page shows them."""

    seated: int
    requested: int
    waitlisted: int
    named: int
    credited_minutes: int
    count: HeadCount | None
    waiting_scans: int

    @property
    def unnamed(self) -> int:
        """People counted beyond those with names."""
        return max(0, self.count.count - self.named) if self.count else 0

    @property
    def missing(self) -> int:
        """Named people beyond those counted: what has to be explained."""
        return max(0, self.named - self.count.count) if self.count else 0

    @property
    def total(self) -> int:
        """Person-times: named, and counted beyond them."""
        return self.named + self.unnamed


def figures(*, event: Event) -> Figures:
    """Return the figures of one event: who registered, who came, who was counted."""
    registrations = Registration.objects.filter(event=event).aggregate(
        seated=Count("pk", filter=Q(status__in=SEATED_REGISTRATIONS)),
        requested=Count("pk", filter=Q(status=RegistrationStatus.REQUESTED)),
        waitlisted=Count("pk", filter=Q(status=RegistrationStatus.WAITLISTED)),
    )
    minutes = list(
        Attendance.objects.filter(event=event).counted().values_list("credited_minutes", flat=True)
    )
    return Figures(
        **registrations,
        named=len(minutes),
        credited_minutes=sum(minutes),
        count=(
            HeadCount.objects.filter(event=event, superseded_by__isnull=True)
            .select_related("counted_by")
            .order_by("-pk")
            .first()
        ),
        waiting_scans=Scan.objects.filter(event=event, state=ScanState.PENDING_REVIEW).count(),
    )


def with_figures(found: QuerySet, *, path: str = "") -> QuerySet:
    """Add `named` and `counted` to rows: people present, and heads in the valid count.

    Both are None where there is nothing.

    Args:
        found: events, or rows that have one.
        path: lookup from a row to its event, with two underscores, such as ``event__``.
    """
    named = (
        Attendance.objects.counted()
        .filter(event=OuterRef(f"{path}pk"))
        .order_by()
        .values("event")
        .annotate(total=Count("pk"))
        .values("total")
    )
    counted = (
        HeadCount.objects.filter(event=OuterRef(f"{path}pk"), superseded_by__isnull=True)
        .order_by("-pk")
        .values("count")[:1]
    )
    return found.annotate(named=Subquery(named), counted=Subquery(counted))
