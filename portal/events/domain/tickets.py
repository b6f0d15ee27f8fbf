"""The scan ticket: what a phone was given when it read the venue's code, and brings back.

It fixes the moment of scanning, so that typing slowly makes nobody late, and it is bound to
the phone, so that a forwarded address or form is worthless to anybody else.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from portal.events.domain.doors import Door
from portal.lib import tokens
from portal.people.models import Person

LIFETIME = timedelta(minutes=10)
PURPOSE = "scan-ticket"


class TicketForeign(tokens.TokenInvalid):
    """The ticket belongs to another phone or another event."""

    code = "ticket_foreign"


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person a ticket names: enough to answer with, so that no query is needed."""

    person_id: int
    organisation_id: int | None
    name: str
    unit: str
    known_phone: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """One reading of one code by one phone; `id` becomes the scan's."""

    id: UUID
    event_id: int
    kind: str
    scanned_at: datetime
    device: str
    visitor: Visitor | None = None


def issue(*, door: Door, kind: str, device: str, at: datetime) -> Ticket:
    """Return a new ticket for a code that was accepted at a moment."""
    return Ticket(id=uuid4(), event_id=door.event_id, kind=kind, scanned_at=at, device=device)


def naming(*, ticket: Ticket, person: Person, known_phone: bool) -> Ticket:
    """Return the ticket with the person who says it is his.

    Args:
        person: with `organisation` loaded.
        known_phone: whether this phone has checked him in before.
    """
    return replace(
        ticket,
        visitor=Visitor(
            person_id=person.pk,
            organisation_id=person.organisation_id,
            name=person.masked_name,
            unit=person.unit_name,
            known_phone=known_phone,
        ),
    )


def write(ticket: Ticket) -> str:
    """Return the ticket as the signed text that goes into the form."""
    visitor = ticket.visitor
    values = [
        ticket.id.hex,
        ticket.event_id,
        ticket.kind,
        int(ticket.scanned_at.timestamp() * 1000),
        ticket.device,
        visitor
        and [
            visitor.person_id,
            visitor.organisation_id,
            visitor.name,
            visitor.unit,
            visitor.known_phone,
        ],
    ]
    return tokens.sign(
        purpose=PURPOSE,
        value=json.dumps(values, ensure_ascii=False, separators=(",", ":")),
        expires_at=ticket.scanned_at + LIFETIME,
    )


def read(*, text: str, door: Door, device: str, at: datetime) -> Ticket:
    """Return the ticket a form brought back.

    Raises:
        TokenInvalid: when it was not made here or was edited.
        TokenExpired: more than ten minutes after the scan.
        TicketForeign: when it belongs to another phone or another event.
    """
    values = json.loads(tokens.read(purpose=PURPOSE, token=text, at=at))
    ticket_id, event_id, kind, milliseconds, owner, visitor = values
    if event_id != door.event_id or owner != device or not device:
        raise TicketForeign(
            _("This page belongs to another phone. Scan the code on the screen with this phone.")
        )
    return Ticket(
        id=UUID(ticket_id),
        event_id=event_id,
        kind=kind,
        scanned_at=datetime.fromtimestamp(milliseconds / 1000, UTC),
        device=owner,
        visitor=Visitor(*visitor) if visitor else None,
    )
