"""An event's page in the back office: all about it, and what can be done with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.log_actions import registry as log_registry

from portal.events import exports, steps
from portal.events.domain import headcounts, registering
from portal.events.domain.queries import duties
from portal.events.enums import (
    PUBLICITY_KINDS,
    EventKind,
    EventStatus,
    RegistrationMode,
    RegistrationStatus,
)
from portal.events.forms.keeping import (
    FindPersonForm,
    HeadCountForm,
    ReasonForm,
    ReconcileForm,
    UnlockForm,
)
from portal.events.forms.planning import TimeAndPlaceForm
from portal.events.models import Event, Registration
from portal.events.permissions import may_change, may_reconcile, may_run_door
from portal.events.states import state_of
from portal.lib import qr, sheets
from portal.lib.refusals import Refusal
from portal.people.domain import scope
from portal.people.models import Person
from portal.people.views.scoped import ScopedInspectView

PAGE_SIZE = 50
NO_SIDE_PANELS = MediaContainer([])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What waits for the organiser stands first.
_REGISTRATION_ORDER = [
    RegistrationStatus.REQUESTED,
    RegistrationStatus.WAITLISTED,
    RegistrationStatus.OFFERED,
    RegistrationStatus.APPROVED,
    RegistrationStatus.CONFIRMED,
]


@dataclass(frozen=True, slots=True)
class Description:
    """What the app above knows of an event: more facts, and where it is edited.

    Returned by functions registered for the hook ``describe_event``.
    """

    facts: list[tuple[str, str, str]] = field(default_factory=list)
    edit_url: str = ""


def described(event: Event) -> Description:
    """Ask the apps above what they know of an event; the first that answers is right."""
    for describe in hooks.get_hooks("describe_event"):
        found = describe(event)
        if found is not None:
            return found
    if event.kind in PUBLICITY_KINDS:
        return Description(edit_url=reverse("event:edit", args=[event.pk]))
    return Description()


class SeeEvent(ScopedInspectView):
    """Everything about one event, on one page."""

    template_name = "portal/events/event_page.html"

    def get_fields(self) -> list[str]:
        return []

    @cached_property
    def at(self) -> Any:
        return timezone.now()

    def get_page_title(self) -> str:
        return ""

    def get_page_subtitle(self) -> str:
        return self.object.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("event:index"), "label": _("Events")},
            {"url": "", "label": self.object.get_kind_display()},
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        event, user = self.object, self.request.user
        description = described(event)
        return {
            **context,
            "event": event,
            "at": self.at,
            "state": state_of(event, self.at),
            "facts": description.facts,
            "edit_url": description.edit_url if self.may_edit(description) else "",
            "steps": self.buttons(description),
            "standing": duties.standing(event=event),
            "blocks": list(event.blocks.all()),
            "registrations": self.page_of(self.registrations(), "r"),
            "attendances": self.page_of(attendances_of(event), "a"),
            "head_counts": list(event.head_counts.select_related("counted_by")),
            "screen": event.displays.filter(revoked_at__isnull=True).first(),
            "history": log_registry.get_logs_for_instance(event).select_related("user")[:8],
            "may_change": may_change(user, event),
            "may_run_door": may_run_door(user, event),
            "may_count": may_reconcile(user, event) and self.takes_counts(),
            "may_register": may_change(user, event) and self.takes_registrations(),
            "shown": event.public and event.status != EventStatus.DRAFT,
        }

    def buttons(self, description: Description) -> list[tuple[steps.Step, str]]:
        """Return the steps with their addresses; a class is moved in its own form.

        That form knows the trainers, who may be teaching elsewhere at the new time.
        """
        return [
            (
                step,
                description.edit_url
                if step.code == "move" and self.object.kind == EventKind.TRAINING
                else reverse("event:step", args=[self.object.pk, step.code]),
            )
            for step in steps.steps_of(self.object, self.request.user, self.at)
        ]

    def may_edit(self, description: Description) -> bool:
        return (
            bool(description.edit_url)
            and may_change(self.request.user, self.object)
            and self.object.status
            in (EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.POSTPONED)
        )

    def takes_counts(self) -> bool:
        event = self.object
        return event.starts_at <= self.at and event.status in (
            EventStatus.PUBLISHED,
            EventStatus.ENDED,
            EventStatus.RECONCILED,
        )

    def takes_registrations(self) -> bool:
        event = self.object
        return (
            event.registration_mode != RegistrationMode.NONE
            and event.status == EventStatus.PUBLISHED
            and event.starts_at > self.at
        )

    def registrations(self) -> QuerySet[Registration]:
        order = Case(
            *(
                When(status=status, then=Value(place))
                for place, status in enumerate(_REGISTRATION_ORDER)
            ),
            default=Value(len(_REGISTRATION_ORDER)),
            output_field=IntegerField(),
        )
        return self.object.registrations.select_related(
            "person__organisation", "organisation_then"
        ).order_by(order, "waitlisted_at", "requested_at", "pk")

    def page_of(self, rows: QuerySet, key: str) -> Any:
        return Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get(key))


def attendances_of(event: Event) -> QuerySet:
    """Return who is on an event's list, in order of arrival."""
    return event.attendances.select_related("person__organisation", "organisation_then").order_by(
        "first_in_at", "person__name_key", "pk"
    )


class EventAct(WagtailAdminTemplateMixin, View):
    """What the acts on one event share: the event, if the account may do this with it."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.event = get_object_or_404(duties.events(user=request.user), pk=kwargs["pk"])
        if not self.allowed():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def allowed(self) -> bool:
        return may_change(self.request.user, self.event)

    def back(self, fragment: str = "") -> HttpResponse:
        return redirect(reverse("event:inspect", args=[self.event.pk]) + fragment)

    def ask(
        self,
        form: forms.Form,
        *,
        title: str,
        verb: str,
        explains: str = "",
        tone: str = "primary",
        **more: Any,
    ) -> HttpResponse:
        """Show a form of its own page, with what was typed and what is wrong with it."""
        event_url = reverse("event:inspect", args=[self.event.pk])
        return render(
            self.request,
            "portal/events/act.html",
            {
                "form": form,
                "media": form.media,
                "event": self.event,
                "state": state_of(self.event, self.at),
                "event_url": event_url,
                "header_title": title,
                "verb": verb,
                "explains": explains,
                "tone": tone,
                "clashes": getattr(form, "clashes", ()),
                "breadcrumbs_items": [
                    *self.breadcrumbs_items,
                    {"url": reverse("event:index"), "label": _("Events")},
                    {"url": event_url, "label": self.event.title},
                    {"url": "", "label": title},
                ],
                **more,
            },
            status=200 if not form.is_bound or form.is_valid() else 422,
        )


class TakeStep(EventAct):
    """One of the steps of an event's life; some ask for a reason, a time, a second person."""

    def allowed(self) -> bool:
        return any(
            allowed(self.request.user, self.event) for allowed in (may_change, may_reconcile)
        )

    @cached_property
    def step(self) -> steps.Step:
        try:
            return steps.STEPS[self.kwargs["step"]]
        except KeyError:
            raise Http404 from None

    def form(self, data: Any = None) -> forms.Form:
        match self.step.form:
            case "reason":
                return ReasonForm(data)
            case "reconcile":
                return ReconcileForm(data)
            case "move":
                return TimeAndPlaceForm(data, instance=self.event, for_user=self.request.user)
            case "unlock":
                return UnlockForm(data, event=self.event, request=self.request)
        return forms.Form(data if data is not None else None)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.step not in steps.steps_of(self.event, request.user, self.at):
            messages.warning(request, _("This step is not possible now."))
            return self.back()
        return self.show(self.form())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            self.step.perform(event=self.event, by=request.user, at=self.at, **self.values_of(form))
        except Refusal as refusal:
            if not self.step.form:
                messages.error(request, refusal.message)
                return self.back()
            form.add_error(None, refusal.message)
            return self.show(form)
        messages.success(request, self.step.done)
        return self.back()

    def values_of(self, form: forms.Form) -> dict[str, Any]:
        if isinstance(form, TimeAndPlaceForm):
            return form.time_and_place()
        wanted = ("reason", "seconded_by")
        return {name: form.cleaned_data[name] for name in wanted if name in form.cleaned_data}

    def show(self, form: forms.Form) -> HttpResponse:
        return self.ask(
            form,
            title=str(self.step.verb).rstrip("…"),
            verb=str(self.step.verb).rstrip("…"),
            explains=str(self.step.explains),
            tone=self.step.tone,
            standing=duties.standing(event=self.event) if self.step.form == "reconcile" else None,
        )


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
            standing=duties.standing(event=self.event),
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
        response = FileResponse(count.evidence_file.open("rb"), as_attachment=False)
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


class AddPerson(EventAct):
    """Keeps a seat for somebody from the register."""

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

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        persons = scope.within(Person.objects.all(), request.user, "organisation__path")
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


class ExportAttendance(EventAct):
    """The attendance sheet as a workbook; who took it stays in the history."""

    def allowed(self) -> bool:
        return may_run_door(self.request.user, self.event)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        rows = list(attendances_of(self.event).present())
        content = sheets.write_xlsx(
            [
                exports.attendance_sheet(self.event, rows),
                exports.about_sheet(
                    title=self.event.title, by=request.user, at=self.at, rows=len(rows)
                ),
            ]
        )
        log(
            instance=self.event,
            action="events.export",
            user=request.user,
            data={"rows": len(rows)},
        )
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = (
            f'attachment; filename="attendance-{self.event.code}.xlsx"'
        )
        return response


class PrintSignInSheet(EventAct):
    """A sheet of paper to sign: registered people, empty lines, the event's QR."""

    EMPTY_LINES = 15

    def allowed(self) -> bool:
        return may_run_door(self.request.user, self.event)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        people = [
            row.person
            for row in self.event.registrations.seated()
            .select_related("person__organisation")
            .order_by("person__name_key", "pk")
        ]
        address = qr.address(settings.PORTAL_BASE_URL, f"/e/{self.event.code}/")
        return render(
            request,
            "portal/events/sign_in_sheet.html",
            {
                "event": self.event,
                "people": people,
                "lines": range(len(people) + 1, len(people) + self.EMPTY_LINES + 1),
                "address": address,
                "qr": qr.svg(address, label=_("QR code of the event"), level="Q"),
                "at": self.at,
                "summary": ngettext(
                    "%(count)s person registered", "%(count)s people registered", len(people)
                )
                % {"count": len(people)},
            },
        )
