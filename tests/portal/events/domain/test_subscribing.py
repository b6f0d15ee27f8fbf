"""The secret of a personal calendar: found again, revoked, never guessed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.events.domain import subscribing
from portal.events.models import CalendarToken
from portal.notices.domain import delivery
from portal.notices.models import Notice
from tests.factories.events import NOON
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_subscribe_twice_gives_the_same_secret_that_opens_the_calendar():
    person = PersonFactory()

    secret = subscribing.subscribe(person=person, at=NOON)

    assert subscribing.subscribe(person=person, at=NOON) == secret
    assert subscribing.owner(secret) == person
    assert subscribing.owner(secret.lower()) is None


def test_database_does_not_hold_the_secret():
    person = PersonFactory(name="王强")

    secret = subscribing.subscribe(person=person, at=NOON)

    token = CalendarToken.objects.get()
    assert (secret in token.digest, secret in token.sealed) == (False, False)
    assert str(token) == "王强 2025-06-11"


def test_revoke_makes_the_secret_worthless_and_the_next_is_another():
    person = PersonFactory()
    secret = subscribing.subscribe(person=person, at=NOON)

    assert subscribing.revoke(person=person, at=NOON + timedelta(days=1)) is True
    assert subscribing.revoke(person=person, at=NOON + timedelta(days=1)) is False

    assert subscribing.owner(secret) is None
    assert subscribing.subscribe(person=person, at=NOON + timedelta(days=2)) != secret


def test_database_refuses_two_live_secrets_of_one_person():
    person = PersonFactory()
    subscribing.subscribe(person=person, at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarToken.objects.create(person=person, digest="x", sealed="", created_at=NOON)


def test_send_leaves_word_of_the_address_once(settings):
    settings.PORTAL_BASE_URL = "https://portal.example"
    person = PersonFactory()

    subscribing.send(person=person, at=NOON)
    subscribing.send(person=person, at=NOON)

    secret = subscribing.subscribe(person=person, at=NOON)
    words = delivery.in_words(Notice.objects.get(person=person))
    assert f"https://portal.example/my-calendar/{secret}/" in words.text
