"""The inspection board: what the site found on itself last night, with the way to mend it."""

from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms import tasks
from cms.domain import inspecting
from cms.enums import InspectionCode
from cms.permissions import may_read_reach

# Of each kind so many are shown; the rest is counted.
MOST_SHOWN = 50


class ShowInspection(WagtailAdminTemplateMixin, TemplateView):
    """The latest inspection; a button asks for another one."""

    template_name = "cms/inspection.html"
    page_title = gettext_lazy("Inspection of the site")
    header_icon = "tasks"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_read_reach(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def post(self, request: HttpRequest) -> HttpResponse:
        tasks.inspect_site.delay()
        messages.success(
            request, _("The site is being looked at; open this page again in a minute.")
        )
        return redirect("inspection")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = inspecting.latest()
        rows = list(run.findings.select_related("page__locale")) if run else []
        parts = []
        for code, found in groupby(rows, key=lambda row: row.code):
            some = list(found)
            parts.append((InspectionCode(code), some[:MOST_SHOWN], len(some)))
        return super().get_context_data(
            run=run, parts=parts, hidden=MOST_SHOWN, count=len(rows), **kwargs
        )
