"""Letters for a new password: put down by the page, sent later, as other messages are."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation

from portal.lib.sealing import seal, unseal
from portal.people.models import PasswordLetter

logger = logging.getLogger(__name__)
# How long to wait after the first, second, ... attempt. After the last one the wish is dropped:
# whoever still waits has asked again.
PAUSES = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))

Send = Callable[[str], None]


def ask(*, address: str, language: str, at: datetime) -> PasswordLetter:
    """Note that somebody wants a new password; the same is done whether he has an account.

    Args:
        address: as it was typed; it stands in the database sealed.
        language: of the page, and so of the letter.
        at: now, timezone-aware.
    """
    return PasswordLetter.objects.create(address=seal(address), language=language, due_at=at)


def send_due(*, at: datetime, send: Send, limit: int = 100) -> int:
    """Send the letters that wait, and forget them.

    Each is claimed by moving its next attempt into the future, in a short transaction, so that
    two senders never take the same one and no lock waits for a mail server.

    Args:
        at: now, timezone-aware.
        send: mails a link to every account with an address; none is an answer too.
        limit: how many at most.

    Returns:
        How many wishes were answered.
    """
    answered = 0
    for letter in _claim(at=at, limit=limit):
        try:
            with translation.override(letter.language):
                send(unseal(letter.address))
        except Exception:
            logger.exception("Could not send letter %s for a new password", letter.pk)
        else:
            letter.delete()
            answered += 1
    return answered


def _claim(*, at: datetime, limit: int) -> list[PasswordLetter]:
    with transaction.atomic():
        PasswordLetter.objects.due(at).filter(attempts__gte=len(PAUSES)).delete()
        waiting = PasswordLetter.objects.due(at).select_for_update(skip_locked=True, no_key=True)
        letters = list(waiting.order_by("due_at", "pk")[:limit])
        for letter in letters:
            letter.due_at = at + PAUSES[letter.attempts]
            letter.attempts += 1
        PasswordLetter.objects.bulk_update(letters, ["due_at", "attempts"])
    return letters
