"""What people are told about their registration, in words."""

from datetime import timedelta

import pytest

from portal.events.domain import registering
from portal.events.enums import RegistrationMode
from portal.notices.domain import delivery
from portal.notices.models import Notice
from tests.factories.events import NOON
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.registrations import OpenEventFactory

pytestmark = pytest.mark.django_db
AT = NOON - timedelta(days=1)


def test_every_status_has_words_with_the_event_and_the_private_link(settings):
    settings.PORTAL_BASE_URL = "https://portal.example"
    full = OpenEventFactory(title="动火 & 用电", place="三楼", hard_capacity=1)
    first = registering.request(event=full, person=PersonFactory(), at=AT)
    for _waiting in range(2):
        registering.request(event=full, person=PersonFactory(), at=AT)
    confirmed = Notice.objects.get(person=first.person)
    registering.withdraw(registration=first, at=AT)
    registering.expire_offers(at=AT + timedelta(hours=13))
    asked = OpenEventFactory(title="动火 & 用电", registration_mode=RegistrationMode.APPROVAL)
    by = UserFactory()
    for decide in (registering.approve, registering.reject):
        registration = registering.request(event=asked, person=PersonFactory(), at=AT)
        decide(registration=registration, by=by, at=AT)

    said = {notice.template: delivery.in_words(notice) for notice in Notice.objects.all()}
    confirmed.refresh_from_db()
    assert confirmed.withdrawn_at is not None

    assert sorted(said) == [
        "events/registration_approved",
        "events/registration_cancelled",
        "events/registration_confirmed",
        "events/registration_offer_expired",
        "events/registration_offered",
        "events/registration_rejected",
        "events/registration_requested",
        "events/registration_waitlisted",
    ]
    assert [name for name, message in said.items() if "动火 & 用电" not in message.subject] == []
    assert [
        name for name, message in said.items() if "https://portal.example/r/" not in message.text
    ] == []
    assert "三楼" in said["events/registration_confirmed"].text
    assert {name: message.entry.cancelled for name, message in said.items() if message.entry} == {
        "events/registration_confirmed": False,
        "events/registration_cancelled": True,
    }
