"""The rules of the door, all of them: one scan in, one answer out.

Nobody is turned away and nothing is counted unseen: what cannot be accepted at once is
stored and waits for staff. The event's row is never locked; the referee is the database:
a scan's id, a phone in an event, a person in an event, each once.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.events.domain import presence
from portal.events.domain.doors import Door
from portal.events.domain.presence import Mark
from portal.events.domain.tickets import Ticket, Visitor
from portal.events.enums import (
    SEATED_REGISTRATIONS,
    DoorOutcome,
    ScanKind,
    ScanReason,
    ScanSource,
    ScanState,
)
from portal.events.models import Attendance, DeviceClaim, Event, Registration, Scan
from portal.lib.refusals import Refusal
from portal.lib.upserts import insert_if_absent, insert_or_read, insert_together
from portal.people.models import Person, User

# Staff take back their own tick without a reason within this time.
ANNUL_FREELY = timedelta(minutes=15)


class SameKeyOtherBody(Refusal):
    """A scan's id was sent again with another person or kind."""

    code = "same_key_other_body"


class NotPending(Refusal):
    """The scan is no longer waiting for staff."""

    code = "not_pending"


class CannotAnnul(Refusal):
    """The scan was annulled before, or a reason is missing."""

    code = "cannot_annul"


class ListClosed(Refusal):
    """The attendance list of the event cannot be changed."""

    code = "list_closed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the door says to one scan."""

    outcome: str
    scan_id: UUID
    kind: str
    name: str
    unit: str
    scanned_at: datetime
    since: datetime
    reason: str = ""


def known_person(*, device: str) -> Person | None:
    """Return the person a phone last checked in, None for a phone never seen."""
    claim = (
        DeviceClaim.objects.filter(device_digest=device)
        .exclude(person__status="ANONYMISED")
        .select_related("person__organisation")
        .order_by("-claimed_at")
        .first()
    )
    return claim.person if claim else None


def confirm(*, door: Door, ticket: Ticket, source: str, at: datetime) -> Answer:
    """Check in the person a ticket names, at the time he scanned.

    Args:
        door: of the event, a few seconds old at most.
        ticket: read and checked, naming its visitor.
        source: `ScanSource.VENUE_QR`, or `WALK_IN` for somebody who typed his name.
        at: now, timezone-aware.

    Returns:
        What to show. A repeated ticket gets the answer it got before.

    Raises:
        DoorClosed: when the door was closed at the time of the scan.
        SameKeyOtherBody: when this ticket was used for another person.
    """
    visitor = ticket.visitor
    if visitor is None:
        raise ValueError("a ticket without a visitor cannot be confirmed")
    door.check(ticket.scanned_at)
    scan = Scan(
        id=ticket.id,
        event_id=door.event_id,
        person_id=visitor.person_id,
        kind=ticket.kind,
        source=source,
        device_digest=ticket.device,
        received_at=at,
        effective_at=ticket.scanned_at,
        evidence=_evidence(source, visitor),
    )
    scan.request_digest = _digest(scan)
    if door.invited_only and not _has_seat(door.event_id, visitor.person_id):
        _await_staff(scan, ScanReason.NOT_REGISTERED)
    claim = DeviceClaim(
        event_id=door.event_id,
        device_digest=ticket.device,
        person_id=visitor.person_id,
        claimed_at=at,
    )
    if scan.kind == ScanKind.IN and scan.state == ScanState.ACCEPTED:
        # All new: person, phone and ticket. Nearly everybody who comes.
        arrival = _first_attendance(door, scan, visitor, at)
        if insert_together(arrival, claim, scan, unique=["event", "person"]):
            return _answer(scan, visitor, scan.effective_at)
        with suppress(Scan.DoesNotExist):
            return _answer_again(scan, visitor)
    with transaction.atomic():
        owner = insert_or_read(claim, unique=["event", "device_digest"], read="person")
        if owner != visitor.person_id:
            _await_staff(scan, ScanReason.SECOND_PERSON)
        if not insert_if_absent(scan, unique=["id"]):
            return _answer_again(scan, visitor)
        since = scan.effective_at
        if scan.state == ScanState.ACCEPTED:
            event = Event.objects.get(pk=door.event_id)
            person = Person.objects.get(pk=visitor.person_id)
            kept = presence.refresh(event=event, person=person, at=at)
            since = kept.first_in_at if kept and kept.first_in_at else since
    return _answer(scan, visitor, since)


def standing(*, ticket: Ticket) -> Answer | None:
    """Return the answer to a ticket's scan as things stand now; None before it was confirmed."""
    visitor = ticket.visitor
    scan = Scan.objects.filter(pk=ticket.id, device_digest=ticket.device).first()
    if scan is None or visitor is None or scan.person_id != visitor.person_id:
        return None
    return _answer(scan, visitor, _since(scan, visitor))


def tick(*, event: Event, person: Person, kind: str, scan_id: UUID, by: User, at: datetime) -> Scan:
    """Check somebody in whom staff see, by hand, at any time before the event is locked.

    Args:
        scan_id: made by the page; sent again, it changes nothing.

    Raises:
        ListClosed: when the event is locked, called off or a draft.
        SameKeyOtherBody: when the id was used for another person or kind.
    """
    refuse_unless_listed(event)
    scan = Scan(
        id=scan_id,
        event=event,
        person=person,
        kind=kind,
        source=ScanSource.STAFF_MANUAL,
        staff=by,
        received_at=at,
        effective_at=_within(event, at),
        evidence=3,
    )
    scan.request_digest = _digest(scan)
    with transaction.atomic():
        if not insert_if_absent(scan, unique=["id"]):
            return _stored(scan)
        presence.refresh(event=event, person=person, at=at)
    return scan


@transaction.atomic
def see(*, scan: Scan, by: User, at: datetime) -> Scan:
    """Accept a waiting scan because staff see the person; it counts from when it was made.

    Raises:
        NotPending: when somebody has dealt with it already, or nobody is named on it.
    """
    scan = _pending(scan)
    person = _person_of(scan)
    scan.state, scan.staff, scan.evidence = ScanState.ACCEPTED, by, 3
    scan.save(update_fields=["state", "staff", "evidence"])
    presence.refresh(event=scan.event, person=person, at=at)
    return scan


@transaction.atomic
def turn_down(*, scan: Scan, by: User, at: datetime) -> Scan:
    """Reject a waiting scan because the person is not there; the row stays.

    Raises:
        NotPending: when somebody has dealt with it already.
    """
    scan = _pending(scan)
    scan.state, scan.staff, scan.reason = ScanState.REJECTED, by, ScanReason.NOT_SEEN
    scan.save(update_fields=["state", "staff", "reason"])
    return scan


@transaction.atomic
def annul(*, scan: Scan, by: User, at: datetime, note: str = "") -> Scan:
    """Take an accepted scan back: a new row by a named person says so, the old row stays.

    Args:
        note: the reason; may be left out by who ticked it within fifteen minutes.

    Raises:
        CannotAnnul: without a reason, or when it was annulled before.
    """
    scan = Scan.objects.select_for_update(of=("self",)).select_related("event").get(pk=scan.pk)
    refuse_unless_listed(scan.event)
    if scan.state != ScanState.ACCEPTED:
        raise CannotAnnul(_("This check-in does not count any more; there is nothing to undo."))
    own = scan.staff_id == by.pk and at < scan.received_at + ANNUL_FREELY
    if not note.strip() and not own:
        raise CannotAnnul(_("Write why this check-in is undone."))
    scan.state = ScanState.ANNULLED
    scan.save(update_fields=["state"])
    trace = Scan.objects.create(
        id=uuid4(),
        event=scan.event,
        person=scan.person,
        kind=scan.kind,
        source=ScanSource.STAFF_MANUAL,
        staff=by,
        received_at=at,
        effective_at=scan.effective_at,
        state=ScanState.ANNULLED,
        reason=ScanReason.ANNULS_ANOTHER,
        note=note.strip() or _("Undone at once"),
        annuls=scan,
    )
    presence.refresh(event=scan.event, person=_person_of(scan), at=at)
    return trace


def refuse_unless_listed(event: Event) -> None:
    """Refuse work on a list that is closed: locked, called off, or not yet published.

    Raises:
        ListClosed: with the sentence for staff.
    """
    if event.status in {"LOCKED", "CANCELLED", "DRAFT", "POSTPONED"}:
        raise ListClosed(
            _("“%(title)s” is “%(status)s”; its attendance list cannot be changed now.")
            % {"title": event.title, "status": event.get_status_display()}
        )


def _first_attendance(door: Door, scan: Scan, visitor: Visitor, at: datetime) -> Attendance:
    """Return the attendance of somebody of whom there is no other scan."""
    mark = Mark(
        id=scan.pk,
        kind=scan.kind,
        at=scan.effective_at,
        source=scan.source,
        evidence=scan.evidence,
        device=scan.device_digest,
    )
    first = presence.fold([mark], door.stretches, door.policy)
    assert first is not None  # noqa: S101 - one mark folds to a presence
    return Attendance(
        event_id=door.event_id,
        person_id=visitor.person_id,
        organisation_then_id=visitor.organisation_id,
        updated_at=at,
        **presence.columns(first),
    )


def _answer_again(scan: Scan, visitor: Visitor) -> Answer:
    """Return the answer to a scan that was stored before, as things stand."""
    before = _stored(scan)
    return _answer(before, visitor, _since(before, visitor))


def _answer(scan: Scan, visitor: Visitor, since: datetime) -> Answer:
    return Answer(
        outcome=_outcome(scan, since),
        scan_id=scan.pk,
        kind=scan.kind,
        name=visitor.name,
        unit=visitor.unit,
        scanned_at=scan.effective_at,
        since=since,
        reason=scan.reason,
    )


def _since(scan: Scan, visitor: Visitor) -> datetime:
    """Return from when somebody has been in; the moment of his scan if he is not."""
    kept = Attendance.objects.filter(event_id=scan.event_id, person_id=visitor.person_id)
    return kept.values_list("first_in_at", flat=True).first() or scan.effective_at


def _outcome(scan: Scan, since: datetime) -> str:
    if scan.state == ScanState.PENDING_REVIEW:
        return DoorOutcome.REVIEW
    if scan.state != ScanState.ACCEPTED:
        return DoorOutcome.NOT_COUNTED
    if scan.kind == ScanKind.OUT:
        return DoorOutcome.LEFT
    if scan.kind == ScanKind.MID:
        return DoorOutcome.ROLL_CALLED
    return DoorOutcome.ALREADY_IN if since < scan.effective_at else DoorOutcome.ADMITTED


def _evidence(source: str, visitor: Visitor) -> int:
    if source == ScanSource.WALK_IN:
        return 0
    return 2 if visitor.known_phone else 1


def _digest(scan: Scan) -> str:
    body = f"{scan.event_id}|{scan.person_id}|{scan.kind}|{scan.source}|{scan.device_digest}"
    return hashlib.sha256(body.encode()).hexdigest()


def _await_staff(scan: Scan, reason: str) -> None:
    scan.state, scan.reason = ScanState.PENDING_REVIEW, reason


def _has_seat(event_id: int, person_id: int) -> bool:
    return Registration.objects.filter(
        Q(event_id=event_id) & Q(person_id=person_id) & Q(status__in=SEATED_REGISTRATIONS)
    ).exists()


def _stored(scan: Scan) -> Scan:
    """Return the row that has the scan's id already, if it says the same."""
    before = Scan.objects.get(pk=scan.pk)
    if before.request_digest != scan.request_digest:
        raise SameKeyOtherBody(
            _("This confirmation was already used for another person. Scan the code again.")
        )
    return before


def _person_of(scan: Scan) -> Person:
    if scan.person is None:
        raise NotPending(_("Nobody is named on this scan. Add the person by name instead."))
    return scan.person


def _pending(scan: Scan) -> Scan:
    scan = (
        Scan.objects.select_for_update(of=("self",))
        .select_related("event", "person")
        .get(pk=scan.pk)
    )
    refuse_unless_listed(scan.event)
    if scan.state != ScanState.PENDING_REVIEW:
        raise NotPending(_("A colleague has already dealt with this check-in."))
    return scan


def _within(event: Event, at: datetime) -> datetime:
    """A tick made after the end stands for having been there: it counts as the end at most."""
    return min(max(at, event.door_opens_at), event.ends_at)
