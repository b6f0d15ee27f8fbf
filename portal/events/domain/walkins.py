"""Walk-ins: somebody the register may not know comes in, by his own phone or by the staff's.

Person and scan go in together: a ticket that was used before, or a list that has closed, leaves
nobody on the register.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.events.domain import scanning, tickets
from portal.events.domain.doors import Door
from portal.events.domain.scanning import Answer
from portal.events.domain.tickets import Ticket
from portal.events.enums import ScanKind, ScanSource
from portal.events.models import Event
from portal.people.domain import persons
from portal.people.models import Person, User


@transaction.atomic
def confirm(
    *,
    door: Door,
    ticket: Ticket,
    name: str,
    phone_or_last4: str,
    unit_text: str,
    audience: str,
    at: datetime,
    recognise: bool = True,
) -> tuple[Answer, Ticket]:
    """Check in whoever typed his name on his own phone.

    Args:
        door: of the event, a few seconds old at most.
        ticket: read and checked; the moment of its scan counts.
        name: and the three that follow, as `persons.admit_walk_in` takes them.
        at: now, timezone-aware.
        recognise: False after too many guesses at the people of this name.

    Returns:
        What to show, and the ticket naming the person.

    Raises:
        What `persons.admit_walk_in` and `scanning.confirm` raise.
    """
    person = persons.admit_walk_in(
        name=name,
        phone_or_last4=phone_or_last4,
        unit_text=unit_text,
        audience=audience,
        at=ticket.scanned_at,
        recognise=recognise,
    )
    named = tickets.naming(ticket=ticket, person=person, known_phone=False)
    return scanning.confirm(door=door, ticket=named, source=ScanSource.WALK_IN, at=at), named


@transaction.atomic
def tick(
    *,
    event: Event,
    name: str,
    phone_or_last4: str,
    unit_text: str,
    audience: str,
    scan_id: UUID,
    by: User,
    at: datetime,
) -> Person:
    """Check in by hand somebody who stands before the staff.

    Args:
        name: and the three that follow, as `persons.admit_walk_in` takes them.
        scan_id: made by the page; sent again, it changes nothing.

    Raises:
        What `persons.admit_walk_in` and `scanning.tick` raise.
    """
    person = persons.admit_walk_in(
        name=name, phone_or_last4=phone_or_last4, unit_text=unit_text, audience=audience, at=at
    )
    scanning.tick(event=event, person=person, kind=ScanKind.IN, scan_id=scan_id, by=by, at=at)
    return person
