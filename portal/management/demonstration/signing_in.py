"""Who came to the events of the demonstration, by name and by head count."""

from datetime import datetime, timedelta

from portal.events.domain import presence
from portal.events.domain.attendances import stretches_of
from portal.events.domain.presence import Mark
from portal.events.enums import (
    HeadCountMethod,
    MissingOut,
    RegistrationMode,
    RegistrationSource,
    RegistrationStatus,
    ScanKind,
    ScanSource,
)
from portal.events.models import Attendance, DoorPolicy, Event, HeadCount, Registration, Scan
from portal.management.demonstration.identity import steady_uuid
from portal.people.models import Person, User

# Who forgets to scan out was there to the end.
POLICY = DoorPolicy(missing_out=MissingOut.ASSUME_END.value)


def sign_in(event: Event, present: list[Person], absent: list[Person]) -> None:
    """Store seats, scans and the attendances that the fold makes of them.

    Two in a hundred come late, three leave early: by their place in the list, so that every
    machine makes the same year.
    """
    stretches = stretches_of(event)
    scans, attendances, registrations = [], [], []
    length = event.ends_at - event.starts_at
    for place, person in enumerate(present):
        came = event.starts_at - timedelta(minutes=25) + timedelta(seconds=37 * place % 1900)
        left = event.ends_at + timedelta(seconds=11 * place % 600)
        if place % 50 == 7:
            came = event.starts_at + timedelta(minutes=14)
        if place % 33 == 5:
            left = event.ends_at - length / 3
        stranger = person.organisation_id is None
        source = ScanSource.WALK_IN if stranger else ScanSource.VENUE_QR
        marks = [
            Mark(
                steady_uuid(event.pk, place, "in"),
                ScanKind.IN.value,
                came,
                source.value,
                evidence=1,
            ),
            Mark(
                steady_uuid(event.pk, place, "out"),
                ScanKind.OUT.value,
                left,
                source.value,
                evidence=1,
            ),
        ]
        if place % 9 == 4:  # one in nine forgets to scan out
            marks.pop()
        scans += [
            Scan(
                id=mark.id,
                event=event,
                person=person,
                kind=mark.kind,
                source=mark.source,
                received_at=mark.at,
                effective_at=mark.at,
                evidence=1,
            )
            for mark in marks
        ]
        said = presence.fold(marks, stretches, event.policy)
        attendances.append(_attendance(event, person, said, event.ends_at))
        if event.registration_mode == RegistrationMode.OPEN and not stranger:
            registrations.append(_seat(event, person, place))
    for place, person in enumerate(absent):
        missed = presence.absence(stretches, event.policy)
        attendances.append(_attendance(event, person, missed, event.ends_at))
        registrations.append(_seat(event, person, len(present) + place))
    Scan.objects.bulk_create(scans, batch_size=500)
    Attendance.objects.bulk_create(attendances, batch_size=500)
    Registration.objects.bulk_create(registrations, batch_size=500)


def _attendance(event: Event, person: Person, said: presence.Presence, at: datetime) -> Attendance:
    return Attendance(
        event=event,
        person=person,
        organisation_then_id=person.organisation_id,
        updated_at=at,
        **presence.columns(said),
    )


def _seat(event: Event, person: Person, place: int) -> Registration:
    asked = event.starts_at - timedelta(days=6) + timedelta(minutes=3 * place)
    return Registration(
        event=event,
        person=person,
        organisation_then_id=person.organisation_id,
        source=RegistrationSource.SELF,
        status=RegistrationStatus.CONFIRMED,
        requested_at=asked,
        changed_at=asked,
    )


def count_heads(event: Event, count: int, by: User) -> None:
    """Store the head count of an event: everybody in the room, the named ones included."""
    HeadCount.objects.create(
        event=event,
        count=count,
        method=HeadCountMethod.PAPER_SHEET if event.host else HeadCountMethod.ROLL_CALL,
        counted_at=event.ends_at,
        counted_by=by,
        host_confirmed_by=event.host.name if event.host else "",
    )
