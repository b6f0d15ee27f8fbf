"""Seats: every step from every side, and what the next in line gets from it."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.events.domain import lifecycle, registering
from portal.events.domain.queries import seats
from portal.events.enums import EventStatus, RegistrationMode, RegistrationStatus
from portal.events.models import Registration
from portal.notices.models import Notice
from tests.factories.events import NOON, EventFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.registrations import OpenEventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

DAY_BEFORE = NOON - timedelta(days=1)
Status = RegistrationStatus


def _ask(event, at=DAY_BEFORE, **person):
    return registering.request(event=event, person=PersonFactory(**person), at=at)


def _statuses(event):
    return list(event.registrations.order_by("pk").values_list("status", flat=True))


def _told(registration):
    return [
        notice.template
        for notice in Notice.objects.filter(person=registration.person).order_by("pk")
    ]


def _full_event(waiting=2, **fields):
    """One seat, taken; others wait, in the order of the list returned."""
    event = OpenEventFactory(hard_capacity=1, **fields)
    seated = _ask(event)
    line = [_ask(event, DAY_BEFORE + timedelta(seconds=n)) for n in range(1, waiting + 1)]
    return event, seated, line


@pytest.mark.parametrize(
    ("seats_now", "offered"),
    [(2, [Status.OFFERED, Status.WAITLISTED]), (None, [Status.OFFERED] * 2)],
)
def test_more_seats_are_offered_to_those_who_wait_at_once(seats_now, offered):
    event, seated, line = _full_event()

    lifecycle.change(event=event, by=UserFactory(), at=DAY_BEFORE, hard_capacity=seats_now)

    assert _statuses(event) == [seated.status, *offered]
    assert _told(line[0])[-1] == "events/registration_offered"


# --- Asking -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "capacity", "status"),
    [
        (RegistrationMode.OPEN, None, Status.CONFIRMED),
        (RegistrationMode.OPEN, 1, Status.CONFIRMED),
        (RegistrationMode.OPEN, 0, Status.WAITLISTED),
        (RegistrationMode.APPROVAL, 0, Status.REQUESTED),
        (RegistrationMode.APPROVAL, None, Status.REQUESTED),
    ],
)
def test_request_is_answered_by_mode_and_seats(mode, capacity, status):
    event = EventFactory(registration_mode=mode, hard_capacity=capacity)
    person = PersonFactory()
    ref = uuid.uuid4()

    registration = registering.request(event=event, person=person, at=DAY_BEFORE, ref=ref)

    assert (registration.uuid, registration.status, registration.requested_at) == (
        ref,
        status,
        DAY_BEFORE,
    )
    assert registration.organisation_then == person.organisation
    assert _told(registration) == [f"events/registration_{status.lower()}"]


def test_notice_is_in_chinese_and_says_when_and_where():
    event = OpenEventFactory(title="消防课", place="三楼会议室")

    registration = _ask(event)

    values = Notice.objects.get().values
    assert values.pop("calendar")["uid"] == event.ical_uid
    assert values == {
        "title": "消防课",
        "when": "2025年6月11日 (星期三) 12:00–14:00",
        "where": "三楼会议室",
        "registration": str(registration.uuid),
        "until": "",
    }


def test_request_twice_returns_the_first_and_says_so_by_its_moment():
    event = OpenEventFactory()
    person = PersonFactory()
    first = registering.request(event=event, person=person, at=DAY_BEFORE)

    again = registering.request(event=event, person=person, at=DAY_BEFORE + timedelta(hours=1))

    assert (again.pk, again.requested_at) == (first.pk, DAY_BEFORE)
    assert Notice.objects.count() == 1


def test_request_twice_is_answered_even_after_the_start():
    event = OpenEventFactory()
    person = PersonFactory()
    first = registering.request(event=event, person=person, at=DAY_BEFORE)

    assert registering.request(event=event, person=person, at=NOON) == first


def test_request_with_a_used_ref_gets_another():
    event = OpenEventFactory()
    person = PersonFactory()
    ref = uuid.uuid4()
    first = registering.request(event=event, person=person, at=DAY_BEFORE, ref=ref)
    registering.withdraw(registration=first, at=DAY_BEFORE)

    again = registering.request(event=event, person=person, at=DAY_BEFORE, ref=ref)

    assert (again.status, again.uuid != ref) == (Status.CONFIRMED, True)


@pytest.mark.parametrize(
    ("fields", "at", "refusal"),
    [
        ({"registration_mode": RegistrationMode.NONE}, DAY_BEFORE, registering.RegistrationClosed),
        ({"status": EventStatus.DRAFT}, DAY_BEFORE, registering.RegistrationClosed),
        ({"status": EventStatus.CANCELLED}, DAY_BEFORE, registering.RegistrationClosed),
        ({"status": EventStatus.POSTPONED}, DAY_BEFORE, registering.RegistrationClosed),
        ({}, NOON, registering.RegistrationClosed),
        ({"registration_mode": RegistrationMode.INVITED}, DAY_BEFORE, registering.NotInvited),
    ],
)
def test_request_out_of_place_is_refused_and_leaves_nothing(fields, at, refusal):
    event = OpenEventFactory(**fields)

    with pytest.raises(refusal):
        _ask(event, at)

    assert _statuses(event) == []


def test_database_refuses_a_second_live_registration():
    first = RegistrationFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationFactory(event=first.event, person=first.person, status=Status.REQUESTED)


# --- Invitation and approval ----------------------------------------------------------------


@pytest.mark.parametrize(("capacity", "status"), [(1, Status.APPROVED), (0, Status.WAITLISTED)])
def test_invite_keeps_a_seat_or_a_place_in_line(capacity, status):
    event = EventFactory(registration_mode=RegistrationMode.INVITED, hard_capacity=capacity)
    person = PersonFactory()
    by = UserFactory()

    registration = registering.invite(event=event, person=person, by=by, at=DAY_BEFORE)

    assert (registration.status, registration.source) == (status, "INVITED")
    assert registering.invite(event=event, person=person, by=by, at=DAY_BEFORE) == registration


@pytest.mark.parametrize(("capacity", "status"), [(1, Status.APPROVED), (0, Status.WAITLISTED)])
def test_approve_grants_a_seat_or_a_place_in_line(capacity, status):
    event = EventFactory(registration_mode=RegistrationMode.APPROVAL, hard_capacity=capacity)
    registration = _ask(event)

    registration = registering.approve(
        registration=registration, by=UserFactory(), at=DAY_BEFORE + timedelta(hours=1)
    )

    assert registration.status == status
    assert _told(registration)[-1] == f"events/registration_{status.lower()}"


def test_confirm_after_approval_twice_is_once():
    event = EventFactory(registration_mode=RegistrationMode.APPROVAL)
    registration = registering.approve(registration=_ask(event), by=UserFactory(), at=DAY_BEFORE)

    registration = registering.confirm(registration=registration, at=DAY_BEFORE)
    registration = registering.confirm(registration=registration, at=DAY_BEFORE)

    assert registration.status == Status.CONFIRMED
    assert _told(registration) == [
        "events/registration_requested",
        "events/registration_approved",
        "events/registration_confirmed",
    ]


def test_reject_ends_a_request():
    registration = _ask(EventFactory(registration_mode=RegistrationMode.APPROVAL))

    registration = registering.reject(registration=registration, by=UserFactory(), at=DAY_BEFORE)

    assert registration.status == Status.REJECTED
    assert _told(registration)[-1] == "events/registration_rejected"


@pytest.mark.parametrize(
    "step",
    [
        lambda one: registering.approve(registration=one, by=UserFactory(), at=DAY_BEFORE),
        lambda one: registering.reject(registration=one, by=UserFactory(), at=DAY_BEFORE),
        lambda one: registering.confirm(registration=one, at=DAY_BEFORE),
        lambda one: registering.accept(registration=one, at=DAY_BEFORE),
        lambda one: registering.decline(registration=one, at=DAY_BEFORE),
        lambda one: registering.withdraw(registration=one, at=DAY_BEFORE),
    ],
)
def test_step_from_another_status_is_refused(step):
    registration = RegistrationFactory(status=Status.REJECTED)

    with pytest.raises(registering.StepImpossible) as refusal:
        step(registration)

    assert refusal.value.code == "registration_step"
    registration.refresh_from_db()
    assert registration.status == Status.REJECTED


# --- The waiting list -----------------------------------------------------------------------


def test_waiting_people_have_numbers_in_the_order_they_came():
    event, seated, line = _full_event(waiting=3)

    assert [seats.place_in_line(one) for one in line] == [1, 2, 3]
    assert seats.place_in_line(seated) is None
    assert seats.of(event, DAY_BEFORE) == seats.Seats(capacity=1, taken=1, waiting=3)


def test_waiting_list_keeps_its_order_when_a_clock_runs_behind():
    event, _seated, line = _full_event(waiting=1)

    late = _ask(event, DAY_BEFORE - timedelta(hours=1))

    assert [seats.place_in_line(one) for one in [*line, late]] == [1, 2]


def test_withdraw_offers_the_seat_to_the_next_until_twelve_hours_later():
    event, seated, (first, second) = _full_event()

    registering.withdraw(registration=seated, at=DAY_BEFORE)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Status.OFFERED, Status.WAITLISTED)
    assert first.offer_expires_at == DAY_BEFORE + timedelta(hours=12)
    assert (
        Notice.objects.get(person=first.person, template__endswith="offered").values["until"]
        == "6月11日 00:00"
    )
    assert seats.of(event, DAY_BEFORE) == seats.Seats(capacity=1, taken=1, waiting=1)


def test_offer_ends_at_the_start_at_last():
    _event, seated, (first, _second) = _full_event()

    registering.withdraw(registration=seated, at=NOON - timedelta(hours=3))

    first.refresh_from_db()
    assert first.offer_expires_at == NOON


def test_withdraw_after_the_start_is_refused():
    _event, seated, _line = _full_event()

    with pytest.raises(registering.StepImpossible):
        registering.withdraw(registration=seated, at=NOON)


def test_seat_at_a_postponed_event_is_given_back_after_the_old_day():
    event = EventFactory(registration_mode="OPEN")
    seated = registering.request(event=event, person=PersonFactory(), at=DAY_BEFORE)
    lifecycle.postpone(event=event, by=UserFactory(), at=DAY_BEFORE, reason="台风")

    given = registering.withdraw(registration=seated, at=NOON + timedelta(days=3))

    assert given.status == RegistrationStatus.CANCELLED


def test_withdraw_of_an_offer_takes_its_unsent_message_back():
    _event, seated, (first, second) = _full_event()
    registering.withdraw(registration=seated, at=DAY_BEFORE)

    registering.withdraw(registration=first, at=DAY_BEFORE)

    assert (
        Notice.objects.get(person=first.person, template__endswith="offered").withdrawn_at
        is not None
    )
    second.refresh_from_db()
    assert second.status == Status.OFFERED


def test_rejoining_goes_to_the_end_of_the_line():
    event, _seated, (first, second) = _full_event()
    registering.withdraw(registration=first, at=DAY_BEFORE + timedelta(minutes=1))

    # Even by a clock that says a moment before the others came.
    again = registering.request(event=event, person=first.person, at=DAY_BEFORE)

    assert again.pk != first.pk
    assert [seats.place_in_line(one) for one in (second, again)] == [1, 2]


def test_accept_in_time_twice_is_once():
    _event, seated, (first, _second) = _full_event()
    registering.withdraw(registration=seated, at=DAY_BEFORE)
    in_time = DAY_BEFORE + timedelta(hours=11, minutes=59)

    registering.accept(registration=first, at=in_time)
    registration = registering.accept(registration=first, at=in_time)

    assert (registration.status, registration.offer_expires_at) == (Status.CONFIRMED, None)


def test_accept_too_late_is_refused_and_the_next_has_the_offer():
    _event, seated, (first, second) = _full_event()
    registering.withdraw(registration=seated, at=DAY_BEFORE)

    for _try in range(2):
        with pytest.raises(registering.OfferExpired) as refusal:
            registering.accept(registration=first, at=DAY_BEFORE + timedelta(hours=12))

    assert refusal.value.code == "offer_expired"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Status.OFFER_EXPIRED, Status.OFFERED)
    assert second.offer_expires_at == NOON
    assert _told(first)[-1] == "events/registration_offer_expired"


def test_decline_passes_the_offer_on():
    _event, seated, (first, second) = _full_event()
    registering.withdraw(registration=seated, at=DAY_BEFORE)

    registering.decline(registration=first, at=DAY_BEFORE)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Status.DECLINED, Status.OFFERED)


def test_expire_offers_passes_each_on_and_counts_them():
    event, seated, (_first, _second) = _full_event()
    registering.withdraw(registration=seated, at=DAY_BEFORE)
    late = DAY_BEFORE + timedelta(hours=12)

    assert registering.expire_offers(at=late - timedelta(seconds=1)) == 0
    assert registering.expire_offers(at=late) == 1
    assert registering.expire_offers(at=late) == 0
    assert _statuses(event) == [Status.CANCELLED, Status.OFFER_EXPIRED, Status.OFFERED]


def test_expired_offer_holds_no_seat_before_any_sweep():
    event, seated, _line = _full_event(waiting=1)
    registering.withdraw(registration=seated, at=DAY_BEFORE)
    late = DAY_BEFORE + timedelta(hours=12)
    assert seats.of(event, late) == seats.Seats(capacity=1, taken=0, waiting=0)

    newcomer = _ask(event, late)

    assert newcomer.status == Status.CONFIRMED
    assert _statuses(event) == [Status.CANCELLED, Status.OFFER_EXPIRED, Status.CONFIRMED]


def test_newcomer_does_not_overtake_those_who_wait_for_a_seat_just_freed():
    event, seated, (first, _second) = _full_event()
    registering.withdraw(registration=seated, at=DAY_BEFORE)
    late = DAY_BEFORE + timedelta(hours=12)

    newcomer = _ask(event, late)

    first.refresh_from_db()
    assert (first.status, newcomer.status) == (Status.OFFER_EXPIRED, Status.WAITLISTED)
    assert seats.place_in_line(newcomer) == 1


def test_offer_fills_seats_that_were_added_in_the_order_of_the_line():
    event, _seated, (first, second) = _full_event()
    event.hard_capacity = 2
    event.save()

    assert registering.offer(event=event, at=DAY_BEFORE) == [first]
    assert registering.offer(event=event, at=DAY_BEFORE) == []
    event.hard_capacity = None
    event.save()
    assert registering.offer(event=event, at=DAY_BEFORE) == [second]


def test_seats_are_offered_in_the_order_of_the_line_not_of_the_requests():
    event = EventFactory(registration_mode=RegistrationMode.APPROVAL, hard_capacity=0)
    first, second = _ask(event), _ask(event)
    for number, one in enumerate([second, first]):
        registering.approve(
            registration=one, by=UserFactory(), at=DAY_BEFORE + timedelta(seconds=number)
        )
    event.hard_capacity = 1
    event.save()

    assert registering.offer(event=event, at=DAY_BEFORE + timedelta(minutes=1)) == [second]


def test_newcomer_behind_a_line_is_offered_one_of_many_added_seats():
    event, _seated, line = _full_event()
    event.hard_capacity = 10
    event.save()

    newcomer = _ask(event, DAY_BEFORE + timedelta(minutes=1))

    for one in line:
        one.refresh_from_db()
    assert [one.status for one in [*line, newcomer]] == [Status.OFFERED] * 3


@pytest.mark.parametrize(
    ("status", "at"),
    [(EventStatus.CANCELLED, DAY_BEFORE), (EventStatus.PUBLISHED, NOON)],
)
def test_no_seat_is_offered_when_nobody_can_come(status, at):
    event, _seated, _line = _full_event()
    event.hard_capacity, event.status = 5, status
    event.save()

    assert registering.offer(event=event, at=at) == []


def test_seats_without_limit_are_never_full():
    event = OpenEventFactory(hard_capacity=None)
    _ask(event)

    now = seats.of(event, DAY_BEFORE)

    assert (now, now.left, now.is_full) == (seats.Seats(None, 1, 0), None, False)


def test_seats_of_each_event_are_one_question(django_assert_num_queries):
    full, _seated, _line = _full_event()
    empty = OpenEventFactory(hard_capacity=3)

    with django_assert_num_queries(1):
        each = seats.of_each([full, empty], DAY_BEFORE)

    assert each == {
        full.pk: seats.Seats(capacity=1, taken=1, waiting=2),
        empty.pk: seats.Seats(capacity=3, taken=0, waiting=0),
    }
    assert each[empty.pk].left == 3


def test_history_of_a_seat_is_kept():
    event, seated, _line = _full_event(waiting=0)
    registering.withdraw(registration=seated, at=DAY_BEFORE)
    registering.request(event=event, person=seated.person, at=DAY_BEFORE)

    assert list(
        Registration.objects.filter(person=seated.person)
        .order_by("pk")
        .values_list("status", flat=True)
    ) == [Status.CANCELLED, Status.CONFIRMED]
