"""Events, venues, campaigns and topics in the back office."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import log

from portal.events import exports
from portal.events.domain.queries import duties, places
from portal.events.filters import EventFilters
from portal.events.forms.places import TopicForm, VenueForm
from portal.events.forms.planning import PublicityForm
from portal.events.models import Campaign, Event, Topic, Venue
from portal.events.permissions import may_change, may_plan
from portal.events.tables import (
    FiguresColumn,
    PlaceColumn,
    StateColumn,
    TimeColumn,
    event_title_column,
)
from portal.events.views import acting, keeping, organising, papers
from portal.lib import sheets
from portal.lib.refusals import Refusal
from portal.people.models import User
from portal.people.views.scoped import (
    ScopedCreateView,
    ScopedEditView,
    ScopedHistoryView,
    ScopedIndexView,
    ScopedViewSet,
)


class SheetIndexView(ScopedIndexView):
    """A list that is exported through the project's own guarded sheets.

    Each row leads to its page by its title; there is no menu of buttons beside it.

    Args:
        sheet_of: makes the sheet of the rows at a moment.
    """

    sheet_of: ClassVar[Callable[[list[Any], datetime], sheets.Sheet]]
    # Whatever stands here makes Wagtail offer the two downloads.
    list_export = ("sheet",)

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponse:
        rows = list(queryset)
        sheet = self.sheet_of(rows, timezone.now())
        # Of the account: a list belongs to no one event.
        log(
            instance=self.request.user,
            action="events.export_list",
            user=self.request.user,
            data={"list": str(self.get_page_title()), "rows": len(rows)},
        )
        if spreadsheet_format == self.FORMAT_CSV:
            content = sheets.write_csv([sheet.headings, *sheet.rows])
            kind = "text/csv; charset=utf-8"
        else:
            about = exports.about_sheet(
                title=str(self.get_page_title()),
                by=self.request.user,
                at=timezone.now(),
                rows=len(rows),
            )
            content, kind = sheets.write_xlsx([sheet, about]), papers.XLSX
        response = HttpResponse(content, content_type=kind)
        name = f"{self.get_filename()}-{timezone.localdate():%Y%m%d}.{spreadsheet_format}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        return response

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        return []


class EventIndexView(SheetIndexView):
    add_item_label = _("Plan a publicity event")
    sheet_of = staticmethod(exports.events_sheet)

    def get_base_queryset(self) -> QuerySet[Event]:
        return duties.with_figures(super().get_base_queryset())


class PlanningView:
    """Saves a planning form through the domain and says its refusals in the form."""

    template_name = "portal/events/plan.html"
    request: HttpRequest
    object: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "for_user": self.request.user, "instance": self.planned()}

    def planned(self) -> Any:
        """Return what is being changed, None for something new."""
        return getattr(self, "object", None)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self) -> Any:
        return self.form.save(by=self.request.user, at=timezone.now())

    def run_after_hook(self) -> None:
        return None

    def get_success_url(self) -> str:
        event = self.object if isinstance(self.object, Event) else self.object.event
        return reverse("event:inspect", args=[event.pk])

    def get_success_buttons(self) -> list[Any]:
        return []


class PlanEvent(PlanningView, ScopedCreateView):
    page_title = _("Plan a publicity event")
    success_message = _("“%(object)s” is planned as a draft. Check it, then publish it.")
    error_message = _("It is not planned yet. Correct what is marked below.")
    submit_button_label = _("Plan as a draft")
    submit_button_active_label = _("Planning…")

    def get_initial_form_instance(self) -> None:
        return None

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("event:index"), "label": _("Events")},
            {"url": "", "label": self.page_title},
        ]

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_plan(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ChangeEvent(PlanningView, ScopedEditView):
    success_message = _("“%(object)s” is changed.")
    error_message = _("Nothing is changed yet. Correct what is marked below.")

    def get_queryset(self) -> QuerySet[Event]:
        return super().get_queryset().filter(kind__in=[kind for kind, _label in self.kinds()])

    def kinds(self) -> list[tuple[str, Any]]:
        return PublicityForm.base_fields["kind"].choices

    def get_object(self, queryset: QuerySet | None = None) -> Event:
        event = super().get_object(queryset)
        if not may_change(self.request.user, event):
            raise PermissionDenied
        return event

    def get_side_panels(self) -> Any:
        return organising.NO_SIDE_PANELS


class EventHistoryView(ScopedHistoryView):
    def get_edit_url(self, instance: Event) -> str:
        """Lead back to the event's page: its form may belong to another app."""
        return reverse("event:inspect", args=[instance.pk])


class EventViewSet(ScopedViewSet):
    """The list of all events, and the form of those that are neither class nor drill."""

    model = Event
    name = "event"
    url_prefix = "events"
    icon = "calendar-alt"
    menu_label = _("All events")
    rows_of = staticmethod(duties.events)
    index_view_class = EventIndexView
    add_view_class = PlanEvent
    edit_view_class = ChangeEvent
    inspect_view_class = organising.SeeEvent
    history_view_class = EventHistoryView
    inspect_view_enabled = True
    # An event is cancelled, never deleted: scans, counts and calendars refer to it.
    without = frozenset({"delete", "usage"})
    add_to_reference_index = False
    export_filename = "events"
    list_per_page = 30
    ordering = ("-starts_at", "-pk")
    search_fields = ("title", "code", "place", "venue__name", "host__name")
    search_backend_name = None
    filterset_class = EventFilters
    list_display = (
        event_title_column(sort_key="title"),
        TimeColumn("starts_at", label=_("time"), sort_key="starts_at"),
        StateColumn("status", label=_("state")),
        Column("get_kind_display", label=_("kind"), classname="wide-only"),
        PlaceColumn("where", label=_("place"), classname="wide-only"),
        Column("organiser", label=_("organiser"), classname="wide-only"),
        FiguresColumn("named", label=_("person-times")),
    )

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return PublicityForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/step/<slug:step>/", acting.TakeStep.as_view(), name="step"),
            path("<int:pk>/head-count/", keeping.CountHeads.as_view(), name="count"),
            path(
                "<int:pk>/head-count/<int:count>/evidence/",
                keeping.ShowEvidence.as_view(),
                name="evidence",
            ),
            path(
                "<int:pk>/attendances/<int:attendance>/correct/",
                keeping.CorrectAttendance.as_view(),
                name="correct",
            ),
            path(
                "<int:pk>/corrections/<int:correction>/withdraw/",
                keeping.WithdrawCorrection.as_view(),
                name="withdraw_correction",
            ),
            path(
                "<int:pk>/corrections/<int:correction>/evidence/",
                keeping.ShowCorrectionEvidence.as_view(),
                name="correction_evidence",
            ),
            path("<int:pk>/people/", keeping.FindPerson.as_view(), name="find_person"),
            path("<int:pk>/people/<uuid:person>/", keeping.AddPerson.as_view(), name="add_person"),
            path(
                "<int:pk>/registrations/<uuid:registration>/<slug:verdict>/",
                keeping.DecideRegistration.as_view(),
                name="decide",
            ),
            path("<int:pk>/attendance.xlsx", papers.ExportAttendance.as_view(), name="export"),
            path("<int:pk>/sign-in-sheet/", papers.PrintSignInSheet.as_view(), name="sheet"),
        ]


class VenueViewSet(ScopedViewSet):
    model = Venue
    icon = "home"
    rows_of = staticmethod(places.own_venues)
    list_display = ("name", "address", "organisation", "capacity")
    search_fields = ("name", "address", "organisation__name")
    search_backend_name = None
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return VenueForm


def all_campaigns(*, user: User) -> QuerySet[Campaign]:
    """Return the campaigns, which every account may read."""
    return Campaign.objects.all()


def all_topics(*, user: User) -> QuerySet[Topic]:
    """Return the topics, which every account may read."""
    return Topic.objects.all()


class CampaignViewSet(ScopedViewSet):
    model = Campaign
    icon = "glasses"
    rows_of = staticmethod(all_campaigns)
    of_the_district = True
    list_display = ("name", "theme", "start_date", "end_date")
    search_fields = ("name", "theme")
    search_backend_name = None
    form_fields = ("name", "name_en", "theme", "theme_en", "start_date", "end_date")
    add_to_reference_index = False


class TopicViewSet(ScopedViewSet):
    model = Topic
    icon = "tag"
    rows_of = staticmethod(all_topics)
    of_the_district = True
    list_display = (
        "name_zh",
        Column("name_en", label=_("name in English"), classname="wide-only"),
        Column("code", label=_("code"), classname="wide-only"),
        Column("get_sign_display", label=_("sign")),
        BooleanColumn("for_drills", label=_("used for drills")),
        Column(
            "position",
            label=pgettext_lazy("order in a list", "position"),
            sort_key="position",
            classname="wide-only",
        ),
    )
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return TopicForm


class EventGroup(ModelViewSetGroup):
    menu_label = _("Events")
    menu_icon = "calendar-alt"
    menu_order = 230
    items = (EventViewSet, VenueViewSet, CampaignViewSet, TopicViewSet)
