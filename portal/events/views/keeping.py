"""Keeping an event's books: head counts and registrations."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from portal.events.domain import headcounts, registering
from portal.events.domain.queries import duties
from portal.events.forms.keeping import FindPersonForm, HeadCountForm
from portal.events.models import Registration
from portal.events.permissions import may_reconcile, may_run_door
from portal.events.views.acting import EventAct
from portal.lib.refusals import Refusal
from portal.people.domain import scope
from portal.people.models import Person


class CountHeads(EventAct):
    """Records how many were in the room."""

    def allowed(self) -> bool:
        return may_reconcile(self.request.user, self.event)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.show(HeadCountForm(event=self.event, at=self.at))

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = HeadCountForm(request.POST, request.FILES, event=self.event, at=self.at)
        if form.is_valid():
            try:
                headcounts.record(event=self.event, by=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _("The head count is recorded."))
                return self.back("#heads")
        return self.show(form)

    def show(self, form: forms.Form) -> HttpResponse:
        return self.ask(
            form,
            title=_("Record the head count"),
            verb=_("Record"),
            explains=_("All people in the room, those with names included."),
            figures=duties.figures(event=self.event),
        )


class ShowEvidence(EventAct):
    """The photo or the sheet behind a head count, for those who may see the event's list."""

    def allowed(self) -> bool:
        return may_run_door(self.request.user, self.event)

    def get(self, request: HttpRequest, *args, **kwargs) -> FileResponse:
        count = get_object_or_404(
            self.event.head_counts.exclude(evidence_file="").exclude(evidence_file=None),
            pk=kwargs["count"],
        )
        name = count.evidence_file.name
        response = FileResponse(
            count.evidence_file.open("rb"), as_attachment=not name.endswith((".jpg", ".png"))
        )
        # A picture or a PDF, checked when it came; nothing in it may run here.
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class DecideRegistration(EventAct):
    """Approves or rejects one request."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        registration = get_object_or_404(self.event.registrations, uuid=kwargs["registration"])
        verdicts = {"approve": registering.approve, "reject": registering.reject}
        decide = verdicts.get(kwargs["verdict"])
        if decide is None:
            raise Http404
        try:
            tell(request, decide(registration=registration, by=request.user, at=self.at))
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return self.back("#registrations")


def tell(request: HttpRequest, registration: Registration) -> None:
    """Say what became of a registration."""
    messages.success(
        request,
        _("%(person)s: %(status)s.")
        % {"person": registration.person.name, "status": registration.get_status_display()},
    )


class FindPerson(EventAct):
    """Looks for somebody on the register."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = FindPersonForm(request.GET if "q" in request.GET else None, user=request.user)
        found: Iterable[Person] = form.found() if form.is_bound and form.is_valid() else []
        taken = self.event.registrations.live().values_list("person", flat=True)
        return self.ask(
            form,
            title=_("Add people"),
            verb=_("Search"),
            found=found,
            taken=set(taken),
            searching=True,
        )


class AddPerson(EventAct):
    """Keeps a seat for somebody from the register."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        persons = scope.persons(request.user).living()
        person = get_object_or_404(persons, uuid=kwargs["person"])
        try:
            registration = registering.invite(
                event=self.event, person=person, by=request.user, at=self.at
            )
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            tell(request, registration)
        text = urlencode({"q": request.POST.get("q", "")})
        return redirect(reverse("event:find_person", args=[self.event.pk]) + f"?{text}")
