"""The acts on one event, each with a form of its own where it asks for more."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.events import steps
from portal.events.domain.queries import duties
from portal.events.forms.keeping import ReasonForm, ReconcileForm, UnlockForm
from portal.events.forms.planning import TimeAndPlaceForm
from portal.events.permissions import may_change, may_reconcile
from portal.events.states import state_of
from portal.lib.refusals import Refusal


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
        code = self.kwargs["step"]
        if code not in steps.STEPS or steps.taken_elsewhere(self.event, code):
            raise Http404
        return steps.STEPS[code]

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
            figures=duties.figures(event=self.event) if self.step.form == "reconcile" else None,
            count_url=reverse("event:count", args=[self.event.pk]),
        )
