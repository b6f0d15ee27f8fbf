"""Whatever is sent, the answer is a sentence and not an error."""

import re

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from portal.lib import pdf
from tests.policy import asking
from tests.policy.addresses import addresses
from tests.policy.nasty import IN_ADDRESSES, QUERIES, VALUES, Everywhere
from tests.policy.world import ADMIN, World

pytestmark = pytest.mark.django_db

OURS = [one for one in addresses() if one.is_ours]
METHODS = ("head", "delete")
MARK = "QQQQQQQQ"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), asking.taken_back(), pytest.MonkeyPatch.context() as patch:
        asking.render_nothing(patch)
        patch.setattr(pdf, "render", lambda page: b"")
        yield World()


@pytest.fixture(scope="module")
def browser(world):
    """The administrator's, who gets everywhere; errors come as answers."""
    client = Client(raise_request_exception=False)
    client.force_login(world.accounts[ADMIN])
    return client


@pytest.mark.parametrize("address", OURS, ids=[one.name for one in OURS])
def test_field_may_hold_anything(world, address):
    path = reverse(address.name, kwargs=world.arguments(address.name, address.wanted, "own"))
    view = resolve(path)
    for value in VALUES.values():
        for method in address.methods:
            request = getattr(RequestFactory(), method)(path)
            request.user, request.session = world.accounts[ADMIN], {}
            request.resolver_match, request.LANGUAGE_CODE = view, "zh-hans"
            request._messages = CookieStorage(request)
            request._dont_enforce_csrf_checks = True
            request.GET = Everywhere(value)
            if method == "post":
                request.POST = Everywhere(value)
            with asking.taken_back():
                try:
                    response = view.func(request, *view.args, **view.kwargs)
                except (Http404, PermissionDenied, SuspiciousOperation, OverflowError):
                    continue
                for close in response._resource_closers:
                    close()

            assert response.status_code < 500, (method, value[:20])


def places():
    """Return every address with one argument marked, as far as it takes any text."""
    for one in OURS:
        route = re.sub(r"\(\?P<\w+>[^)]*\)", f"<{MARK}>", one.route)
        if "<" in route:
            plain = re.sub(r"<[^>]*>", MARK, route)
            yield "/" + re.sub(r"\[Cc\]", "C", plain).replace("^", "").replace("$", "").replace(
                "/?", "/"
            ).replace("\\", "")


@pytest.mark.parametrize("place", sorted(set(places())))
def test_address_may_hold_anything(browser, place):
    said = {
        text: browser.generic(method, place.replace(MARK, text)).status_code
        for text, method in zip(IN_ADDRESSES, ("GET", "POST") * 3, strict=True)
    }

    assert {key: status for key, status in said.items() if status >= 500} == {}


QUERIED = [one for one in OURS if not one.wanted and "get" in one.methods]


@pytest.mark.parametrize("address", QUERIED, ids=[one.name for one in QUERIED])
def test_query_may_hold_anything(browser, address):
    path = reverse(address.name)

    said = {query[:30]: browser.get(f"{path}?{query}").status_code for query in QUERIES}

    assert {key: status for key, status in said.items() if status >= 500} == {}


@pytest.mark.parametrize("address", OURS, ids=[one.name for one in OURS])
def test_any_method_may_be_used(world, browser, address):
    path = reverse(address.name, kwargs=world.arguments(address.name, address.wanted, "foreign"))

    with asking.taken_back():
        answers = {method: getattr(browser, method)(path) for method in METHODS}
        for close in (one for answer in answers.values() for one in answer._resource_closers):
            close()
    said = {method: answer.status_code for method, answer in answers.items()}

    assert {key: status for key, status in said.items() if status >= 500} == {}


@pytest.mark.parametrize(
    "name", ["sessionid", "portal_device", "csrftoken", "django_language", "messages"]
)
@pytest.mark.parametrize(
    "value", ['"aaaaaaaaaa\\000aaaaaaaaaaaaaaaaaaaaaaa"', "\u00ff" * 40, "a" * 5000]
)
def test_cookie_may_hold_anything(world, name, value):
    client = Client(raise_request_exception=False)
    said = [
        client.get(path, headers={"cookie": f"{name}={value}"}).status_code
        for path in (
            "/",
            "/admin/",
            "/C/",
            f"/C/{world.own.event.code}/{'A' * 16}/",
            "/classes/",
            "/nowhere/",
        )
    ]

    assert max(said) < 500


@pytest.mark.parametrize(
    "path",
    [
        "/%00/",
        "/nowhere/%00",
        "/?q=%00",
        "/admin/images/?q=%00",
        "/admin/pages/search/?q=a%00",
        "/classes/?page=%00",
    ],
)
def test_zero_byte_in_an_address_is_refused(browser, path):
    assert browser.get(path).status_code == 400


def test_key_beyond_all_keys_among_several_is_refused(browser):
    sent = {"name": "x", "kind": "ENTERPRISE", "tags": "9" * 30}

    assert browser.post(reverse("organisation:add"), sent).status_code in {200, 400}
