"""Personal calendars: a secret address, shown to its owner, revoked when it went astray."""

from datetime import datetime

from django.db import transaction

from portal.events.models import CalendarToken
from portal.lib import tokens
from portal.lib.sealing import seal, unseal
from portal.notices.domain import outbox
from portal.people.models import Person


@transaction.atomic
def subscribe(*, person: Person, at: datetime) -> str:
    """Return the secret of a person's calendar; the same until it is revoked.

    Args:
        person: whose registrations the calendar shows.
        at: now, timezone-aware.

    Returns:
        160 random bits as 32 capital letters and digits.
    """
    person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    live = person.calendar_tokens.filter(revoked_at__isnull=True).first()
    if live is not None:
        return unseal(live.sealed)
    secret = tokens.new_secret()
    person.calendar_tokens.create(digest=tokens.digest(secret), sealed=seal(secret), created_at=at)
    return secret


def send(*, person: Person, at: datetime) -> None:
    """Leave word of the calendar's address for its owner, once for each address."""
    secret = subscribe(person=person, at=at)
    outbox.put(
        person=person,
        template="events/personal_calendar",
        values={},
        secrets={"secret": secret},
        key=f"calendar:{tokens.digest(secret)}",
        due_at=at,
    )


def revoke(*, person: Person, at: datetime) -> bool:
    """Make the address of a person's calendar worthless.

    Returns:
        Whether there was one.
    """
    live = CalendarToken.objects.filter(person=person, revoked_at__isnull=True)
    return live.update(revoked_at=at) > 0


def owner(secret: str) -> Person | None:
    """Return whose calendar a secret opens; None for a revoked, edited or made-up one."""
    token = (
        CalendarToken.objects.select_related("person")
        .filter(digest=tokens.digest(secret), revoked_at__isnull=True)
        .first()
    )
    return token.person if token else None
