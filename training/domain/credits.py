"""Who earned how many minutes: an append-only ledger, kept in line with the attendances."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from portal.events.enums import EventStatus
from portal.events.models import Attendance, AttendanceOverride, Scan
from portal.lib.periods import business_date
from portal.lib.refusals import Refusal
from portal.people.models import Membership
from training.models import CreditEntry, LessonLength, TrainingSession

# Minutes of one class hour where no row says otherwise.
DEFAULT_LESSON_MINUTES = 45

# Hours are entered once an event can no longer gain people without somebody's reason.
SETTLED_STATUSES = (EventStatus.RECONCILED, EventStatus.LOCKED)

# An attendance written while the ledger was being brought up may carry an earlier moment.
OVERLAP = timedelta(hours=1)


class NotReconciled(Refusal):
    """The session is still open to change."""

    code = "not_reconciled"


@dataclass(frozen=True, slots=True)
class Entered:
    """What one run over a session wrote: new credits and reversals of wrong ones."""

    credited: int
    reversed: int


def half_hours(*, minutes: int, lesson_minutes: int) -> int:
    """Return the half class hours (学时) in some minutes: floor(minutes / L × 2).

    A sum of hours is a sum of these values and is never rounded again.

    Args:
        minutes: credited to one person for one session; not a sum over several.
        lesson_minutes: L, the minutes of one class hour.
    """
    return minutes * 2 // lesson_minutes


@dataclass(frozen=True, slots=True)
class LessonLengths:
    """All lengths of a class hour, newest first, read once for a whole list."""

    rows: tuple[tuple[date, int], ...]

    @classmethod
    def read(cls) -> "LessonLengths":
        """Read the setting from the database."""
        rows = LessonLength.objects.order_by("-since_date")
        return cls(tuple(rows.values_list("since_date", "minutes")))

    def on(self, day: date) -> int:
        """Return the minutes of one class hour on a day."""
        for since_date, minutes in self.rows:
            if since_date <= day:
                return minutes
        return DEFAULT_LESSON_MINUTES


@transaction.atomic
def enter(*, session: TrainingSession, at: datetime) -> Entered:
    """Bring the ledger of a session in line with its attendances; repeating it writes nothing.

    A wrong entry is never edited: a row with the same minutes and a minus reverses it, and
    a new row says what is right.

    Args:
        session: whose event has been reconciled or locked.
        at: when the entries are made.

    Raises:
        NotReconciled: the event is still open to change.
    """
    # One writer per session: two sweeps must not both find the same entry missing.
    session = TrainingSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    event = session.event
    if event.status not in SETTLED_STATUSES:
        raise NotReconciled(_("Reconcile the session first, then its hours can be entered."))
    attendances = list(Attendance.objects.filter(event=event).order_by("pk"))
    standing = _standing_entries(session)
    roles = _roles_then(
        persons=[row.person_id for row in attendances], on=business_date(event.starts_at)
    )
    made: list[CreditEntry] = []
    reversals = 0
    for row in attendances:
        entry = standing.pop(row.person_id, None)
        if entry is not None and entry.minutes == row.credited_minutes:
            continue
        if entry is not None:
            made.append(_reversal(entry, at))
            reversals += 1
        if row.credited_minutes:
            made.append(
                CreditEntry(
                    session=session,
                    person_id=row.person_id,
                    minutes=row.credited_minutes,
                    organisation_then_id=row.organisation_then_id,
                    role_then=roles.get((row.person_id, row.organisation_then_id), ""),
                    entered_at=at,
                )
            )
    for entry in standing.values():  # the attendance itself is gone
        made.append(_reversal(entry, at))
        reversals += 1
    CreditEntry.objects.bulk_create(made, batch_size=500)
    session.credited_at = at
    session.save(update_fields=["credited_at"])
    return Entered(credited=len(made) - reversals, reversed=reversals)


def due(*, at: datetime) -> QuerySet[TrainingSession]:
    """Return the reconciled sessions whose ledger may not match their attendances.

    Args:
        at: sessions starting later are left out.
    """
    since = OuterRef("credited_at") - OVERLAP
    event = OuterRef("event")
    changed = Attendance.objects.filter(event=event, updated_at__gt=since)
    # An attendance that is gone has left only what took it away.
    annulled = Scan.objects.filter(event=event, annuls__isnull=False, received_at__gt=since)
    corrected = AttendanceOverride.objects.filter(
        Q(made_at__gt=since) | Q(withdrawn_at__gt=since), event=event
    )
    # In a locked event only a correction changes anything: years of attendances stay unread.
    open_lately = Q(event__status=EventStatus.RECONCILED) | Q(
        event__changed_at__gt=F("credited_at") - OVERLAP
    )
    return (
        TrainingSession.objects.filter(event__status__in=SETTLED_STATUSES, event__starts_at__lte=at)
        .filter(
            Q(credited_at__isnull=True)
            | Q(Exists(corrected))
            | (open_lately & (Q(Exists(changed)) | Q(Exists(annulled))))
        )
        .order_by("event__starts_at", "pk")
    )


def balance(*, entries: QuerySet[CreditEntry]) -> "Balance":
    """Sum entries of any persons and sessions: minutes, and class hours rounded per session.

    Args:
        entries: narrowed by the caller to a person, an organisation then, a year.
    """
    lengths = LessonLengths.read()
    rows = (
        entries.order_by()
        .values(
            *["session", "person"],
            who=Coalesce("person__canonical", "person"),
            starts_at=F("session__event__starts_at"),
        )
        .annotate(total=Sum("minutes"))
        .filter(total__gt=0)
        .order_by("session", "who", "-total")
    )
    last = None
    minutes = halves = count = 0
    persons: set[int] = set()
    for row in rows.iterator():
        # One person under two names in one session: the longer stay counts, and it comes first.
        if last == (row["session"], row["who"]):
            continue
        last = (row["session"], row["who"])
        minutes += row["total"]
        halves += half_hours(
            minutes=row["total"], lesson_minutes=lengths.on(business_date(row["starts_at"]))
        )
        persons.add(row["who"])
        count += 1
    return Balance(persons=len(persons), sessions=count, minutes=minutes, hours=Decimal(halves) / 2)


@dataclass(frozen=True, slots=True)
class Balance:
    """A sum of the ledger: persons, person-times credited, minutes, class hours."""

    persons: int
    sessions: int
    minutes: int
    hours: Decimal


def _standing_entries(session: TrainingSession) -> dict[int, CreditEntry]:
    """Return what stands per person: the credits that nothing has reversed."""
    entries = CreditEntry.objects.filter(
        session=session, reverses__isnull=True, reversed_by__isnull=True
    )
    return {entry.person_id: entry for entry in entries}


def _reversal(entry: CreditEntry, at: datetime) -> CreditEntry:
    return CreditEntry(
        session_id=entry.session_id,
        person_id=entry.person_id,
        minutes=-entry.minutes,
        organisation_then_id=entry.organisation_then_id,
        role_then=entry.role_then,
        entered_at=at,
        reverses=entry,
    )


def _roles_then(*, persons: Iterable[int], on: date) -> dict[tuple[int, int | None], str]:
    """Return who held which role in which organisation on a day."""
    memberships = Membership.objects.filter(
        Q(until_date__isnull=True) | Q(until_date__gt=on),
        person__in=list(persons),
        since_date__lte=on,
    )
    return {
        (person, organisation): role
        for person, organisation, role in memberships.order_by("since_date").values_list(
            "person", "organisation", "role"
        )
    }
