"""What people see when something is not there, not allowed or broken.

No test here may touch the database: these pages are for when it is away, and say so to the
one query they try.
"""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults
from django.views.csrf import csrf_failure
from lxml import html

from portal.people.domain.queries import masthead
from portal.views import faults


@pytest.fixture(autouse=True)
def _database_away(monkeypatch):
    def lose(language):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(masthead, "of_site", lose)


def ask(view, path="/x/", **values):
    request = RequestFactory().get(path)
    return view(request, **values)


@pytest.mark.parametrize(
    ("view", "values", "status", "heading"),
    [
        (defaults.page_not_found, {"exception": Http404()}, 404, "There is no page at this"),
        (defaults.permission_denied, {"exception": PermissionDenied()}, 403, "is not open to you"),
        (defaults.bad_request, {"exception": ValueError()}, 400, "could not be read"),
        (faults.show_fault, {}, 500, "Something went wrong here"),
        (csrf_failure, {}, 403, "The form has expired"),
    ],
)
def test_error_page_stands_in_the_frame_and_leads_on(view, values, status, heading):
    with translation.override("en"):
        answer = ask(view, path="/en/x/", **values)

    text = answer.content.decode()
    assert answer.status_code == status
    assert heading in text.partition("<h1>")[2].partition("</h1>")[0]
    assert '<html lang="en">' in text
    assert 'href="/en/"' in text
    assert 'href="tel:119"' in text
    assert " style=" not in text


def test_error_page_keeps_large_type():
    request = RequestFactory().get("/x/")
    request.COOKIES["display"] = "elder"

    text = defaults.page_not_found(request, Http404()).content.decode()

    assert 'data-mode="elder"' in text


@pytest.mark.parametrize("view", [faults.show_fault, defaults.page_not_found])
def test_page_about_nothing_is_not_for_search_engines(view):
    given = {} if view is faults.show_fault else {"exception": Http404()}
    head = html.fromstring(ask(view, **given).content).find("head")

    assert head.find("meta[@name='robots']").get("content") == "noindex"
    assert head.find("link[@rel='canonical']") is None


def test_nothing_at_an_address_leads_to_what_many_look_for():
    with translation.override("en"):
        tree = html.fromstring(ask(defaults.page_not_found, "/en/x/", exception=Http404()).content)

    ways = [link.get("href") for link in tree.xpath("//ul[@class='ways']//a")]
    assert "/en/classes/" in ways
    assert "/en/news/?kind=KNOWLEDGE" in ways


def test_fault_tells_whom_to_call_and_keeps_large_type(settings):
    request = RequestFactory().get("/x/")
    request.COOKIES["display"] = "elder"

    tree = html.fromstring(faults.show_fault(request).content)

    assert tree.get("data-mode") == "elder"
    assert tree.xpath("//*[@class='help-lines']//a/@href") == ["tel:119", "tel:120", "tel:110"]


@pytest.fixture
def broken(settings):
    """A portal in which one address fails."""
    settings.ROOT_URLCONF = "tests.portal.views.broken_urls"


@pytest.mark.parametrize(
    ("path", "status", "language"), [("/fault/", 500, "zh-Hans"), ("/away/", 503, "zh-Hans")]
)
def test_portal_without_a_database_answers_in_its_frame(broken, path, status, language):
    """Through all middleware; a query would fail here by itself."""
    answer = Client(raise_request_exception=False).get(path)

    assert answer.status_code == status
    tree = html.fromstring(answer.content)
    assert tree.get("lang") == language
    assert tree.find(".//header[@class='top']") is not None
    assert tree.find(".//footer") is not None
