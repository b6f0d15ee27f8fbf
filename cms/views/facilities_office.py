"""One facility in the back office: its facts, who looked at it, what was reported of it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.domain import facilities
from cms.domain.queries import facilities as queries
from cms.forms.facilities import InspectionForm, SettleForm
from cms.models import Facility, FacilityInspection
from cms.permissions import may_keep_facilities
from portal.lib import uploads
from portal.lib.periods import business_date
from portal.lib.refusals import Refusal

# Until somebody chooses another day.
NEXT_IN = timedelta(days=90)


class KeepFacility(WagtailAdminTemplateMixin, TemplateView):
    """Shows a facility; enters an inspection, settles a report."""

    template_name = "cms/facilities/keep.html"
    header_icon = "clipboard-list"
    http_method_names = ("get", "head", "options", "post")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_keep_facilities(request.user):
            raise PermissionDenied
        self.at = timezone.now()
        self.today = business_date(self.at)
        rows = queries.kept_by(user=request.user).select_related("organisation", "topic")
        self.facility: Facility = get_object_or_404(rows, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        many = self.facility.quantity
        return f"{self.facility} × {many}" if many > 1 else str(self.facility)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "defect" in request.POST:
            return self.settle(SettleForm(request.POST))
        return self.inspect(InspectionForm(request.POST, request.FILES))

    def inspect(self, form: InspectionForm) -> HttpResponse:
        if not form.is_valid():
            return self.say(inspection=form, status=422)
        try:
            facilities.inspect(
                facility=self.facility, by=self.request.user, at=self.at, **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            return self.say(inspection=form, status=409)
        messages.success(self.request, _("The inspection is entered."))
        return redirect(self.request.path)

    def settle(self, form: SettleForm) -> HttpResponse:
        if not form.is_valid():
            messages.error(self.request, _("Say what was done, or why nothing has to be done."))
            return redirect(self.request.path)
        defect = get_object_or_404(self.facility.defects, pk=form.cleaned_data["defect"])
        facilities.settle_defect(
            defect=defect, note=form.cleaned_data["note"], by=self.request.user, at=self.at
        )
        messages.success(self.request, _("The report is settled."))
        return redirect(self.request.path)

    def say(self, *, status: int, **forms: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**forms), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = {"inspected_date": self.today, "next_date": self.today + NEXT_IN}
        given = {"inspection": InspectionForm(initial=first)} | kwargs
        next_date = self.facility.next_inspection_date
        return super().get_context_data(**given) | {
            "facility": self.facility,
            "overdue": bool(
                next_date and next_date < self.today and not self.facility.removed_date
            ),
            "inspections": self.facility.inspections.all(),
            "defects": self.facility.defects.select_related("settled_by")[:50],
            "found": queries.shown(self.facility, language="zh-hans"),
            "scans": queries.scans_since(self.facility, today=self.today),
            "breadcrumbs_items": [],
        }


class ShowPhoto(View):
    """The photograph of an inspection, for those who keep the facility."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, uuid: Any) -> FileResponse:
        if not may_keep_facilities(request.user):
            raise PermissionDenied
        kept = queries.kept_by(user=request.user).order_by().values("pk")
        rows = FacilityInspection.objects.exclude(photo="").filter(facility__in=kept)
        row = get_object_or_404(rows, uuid=uuid)
        response = FileResponse(row.photo.open(), content_type=uploads.content_type(row.photo.name))
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response
