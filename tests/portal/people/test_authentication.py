"""How often a password may be tried."""

import re

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.urls import reverse

from portal.people import authentication
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
GOOD, BAD = "correct horse battery", "wrong"
LOGIN = "wagtailadmin_login"


def log_in(client, password, username="li", **extra):
    return client.post(reverse(LOGIN), {"username": username, "password": password}, **extra)


@pytest.fixture
def li():
    return UserFactory(username="li", is_superuser=True)


def errors(response):
    return [one.code for one in response.context["form"].non_field_errors().as_data()]


def test_tenth_wrong_password_closes_the_account_even_for_the_right_one(client, li):
    said = [errors(log_in(client, BAD)) for _ in range(10)]

    assert said == [["invalid_login"]] * 9 + [["tried_too_often"]]
    assert errors(log_in(client, GOOD, "LI")) == ["tried_too_often"]
    assert errors(log_in(client, GOOD, REMOTE_ADDR="10.1.1.1")) == ["tried_too_often"]


def test_name_that_no_account_has_hears_the_same(client, li):
    for _ in range(10):
        last = log_in(client, BAD, "nobody")

    assert errors(last) == ["tried_too_often"]
    assert log_in(client, GOOD).status_code == 302


def test_right_password_begins_anew_and_costs_the_address_nothing(client, li, monkeypatch):
    monkeypatch.setattr(authentication, "TRIES_PER_ADDRESS", 10)
    for _ in range(9):
        log_in(client, BAD)

    assert [log_in(client, GOOD).status_code for _ in range(3)] == [302] * 3
    client.logout()
    assert errors(log_in(client, BAD, "others")) == ["tried_too_often"]


def test_many_names_from_one_address_are_stopped(client, li, monkeypatch):
    monkeypatch.setattr(authentication, "TRIES_PER_ADDRESS", 3)
    for name in ("a", "b", "c"):
        log_in(client, BAD, name)

    assert errors(log_in(client, GOOD)) == ["tried_too_often"]
    assert log_in(client, GOOD, REMOTE_ADDR="10.1.1.1").status_code == 302


def test_password_asked_for_elsewhere_is_counted_too(li):
    """The second person who unlocks an event signs in beside the first."""
    for _ in range(10):
        authenticate(None, username="li", password=BAD)

    assert authenticate(None, username="li", password=GOOD) is None


def ask_for_password(client, email):
    return client.post(reverse("wagtailadmin_password_reset"), {"email": email}).status_code


def test_letters_for_a_new_password_are_few_and_the_page_says_nothing(
    client, django_capture_on_commit_callbacks
):
    UserFactory(username="wang", email="wang@example.cn", is_superuser=True)

    with django_capture_on_commit_callbacks(execute=True):
        pages = [
            ask_for_password(client, email)
            for email in ["wang@example.cn"] * 5 + ["nobody@example.cn"]
        ]

    assert (pages, len(mail.outbox)) == ([302] * 6, 3)


def test_new_password_is_set_by_the_link_in_the_letter(client, django_capture_on_commit_callbacks):
    UserFactory(username="wang", email="wang@example.cn", is_superuser=True)

    with django_capture_on_commit_callbacks(execute=True):
        ask_for_password(client, "Wang@example.cn")

    (letter,) = mail.outbox
    link = re.search(r"http\S+(/admin/password_reset/confirm/\S+)", letter.body)[1]
    assert (letter.to, "\n" in letter.subject) == (["wang@example.cn"], False)
    assert client.get(link, follow=True).context["validlink"]


def test_page_for_a_new_password_asks_no_mail_server_and_looks_for_no_account(
    client, monkeypatch, django_assert_num_queries
):
    """Known and unknown addresses cannot be told apart, neither by the answer nor by its time."""
    UserFactory(username="wang", email="wang@example.cn", is_superuser=True)
    monkeypatch.setattr(mail.EmailMessage, "send", lambda self: pytest.fail("in the request"))

    for email in ("wang@example.cn", "nobody@example.cn"):
        with django_assert_num_queries(1):
            assert ask_for_password(client, email) == 302
