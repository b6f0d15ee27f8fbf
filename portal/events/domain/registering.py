"""Seats: asked for, confirmed, waited for, offered, given back."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.events.domain import entries
from portal.events.domain.queries import seats
from portal.events.enums import (
    LIVE_REGISTRATIONS,
    EventStatus,
    RegistrationMode,
    RegistrationSource,
    RegistrationStatus,
)
from portal.events.models import Event, Registration
from portal.lib import dates
from portal.lib.refusals import Refusal
from portal.notices.domain import outbox
from portal.people.models import Person, User

# How long a seat that became free is kept for the next on the waiting list.
OFFER = timedelta(hours=12)

Status = RegistrationStatus


class RegistrationClosed(Refusal):
    """The event takes no registrations, or not any more."""

    code = "registration_closed"


class NotInvited(Refusal):
    """The event is for invited people only."""

    code = "not_invited"


class OfferExpired(Refusal):
    """The offered seat was kept for a time, and the time is over."""

    code = "offer_expired"


class StepImpossible(Refusal):
    """The registration's status does not allow this step."""

    code = "registration_step"


def request(
    *, event: Event, person: Person, at: datetime, ref: uuid.UUID | None = None
) -> Registration:
    """Ask for a seat: confirmed at once, on the waiting list, or waiting for approval.

    Whoever is registered already gets his registration back unchanged, so that asking twice
    does no harm; `requested_at` tells the two apart.

    Args:
        event: for which.
        person: who comes.
        at: now, timezone-aware.
        ref: made with the form, one per form; becomes the registration's `uuid`.

    Raises:
        RegistrationClosed: before it is published, after its start, or when it takes none.
        NotInvited: when the event is by invitation and the person was not invited.
    """
    with _turn(event, at) as event:
        known = _live(event, person)
        if known is not None:
            return known
        _refuse_closed(event, at)
        if event.registration_mode == RegistrationMode.INVITED:
            raise NotInvited(
                _("“%(title)s” is by invitation. Please ask the organiser to invite you.")
                % {"title": event.title}
            )
        registration = _new(event, person, at, RegistrationSource.SELF, ref)
        if event.registration_mode == RegistrationMode.OPEN:
            _seat_or_wait(registration, Status.CONFIRMED, at)
        return _entered(registration, at)


def invite(*, event: Event, person: Person, by: User, at: datetime) -> Registration:
    """Keep a seat for somebody, who confirms it; or a place on the waiting list.

    Raises:
        RegistrationClosed: as in `request`.
    """
    with _turn(event, at) as event:
        known = _live(event, person)
        if known is not None:
            return known
        _refuse_closed(event, at)
        registration = _new(event, person, at, RegistrationSource.INVITED, None)
        _seat_or_wait(registration, Status.APPROVED, at)
        _note(registration, "invite", by)
        return _entered(registration, at)


def approve(*, registration: Registration, by: User, at: datetime) -> Registration:
    """Grant a request: a seat to be confirmed by the person, or the end of the waiting list.

    Raises:
        StepImpossible: when it was not waiting for approval.
    """
    with _turn(registration.event, at):
        registration = _in_status(registration, Status.REQUESTED)
        _seat_or_wait(registration, Status.APPROVED, at)
        _note(registration, "approve", by)
        return _entered(registration, at)


def reject(*, registration: Registration, by: User, at: datetime) -> Registration:
    """Turn a request down.

    Raises:
        StepImpossible: when it was not waiting for approval.
    """
    with _turn(registration.event, at):
        registration = _in_status(registration, Status.REQUESTED)
        registration.status = Status.REJECTED
        _save(registration, at)
        _note(registration, "reject", by)
        _tell(registration, at)
        return registration


def confirm(*, registration: Registration, at: datetime) -> Registration:
    """Say that one comes, after the organiser's approval; saying it twice does no harm.

    Raises:
        StepImpossible: when there is no approved seat to confirm.
    """
    with _turn(registration.event, at):
        registration = _in_status(registration, Status.APPROVED, Status.CONFIRMED)
        return _confirmed(registration, at)


def accept(*, registration: Registration, at: datetime) -> Registration:
    """Take an offered seat; taking it twice does no harm.

    Raises:
        OfferExpired: when its time is over; the seat has gone to the next in line.
        StepImpossible: when no seat was offered.
    """
    with _turn(registration.event, at):
        registration = _fresh(registration)
        if registration.status != Status.OFFER_EXPIRED:
            registration = _in_status(registration, Status.OFFERED, Status.CONFIRMED)
            return _confirmed(registration, at)
    # Raised outside, so that the expiry and the next offer are kept.
    raise OfferExpired(
        _("The offer has expired and the seat went to the next in line. You may register again.")
    )


def decline(*, registration: Registration, at: datetime) -> Registration:
    """Leave an offered seat to the next in line.

    Raises:
        StepImpossible: when no seat is offered.
    """
    return _give_up(registration, Status.DECLINED, at, Status.OFFERED)


def withdraw(*, registration: Registration, at: datetime) -> Registration:
    """Give a registration back; a seat that becomes free is offered to the next in line.

    Whoever registers again later stands at the end of the waiting list.

    Raises:
        StepImpossible: when it no longer means anything, or the event has begun.
    """
    return _give_up(registration, Status.CANCELLED, at, *LIVE_REGISTRATIONS, only_ahead=True)


def has_begun(event: Event, at: datetime) -> bool:
    """Say whether a seat can no longer be given back; a postponed event waits for a new day."""
    return event.status != EventStatus.POSTPONED and at >= event.starts_at


def offer(*, event: Event, at: datetime) -> list[Registration]:
    """Offer every free seat to those who have waited longest; offers end at the start at last.

    Returns:
        The registrations that were offered a seat now, in the order of the list.
    """
    with _turn(event, at) as event:
        return _offer_free(event, at)


def expire_offers(*, at: datetime) -> int:
    """Close the offers whose time is over and offer their seats to the next in line.

    Nothing depends on this having run: every question about seats takes an offer past its
    time as closed.

    Returns:
        How many were closed.
    """
    overdue = Registration.objects.filter(status=Status.OFFERED, offer_expires_at__lte=at)
    count = 0
    for event in Event.objects.filter(pk__in=overdue.values("event")).order_by("pk"):
        with _turn(event, at, expire=False) as locked:
            count += _expire(locked, at)
            _offer_free(locked, at)
    return count


@contextmanager
def _turn(event: Event, at: datetime, *, expire: bool = True) -> Iterator[Event]:
    """Let one registration of an event be decided at a time.

    The row is locked in the weak mode: scans at the door refer to it and do not wait. SQLite
    has one writer at a time, its transactions begin as writing ones.
    """
    with transaction.atomic():
        event = Event.objects.select_for_update(no_key=True, of=("self",)).get(pk=event.pk)
        if expire and _expire(event, at):
            _offer_free(event, at)
        yield event


def _live(event: Event, person: Person) -> Registration | None:
    return Registration.objects.live().filter(event=event, person=person).first()


def _refuse_closed(event: Event, at: datetime) -> None:
    if event.registration_mode == RegistrationMode.NONE:
        raise RegistrationClosed(_("No registration is needed. Just come."))
    if event.status != EventStatus.PUBLISHED:
        raise RegistrationClosed(
            _("“%(title)s” takes no registrations at present.") % {"title": event.title}
        )
    if at >= event.starts_at:
        raise RegistrationClosed(
            _("Registration closed when the event began. Ask the staff at the door for a seat.")
        )


def _new(
    event: Event, person: Person, at: datetime, source: str, ref: uuid.UUID | None
) -> Registration:
    if ref is None or Registration.objects.filter(uuid=ref).exists():
        ref = uuid.uuid4()
    return Registration(
        uuid=ref,
        event=event,
        person=person,
        organisation_then=person.organisation,
        source=source,
        requested_at=at,
        changed_at=at,
    )


def _seat_or_wait(registration: Registration, seated: str, at: datetime) -> None:
    if not seats.of(registration.event, at).is_full:
        registration.status = seated
        return
    # Later than everybody who ever entered this list, whatever the clocks say.
    last = registration.event.registrations.aggregate(last=Max("waitlisted_at"))["last"]
    registration.status = Status.WAITLISTED
    registration.waitlisted_at = at if last is None else max(at, last + timedelta(microseconds=1))


def _entered(registration: Registration, at: datetime) -> Registration:
    """Save somebody who has a seat now, or waits and may be offered one that was free."""
    _save(registration, at)
    _tell(registration, at)
    if registration.status == Status.WAITLISTED and _offer_free(registration.event, at):
        return _fresh(registration)
    return registration


def _fresh(registration: Registration) -> Registration:
    return Registration.objects.select_related("event", "person").get(pk=registration.pk)


def _in_status(registration: Registration, *statuses: str) -> Registration:
    registration = _fresh(registration)
    if registration.status not in statuses:
        raise StepImpossible(
            _("The registration is now “%(status)s”. Open the page again to see what you can do.")
            % {"status": registration.get_status_display()}
        )
    return registration


def _confirmed(registration: Registration, at: datetime) -> Registration:
    if registration.status != Status.CONFIRMED:
        registration.status = Status.CONFIRMED
        registration.offer_expires_at = None
        _save(registration, at)
        outbox.withdraw(key=_key(registration, Status.OFFERED))
        _tell(registration, at)
    return registration


def _give_up(
    registration: Registration, status: str, at: datetime, *since: str, only_ahead: bool = False
) -> Registration:
    with _turn(registration.event, at) as event:
        if only_ahead and has_begun(event, at):
            raise StepImpossible(
                _("The event has begun. Please tell the organiser if you cannot come.")
            )
        registration = _in_status(registration, *since)
        was_confirmed = registration.status == Status.CONFIRMED
        registration.status = status
        registration.offer_expires_at = None
        _save(registration, at)
        outbox.withdraw(key=_key(registration, Status.OFFERED))
        if was_confirmed:
            # The event went into the person's own calendar; it has to come out again.
            outbox.withdraw(key=_key(registration, Status.CONFIRMED))
            _tell(registration, at)
        _offer_free(event, at)
        return registration


def _expire(event: Event, at: datetime) -> int:
    overdue = event.registrations.filter(status=Status.OFFERED, offer_expires_at__lte=at)
    count = 0
    for registration in overdue.select_related("event", "person"):
        registration.status = Status.OFFER_EXPIRED
        _save(registration, at)
        _tell(registration, at)
        count += 1
    return count


def _offer_free(event: Event, at: datetime) -> list[Registration]:
    if event.status != EventStatus.PUBLISHED or at >= event.starts_at:
        return []
    waiting = (
        event.registrations.filter(status=Status.WAITLISTED)
        .select_related("event", "person")
        .order_by("waitlisted_at")
    )
    left = seats.of(event, at).left
    offered = list(waiting if left is None else waiting[:left])
    for registration in offered:
        registration.status = Status.OFFERED
        registration.offer_expires_at = min(at + OFFER, event.starts_at)
        _save(registration, at)
        _tell(registration, at)
    return offered


def _save(registration: Registration, at: datetime) -> None:
    registration.changed_at = at
    registration.save()


def _note(registration: Registration, verb: str, by: User) -> None:
    log(
        instance=registration.event,
        action=f"events.registration_{verb}",
        user=by,
        data={"registration": str(registration.uuid), "status": registration.status},
    )


def _key(registration: Registration, status: str) -> str:
    return f"registration:{registration.uuid}:{status}"


def _tell(registration: Registration, at: datetime) -> None:
    """Leave word of a registration's new status."""
    event = registration.event
    expires_at = registration.offer_expires_at
    # Messages are in the portal's first language, whatever the page was read in.
    with translation.override(settings.LANGUAGE_CODE):
        values = {
            "title": event.title,
            "when": dates.span(event.starts_at, event.ends_at),
            "where": event.where,
            "registration": str(registration.uuid),
            "until": f"{dates.short_day(expires_at)} {dates.clock(expires_at)}"
            if expires_at
            else "",
        }
        entry = None
        if registration.status == Status.CONFIRMED:
            entry = entries.entry(event, alarm=entries.ALARM)
        elif registration.status == Status.CANCELLED:
            entry = replace(entries.entry(event), cancelled=True)
    outbox.put(
        person=registration.person,
        template=f"events/registration_{registration.status.lower()}",
        values=values,
        key=_key(registration, registration.status),
        due_at=at,
        entry=entry,
    )
