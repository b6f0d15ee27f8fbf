"""Keeping an event's books: head counts, corrections and registrations."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from portal.events.domain import corrections, headcounts, registering
from portal.events.domain.queries import duties
from portal.events.enums import EventStatus
from portal.events.forms.keeping import (
    CorrectionForm,
    FindPersonForm,
    HeadCountForm,
    KeptReasonForm,
    SecondedCorrectionForm,
    UnlockForm,
)
from portal.events.models import Attendance, AttendanceOverride, Registration
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
        return _proof(count.evidence_file)


def _proof(file: Any) -> FileResponse:
    """Give out a picture or a PDF, checked when it came; nothing in it may run here."""
    response = FileResponse(file.open("rb"), as_attachment=not file.name.endswith((".jpg", ".png")))
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class _Correcting(EventAct):
    """What making and withdrawing a correction share: who may, and the second person."""

    def allowed(self) -> bool:
        return may_reconcile(self.request.user, self.event)

    def second(self) -> dict[str, Any]:
        """Return what the form of a locked event needs more: it asks for a second person."""
        if self.event.status != EventStatus.LOCKED:
            return {}
        return {"event": self.event, "request": self.request}

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form)
        unwanted = {"username", "password"}
        values = {key: value for key, value in form.cleaned_data.items() if key not in unwanted}
        try:
            said = self.act(values)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            return self.show(form)
        messages.success(request, said)
        return self.back("#attendances")


class CorrectAttendance(_Correcting):
    """Says by hand how somebody attended."""

    @cached_property
    def attendance(self) -> Attendance:
        rows = self.event.attendances.select_related("person")
        return get_object_or_404(rows, pk=self.kwargs["attendance"])

    def form(self, *data: Any) -> forms.Form:
        made = SecondedCorrectionForm if self.second() else CorrectionForm
        return made(*data, attendance=self.attendance, **self.second())

    def act(self, values: dict[str, Any]) -> str:
        corrections.correct(attendance=self.attendance, by=self.request.user, at=self.at, **values)
        return _("%(person)s: corrected.") % {"person": self.attendance.person.name}

    def show(self, form: forms.Form) -> HttpResponse:
        return self.ask(
            form,
            title=_("Correct the attendance of %(person)s") % {"person": self.attendance.person},
            verb=_("Correct"),
            explains=_(
                "It holds whatever scans say, until it is withdrawn. Your name, the time and the "
                "reason are shown beside it."
            ),
        )


class WithdrawCorrection(_Correcting):
    """Takes a correction back."""

    @cached_property
    def correction(self) -> AttendanceOverride:
        rows = self.event.overrides.select_related("person")
        return get_object_or_404(rows, pk=self.kwargs["correction"])

    def form(self, *data: Any) -> forms.Form:
        return UnlockForm(*data, **self.second()) if self.second() else KeptReasonForm(*data)

    def act(self, values: dict[str, Any]) -> str:
        corrections.withdraw(correction=self.correction, by=self.request.user, at=self.at, **values)
        return _("The correction was withdrawn.")

    def show(self, form: forms.Form) -> HttpResponse:
        return self.ask(
            form,
            title=_("Withdraw the correction for %(person)s") % {"person": self.correction.person},
            verb=_("Withdraw"),
            explains=_("Scans, seats and rules say again how the person attended."),
        )


class ShowCorrectionEvidence(EventAct):
    """The proof behind a correction, for those who may see the event's list."""

    def allowed(self) -> bool:
        return may_run_door(self.request.user, self.event)

    def get(self, request: HttpRequest, *args, **kwargs) -> FileResponse:
        rows = self.event.overrides.exclude(evidence_file="").exclude(evidence_file=None)
        return _proof(get_object_or_404(rows, pk=kwargs["correction"]).evidence_file)


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
