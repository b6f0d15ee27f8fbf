"""What happens around every request: its number in the log, its policy, a database away."""

import logging
import re
import uuid
from collections.abc import Callable
from time import monotonic

import structlog
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

logger = logging.getLogger("portal.requests")
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


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
        page = render_to_string("503.html")
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


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy for everybody, a wider one for the back office."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Wagtail's date choosers are inline scripts and its editor sets inline styles."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None and request.path_info.startswith("/admin/"):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts
