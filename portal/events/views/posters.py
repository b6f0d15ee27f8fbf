"""Posters on paper: a page to print and a PDF, A4 or A3."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.events.domain.queries import upcoming
from portal.events.enums import RegistrationMode
from portal.events.models import Event
from portal.events.views.public import public_event
from portal.lib import pdf, qr, throttles, visitors
from portal.lib.periods import business_date
from portal.lib.refusals import Refusal

SIZES = ("a4", "a3")
# The class of a heading wider than so many letters.
HEADINGS = ((120, "longest"), (72, "longer"), (36, "long"))
HAN_FROM = 0x2E7F
# Paper is creased, rained on and photographed from the side.
LEVEL: qr.Level = "Q"


@require_safe
def show_poster(request: HttpRequest, code: str) -> HttpResponse:
    """Show the poster as it will be printed, with the ways to print it."""
    at = timezone.now()
    context = _context(_standing(code, at), _size(request), at)
    return render(request, "portal/events/poster.html", context)


@require_safe
def download_poster(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the poster as PDF."""
    size, at = _size(request), timezone.now()
    event = _standing(code, at)
    key = f"poster:{event.pk}:{event.changed_at.timestamp()}:{size}:{get_language()}"
    key = f"{key}:{business_date(at)}:{event.standing}"
    made = cache.get(key)
    if made is None:
        try:
            address = visitors.address(request.META)
            throttles.count(f"poster:{address}", limit=30, seconds=600)
            made = pdf.render(
                render_to_string("portal/events/poster.html", _paper(event, size, at))
            )
        except Refusal as refusal:
            context = _context(event, size, at) | {"refusal": refusal}
            return render(request, "portal/events/poster.html", context, status=503)
        cache.set(key, made, 3600)
    response = HttpResponse(made, content_type="application/pdf")
    name = f"{event.code}-{size}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _standing(code: str, at: datetime) -> Event:
    """Return the event with where it stands: a poster asks nobody for what is not possible."""
    return upcoming.with_seats([public_event(code)], at)[0]


def _size(request: HttpRequest) -> str:
    size = request.GET.get("size", "").lower()
    return size if size in SIZES else SIZES[0]


def _paper(event: Event, size: str, at: datetime) -> dict[str, Any]:
    """The context of the PDF: the style stands in the document, for nothing is fetched."""
    found = finders.find("events/poster.css")
    return _context(event, size, at) | {"style": Path(str(found)).read_text(encoding="utf-8")}


def _context(event: Event, size: str, at: datetime) -> dict[str, Any]:
    address = settings.PORTAL_BASE_URL + reverse("public:event", args=[event.code])
    code = qr.address(settings.PORTAL_BASE_URL, reverse("events:short", args=[event.code]))
    return {
        "event": event,
        "size": size,
        "other_size": SIZES[1 - SIZES.index(size)],
        "address": address.removeprefix("https://").removeprefix("http://"),
        "code": qr.svg(code, level=LEVEL, label=_("QR code of %(address)s") % {"address": address}),
        "heading": _heading(event.title),
        "registers": event.standing.takes_registrations,
        "by_invitation": event.registration_mode == RegistrationMode.INVITED,
        "at": at,
    }


def _heading(title: str) -> str:
    """Return how small a title must be set: a Chinese character is about two letters wide."""
    width = sum(2 if ord(sign) > HAN_FROM else 1 for sign in title)
    return next((name for more, name in HEADINGS if width > more), "")
