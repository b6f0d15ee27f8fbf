"""Send what is due, again later where it fails, and keep what went wrong."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from portal.lib import ical
from portal.lib.lines import one_line
from portal.lib.sealing import unseal
from portal.notices.domain.outbox import CALENDAR, SEALED
from portal.notices.models import Notice
from portal.people.models import Person

logger = logging.getLogger(__name__)

# How long to wait after the first, second, ... attempt; after the last one nothing is tried.
PAUSES = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)


class Message(NamedTuple):
    """A notice in words, and the calendar entry that goes with it."""

    subject: str
    text: str
    entry: ical.Entry | None = None


Channel = Callable[[Person, Message], bool]


class NoWayToReach(Exception):
    """The person has no address on any channel."""


def send_due(*, at: datetime, channels: Sequence[Channel], limit: int = 200) -> int:
    """Send the messages whose time has come.

    A message is claimed first by moving its next attempt into the future, in a short
    transaction: two senders never take the same one, a sender that dies loses none, and no
    lock is held while a mail server makes up its mind.

    Args:
        at: now, timezone-aware.
        channels: tried in turn until one reaches the person.
        limit: how many at most.

    Returns:
        How many were sent.
    """
    sent = 0
    for notice in _claim(at=at, limit=limit):
        try:
            _send(notice, channels)
        except NoWayToReach as error:
            # Ordinary: many people have no mail address. The outbox says whom nobody reached.
            logger.warning("Notice %s reaches nobody", notice.pk)
            Notice.objects.filter(pk=notice.pk).update(error=f"{type(error).__name__}: {error}")
        except Exception as error:
            logger.exception("Could not send notice %s", notice.pk)
            Notice.objects.filter(pk=notice.pk).update(error=f"{type(error).__name__}: {error}")
        else:
            Notice.objects.filter(pk=notice.pk).update(sent_at=at, error="")
            sent += 1
    return sent


def in_words(notice: Notice) -> Message:
    """Return the first line of the notice's template as subject and the rest as text."""
    values = dict(notice.values)
    secrets = {name: unseal(text) for name, text in values.pop(SEALED, {}).items()}
    kept = values.pop(CALENDAR, None)
    with translation.override(settings.LANGUAGE_CODE):
        lines = render_to_string(
            f"portal/notices/{notice.template}.txt",
            {**values, **secrets, "person": notice.person, "portal": settings.PORTAL_BASE_URL},
        )
    subject, _, text = lines.strip().partition("\n")
    return Message(one_line(subject), text.strip() + "\n", ical.from_values(kept) if kept else None)


def _claim(*, at: datetime, limit: int) -> list[Notice]:
    with transaction.atomic():
        # SQLite has no row locks and leaves them out; there, one transaction writes at a time.
        waiting = (
            Notice.objects.due(at)
            .filter(attempts__lt=len(PAUSES))
            .select_related("person")
            .select_for_update(skip_locked=True, no_key=True, of=("self",))
            .order_by("due_at", "pk")
        )
        notices = list(waiting[:limit])
        for notice in notices:
            notice.due_at = at + PAUSES[notice.attempts]
            notice.attempts += 1
        Notice.objects.bulk_update(notices, ["due_at", "attempts"])
    return notices


def _send(notice: Notice, channels: Sequence[Channel]) -> None:
    message = in_words(notice)
    if not any(channel(notice.person, message) for channel in channels):
        raise NoWayToReach
