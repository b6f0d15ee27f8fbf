"""Three faces: what people thought of a page or an event, without a name and without a word.

A page carries a ticket that says which page it is and until when; it is no cookie and knows
nobody, so that one copy of a page can be given to many. That somebody answers once a visit is
remembered in the cache for half an hour, under a digest that cannot be read back.
"""

import hashlib
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from cms.enums import Face
from cms.models import OpinionCount
from portal.lib import throttles, tokens, upserts
from portal.lib.periods import business_date
from portal.lib.refusals import Refusal

PURPOSE = "opinion"
# A page kept in a cache may be read by somebody hours after it was made.
GOOD_FOR = timedelta(hours=12)
VISIT_SECONDS = 30 * 60
# Neighbours behind one address answer too; a program does not stop at this.
MOST_FROM_ONE_LINE = 40
TARGETS = ("page", "event")


class SaidAlready(Refusal):
    """One answer a visit."""

    code = "said_already"


class NoSuchFace(Refusal):
    """Neither of the three."""

    code = "no_such_face"


def ticket(*, target: str, pk: int, at: datetime) -> str:
    """Return the ticket a page carries for its own three faces, good for twelve hours.

    Args:
        target: ``page`` or ``event``.
        pk: key of the page or the event.
        at: now, timezone-aware.
    """
    return tokens.sign(purpose=PURPOSE, value=f"{target}:{pk}", expires_at=at + GOOD_FOR)


def read(*, token: str, at: datetime) -> tuple[str, int]:
    """Return what a ticket is for: ``page`` or ``event``, and the key.

    Raises:
        TokenInvalid: when it was not made here.
        TokenExpired: when the page was opened too long ago.
    """
    target, pk = tokens.read(purpose=PURPOSE, token=token, at=at).split(":")
    return target, int(pk)


def say(*, target: str, pk: int, face: str, address: str, browser: str, at: datetime) -> None:
    """Count one face for a page or an event on its day, once a visit.

    Args:
        target: ``page`` or ``event``, as `read` returns it.
        pk: its key.
        face: one of `Face`.
        address: where the visitor comes from; neither stored nor logged.
        browser: what his browser calls itself; tells neighbours behind one address apart.
        at: now, timezone-aware.

    Raises:
        NoSuchFace: another word.
        SaidAlready: when this visitor has said something of it within half an hour.
        TriedTooOften: when very many answers come from one line.
    """
    if face not in Face.values:
        raise NoSuchFace(_("Choose one of the three faces."))
    visit = hashlib.sha256(f"{target}:{pk}:{address}:{browser}".encode()).hexdigest()
    throttles.count(f"opinions:{address}", limit=MOST_FROM_ONE_LINE, seconds=VISIT_SECONDS)
    try:
        throttles.count(f"opinion:{visit}", limit=1, seconds=VISIT_SECONDS)
    except throttles.TriedTooOften as refusal:
        raise SaidAlready(_("You have told us already. Thank you.")) from refusal
    row = {f"{target}_id": pk, "date": business_date(at), "face": face, "count": 1}
    upserts.insert_or_add((OpinionCount, row), unique=(target, "date", "face"), add="count")
