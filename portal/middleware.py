"""What happens around every request: its number in the log, its policy, a database away.

At the door much of it does not: nobody is signed in there, and five hundred phones come at once.
"""

import logging
import re
import uuid
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import bad_request
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from portal.lib import visitors
from portal.views import display

logger = logging.getLogger("portal.requests")
# How many times the largest form is still read, and forgotten, for the sake of an answer.
LET_THROUGH = 4
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# All addresses of the door begin like this, and no others do.
DOOR = ("/C/", "/c/")


class RequestLog:
    """Gives each request a number that stands in all its log lines and in its answer.

    The line names the route and not the address: addresses hold the tokens of personal
    calendars and passes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = monotonic()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            response = self.get_response(request)
            _log(request, response, monotonic() - started)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        response["X-Request-ID"] = request_id
        return response


def _log(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    match = request.resolver_match
    route = match.route if match else "-"
    if match and match.url_name == "wagtail_serve":
        route = request.path.lstrip("/")
    # A load balancer asks every few seconds.
    level = logging.DEBUG if route in {"healthz", "readyz"} else logging.INFO
    logger.log(
        level,
        "%s /%s %s",
        request.method,
        route,
        response.status_code,
        extra={"milliseconds": round(seconds * 1000)},
    )


class NoSuchValues:
    """Refuses what nobody types: a zero byte in an address or cookie, a key beyond all keys.

    PostgreSQL takes the one nowhere, SQLite not the other.

    In the fields of a form, Django's own fields refuse it with a sentence.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            "\0" in request.path_info
            or "%00" in request.META.get("QUERY_STRING", "")
            or any("\0" in value for value in request.COOKIES.values())
        ):
            return bad_request(request, SuspiciousOperation("a zero byte"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Refuse a key too large for SQLite among several; for a single one Django does it."""
        if isinstance(error, OverflowError) and "SQLite INTEGER" in str(error):
            return bad_request(request, error)
        return None


class BodyLimit:
    """Refuses what is larger than the largest form with a file, before any of it is kept.

    Django limits the fields of a form and their number, but writes files of any size to the disk,
    also for whoever is not signed in. A server in front has a limit of its own, if there is one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("Transfer-Encoding"):
            # In pieces, without a length: Django would read an empty form.
            page = bad_request(request, SuspiciousOperation("no length"))
            page.status_code = 411
            return page
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:  # Django reads nothing then
            length = 0
        if length <= settings.MOST_BODY_BYTES:
            return self.get_response(request)
        _let_through(request, length)
        # Without the request: nobody is looked up for such a page.
        words = {"most": settings.MOST_UPLOAD_BYTES // 1024 // 1024}
        return HttpResponse(render_to_string("413.html", words), status=413)


def _let_through(request: HttpRequest, length: int) -> None:
    """Read and forget what a browser is still sending, up to a few times the limit.

    A browser reads no answer before it has sent everything, and calls a connection that is closed
    meanwhile broken.
    """
    left = min(length, LET_THROUGH * settings.MOST_BODY_BYTES)
    with suppress(OSError):
        while left > 0 and (piece := request.read(min(left, 64 * 1024))):
            left -= len(piece)


class DatabaseAway:
    """Answers 503 with a sentence while the database does not, instead of an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn the loss of the database, and only that, into "try again in a moment"."""
        if settings.DEBUG or not isinstance(error, OperationalError | InterfaceError):
            return None
        logger.exception("The database does not answer")
        # Without the request: nothing in the page may ask the database again.
        page = render_to_string("503.html", {"elder": display.is_elder(request)})
        return HttpResponse(page, status=503, headers={"Retry-After": "10"})


class WrongMethod:
    """Says in words that a page is not opened this way, where Django answers an empty 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        browser = "text/html" in request.headers.get("Accept", "")
        if response.status_code == 405 and browser and not response.content:
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response


class BehindTheDoor:
    """Django's sessions, accounts and messages, and addresses that have moved.

    At the door there is none of them: a request passes all four at once. None of them looks at
    a view or at what it raises, so they can stand within one another here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        inner: Any = get_response
        for middleware in (
            RedirectMiddleware,
            MessageMiddleware,
            AuthenticationMiddleware,
            SessionMiddleware,
        ):
            inner = middleware(inner)
        self.house = inner

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(DOOR):
            return self.get_response(request)
        return self.house(request)


class Languages(LocaleMiddleware):
    """Django's rules for the language of a page; at the door those of `visitors.language`."""

    def process_request(self, request: HttpRequest) -> None:
        """Turn to the language of whoever asks."""
        if request.path_info.startswith(DOOR):
            remembered = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
            request.LANGUAGE_CODE = visitors.language(
                chosen=request.GET.get("lang") or remembered,
                accepted=request.headers.get("Accept-Language", ""),
            )
            translation.activate(request.LANGUAGE_CODE)
        else:
            super().process_request(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Name the language; at the door no address begins with one, and nothing is cached."""
        if request.path_info.startswith(DOOR):
            response["Content-Language"] = request.LANGUAGE_CODE
            return response
        return super().process_response(request, response)


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy for everybody, a wider one for the back office."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """At the door no page has a wish of its own: the policy is the one made at the start."""
        if request.path_info.startswith(DOOR):
            response[HEADER] = self.policy
            return response
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Wagtail's date choosers are inline scripts and its editor sets inline styles."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None and request.path_info.startswith("/admin/"):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts
