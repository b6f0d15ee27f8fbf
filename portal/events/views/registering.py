"""Asking for a seat, and what becomes of it, without an account."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views import View

from portal.events.domain import registering, subscribing
from portal.events.domain.queries import seats, upcoming
from portal.events.domain.queries.units import unit_names
from portal.events.forms.registering import RegistrationForm, new_ref
from portal.events.models import Registration
from portal.events.views.public import public_event
from portal.lib import throttles, visitors
from portal.lib.refusals import Refusal
from portal.lib.responses import as_message
from portal.people.domain import matching
from portal.people.domain.queries.canonical import same_person
from portal.people.models import Person

SUGGESTED_UNITS = 200
# A whole company may sit behind one address; one number belongs to one person.
TRIES_PER_ADDRESS = 300
TRIES_PER_PHONE = 10
WINDOW = 600


class Private(View):
    """A page that belongs to whoever has its address: kept by no cache, told to nobody."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response


class Register(Private):
    """The form for a seat; sent twice, it is one registration."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.at = timezone.now()
        self.event = upcoming.with_seats([public_event(kwargs["code"])], self.at)[0]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        if not self.event.standing.takes_registrations:
            return redirect("public:event", code=code)
        given = {"ref": new_ref(self.event, self.at), "audience": self.event.audience}
        return self._show(RegistrationForm(initial=given, event=self.event, at=self.at))

    def post(self, request: HttpRequest, code: str) -> HttpResponseBase:
        form = RegistrationForm(request.POST, event=self.event, at=self.at)
        try:
            self._count_try()
        except throttles.TriedTooOften as refusal:
            return self._again(form, refusal, status=429)
        if not form.is_valid():
            if "ref" in form.errors:
                form.renew()
            return self._show(form, status=400)
        try:
            registration = form.save()
        except Refusal as refusal:
            return self._again(form, refusal, status=409)
        if form.is_sent_before(registration):
            # Whoever types somebody else's name and number learns no more than this.
            context = {"event": self.event, "registration": registration}
            return render(request, "portal/events/registered_before.html", context)
        return redirect("public:registration", registration=registration.uuid)

    def _count_try(self) -> None:
        address = visitors.address(self.request.META)
        throttles.count(f"register:{address}", limit=TRIES_PER_ADDRESS, seconds=WINDOW)
        phone = matching.phone_digest(self.request.POST.get("phone", ""))
        if phone:
            throttles.count(f"register-phone:{phone}", limit=TRIES_PER_PHONE, seconds=WINDOW)

    def _again(self, form: RegistrationForm, refusal: Refusal, *, status: int) -> HttpResponse:
        form.add_error(None, str(refusal))
        return self._show(form, status=status)

    def _show(self, form: RegistrationForm, *, status: int = 200) -> HttpResponse:
        context = {
            "event": self.event,
            "form": form,
            "units": unit_names(near=self.event.organiser, limit=SUGGESTED_UNITS),
        }
        return render(self.request, "portal/events/register.html", context, status=status)


class ShowRegistration(Private):
    """One registration, for whoever has its address."""

    def get(self, request: HttpRequest, registration: uuid.UUID) -> HttpResponse:
        at = timezone.now()
        found = _registration(registration)
        context = {
            "registration": found,
            "event": upcoming.with_seats([found.event], at)[0],
            "status": found.status_at(at),
            "place": seats.place_in_line(found),
            "is_ahead": not registering.has_begun(found.event, at),
        }
        return render(request, "portal/events/registration.html", context)


class ChangeRegistration(Private):
    """One step of one registration: confirm, accept, decline, withdraw."""

    steps = {
        "confirm": registering.confirm,
        "accept": registering.accept,
        "decline": registering.decline,
        "withdraw": registering.withdraw,
    }

    def post(self, request: HttpRequest, registration: uuid.UUID, step: str) -> HttpResponseBase:
        found = _registration(registration)
        if step not in self.steps:
            raise Http404
        try:
            self.steps[step](registration=found, at=timezone.now())
        except Refusal as refusal:
            as_message(request, refusal)
        return redirect("public:registration", registration=registration)


class SendCalendar(Private):
    """Send the address of a person's calendar to the person.

    It is not shown here: somebody may have registered in another's name, and would see
    where that person goes.
    """

    def post(self, request: HttpRequest, registration: uuid.UUID) -> HttpResponseBase:
        person = _registration(registration).person
        subscribing.send(person=person, at=timezone.now())
        messages.success(
            request,
            _("The address of your calendar is on its way to %(phone)s.")
            % {"phone": person.masked_phone},
        )
        return redirect("public:registration", registration=registration)


class ShowPersonalCalendar(Private):
    """What one person is registered for, and how to have it in the phone's calendar."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        person = _owner(secret)
        at = timezone.now()
        mine = (
            Registration.objects.live()
            .filter(same_person(person), event__ends_at__gt=at)
            .select_related("event__venue", "event__host", "event__topic")
            .order_by("event__starts_at")
        )
        context = {"secret": secret, "person": person, "registrations": mine}
        return render(request, "portal/events/personal_calendar.html", context)

    def post(self, request: HttpRequest, secret: str) -> HttpResponseBase:
        subscribing.revoke(person=_owner(secret), at=timezone.now())
        messages.success(request, _("This calendar's address is no longer valid."))
        return redirect("public:classes")


def _owner(secret: str) -> Person:
    person = subscribing.owner(secret)
    if person is None:
        raise Http404
    return person


def _registration(ref: uuid.UUID) -> Registration:
    rows = Registration.objects.select_related(
        "person", "event__venue", "event__host", "event__topic", "event__organiser"
    )
    return get_object_or_404(rows, uuid=ref)
