"""The screen in the room: one huge rotating code, and how many have come.

The screen needs no account and no clock: it asks every five seconds by its secret address
and is told for how many milliseconds the code still lives.
"""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.events.domain import doorcodes, doors, screens
from portal.events.domain.doors import DoorClosed
from portal.events.domain.queries import attendance
from portal.events.models import Event
from portal.lib import qr


@method_decorator(never_cache, name="dispatch")
class ShowScreen(View):
    """The page that stays open on the projector."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        screen = screens.find(token=token)
        if screen is None:
            raise Http404
        response = render(
            request,
            "portal/events/display.html",
            {
                "event": screen.event,
                "state": _state(screen.event),
                "state_url": reverse("events:screen-state", args=[token]),
                "typing_address": _shown(reverse("events:door-type")),
            },
        )
        response["Referrer-Policy"] = "no-referrer"
        return response


@never_cache
@require_safe
def screen_state(request: HttpRequest, token: str) -> HttpResponse:
    """Answer the screen's question: the code of the moment, for how long, how many came."""
    screen = screens.find(token=token)
    if screen is None:
        return JsonResponse({"revoked": True}, status=404)
    return JsonResponse(_state(screen.event))


def _state(event: Event) -> dict[str, Any]:
    at = timezone.now()
    door = doors.of(event)
    tally = attendance.tally(event.pk)
    state: dict[str, Any] = {"registered": tally.registered, "present": tally.present}
    try:
        door.check(at)
    except DoorClosed as refusal:
        # Who waits for the door to open is told how; afterwards nobody has anything to scan.
        return state | {"closed": str(refusal), "over": at >= door.opens_at}
    code = doorcodes.current(event_code=door.code, epoch=door.epoch, kind=door.kind_at(at), at=at)
    url = qr.address(
        settings.PORTAL_BASE_URL, reverse("events:door-scan", args=[door.code, code.mac])
    )
    return state | {
        "url": url,
        "path": qr.path(url),
        "side": qr.side(url),
        "typed": f"{code.typed[:3]} {code.typed[3:]}",
        "kind": code.kind,
        "expires_in_ms": code.expires_in_ms,
        "step_ms": doorcodes.STEP_SECONDS * 1000,
    }


def _shown(path: str) -> str:
    return (settings.PORTAL_BASE_URL.split("://", 1)[-1] + path).lower()
