"""What is written in the ledger about a person, an organisation, a session."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, QuerySet, Sum

from portal.lib.periods import Period, business_date
from portal.people.domain import scope
from portal.people.models import Person, PersonMerge, User
from training.domain import credits  # noqa: A004 - the word of the trade
from training.models import CreditEntry


@dataclass(frozen=True, slots=True)
class Line:
    """One session in a person's record."""

    session: int
    title: str
    starts_at: datetime
    minutes: int
    hours: Decimal


def entries(*, user: User) -> QuerySet[CreditEntry]:
    """Return the entries an account may see: of sessions it organised, of people it had."""
    return scope.within(
        CreditEntry.objects.all(),
        user,
        "session__event__organiser__path",
        "organisation_then__path",
    )


def of_person(*, person: Person, period: Period | None = None) -> QuerySet[CreditEntry]:
    """Return the entries of a person and of whoever was found to be the same one.

    Args:
        period: of the session's start; None for all years.
    """
    found = CreditEntry.objects.filter(person__in=_same_persons(person))
    return _within(found, period)


def record(*, person: Person, period: Period | None = None) -> list[Line]:
    """Return a person's sessions with the minutes and hours that stand, newest first.

    Where two rows of the register are one person who came to a session under both, the longer
    stay counts.
    """
    lengths = credits.LessonLengths.read()
    entries = (
        of_person(person=person, period=period)
        .order_by()
        .values(
            *["session", "person"],
            title=F("session__event__title"),
            starts_at=F("session__event__starts_at"),
        )
        .annotate(total=Sum("minutes"))
        .filter(total__gt=0)
        .order_by("-starts_at", "-session", "total")
    )
    rows = {row["session"]: row for row in entries}.values()
    return [
        Line(
            session=row["session"],
            title=row["title"],
            starts_at=row["starts_at"],
            minutes=row["total"],
            hours=credits.class_hours(
                minutes=row["total"],
                lesson_minutes=lengths.on(business_date(row["starts_at"])),
            ),
        )
        for row in rows
    ]


def _within(found: QuerySet[CreditEntry], period: Period | None) -> QuerySet[CreditEntry]:
    if period is None:
        return found
    return found.filter(
        session__event__starts_at__gte=period.start, session__event__starts_at__lt=period.end
    )


def _same_persons(person: Person) -> set[int]:
    """Return a person and all that were merged into him, at any remove."""
    known = {person.pk}
    fresh = {person.pk}
    while fresh:
        sources = PersonMerge.objects.filter(target__in=fresh, undone_at__isnull=True)
        fresh = set(sources.values_list("source", flat=True)) - known
        known |= fresh
    return known
