"""Rosters in the back office: upload, preview, confirm, report."""

import hashlib
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.paginator import Page
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from portal.lib.identity import without_identities
from portal.lib.refusals import Refusal
from portal.lib.sealing import seal_file
from portal.people import exports, tasks
from portal.people.domain import roster, scope, wording
from portal.people.forms import RosterForm, RowFilterForm, identity_purposes
from portal.people.models import Organisation, RosterImport, RosterRow
from portal.people.permissions import may_import, may_see_import

ROWS_PER_PAGE = 50
REFRESH_SECONDS = 2
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = RosterImport.State


class UploadRoster(WagtailAdminTemplateMixin, FormView):
    """Choose the file; what is wrong with it is said at once, and small ones are read at once."""

    form_class = RosterForm
    template_name = "portal/people/rosters/upload.html"
    page_title = gettext_lazy("Import a roster")
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"for_user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {"identity_for": self.request.GET.get("identity_for", "")}

    def form_valid(self, form: RosterForm) -> HttpResponse:
        made: RosterImport = form.save(commit=False)
        made.file_name = without_identities(form.cleaned_data["upload"].name)[:200]
        made.file_sha256 = hashlib.sha256(form.content).hexdigest()
        made.uploaded_by, made.uploaded_at = self.request.user, timezone.now()
        made.rows_total = len(form.read.lines)
        made.save()
        if made.rows_total <= tasks.AT_ONCE:
            tasks.store_preview(made, form.read)
        else:
            made.file.save(f"{made.uuid}.roster", ContentFile(seal_file(form.content)))
            transaction.on_commit(partial(tasks.read.delay, made.pk), robust=True)
        return redirect("roster:show", made.uuid)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return _breadcrumbs(str(self.page_title))

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "media": kwargs.get("form", self.get_form()).media,
            "may_keep_identity": bool(identity_purposes()),
        }


class _OneRoster:
    """A roster in the scope of who asks; any other answers 404."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        rows = scope.within(RosterImport.objects.all(), request.user, "organisation__path")
        self.made = get_object_or_404(
            rows.select_related("organisation", "uploaded_by", "confirmed_by"), uuid=kwargs["uuid"]
        )

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_see_import(request.user, self.made):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ShowRoster(_OneRoster, WagtailAdminTemplateMixin, TemplateView):
    """A roster in whatever state: its progress, its preview, its report."""

    template_name = "portal/people/rosters/show.html"
    header_icon = "list-ul"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if self.is_running:
            # Works without JavaScript.
            response["Refresh"] = str(REFRESH_SECONDS)
        return response

    @property
    def is_running(self) -> bool:
        return self.made.state in {State.READING, State.APPLYING}

    def get_page_title(self) -> str:
        return self.made.file_name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return _breadcrumbs(self.made.file_name)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if self.is_running or not self.made.rows_total or self.made.state == State.DISCARDED:
            return []
        return [
            HeaderButton(
                _("Download the report"),
                url=reverse("roster:report", args=[self.made.uuid]),
                icon_name="download",
            )
        ]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        made = self.made
        filters = RowFilterForm(self.request.GET)
        filters.is_valid()
        outcome = filters.cleaned_data.get("outcome", "")
        query = filters.cleaned_data.get("q", "")
        return super().get_context_data(**kwargs) | {
            "made": made,
            "is_running": self.is_running,
            "percent": tasks.Meter(made).percent(),
            "refresh_seconds": REFRESH_SECONDS,
            "may_confirm": made.state == State.PREVIEWED and may_import(self.request.user),
            "something_to_do": made.added + made.changed,
            "identity_for": identity_purposes().get(made.identity_for, made.identity_for),
            "message": wording.sentence({"code": made.message}) if made.message else "",
            "notes": [wording.sentence(note) for note in made.notes],
            "tabs": _tabs(made, outcome),
            "outcome": outcome,
            "q": query,
            "page": self.rows(outcome, query),
        }

    def rows(self, outcome: str, query: str) -> Page:
        rows = self.made.rows.order_by("number")
        if outcome in RosterRow.Outcome.values:
            rows = rows.filter(outcome=outcome)
        if query:
            rows = rows.filter(name__contains=query)
        page = WagtailPaginator(rows, ROWS_PER_PAGE).get_page(self.request.GET.get("p"))
        for row in page:
            row.said = [
                (wording.place(row, problem), wording.sentence(problem)) for problem in row.problems
            ]
            row.shown_changes = [wording.change(change) for change in row.changes]
        return page


class ConfirmRoster(_OneRoster, View):
    """Release a previewed roster; small ones are applied at once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if not may_import(request.user):
            raise PermissionDenied
        if self.made.identity_for and self.made.identity_for not in identity_purposes():
            messages.warning(
                request,
                _(
                    "The course no longer asks for identity numbers. Put this roster aside and "
                    "upload the file once more."
                ),
            )
            return redirect("roster:show", self.made.uuid)
        try:
            roster.confirm(roster=self.made, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return redirect("roster:show", self.made.uuid)
        if self.made.rows_total <= tasks.AT_ONCE:
            tasks.apply(self.made.pk)
        else:
            transaction.on_commit(partial(tasks.apply.delay, self.made.pk), robust=True)
        return redirect("roster:show", self.made.uuid)


class DiscardRoster(_OneRoster, View):
    """Put a roster aside."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if not may_import(request.user):
            raise PermissionDenied
        try:
            roster.discard(roster=self.made)
            tasks.drop_file(self.made)
            messages.success(request, _("The roster was put aside. Nothing was changed."))
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return redirect("roster:show", self.made.uuid)
        return redirect("roster:index")


class RosterReport(_OneRoster, View):
    """The report as a workbook: each row as it was sent, and what became of it."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if self.made.state == State.READING:
            raise Http404
        outcome = request.GET.get("outcome", "")
        if outcome not in RosterRow.Outcome.values:
            outcome = ""
        log(
            instance=self.made,
            action="people.export_report",
            user=request.user,
            data={"outcome": outcome},
        )
        stem = self.made.file_name.rsplit(".", 1)[0]
        return _workbook(exports.report(self.made, outcome), _("%(name)s report") % {"name": stem})


class RosterTemplate(View):
    """The empty roster to fill in; ``?identity=1`` adds the column for identity numbers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not may_import(request.user):
            raise PermissionDenied
        unit = request.user.scope or Organisation.get_first_root_node()
        with_identity = request.GET.get("identity") == "1" and bool(identity_purposes())
        content = exports.template(unit.name if unit else "", with_identity=with_identity)
        return _workbook(content, _("Roster template"))


def _breadcrumbs(last: str) -> list[dict[str, Any]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("roster:index"), "label": RosterImport._meta.verbose_name_plural},
        {"url": "", "label": last},
    ]


def _tabs(made: RosterImport, current: str) -> list[dict[str, Any]]:
    outcome = RosterRow.Outcome
    done = made.state == State.APPLIED
    return [
        {"value": value, "label": label, "count": count, "current": value == current}
        for value, label, count in (
            ("", _("All rows"), made.rows_total),
            (outcome.ADD.value, _("Added") if done else _("To be added"), made.added),
            (outcome.CHANGE.value, _("Changed") if done else _("To be changed"), made.changed),
            (outcome.SAME.value, _("Left alone"), made.unchanged),
            (outcome.ERROR.value, _("With errors"), made.errors),
        )
    ]


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    response["Cache-Control"] = "no-store"
    return response
