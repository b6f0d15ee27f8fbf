"""Messages to the office: received with a number and a day, answered, their phones forgotten."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cms.enums import MessageState
from cms.models import Message
from portal.lib import tokens, working_days
from portal.lib.periods import business_date
from portal.lib.refusals import Refusal
from portal.lib.sealing import fingerprint, seal, unseal
from portal.people.models import User

# No letters that look like digits, none that make words.
_LETTERS = "23456789BCDFGHJKMNPQRTVWXY"
_MOST_TRIES = 5
# For how long a phone number may be needed after an answer: to ask whether it helped.
PHONE_KEPT = timedelta(days=30)


class AnswerRefused(Refusal):
    """The message cannot be closed like this."""

    code = "answer_refused"


@dataclass(frozen=True, slots=True)
class Received:
    """A message that was sent, and the secret of the page that tells of it."""

    message: Message
    secret: str


def secret_of(ref: UUID) -> str:
    """Return the secret address of the message that one form makes; nobody can guess it."""
    return fingerprint(str(ref), "message")[:32]


def send(
    *, ref: UUID, kind: str, text: str, phone: str, language: str, days: int, at: datetime
) -> Received:
    """Receive a message; a form that is sent twice is one message.

    Args:
        ref: of the form.
        kind: of `MessageKind`.
        text: what was written.
        phone: digits of a mobile number, "" where none was left.
        language: in which the page was read.
        days: working days within which it is to be answered.
        at: now, timezone-aware.
    """
    secret = secret_of(ref)
    sent = business_date(at)
    given = {
        "uuid": ref,
        "secret_digest": tokens.digest(secret),
        "kind": kind,
        "text": text,
        "phone_sealed": seal(phone),
        "phone_last4": phone[-4:],
        "language": language,
        "sent_at": at,
        "due_date": working_days.after(sent, days),
    }
    for _number in range(_MOST_TRIES):
        found = Message.objects.filter(uuid=ref).first()
        if found:
            return Received(found, secret)
        try:
            with transaction.atomic():
                made = Message.objects.create(reference=_reference(at), **given)
        except IntegrityError:  # sent twice at once, or the number is taken
            continue
        return Received(made, secret)
    raise RuntimeError("no free number for a message")


def _reference(at: datetime) -> str:
    letters = "".join(secrets.choice(_LETTERS) for _number in range(4))
    return f"{business_date(at):%y%m%d}-{letters}"


def of_secret(secret: str) -> Message | None:
    """Return the message of a secret address, None where there is none."""
    return Message.objects.filter(secret_digest=tokens.digest(secret)).first()


def close(*, message: Message, state: str, answer: str, by: User, at: datetime) -> None:
    """Answer a message, or set it aside with a reason; an answer may be put right afterwards.

    Raises:
        AnswerRefused: without words, or when it is to be open again.
    """
    words = answer.strip()
    if state not in (MessageState.ANSWERED, MessageState.SET_ASIDE):
        raise AnswerRefused(_("Choose whether this answers the message or sets it aside."))
    if not words:
        raise AnswerRefused(_("Write the answer; whoever sent the message reads it."))
    message.state = state
    message.answer = words
    message.answered_by = by
    # The first answer is what counts for the days.
    message.answered_at = message.answered_at or at
    message.save(update_fields=["state", "answer", "answered_by", "answered_at"])


def phone_of(message: Message) -> str:
    """Return the number that somebody left to be called back at, "" where there is none."""
    return unseal(message.phone_sealed)


def forget_phones(*, at: datetime) -> int:
    """Take the phone numbers out of messages that were answered a while ago; repeatable."""
    old = Message.objects.filter(answered_at__lt=at - PHONE_KEPT).exclude(phone_sealed="")
    return old.update(phone_sealed="", phone_last4="")


def kept_promises(*, at: datetime) -> tuple[int, int]:
    """Return how many messages of the last year were answered, and how many of them in time."""
    rows = Message.objects.filter(
        sent_at__gte=at - timedelta(days=365), state=MessageState.ANSWERED
    ).only("answered_at", "due_date")
    answered = list(rows)
    return len(answered), sum(one.is_answered_in_time for one in answered)
