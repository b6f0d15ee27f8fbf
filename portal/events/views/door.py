"""The visitor's phone at the door: no account, no script, one question a screen.

Reading a code (GET) changes nothing. It gives the phone a random cookie and a signed ticket;
only the confirmation (POST) writes, and the ticket's id is its idempotency key.

Everybody at a door gets the same few pages within a minute: they are kept as stencils.
"""

import secrets
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.csrf import csrf_failure as django_csrf_failure

from portal.events.domain import doorcodes, doors, scanning, tickets, walkins
from portal.events.domain.doors import Door
from portal.events.domain.tickets import Ticket
from portal.events.enums import DoorOutcome, ScanKind, ScanSource
from portal.events.forms.door import IdentifyForm, TypedCodeForm, WalkInForm
from portal.lib import throttles, tokens, visitors
from portal.lib.marking import as_name
from portal.lib.names import name_key
from portal.lib.periods import BUSINESS_ZONE
from portal.lib.refusals import Refusal
from portal.lib.sealing import fingerprint
from portal.lib.stencils import Stencil
from portal.people.domain import matching
from portal.people.models import Person

DEVICE_COOKIE = "portal_device"
DEVICE_COOKIE_AGE = 400 * 24 * 3600
HEADERS = {
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
    # Not "no-referrer": with it browsers post "Origin: null", which no CSRF check lets in.
    "Referrer-Policy": "same-origin",
}

# A hall of five hundred people sits behind one address; each may mistype.
NAMES_PER_ADDRESS = 1500
# Six digits are few: wrong ones within five minutes, whoever types them.
WRONG_DIGITS = 500
# Wrong guesses at the people of one name within an hour; ten thousand would take weeks.
GUESSES_PER_NAME = 20

# Which colour and shape an answer has; the words are in the template.
TONES = {
    DoorOutcome.ADMITTED: "safe",
    DoorOutcome.ALREADY_IN: "safe",
    DoorOutcome.LEFT: "must",
    DoorOutcome.ROLL_CALLED: "safe",
    DoorOutcome.REVIEW: "care",
    DoorOutcome.NOT_COUNTED: "stop",
}


class DoorPage(View):
    """What the pages of the door share: phone, door, refusals as pages."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.at = timezone.now()
        self.secret = request.COOKIES.get(DEVICE_COOKIE, "")
        self.device = fingerprint(self.secret, "device") if self.secret else ""
        self.door = None
        try:
            response = super().dispatch(request, *args, **kwargs)
        except tokens.TokenExpired:
            response = self.refuse(
                _("Too much time has passed"),
                _("Scan the code on the screen once more; your seat is not lost."),
                status=410,
            )
        except tickets.TicketForeign as refusal:
            response = self.refuse(_("Not on this phone"), str(refusal), status=403)
        except tokens.TokenInvalid:
            response = self.refuse(
                _("This page is not complete"),
                _("Scan the code on the screen once more."),
                status=400,
            )
        except throttles.TriedTooOften as refusal:
            response = self.refuse(_("One moment, please"), str(refusal), status=429)
        except Refusal as refusal:
            response = self.refuse(_("Not possible now"), str(refusal), status=409)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    def count_names(self, request: HttpRequest) -> None:
        """Limit how many names a phone gives, and all phones behind one address.

        A phone is known by a cookie of its own, which it may throw away.
        """
        throttles.count(f"door-names:{self.device}", limit=12, seconds=600)
        throttles.count(f"door-names:{_address(request)}", limit=NAMES_PER_ADDRESS, seconds=600)

    def find_door(self, code: str) -> Door | None:
        """Return the door of an event, or None; the page then says that there is none."""
        self.door = doors.find(code=code, at=self.at)
        return self.door

    def ticket(self, request: HttpRequest, door: Door) -> Ticket:
        """Return the ticket the form brought back; raises what `tickets.read` raises."""
        text = request.POST.get("ticket") or request.GET.get("ticket") or ""
        return tickets.read(text=text, door=door, device=self.device, at=self.at)

    def page(self, name: str, status: int = 200, **context: Any) -> HttpResponse:
        """Render one screen of the door."""
        context |= {"door": self.door, "elder": self.elder}
        return render(self.request, _template(name), context, status=status)

    def stencilled(
        self, name: str, filling: dict[str, str], **context: str | bool | type
    ) -> HttpResponse:
        """Render one screen that many get alike; empty words have no place in it."""
        holes = tuple(hole for hole, word in filling.items() if word)
        language = get_language()
        stencil = _stencil(name, holes, self.door, self.elder, language, **context)
        return HttpResponse(stencil.fill(**filling))

    @property
    def elder(self) -> bool:
        """Whether the visitor reads in large letters."""
        return self.request.COOKIES.get("display") == "elder"

    def refuse(self, headline: str, sentence: str, *, status: int) -> HttpResponse:
        """Render a refusal: what happened, what to do."""
        return self.page("refusal", status, headline=headline, sentence=sentence, tone="stop")

    def http_method_not_allowed(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Answer a phone that opens the page of an answer anew: browsers drop pages they hide."""
        response = self.page(
            "refusal",
            405,
            headline=_("This page cannot be opened again"),
            sentence=_(
                "If you have checked in, it still counts. Scan the code on the screen once more "
                "to see it."
            ),
            tone="care",
        )
        response["Allow"] = ", ".join(self._allowed_methods())
        return response

    def unknown(self) -> HttpResponse:
        """Say that there is no such event; the same for a mistyped and a foreign code."""
        return self.refuse(
            _("No such code"), _("Scan the code on the screen in the room."), status=404
        )

    def expired(self) -> HttpResponse:
        """Say that a code is no longer good, and what to do instead."""
        return self.page(
            "refusal",
            410,
            headline=_("This code has expired"),
            sentence=_(
                "The code on the screen changes every 15 seconds; a forwarded photo does "
                "not work. Please scan the screen again."
            ),
            tone="stop",
            offer_typing=True,
        )

    def who_is_it(self, request: HttpRequest, door: Door, kind: str) -> HttpResponse:
        """After a good code: ask a known phone whether it is still its owner's, else who comes."""
        door.check(self.at)
        fresh = self.give_device()
        ticket = tickets.issue(door=door, kind=kind, device=self.device, at=self.at)
        person = None if fresh else scanning.known_person(device=self.device)
        if person:
            named = tickets.naming(ticket=ticket, person=person, known_phone=True)
            response = self.ask(named)
        else:
            response = self.ask_who(ticket)
        return self.keep_device(response) if fresh else response

    def give_device(self) -> bool:
        """Give a phone that has none its random secret; say whether it was given now."""
        if self.secret:
            return False
        self.secret = secrets.token_urlsafe(24)
        self.device = fingerprint(self.secret, "device")
        return True

    def keep_device(self, response: HttpResponse) -> HttpResponse:
        """Let the phone keep its secret as a cookie no script can read."""
        response.set_cookie(
            DEVICE_COOKIE,
            self.secret,
            max_age=DEVICE_COOKIE_AGE,
            httponly=True,
            secure=self.request.is_secure(),
            samesite="Lax",
        )
        return response

    def ask_who(self, ticket: Ticket) -> HttpResponse:
        """Ask for name, last four digits and unit."""
        filling = {"ticket": tickets.write(ticket), "csrf_token": get_token(self.request)}
        return self.stencilled("identify", filling, form=IdentifyForm)

    def ask(self, ticket: Ticket) -> HttpResponse:
        """Ask "is it you?" with one big button."""
        filling = {
            "ticket": tickets.write(ticket),
            "csrf_token": get_token(self.request),
            "name": ticket.visitor.name,
            "shown_name": as_name(ticket.visitor.name),
            "unit": as_name(ticket.visitor.unit),
            "time": _clock(ticket.scanned_at),
        }
        return self.stencilled("confirm", filling, leaving=ticket.kind == ScanKind.OUT)

    def answer(self, answer: scanning.Answer, ticket: Ticket) -> HttpResponse:
        """Fill the screen with the answer in its colour, shape and words."""
        outcome = DoorOutcome(answer.outcome)
        filling = {
            "name": as_name(answer.name),
            "unit": as_name(answer.unit),
            "time": _clock(
                answer.since if outcome == DoorOutcome.ALREADY_IN else answer.scanned_at
            ),
            # Only a waiting phone comes back with it.
            "ticket": tickets.write(ticket) if outcome == DoorOutcome.REVIEW else "",
        }
        return self.stencilled(
            "answer",
            filling,
            outcome=outcome.value,
            reason=answer.reason,
            tone=TONES[outcome],
            arriving=answer.kind == ScanKind.IN,
        )


class ScanDoor(DoorPage):
    """The address in the QR code on the venue's screen."""

    def get(self, request: HttpRequest, code: str, mac: str) -> HttpResponse:
        door = self.find_door(code)
        if door is None:
            return self.unknown()
        kind = doorcodes.accept(event_code=door.code, epoch=door.epoch, text=mac, at=self.at)
        if kind is None:
            return self.expired()
        return self.who_is_it(request, door, kind)


class TypeCode(DoorPage):
    """For a phone that cannot scan: the six digits shown beside the code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.page("type_code", form=TypedCodeForm())
        return self.keep_device(page) if self.give_device() else page

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TypedCodeForm(request.POST)
        if not form.is_valid():
            return self.page("type_code", 422, form=form)
        throttles.count(f"door-typed:{_address(request)}", limit=60, seconds=300)
        if self.device:
            throttles.count(f"door-typed:{self.device}", limit=8, seconds=300)
        if throttles.is_used_up("door-typed-wrong", limit=WRONG_DIGITS):
            raise throttles.too_often(300)
        for event in doors.open_now(at=self.at):
            kind = doorcodes.accept_typed(
                event_code=event.code,
                epoch=event.secret_epoch,
                digits=form.cleaned_data["digits"],
                at=self.at,
            )
            if kind:
                self.door = doors.of(event)
                return self.who_is_it(request, self.door, kind)
        throttles.count("door-typed-wrong", limit=WRONG_DIGITS, seconds=300)
        form.add_error(
            "digits", _("These digits are not on a screen now. Type the ones you see at present.")
        )
        return self.page("type_code", 410, form=form)


class Identify(DoorPage):
    """Name, last four digits and unit: is this person on the register?"""

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        door = self.find_door(code)
        if door is None:
            return self.unknown()
        ticket = self.ticket(request, door)
        if "again" in request.POST:
            return self.ask_who(ticket)
        form = IdentifyForm(request.POST)
        if not form.is_valid():
            return self.page("identify", 422, ticket=tickets.write(ticket), form=form)
        self.count_names(request)
        person = _found(door, form.cleaned_data)
        if person:
            return self.ask(tickets.naming(ticket=ticket, person=person, known_phone=False))
        return self.page(
            "walk_in",
            ticket=tickets.write(ticket),
            form=WalkInForm(
                initial={
                    "name": form.cleaned_data["name"],
                    "phone": form.cleaned_data["last4"],
                    "unit": form.cleaned_data["unit"],
                }
            ),
        )


class WalkIn(DoorPage):
    """Somebody the register does not know gives his name and comes in."""

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        door = self.find_door(code)
        if door is None:
            return self.unknown()
        ticket = self.ticket(request, door)
        form = WalkInForm(request.POST)
        if not form.is_valid():
            return self.page("walk_in", 422, ticket=tickets.write(ticket), form=form)
        door.check(ticket.scanned_at)
        self.count_names(request)
        guesses = _guesses(form.cleaned_data["name"])
        recognise = not throttles.is_used_up(guesses, limit=GUESSES_PER_NAME)
        if recognise:
            throttles.count(guesses, limit=GUESSES_PER_NAME, seconds=3600)
        answer, named = walkins.confirm(
            door=door,
            ticket=ticket,
            name=form.cleaned_data["name"],
            phone_or_last4=form.cleaned_data["phone"],
            unit_text=form.cleaned_data["unit"],
            audience=form.cleaned_data["audience"],
            at=self.at,
            recognise=recognise,
        )
        return self.answer(answer, named)


class Confirm(DoorPage):
    """The one tap."""

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        door = self.find_door(code)
        if door is None:
            return self.unknown()
        ticket = self.ticket(request, door)
        if ticket.visitor is None:
            return self.ask_who(ticket)
        answer = scanning.confirm(door=door, ticket=ticket, source=ScanSource.VENUE_QR, at=self.at)
        return self.answer(answer, ticket)


class SeeAnswer(DoorPage):
    """The answer again, as things stand: a waiting phone turns green when staff have tapped."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        door = self.find_door(code)
        if door is None:
            return self.unknown()
        ticket = self.ticket(request, door)
        answer = scanning.standing(ticket=ticket) if ticket.visitor else None
        return self.answer(answer, ticket) if answer else self.unknown()


class NoSuchPage(DoorPage):
    """Whatever else begins like the door's addresses: a code that was cut off or mistyped."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.unknown()

    post = get


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its cookie; at the door, in the door's own words."""
    if not request.path.lower().startswith("/c/"):
        return django_csrf_failure(request, reason)
    page = DoorPage()
    page.setup(request)
    page.door = None
    return page.refuse(
        _("The page was open too long"),
        _("Allow cookies in your browser, then scan the code on the screen again."),
        status=403,
    )


def _found(door: Door, given: dict[str, str]) -> Person | None:
    """Look somebody up, unless too many wrong digits were given for the name.

    Whoever knows a name shall not find the digits by trying them. He is nobody then, like
    anybody the register does not know, and may come in as such.
    """
    key = _guesses(given["name"])
    if throttles.is_used_up(key, limit=GUESSES_PER_NAME):
        return None
    person = _on_register(door, given)
    if person is None:
        throttles.count(key, limit=GUESSES_PER_NAME, seconds=3600)
    return person


def _guesses(name: str) -> str:
    """Return under what guesses at the people of a name are counted."""
    return f"door-guess:{fingerprint(name_key(name), 'door-name')}"


def _on_register(door: Door, given: dict[str, str]) -> Person | None:
    """Look among those registered for the event first, then on the whole register."""
    asked = {"name": given["name"], "last4": given["last4"], "unit_text": given["unit"]}
    registered = Person.objects.filter(registrations__event_id=door.event_id).distinct()
    return matching.find(**asked, among=registered) or matching.find(**asked)


def _address(request: HttpRequest) -> str:
    return visitors.address(request.META)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(BUSINESS_ZONE):%H:%M:%S}"


def _template(name: str) -> str:
    return f"portal/events/door/{name}.html"


@lru_cache(maxsize=256)
def _stencil(
    name: str,
    holes: tuple[str, ...],
    door: Door,
    elder: bool,
    language: str,
    **context: str | bool | type,
) -> Stencil:
    return Stencil(_template(name), context | {"door": door, "elder": elder}, holes)
