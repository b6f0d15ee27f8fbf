"""Registrations of an event, as the office decides and adds them."""

import pytest

from portal.events.enums import (
    RegistrationMode,
    RegistrationStatus,
)
from portal.events.models import Registration
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.portal.events.views.asking import register, said, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("verdict", "status"),
    [("approve", RegistrationStatus.APPROVED), ("reject", RegistrationStatus.REJECTED)],
)
def test_request_is_decided(back_office, coming, verdict, status):
    request = register(coming)

    response = back_office.post(url("decide", coming, request.uuid, verdict), follow=True)

    request.refresh_from_db()
    assert request.status == status
    assert request.person.name in said(response)[0]


def test_request_decided_already_is_refused_in_words(back_office, coming):
    request = register(coming, status=RegistrationStatus.REJECTED)

    response = back_office.post(url("decide", coming, request.uuid, "approve"), follow=True)

    request.refresh_from_db()
    assert request.status == RegistrationStatus.REJECTED
    assert len(said(response)) == 1


def test_unknown_verdict_is_not_there(back_office, coming):
    request = register(coming)

    assert back_office.post(url("decide", coming, request.uuid, "bless")).status_code == 404


def test_people_are_found_and_added(back_office, coming, office):
    person = PersonFactory(name="王小强", organisation=office, phone_last4="2468")
    PersonFactory(name="王小强", organisation=OrganisationFactory())

    by_name = back_office.get(url("find_person", coming), {"q": "小强"})
    by_digits = back_office.get(url("find_person", coming), {"q": "2468"})
    back_office.post(url("add_person", coming, person.uuid), {"q": "小强"})
    again = back_office.get(url("find_person", coming), {"q": "小强"})

    assert list(by_name.context["found"]) == list(by_digits.context["found"]) == [person]
    assert Registration.objects.get().person == person
    assert again.context["taken"] == {person.pk}


def test_search_needs_two_characters(back_office, coming):
    response = back_office.get(url("find_person", coming), {"q": "王"})

    assert response.context["form"].errors
    assert list(response.context["found"]) == []


def test_person_of_another_unit_cannot_be_added(back_office, coming):
    stranger = PersonFactory()

    assert back_office.post(url("add_person", coming, stranger.uuid)).status_code == 404


def test_person_cannot_be_added_once_it_is_over(back_office, over, office):
    over.registration_mode = RegistrationMode.OPEN
    over.save()
    person = PersonFactory(organisation=office)

    response = back_office.post(url("add_person", over, person.uuid), follow=True)

    assert Registration.objects.count() == 0
    assert len(said(response)) == 1
