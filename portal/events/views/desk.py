"""The staff's list at the door: search, tick by hand, see who waits, undo."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from wagtail.users.models import UserProfile

from portal.events.domain import doors, scanning, screens, walkins
from portal.events.domain.queries import attendance
from portal.events.enums import ScanKind
from portal.events.forms.door import AnnulForm, DeskWalkInForm, FindForm
from portal.events.models import Event, Scan
from portal.events.permissions import may_change, may_run_door
from portal.events.states import state_of
from portal.lib.refusals import Refusal
from portal.people.domain import scope

PAGE_SIZE = 50


@method_decorator(never_cache, name="dispatch")
class DeskPage(LoginRequiredMixin, View):
    """What the pages of the desk share: the event, if the account may stand at its door."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer in the language of the account; the address knows none."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        profile = UserProfile.get_for_user(request.user)
        with translation.override(profile.get_preferred_language()):
            return super().dispatch(request, *args, **kwargs)

    def event_of(self, code: str) -> Event:
        """Return the event; another organisation's answers like one that does not exist."""
        rows = scope.within(Event.objects.all(), self.request.user, "organiser__path")
        event = get_object_or_404(
            rows.select_related("venue", "host", "organiser"), code=code.upper()
        )
        if not may_run_door(self.request.user, event):
            raise Http404
        return event

    def back(self, event: Event, text: str = "") -> HttpResponse:
        """Return to the list where the user left it."""
        response = redirect("events:desk", code=event.code)
        if text:
            # Taken apart and put together again: no line breaks in a header.
            response["Location"] += "?" + QueryDict(text).urlencode()
        return response


class DoorList(DeskPage):
    """Who waits, who is in, who is still missing."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.show(self.event_of(code), DeskWalkInForm())

    def show(self, event: Event, walk_in: DeskWalkInForm, status: int = 200) -> HttpResponse:
        """Render the list, with a walk-in form that keeps what was typed."""
        form = FindForm(self.request.GET)
        text = form.cleaned_data["q"] if form.is_valid() else ""
        rows = Paginator(attendance.door_list(event, text), PAGE_SIZE)
        page = rows.get_page(self.request.GET.get("page"))
        for person in page:
            person.scan_id = uuid4()
        return render(
            self.request,
            "portal/events/desk/list.html",
            {
                "event": event,
                "state": state_of(event, self.at),
                "called_off": doors.called_off(event.status),
                "form": form,
                "page": page,
                "tally": attendance.tally(event.pk),
                "waiting": attendance.waiting(event)[:100],
                "walk_in": walk_in,
                "walk_in_id": uuid4(),
                "screen": event.displays.filter(revoked_at__isnull=True).first(),
                "may_change": may_change(self.request.user, event),
                "calling": event.roll_call_until and event.roll_call_until > self.at,
            },
            status=status,
        )


class DeskAct(DeskPage):
    """One button of the desk: does one thing, says so, returns to the list."""

    def post(self, request: HttpRequest, code: str, **which: Any) -> HttpResponse:
        event = self.event_of(code)
        try:
            said = self.act(event, **which)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return self.back(event, request.POST.get("back", ""))

    def act(self, event: Event, **which: Any) -> str:
        """Do it; return the sentence that says what was done."""
        raise NotImplementedError("subclasses of DeskAct must provide a act() method")

    def scan_of(self, event: Event, scan: UUID) -> Scan:
        """Return a scan of this event, 404 otherwise."""
        return get_object_or_404(event.scans.select_related("person"), pk=scan)


class Tick(DeskAct):
    """Staff see somebody on the list and check him in, or out."""

    def act(self, event: Event, **which: Any) -> str:
        person = get_object_or_404(
            attendance.door_list(event), pk=_number(self.request.POST.get("person"))
        )
        kind = self.request.POST.get("kind")
        if kind not in {ScanKind.IN, ScanKind.OUT}:
            kind = ScanKind.IN
        scanning.tick(
            event=event,
            person=person,
            kind=kind,
            scan_id=_uuid(self.request.POST.get("scan_id")),
            by=self.request.user,
            at=self.at,
        )
        said = _("%(name)s is checked in.") if kind == ScanKind.IN else _("%(name)s has left.")
        return said % {"name": person.name}


class SeePerson(DeskAct):
    """见到本人: staff see the person a waiting scan names."""

    def act(self, event: Event, **which: Any) -> str:
        scan = scanning.see(
            scan=self.scan_of(event, which["scan"]), by=self.request.user, at=self.at
        )
        return _("%(name)s is checked in.") % {"name": scan.person.name}


class TurnDown(DeskAct):
    """The person a waiting scan names is not there."""

    def act(self, event: Event, **which: Any) -> str:
        scan = scanning.turn_down(
            scan=self.scan_of(event, which["scan"]), by=self.request.user, at=self.at
        )
        return _("%(name)s was not seen; the check-in does not count.") % {"name": scan.person.name}


class Annul(DeskAct):
    """Take a check-in back."""

    def act(self, event: Event, **which: Any) -> str:
        form = AnnulForm(self.request.POST)
        note = form.cleaned_data["note"] if form.is_valid() else ""
        scan = self.scan_of(event, which["scan"])
        scanning.annul(scan=scan, by=self.request.user, at=self.at, note=note)
        return _("The check-in of %(name)s is undone.") % {"name": scan.person.name}


class OpenScreen(DeskAct):
    """Make the address of the venue's screen and go there."""

    def post(self, request: HttpRequest, code: str, **which: Any) -> HttpResponse:
        event = self.event_of(code)
        screen = screens.open_screen(event=event, by=request.user, at=self.at)
        return redirect("events:screen", token=screen.token)


class RevokeScreens(DeskAct):
    """Renew: every code shown until now is worthless."""

    def act(self, event: Event, **which: Any) -> str:
        screens.revoke(event=event, by=self.request.user, at=self.at)
        return _("The old screen and its codes no longer work. Open the screen again.")


class CallRoll(DeskAct):
    """Hold a roll call open for three minutes."""

    def act(self, event: Event, **which: Any) -> str:
        screens.call_roll(event=event, by=self.request.user, at=self.at)
        return _("For three minutes the screen asks everybody to scan once more.")


class AdmitWalkIn(DoorList):
    """Somebody without a phone stands at the door: name, unit, last four digits."""

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        event = self.event_of(code)
        form = DeskWalkInForm(request.POST)
        if not form.is_valid():
            return self.show(event, form, status=422)
        try:
            person = walkins.tick(
                event=event,
                name=form.cleaned_data["name"],
                phone_or_last4=form.cleaned_data["phone"],
                unit_text=form.cleaned_data["unit"],
                audience=form.cleaned_data["audience"],
                scan_id=_uuid(request.POST.get("scan_id")),
                by=request.user,
                at=self.at,
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s is checked in.") % {"name": person.name})
        return self.back(event)


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError as error:
        raise Http404 from error


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
