"""A Refusal as an answer; for views only."""

from django.contrib import messages
from django.http import HttpRequest, JsonResponse

from portal.lib.refusals import Refusal


def as_json(refusal: Refusal) -> JsonResponse:
    """Return the refusal as ``{"code", "message"}`` with status 409 (RFC 9110, section 15.5.10)."""
    return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=409)


def as_message(request: HttpRequest, refusal: Refusal) -> None:
    """Show the refusal on the next page."""
    messages.error(request, str(refusal))
