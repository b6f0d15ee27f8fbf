"""Who is there: for the screen, the staff's list and the event's page."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from portal.events.enums import PRESENT_STATUSES, SEATED_REGISTRATIONS, ScanState
from portal.events.models import Attendance, Event, Scan
from portal.events.models.attendance import AttendanceQuerySet
from portal.people.domain.queries import directory
from portal.people.models import Person


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of a door: seats taken, people in, scans waiting for staff."""

    registered: int
    present: int
    waiting: int


def tally(event_id: int) -> Tally:
    """Return the figures of an event's door, counted now."""
    counts = Event.objects.filter(pk=event_id).aggregate(
        registered=Count(
            "registrations",
            filter=Q(registrations__status__in=SEATED_REGISTRATIONS),
            distinct=True,
        ),
    )
    return Tally(
        registered=counts["registered"],
        present=Attendance.objects.filter(event_id=event_id, status__in=PRESENT_STATUSES).count(),
        waiting=Scan.objects.filter(event_id=event_id, state=ScanState.PENDING_REVIEW).count(),
    )


def waiting(event: Event) -> QuerySet[Scan]:
    """Return the scans of an event that wait for staff, the oldest first."""
    return (
        event.scans.filter(state=ScanState.PENDING_REVIEW)
        .select_related("person__organisation")
        .order_by("received_at")
    )


def door_list(event: Event, text: str = "") -> QuerySet[Person]:
    """Return the persons registered for an event or checked in at it, by name.

    Each carries `here`: the attendance in this event as a list of none or one, and `taken`:
    his accepted scans, the latest first.

    Args:
        text: part of a name or unit, or last four digits; "" for everybody.
    """
    persons = (
        Person.objects.filter(
            Q(
                registrations__event=event,
                registrations__status__in=SEATED_REGISTRATIONS,
            )
            | Q(attendances__event=event)
        )
        .distinct()
        .select_related("organisation")
        .prefetch_related(
            Prefetch(
                "attendances", queryset=Attendance.objects.filter(event=event), to_attr="here"
            ),
            Prefetch(
                "scans",
                queryset=Scan.objects.filter(event=event, state=ScanState.ACCEPTED).order_by(
                    "-effective_at"
                ),
                to_attr="taken",
            ),
        )
        .order_by("name_key", "pk")
    )
    if text:
        persons = persons.filter(
            directory.named_like(text)
            | Q(organisation__name__contains=text)
            | Q(unit_text__contains=text)
            | Q(phone_last4=text)
        )
    return persons


def listed(event: Event) -> AttendanceQuerySet:
    """Return who is on an event's list, in order of arrival, ready to be shown.

    The person of each carries `corrections`: the correction by hand that holds, or none.
    """
    rows: AttendanceQuerySet = event.attendances.select_related(
        "person__organisation", "organisation_then"
    ).prefetch_related(
        Prefetch(
            "person__overrides",
            queryset=event.overrides.filter(withdrawn_at__isnull=True).select_related(
                "made_by", "approved_by"
            ),
            to_attr="corrections",
        )
    )
    return rows.order_by("first_in_at", "person__name_key", "pk")
