"""What people see when something is not there, not allowed or broken.

No test here may touch the database: these pages are for when it is away, and say so to the
one query they try.
"""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation
from django.views import defaults
from django.views.csrf import csrf_failure

from portal.people.domain.queries import masthead


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
        (defaults.server_error, {}, 500, "Something went wrong here"),
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
