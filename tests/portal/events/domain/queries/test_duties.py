"""What an account has to do with events."""

from datetime import timedelta

import pytest

from portal.events.domain import headcounts
from portal.events.domain.queries import duties
from portal.events.enums import (
    CLOSED_LISTS,
    AttendanceStatus,
    EventStatus,
    HeadCountMethod,
    RegistrationStatus,
    ScanKind,
    ScanSource,
    ScanState,
)
from portal.events.models import Registration, Scan
from tests.factories.events import NOON, AttendanceFactory, EventFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def register(event, status=RegistrationStatus.REQUESTED):
    return Registration.objects.create(
        event=event,
        person=PersonFactory(),
        status=status,
        requested_at=NOON,
        changed_at=NOON,
        waitlisted_at=NOON if status == RegistrationStatus.WAITLISTED else None,
    )


def scan(event, state=ScanState.PENDING_REVIEW):
    return Scan.objects.create(
        event=event,
        person=PersonFactory(),
        kind=ScanKind.IN,
        source=ScanSource.VENUE_QR,
        state=state,
        received_at=NOON,
        effective_at=NOON,
    )


def count(event, heads):
    return headcounts.record(
        event=event,
        count=heads,
        method=HeadCountMethod.ROLL_CALL,
        counted_at=NOON,
        by=UserFactory(),
    )


def test_events_are_organised_or_hosted_in_the_scope(office, organiser):
    mine = EventFactory(organiser=office)
    hosted = EventFactory(host=office, starts_at=NOON - DAY)
    EventFactory()

    assert list(duties.events(user=organiser)) == [mine, hosted]
    assert list(duties.organised(user=organiser)) == [mine]


def test_on_day_shows_what_shares_the_business_day(office, organiser):
    def event(starts_at, status=EventStatus.PUBLISHED):
        return EventFactory(organiser=office, starts_at=starts_at, status=status)

    overnight = event(NOON - 13 * HOUR)
    today = event(NOON)
    AttendanceFactory.create_batch(2, event=today)
    AttendanceFactory(event=today, status=AttendanceStatus.ABSENT)
    event(NOON + 12 * HOUR)
    for status in (EventStatus.DRAFT, EventStatus.CANCELLED, EventStatus.POSTPONED):
        event(NOON, status)

    found = duties.on_day(user=organiser, at=NOON + HOUR)

    assert [(row, row.named) for row in found] == [(overnight, None), (today, 2)]


def test_unreconciled_is_what_is_over_oldest_first(office, organiser):
    past = EventFactory(organiser=office)
    ended = EventFactory(organiser=office, status=EventStatus.ENDED, starts_at=NOON - DAY)
    count(past, 9)
    EventFactory(organiser=office, starts_at=NOON + DAY)
    EventFactory(organiser=office, status=EventStatus.RECONCILED)

    found = duties.unreconciled(user=organiser, at=NOON + 2 * HOUR)

    assert [(row, row.counted) for row in found] == [(ended, None), (past, 9)]


def test_unpublished_drafts_that_begin_soon(office, organiser):
    soon = EventFactory(organiser=office, status=EventStatus.DRAFT)
    EventFactory(organiser=office, status=EventStatus.DRAFT, starts_at=NOON + 5 * DAY)
    EventFactory(organiser=office)

    assert list(duties.unpublished(user=organiser, at=NOON - DAY, within=2 * DAY)) == [soon]


def test_with_waiting_scans_counts_them(office, organiser):
    event = EventFactory(organiser=office)
    scan(event)
    scan(event)
    scan(event, ScanState.ACCEPTED)
    scan(EventFactory(organiser=office), ScanState.ACCEPTED)

    found = duties.with_waiting_scans(user=organiser)

    assert [(row, row.waiting) for row in found] == [(event, 2)]


@pytest.mark.parametrize("status", CLOSED_LISTS)
def test_scans_nobody_can_deal_with_wait_for_nobody(office, organiser, status):
    scan(EventFactory(organiser=office, status=status))

    assert not duties.with_waiting_scans(user=organiser).exists()


def test_with_requests_counts_what_is_to_be_decided(office, organiser):
    event = EventFactory(organiser=office)
    register(event)
    register(event, RegistrationStatus.CONFIRMED)
    register(EventFactory(organiser=office, starts_at=NOON - DAY))

    found = duties.with_requests(user=organiser, at=NOON - HOUR)

    assert [(row, row.waiting) for row in found] == [(event, 1)]


@pytest.mark.parametrize(
    ("heads", "unnamed", "missing", "total"), [(None, 0, 0, 2), (5, 3, 0, 5), (1, 0, 1, 2)]
)
def test_figures_set_names_beside_heads(heads, unnamed, missing, total):
    event = EventFactory()
    AttendanceFactory.create_batch(2, event=event)
    AttendanceFactory(event=event, status=AttendanceStatus.ABSENT)
    register(event)
    register(event, RegistrationStatus.CONFIRMED)
    register(event, RegistrationStatus.WAITLISTED)
    scan(event)
    if heads is not None:
        count(event, heads + 1)
        count(event, heads)

    figures = duties.figures(event=event)

    assert (figures.seated, figures.requested, figures.waitlisted) == (1, 1, 1)
    assert (figures.named, figures.credited_minutes, figures.waiting_scans) == (2, 240, 1)
    assert (figures.unnamed, figures.missing, figures.total) == (unnamed, missing, total)


def test_nothing_is_shown_of_other_units(organiser):
    event = EventFactory(organiser=OrganisationFactory())
    scan(event)
    register(event)

    assert list(duties.on_day(user=organiser, at=NOON)) == []
    assert list(duties.unreconciled(user=organiser, at=NOON + DAY)) == []
    assert list(duties.with_waiting_scans(user=organiser)) == []
    assert list(duties.with_requests(user=organiser, at=NOON - HOUR)) == []
