"""What is to be said to somebody: put down in the transaction that gives the reason."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models.functions import Now

from portal.lib import ical
from portal.lib.sealing import seal
from portal.notices.models import Notice
from portal.people.models import Person

# Values with a meaning of their own; templates do not show them.
SEALED = "sealed"
CALENDAR = "calendar"


def put(
    *,
    person: Person,
    template: str,
    values: dict[str, Any],
    key: str,
    due_at: datetime,
    secrets: Mapping[str, str] | None = None,
    entry: ical.Entry | None = None,
) -> Notice:
    """Leave a message for a person; the same occasion twice leaves one message.

    A message that was withdrawn before it was sent is taken up again with the new values.

    Args:
        person: to whom.
        template: file below ``templates/portal/notices/``, without ``.txt``.
        values: what the template shows; plain values that JSON can hold.
        key: names the occasion, such as ``offer:<registration uuid>``.
        due_at: when to send it at the earliest, timezone-aware.
        secrets: further values that nobody shall read in the database; they stand there sealed.
        entry: the calendar entry that goes with the message, where the channel has room.

    Returns:
        The message, which may have been sent already.
    """
    kept = dict(values)
    if secrets:
        kept[SEALED] = {name: seal(text) for name, text in secrets.items()}
    if entry:
        kept[CALENDAR] = ical.to_values(entry)
    given = {"template": template, "values": kept, "due_at": due_at}
    notice, is_new = Notice.objects.get_or_create(person=person, key=key, defaults=given)
    if not is_new and notice.withdrawn_at is not None and notice.sent_at is None:
        Notice.objects.filter(pk=notice.pk).update(**given, withdrawn_at=None, attempts=0, error="")
        notice.refresh_from_db()
    return notice


def forget(*, persons: Collection[Person]) -> None:
    """Delete all that was or was to be said to some persons."""
    Notice.objects.filter(person__in=persons).delete()


def withdraw(*, key: str) -> int:
    """Take back what was to be said on an occasion and has not been sent.

    Returns:
        How many messages were taken back.
    """
    waiting = Notice.objects.filter(key=key, sent_at__isnull=True, withdrawn_at__isnull=True)
    return waiting.update(withdrawn_at=Now())
