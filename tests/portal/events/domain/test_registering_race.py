"""Two hundred ask at once for thirty seats; with the guard off, the same test oversells."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from portal.events.domain import registering
from portal.events.enums import RegistrationStatus
from portal.events.models import Registration
from tests.factories.events import NOON
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.registrations import OpenEventFactory

pytestmark = pytest.mark.django_db(transaction=True)

AT = NOON - timedelta(days=1)
SEATS, PEOPLE, AT_ONCE = 30, 200, 40


def _all_ask(event, persons):
    """Ask from many threads, each with a connection of its own; return what went wrong."""
    together = Barrier(AT_ONCE)

    def _some_ask(some):
        try:
            together.wait(timeout=30)
            for person in some:
                registering.request(event=event, person=person, at=AT)
        finally:
            connection.close()

    share = len(persons) // AT_ONCE
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [
            pool.submit(_some_ask, persons[start : start + share])
            for start in range(0, len(persons), share)
        ]
    return [str(one.exception()) for one in asked if one.exception()]


def _persons(count):
    unit = OrganisationFactory()
    return PersonFactory.create_batch(count, organisation=unit)


def _with(status):
    return Registration.objects.filter(status=status)


def test_two_hundred_for_thirty_seats_thirty_confirmed_the_rest_in_line():
    event = OpenEventFactory(hard_capacity=SEATS)

    errors = _all_ask(event, _persons(PEOPLE))

    assert errors == []
    assert _with(RegistrationStatus.CONFIRMED).count() == SEATS
    waiting = list(_with(RegistrationStatus.WAITLISTED).order_by("pk"))
    assert len(waiting) == PEOPLE - SEATS
    # Rows are written in the order of the turns: nobody overtook, no two share a place, and
    # nobody waits who came before the last seat was given.
    assert waiting == sorted(waiting, key=lambda one: one.waitlisted_at)
    assert len({one.waitlisted_at for one in waiting}) == len(waiting)
    assert waiting[0].pk > max(_with(RegistrationStatus.CONFIRMED).values_list("pk", flat=True))


def test_one_person_asking_many_times_at_once_has_one_registration():
    event = OpenEventFactory(hard_capacity=SEATS)

    errors = _all_ask(event, _persons(1) * AT_ONCE)

    assert errors == []
    assert Registration.objects.count() == 1


def test_without_the_guard_the_same_test_oversells(monkeypatch):
    """Show that the first test can fail: no lock, and counting outside the transaction."""

    @contextmanager
    def _no_turn(event, at, *, expire=True):
        if connection.vendor == "postgresql":
            with transaction.atomic():
                yield event
        else:
            yield event

    monkeypatch.setattr(registering, "_turn", _no_turn)
    event = OpenEventFactory(hard_capacity=SEATS)

    _all_ask(event, _persons(PEOPLE))

    assert _with(RegistrationStatus.CONFIRMED).count() > SEATS
