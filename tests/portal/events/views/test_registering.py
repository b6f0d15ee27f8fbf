"""Asking for a seat over HTTP, and the private page of a registration."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.events.domain import registering, subscribing
from portal.events.enums import EventStatus, RegistrationMode, RegistrationStatus
from portal.events.forms.registering import new_ref
from portal.events.models import Registration
from portal.events.views import registering as views
from portal.notices.domain import delivery
from portal.notices.models import Notice
from portal.people.models import Person
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.registrations import OpenEventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORDS = {"name": "王 小 强", "phone": "138-0013-8000", "unit": "宏远机械厂", "audience": "WORKER"}
Status = RegistrationStatus


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def event():
    return OpenEventFactory(starts_at=timezone.now() + DAY, hard_capacity=2)


def _ref(client, event):
    page = client.get(f"/e/{event.code}/register/").content.decode()
    return re.search(r'name="ref" value="([A-Z2-7]+)"', page)[1]


def _send(client, event, **words):
    words = {"ref": words.pop("ref", None) or _ref(client, event)} | WORDS | words
    return client.post(f"/e/{event.code}/register/", words)


def _private(registration):
    return f"/r/{registration.uuid}/"


# --- The form ---------------------------------------------------------------------------------


def test_form_suggests_units_and_is_kept_by_no_cache(client, event):
    OrganisationFactory(name="安信化工")

    response = client.get(f"/e/{event.code}/register/")

    assert '<option value="安信化工">' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_form_leads_away_when_nobody_can_register(client, event):
    event.status = EventStatus.CANCELLED
    event.save()

    response = client.get(f"/e/{event.code}/register/")

    assert (response.status_code, response["Location"]) == (302, f"/e/{event.code}/")


def test_registration_is_made_and_shown_on_its_private_page(client, event):
    OrganisationFactory(name="宏远机械厂")

    response = _send(client, event)

    registration = Registration.objects.get()
    assert (response.status_code, response["Location"]) == (302, _private(registration))
    assert (registration.status, registration.person.name) == (Status.CONFIRMED, "王小强")
    assert registration.person.organisation.name == "宏远机械厂"
    page = client.get(response["Location"])
    assert page.context["status"] == Status.CONFIRMED
    assert "王*强" in page.content.decode()
    assert "王小强" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_registration_knows_a_person_of_the_register(client, event):
    unit = OrganisationFactory(name="宏远机械厂")
    known = PersonFactory(name="王小强", phone_last4="8000", organisation=unit)

    _send(client, event)

    assert Registration.objects.get().person == known


def test_same_form_sent_twice_is_one_registration_and_the_same_page(client, event):
    ref = _ref(client, event)

    first = _send(client, event, ref=ref)
    second = _send(client, event, ref=ref)

    assert first["Location"] == second["Location"]
    assert Registration.objects.count() == 1


def test_second_form_of_the_same_person_says_since_when_but_gives_no_link(event):
    _send(Client(), event)

    response = _send(Client(), event)

    registration = Registration.objects.get()
    assert response.status_code == 200
    assert response.templates[0].name == "portal/events/registered_before.html"
    assert str(registration.uuid) not in response.content.decode()


def test_full_event_gives_a_number_on_the_waiting_list(client, event):
    for number in range(4):
        response = _send(
            Client(), event, phone=f"1380013800{number}", name=f"员工{'甲乙丙丁'[number]}"
        )

    page = client.get(response["Location"])
    assert (page.context["status"], page.context["place"]) == (Status.WAITLISTED, 2)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({"name": " "}, ["name"]),
        ({"name": "１２３"}, ["name"]),
        ({"name": "字" * 61}, ["name"]),
        ({"phone": "8000"}, ["phone"]),
        ({"phone": ""}, ["phone"]),
        ({"phone": "12345678901"}, ["phone"]),
        ({"audience": "KING"}, ["audience"]),
        ({"unit": "厂" * 121}, ["unit"]),
        ({"ref": "AAAA"}, ["ref"]),
        ({"name": "", "phone": "", "audience": ""}, ["audience", "name", "phone"]),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_keeps_what_was_typed(
    client, event, words, wrong
):
    response = _send(client, event, **words)

    form = response.context["form"]
    page = response.content.decode()
    assert response.status_code == 400
    assert sorted(form.errors) == wrong
    assert ('value="宏远机械厂"' in page) is ("unit" not in words)
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("age", [timedelta(hours=13), None])
def test_form_open_too_long_is_shown_again_with_a_fresh_ref(client, event, age):
    old = (
        new_ref(event, timezone.now() - age) if age else new_ref(OpenEventFactory(), timezone.now())
    )

    response = _send(client, event, ref=old)

    fresh = re.search(r'name="ref" value="([A-Z2-7]+)"', response.content.decode())[1]
    assert (response.status_code, fresh != old) == (400, True)
    assert _send(client, event, ref=fresh).status_code == 302


def test_refusal_of_the_domain_stands_above_the_form(client, event):
    ref = _ref(client, event)
    event.registration_mode = RegistrationMode.INVITED
    event.save()

    response = _send(client, event, ref=ref)

    assert response.status_code == 409
    assert event.title in response.context["form"].non_field_errors()[0]
    assert Registration.objects.count() == 0


def test_nul_and_odd_characters_are_refused_and_never_an_error(client, event):
    for name in ("王\x00强", "\u202e强王", "🙂", "<script>"):
        assert _send(client, event, name=name).status_code in {302, 400}


def test_too_many_tries_for_one_number_are_told_to_wait(client, event):
    ref = _ref(client, event)
    for _try in range(views.TRIES_PER_PHONE):
        _send(client, event, ref=ref, name="")

    response = _send(client, event, ref=ref)

    assert response.status_code == 429
    assert len(response.context["form"].non_field_errors()) == 1
    assert 'value="宏远机械厂"' in response.content.decode()


def test_too_many_tries_from_one_address_are_told_to_wait(client, event, monkeypatch):
    monkeypatch.setattr(views, "TRIES_PER_ADDRESS", 2)
    ref = _ref(client, event)

    codes = [_send(client, event, ref=ref, phone="").status_code for _try in range(3)]

    assert codes == [400, 400, 429]


def test_form_without_csrf_token_is_refused(event):
    client = Client(enforce_csrf_checks=True)

    assert client.post(f"/e/{event.code}/register/", WORDS).status_code == 403


@pytest.mark.parametrize("units", [1, 3])
def test_form_asks_the_same_questions_for_one_unit_and_three(
    client, event, units, django_assert_num_queries
):
    OrganisationFactory.create_batch(units)

    # The event, its seats, the units to choose from.
    with django_assert_num_queries(4):
        client.get(f"/e/{event.code}/register/")


# --- The private page --------------------------------------------------------------------------


@pytest.mark.parametrize("status", Status)
def test_each_status_has_a_page_that_can_be_read(client, event, status):
    registration = RegistrationFactory(
        event=event,
        status=status,
        waitlisted_at=timezone.now(),
        offer_expires_at=timezone.now() + timedelta(hours=1),
    )

    response = client.get(_private(registration))

    page = response.content.decode()
    assert (response.status_code, response.context["status"]) == (200, status)
    assert (f"{_private(registration)}withdraw/" in page) is registration.is_live
    assert (f"{_private(registration)}accept/" in page) is (status == Status.OFFERED)
    assert (f"{_private(registration)}confirm/" in page) is (status == Status.APPROVED)
    assert (f"/e/{event.code}/register/" in page) is (not registration.is_live)


def test_offer_past_its_time_is_shown_as_expired(client, event):
    registration = RegistrationFactory(
        event=event, status=Status.OFFERED, offer_expires_at=timezone.now()
    )

    assert client.get(_private(registration)).context["status"] == Status.OFFER_EXPIRED


@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.POSTPONED])
def test_page_says_when_the_event_is_off(client, event, status):
    event.status, event.status_reason = status, "台风预警"
    event.save()

    assert "台风预警" in client.get(_private(RegistrationFactory(event=event))).content.decode()


def test_page_of_a_postponed_event_promises_no_seat_at_the_old_time(client, event):
    registration = RegistrationFactory(event=event, status=Status.CONFIRMED)
    event.status, event.status_reason = EventStatus.POSTPONED, "台风预警"
    event.save()

    page = client.get(_private(registration)).content.decode()

    assert "活动延期" in page
    assert "<s>" in page
    assert "报名成功" not in page
    assert "添加到日历" not in page
    assert f"{_private(registration)}withdraw/" in page


def test_personal_calendar_says_what_is_called_off(client, event):
    registration = RegistrationFactory(event=event, status=Status.CONFIRMED)
    secret = subscribing.subscribe(person=registration.person, at=timezone.now())
    before = client.get(f"/my-calendar/{secret}/").content.decode()
    event.status, event.status_reason = EventStatus.CANCELLED, "台风预警"
    event.save()

    page = client.get(f"/my-calendar/{secret}/").content.decode()

    assert ("已确认" in before, "已确认" in page) == (True, False)
    assert "已取消" in page


def test_made_up_address_is_not_found(client):
    address = f"/r/{uuid.uuid4()}/"

    assert client.get(address).status_code == 404
    assert client.post(f"{address}withdraw/").status_code == 404
    assert client.post(f"{address}calendar/").status_code == 404


@pytest.mark.parametrize(
    ("before", "step", "after"),
    [
        (Status.CONFIRMED, "withdraw", Status.CANCELLED),
        (Status.APPROVED, "confirm", Status.CONFIRMED),
        (Status.OFFERED, "accept", Status.CONFIRMED),
        (Status.OFFERED, "decline", Status.DECLINED),
        (Status.REJECTED, "withdraw", Status.REJECTED),
    ],
)
def test_step_is_taken_or_refused_with_a_message(client, event, before, step, after):
    registration = RegistrationFactory(
        event=event, status=before, offer_expires_at=timezone.now() + timedelta(hours=1)
    )

    response = client.post(f"{_private(registration)}{step}/", follow=True)

    registration.refresh_from_db()
    assert (registration.status, response.status_code) == (after, 200)
    assert len(list(response.context["messages"])) == (before == after)


def test_get_changes_nothing_and_an_unknown_step_is_none(client, event):
    registration = RegistrationFactory(event=event)

    assert client.get(f"{_private(registration)}withdraw/").status_code == 405
    assert client.post(f"{_private(registration)}lock/").status_code == 404
    registration.refresh_from_db()
    assert registration.status == Status.CONFIRMED


# --- The personal calendar ------------------------------------------------------------------------


def test_calendar_is_sent_to_the_person_and_never_shown_to_whoever_registered(client, event):
    registration = RegistrationFactory(event=event, person=PersonFactory(phone_last4="8000"))

    response = client.post(f"{_private(registration)}calendar/", follow=True)

    secret = subscribing.subscribe(person=registration.person, at=timezone.now())
    notice = Notice.objects.get(person=registration.person)
    assert secret not in str(notice.values)
    assert secret in delivery.in_words(notice).text
    assert secret not in response.content.decode()
    assert "1******8000" in response.content.decode()


def test_my_calendar_lists_what_is_ahead_and_can_be_made_invalid(client, event):
    person = PersonFactory()
    registering.request(event=event, person=person, at=timezone.now())
    secret = subscribing.subscribe(person=person, at=timezone.now())
    address = f"/my-calendar/{secret}/"

    page = client.get(address).content.decode()
    assert event.title in page.replace("<wbr>", "")
    assert f"/calendar/personal/{secret}.ics" in page

    assert client.post(address).status_code == 302
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_my_calendar_without_registrations_says_how_to_begin(client):
    secret = subscribing.subscribe(person=PersonFactory(), at=timezone.now())

    assert 'href="/classes/"' in client.get(f"/my-calendar/{secret}/").content.decode()


def test_persons_are_not_made_by_looking(client, event):
    client.get(f"/e/{event.code}/register/")

    assert Person.objects.count() == 0
