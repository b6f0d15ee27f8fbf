"""The rules of the door, all of them: one scan in, one answer out.

Nobody is turned away and nothing is counted unseen: what cannot be accepted at once is
stored and waits for staff. The event's row is never locked; the referee is the database:
a scan's id, a phone in an event, a person in an event, each once.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.events.domain import attendances, presence
from portal.events.domain.doors import Door
from portal.events.domain.presence import Mark
from portal.events.domain.tickets import Ticket, Visitor
from portal.events.enums import (
    CLOSED_LISTS,
    SEATED_REGISTRATIONS,
    DoorOutcome,
    ScanKind,
    ScanReason,
    ScanSource,
    ScanState,
)
from portal.events.models import Attendance, DeviceClaim, Event, Registration, Scan
from portal.lib.refusals import Refusal
from portal.lib.turns import writing
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
        .filter(person__anonymised_at__isnull=True)
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
    facts: dict[str, Any] = {
        "id": ticket.id,
        "event_id": door.event_id,
        "person_id": visitor.person_id,
        "kind": str(ticket.kind),
        "source": str(source),
        "device_digest": ticket.device,
        "received_at": at,
        "effective_at": ticket.scanned_at,
        "evidence": _evidence(source, visitor),
    }
    facts["request_digest"] = _digest(facts)
    claim = {
        "event_id": door.event_id,
        "device_digest": ticket.device,
        "person_id": visitor.person_id,
        "claimed_at": at,
    }
    expected = not door.invited_only or _has_seat(door.event_id, visitor.person_id)
    if not expected:
        facts |= _awaiting_staff(ScanReason.NOT_REGISTERED)
    elif ticket.kind == ScanKind.IN:
        # All new: phone, person and ticket. Nearly everybody who comes. The phone goes first, as
        # on the longer way: two that took both rows crosswise would wait for each other.
        arrival = _first_attendance(door, visitor, facts)
        rows = (DeviceClaim, claim), (Attendance, arrival), (Scan, facts)
        if insert_together(*rows, unique=["event", "device_digest"]):
            return Answer(
                outcome=DoorOutcome.ADMITTED,
                scan_id=ticket.id,
                kind=ticket.kind,
                name=visitor.name,
                unit=visitor.unit,
                scanned_at=ticket.scanned_at,
                since=ticket.scanned_at,
            )
        with suppress(Scan.DoesNotExist):
            return _answer_again(facts, visitor)
    with writing(), transaction.atomic():
        owner = insert_or_read(
            (DeviceClaim, claim), unique=["event", "device_digest"], read="person"
        )
        if owner != visitor.person_id:
            facts |= _awaiting_staff(ScanReason.SECOND_PERSON)
        if not insert_if_absent((Scan, facts), unique=["id"]):
            return _answer_again(facts, visitor)
        scan, since = Scan(**facts), ticket.scanned_at
        if scan.state == ScanState.ACCEPTED:
            kept = attendances.refresh(timetable=door, person_id=visitor.person_id, at=at)
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
    facts: dict[str, Any] = {
        "id": scan_id,
        "event_id": event.pk,
        "person_id": person.pk,
        "kind": str(kind),
        "source": ScanSource.STAFF_MANUAL.value,
        "device_digest": "",
        "staff_id": by.pk,
        "received_at": at,
        "effective_at": _within(event, at),
        "evidence": 3,
    }
    facts["request_digest"] = _digest(facts)
    with transaction.atomic():
        _keep_list_open(event.pk)
        if not insert_if_absent((Scan, facts), unique=["id"]):
            return _stored(facts)
        _refresh(event, person, at)
    return Scan(**facts)


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
    _refresh(scan.event, person, at)
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
    _keep_list_open(scan.event_id)
    scan = (
        Scan.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event")
        .get(pk=scan.pk)
    )
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
    _refresh(scan.event, _person_of(scan), at)
    return trace


def refuse_unless_listed(event: Event) -> None:
    """Refuse work on a list that is closed: locked, called off, or not yet published.

    Raises:
        ListClosed: with the sentence for staff.
    """
    if event.status in CLOSED_LISTS:
        raise ListClosed(
            _("“%(title)s” is “%(status)s”; its attendance list cannot be changed now.")
            % {"title": event.title, "status": event.get_status_display()}
        )


def _keep_list_open(event_id: int) -> None:
    """Refuse as `refuse_unless_listed`, and let nobody close the list before we are done."""
    event = Event.objects.select_for_update(no_key=True, of=("self",)).get(pk=event_id)
    refuse_unless_listed(event)


def _refresh(event: Event, person: Person, at: datetime) -> None:
    timetable = attendances.timetable_of(event)
    attendances.refresh(timetable=timetable, person_id=person.pk, at=at)


def _first_attendance(door: Door, visitor: Visitor, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the attendance of somebody of whom there is no other scan, as a row."""
    mark = Mark(
        id=facts["id"],
        kind=facts["kind"],
        at=facts["effective_at"],
        source=facts["source"],
        evidence=facts["evidence"],
        device=facts["device_digest"],
    )
    first = presence.fold([mark], door.stretches, door.policy)
    assert first is not None  # noqa: S101 - one mark folds to a presence
    return {
        "event_id": door.event_id,
        "person_id": visitor.person_id,
        "organisation_then_id": visitor.organisation_id,
        "updated_at": facts["received_at"],
        **presence.columns(first),
    }


def _answer_again(facts: dict[str, Any], visitor: Visitor) -> Answer:
    """Return the answer to a scan that was stored before, as things stand."""
    before = _stored(facts)
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


def _digest(facts: dict[str, Any]) -> str:
    said = [facts[name] for name in ("event_id", "person_id", "kind", "source", "device_digest")]
    return hashlib.sha256("|".join(map(str, said)).encode()).hexdigest()


def _awaiting_staff(reason: ScanReason) -> dict[str, str]:
    return {"state": ScanState.PENDING_REVIEW.value, "reason": reason.value}


def _has_seat(event_id: int, person_id: int) -> bool:
    return Registration.objects.filter(
        Q(event_id=event_id) & Q(person_id=person_id) & Q(status__in=SEATED_REGISTRATIONS)
    ).exists()


def _stored(facts: dict[str, Any]) -> Scan:
    """Return the row that has the scan's id already, if it says the same."""
    before = Scan.objects.get(pk=facts["id"])
    if before.request_digest != facts["request_digest"]:
        raise SameKeyOtherBody(
            _("This confirmation was already used for another person. Scan the code again.")
        )
    return before


def _person_of(scan: Scan) -> Person:
    if scan.person is None:
        raise NotPending(_("Nobody is named on this scan. Add the person by name instead."))
    return scan.person


def _pending(scan: Scan) -> Scan:
    _keep_list_open(scan.event_id)
    scan = (
        Scan.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event", "person")
        .get(pk=scan.pk)
    )
    if scan.state != ScanState.PENDING_REVIEW:
        raise NotPending(_("A colleague has already dealt with this check-in."))
    return scan


def _within(event: Event, at: datetime) -> datetime:
    """A tick made after the end stands for having been there: it counts as the end at most."""
    return min(max(at, event.door_opens_at), event.ends_at)
