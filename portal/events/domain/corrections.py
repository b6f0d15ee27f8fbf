"""Attendances corrected by hand: the fold is put aside for one person, for a reason."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.events.domain import attendances
from portal.events.domain.lifecycle import SecondPersonMissing
from portal.events.enums import PRESENT_STATUSES, AttendanceStatus, EventStatus
from portal.events.models import Attendance, AttendanceOverride, Event
from portal.lib.refusals import Refusal
from portal.people.domain.queries import canonical
from portal.people.models import User

# Before the end the door decides; afterwards people may.
CORRECTABLE = (EventStatus.ENDED, EventStatus.RECONCILED, EventStatus.LOCKED)


class CorrectionRefused(Refusal):
    """Nothing is corrected now, or the correction contradicts itself."""

    code = "correction_refused"


class ReasonMissing(Refusal):
    """Nobody says why."""

    code = "reason_missing"


@transaction.atomic
def correct(
    *,
    attendance: Attendance,
    status: str,
    credited_minutes: int,
    reason: str,
    by: User,
    at: datetime,
    evidence_file: Any = None,
    seconded_by: User | None = None,
) -> AttendanceOverride:
    """Say by hand how somebody attended; it holds whatever scans come in, until it is withdrawn.

    An earlier correction stays in the history and gives way.

    Args:
        attendance: of the person in the event.
        status: one of `AttendanceStatus`.
        credited_minutes: at most those planned; 0 for somebody who was not there.
        evidence_file: already checked and cleaned; such as a photo of the sheet.
        seconded_by: who answers for it too; needed once the event is locked.

    Raises:
        ReasonMissing: without a reason.
        CorrectionRefused: before the end, or minutes that cannot be.
        lifecycle.SecondPersonMissing: the event is locked and there is no second person.
    """
    event = _held_open(attendance.event_id, by, at, seconded_by)
    attendance = Attendance.objects.get(pk=attendance.pk)
    reason = _need_reason(reason)
    if status not in AttendanceStatus:
        raise CorrectionRefused(_("Choose one of the states offered."))
    if status not in PRESENT_STATUSES and credited_minutes:
        raise CorrectionRefused(_("Whoever was not there is credited no minutes. Enter 0."))
    if not 0 <= credited_minutes <= attendance.planned_minutes:
        raise CorrectionRefused(
            _("The event has %(planned)s planned minutes; no more can be credited.")
            % {"planned": attendance.planned_minutes}
        )
    _valid(event, attendance.person_id).update(withdrawn_at=at)
    made = AttendanceOverride.objects.create(
        event=event,
        person_id=attendance.person_id,
        status=status,
        credited_minutes=credited_minutes,
        reason=reason,
        evidence_file=evidence_file,
        made_by=by,
        approved_by=seconded_by,
        made_at=at,
    )
    _note("events.correct", made, by, reason, seconded_by, before=attendance)
    attendances.refresh(
        timetable=attendances.timetable_of(event), person_id=attendance.person_id, at=at
    )
    return made


@transaction.atomic
def withdraw(
    *,
    correction: AttendanceOverride,
    reason: str,
    by: User,
    at: datetime,
    seconded_by: User | None = None,
) -> AttendanceOverride:
    """Take a correction back; scans, seats and rules say again how somebody attended.

    Raises:
        ReasonMissing: without a reason.
        CorrectionRefused: it was withdrawn before.
        lifecycle.SecondPersonMissing: as in `correct`.
    """
    event = _held_open(correction.event_id, by, at, seconded_by)
    reason = _need_reason(reason)
    if not _valid(event, correction.person_id).filter(pk=correction.pk).update(withdrawn_at=at):
        raise CorrectionRefused(_("This correction does not hold any more."))
    correction.refresh_from_db()
    _note("events.correct_withdraw", correction, by, reason, seconded_by)
    attendances.refresh(
        timetable=attendances.timetable_of(event), person_id=correction.person_id, at=at
    )
    return correction


def _held_open(event_id: int, by: User, at: datetime, seconded_by: User | None) -> Event:
    """Return the event, which nobody locks or reconciles meanwhile, if this may be done now."""
    event = Event.objects.select_for_update(no_key=True, of=("self",)).get(pk=event_id)
    if event.status_at(at) not in CORRECTABLE:
        raise CorrectionRefused(
            _("“%(title)s” is “%(status)s”; attendances are corrected after the end.")
            % {"title": event.title, "status": event.get_status_display()}
        )
    if event.status == EventStatus.LOCKED and seconded_by is None:
        raise SecondPersonMissing(
            _("The event is locked: a correction takes a second person. Ask a colleague.")
        )
    if seconded_by is not None and canonical.is_same_hand(by, seconded_by):
        raise SecondPersonMissing(_("The second person must be somebody else. Ask a colleague."))
    return event


def _need_reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing(_("Write why; the reason is kept with the correction."))
    return reason.strip()


def _valid(event: Event, person_id: int) -> Any:
    return AttendanceOverride.objects.filter(
        event=event, person_id=person_id, withdrawn_at__isnull=True
    )


def _note(
    action: str,
    made: AttendanceOverride,
    by: User,
    reason: str,
    seconded_by: User | None,
    before: Attendance | None = None,
) -> None:
    data: dict[str, Any] = {
        "person": str(made.person.uuid),
        "status": made.status,
        "minutes": made.credited_minutes,
        "reason": reason,
    }
    if before:
        data["before"] = [before.status, before.credited_minutes]
    if seconded_by:
        data["second"] = str(seconded_by)
    log(instance=made.event, action=action, user=by, data=data)
