"""Rosters in the background, picked up again when a worker was lost; letters, each minute."""

import logging
from datetime import timedelta

from celery import shared_task
from django.core.cache import caches
from django.utils import timezone

from portal.lib.sealing import unseal_file
from portal.people.channels import send_password_links
from portal.people.domain import letters, roster
from portal.people.imports import Roster, read_roster
from portal.people.models import RosterImport

logger = logging.getLogger(__name__)
# A roster this small is done while its sender waits.
AT_ONCE = 200
LOST_AFTER = timedelta(minutes=3)
_KEPT_SECONDS = 3600


@shared_task
def read(pk: int) -> None:
    """Read an uploaded roster and store its preview; the file is deleted afterwards."""
    made = RosterImport.objects.get(pk=pk)
    if made.state != RosterImport.State.READING:
        return
    try:
        with made.file.open("rb") as sent:
            content = unseal_file(sent.read())
        found = read_roster(content, keep_identity=bool(made.identity_for))
        store_preview(made, found)
    except Exception:
        # Whatever it is: a file that breaks once would break every three minutes.
        _fail(made, "Could not read roster %s")


@shared_task
def apply(pk: int) -> None:
    """Apply a confirmed roster; once done, a second call does nothing."""
    made = RosterImport.objects.get(pk=pk)
    try:
        roster.apply(roster=made, at=timezone.now(), progress=Meter(made))
    except Exception:
        _fail(made, "Could not apply roster %s")


@shared_task
def resume() -> None:
    """Take up the rosters a lost worker or a broker that was away left lying."""
    before = timezone.now() - LOST_AFTER
    states = RosterImport.State
    for pk in RosterImport.objects.filter(state=states.READING, uploaded_at__lt=before).values_list(
        "pk", flat=True
    ):
        read.delay(pk)
    for pk in RosterImport.objects.filter(
        state=states.APPLYING, confirmed_at__lt=before
    ).values_list("pk", flat=True):
        apply.delay(pk)


@shared_task
def send_password_letters() -> int:
    """Send the letters for a new password that were asked for."""
    return letters.send_due(at=timezone.now(), send=send_password_links)


def store_preview(made: RosterImport, found: Roster) -> None:
    """Put what was read of a roster beside the register and keep the result as its preview."""
    made.sheet_name = found.sheet_name[:31]
    made.headings, made.notes = found.headings, found.notes
    roster.preview(roster=made, lines=found.lines, columns=found.columns, progress=Meter(made))
    drop_file(made)


class Meter:
    """Tells other processes how far a roster is, beside any transaction."""

    def __init__(self, made: RosterImport) -> None:
        self.key = f"roster:{made.pk}"

    def __call__(self, share: float) -> None:
        caches["shared"].set(self.key, round(share * 100), _KEPT_SECONDS)

    def percent(self) -> int:
        """Return how far it is, 0 to 100."""
        return int(caches["shared"].get(self.key, 0))


def _fail(made: RosterImport, sentence: str) -> None:
    logger.exception(sentence, made.pk)
    roster.fail(roster=made, message="broken")
    drop_file(made)


def drop_file(made: RosterImport) -> None:
    """Delete the file, and say so in its column alone: somebody may confirm meanwhile."""
    if made.file:
        made.file.delete(save=False)
        made.save(update_fields=["file"])
