"""Drills, actions and evaluation forms in the back office."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from drills import exports, permissions
from drills.domain.queries import board
from drills.enums import OPEN_ACTIONS, ActionState, DrillLevel, DrillState
from drills.forms.planning import PlanForm
from drills.models import Drill, FormTemplate, ImprovementAction
from drills.views.board import DoAct, SeeBoard
from portal.events.models import Topic
from portal.lib import sheets
from portal.lib.periods import business_date, business_midnight
from portal.lib.refusals import Refusal
from portal.people.domain import scope
from portal.people.models import Organisation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def leads(request: HttpRequest) -> QuerySet[Organisation]:
    """Return the units of the account's scope that lead a drill."""
    led = board.drills(request.user).order_by().values("event__organiser")
    return Organisation.objects.filter(pk__in=led).order_by("path")


_WRITING = ("add_url_name", "edit_url_name", "delete_url_name")
_RECORDS = ("history_url_name", "usage_url_name")


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in names}


class DrillFilters(WagtailFilterSet):
    """State, topic, level, lead and period of drills."""

    state = django_filters.MultipleChoiceFilter(
        label=_("state"), choices=DrillState.choices, widget=forms.CheckboxSelectMultiple
    )
    topic = django_filters.ModelChoiceFilter(
        label=_("main topic"),
        queryset=Topic.objects.filter(for_drills=True),
        field_name="event__topic",
    )
    level = django_filters.ChoiceFilter(label=_("level"), choices=DrillLevel.choices)
    lead = django_filters.ModelChoiceFilter(
        label=_("led by"), queryset=leads, field_name="event__organiser"
    )
    period = django_filters.DateFromToRangeFilter(
        label=_("from day to day"), method="between", widget=DateRangePickerWidget
    )

    class Meta:
        model = Drill
        fields: ClassVar[list[str]] = []

    def between(self, rows: QuerySet, name: str, value: slice) -> QuerySet:
        if value.start:
            first = business_midnight(business_date(value.start))
            rows = rows.filter(event__starts_at__gte=first)
        if value.stop:
            last = business_midnight(business_date(value.stop)) + timedelta(days=1)
            rows = rows.filter(event__starts_at__lt=last)
        return rows


class SheetIndexView(generic.IndexView):
    """A list that is exported through the project's own guarded sheets."""

    # Whatever stands here makes Wagtail offer the two downloads.
    list_export = ("sheet",)

    def sheet(self, rows: QuerySet) -> sheets.Sheet:
        raise NotImplementedError

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponse:
        sheet = self.sheet(queryset)
        if spreadsheet_format == self.FORMAT_CSV:
            content, kind = sheets.write_csv([sheet.headings, *sheet.rows]), "text/csv"
        else:
            content, kind = sheets.write_xlsx([sheet]), XLSX
        response = HttpResponse(content, content_type=kind)
        name = f"{self.get_filename()}-{timezone.localdate():%Y%m%d}.{spreadsheet_format}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        return response

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        return []


class ListDrills(SheetIndexView):
    def get_base_queryset(self) -> QuerySet[Drill]:
        return board.drills(self.request.user).prefetch_related("decisions", "co_organisers")

    def sheet(self, rows: QuerySet[Drill]) -> sheets.Sheet:
        return exports.drills_sheet(rows)

    def get_edit_url(self, instance: Drill) -> str:
        return reverse("drill:board", args=[instance.pk])


class PlanningView:
    """Saves the planning form through the domain and says its refusals in the form."""

    template_name = "drills/plan.html"
    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "for_user": self.request.user, "instance": self.planned()}

    def planned(self) -> Drill | None:
        return None

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self) -> Drill:
        return self.form.save(by=self.request.user, at=timezone.now())

    def run_after_hook(self) -> None:
        return None

    def get_success_url(self) -> str:
        return reverse("drill:board", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        return []


class PlanDrill(PlanningView, generic.CreateView):
    page_title = _("Plan a drill")
    success_message = _("“%(object)s” is proposed.")
    error_message = _("It is not planned yet. Correct what is marked below.")
    submit_button_label = _("Propose the drill")
    submit_button_active_label = _("Planning…")

    def get_initial_form_instance(self) -> None:
        return None

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not permissions.may_plan(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ChangeDrill(PlanningView, generic.EditView):
    success_message = _("“%(object)s” is changed.")
    error_message = _("Nothing is changed yet. Correct what is marked below.")

    def get_object(self, queryset: QuerySet | None = None) -> Drill:
        drill = get_object_or_404(board.drills(self.request.user), pk=self.kwargs["pk"])
        if not permissions.may_own(self.request.user, drill):
            raise PermissionDenied
        return drill

    def planned(self) -> Drill:
        return self.object

    def user_has_permission_for_instance(self, permission: str, instance: Any) -> bool:
        return permission != "delete"


class StateColumn(Column):
    cell_template_name = "drills/tables/state_cell.html"


class WhenColumn(Column):
    cell_template_name = "drills/tables/when_cell.html"


class GradeColumn(Column):
    cell_template_name = "drills/tables/grade_cell.html"

    def get_value(self, instance: Drill) -> Any:
        return next((row for row in instance.decisions.all() if row.current), None)


class DrillViewSet(ModelViewSet):
    model = Drill
    name = "drill"
    url_prefix = "drills/drills"
    icon = "warning"
    menu_label = _("Drills")
    index_view_class = ListDrills
    add_view_class = PlanDrill
    edit_view_class = ChangeDrill
    copy_view_enabled = False
    add_to_reference_index = False
    filterset_class = DrillFilters
    search_fields = ("event__title", "event__code", "event__organiser__name")
    search_backend_name = None
    list_display = (
        TitleColumn("event", label=_("drill"), url_name="drill:board", accessor="__str__"),
        WhenColumn("when", label=_("time"), accessor="event"),
        Column("topic", label=_("topic"), accessor="event.topic"),
        Column("lead", label=_("led by"), accessor="event.organiser"),
        StateColumn("state", label=_("state"), accessor="state"),
        GradeColumn("grade", label=_("grade")),
    )
    default_ordering = ("-event__starts_at", "-pk")

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return PlanForm

    def get_common_view_kwargs(self, **kwargs) -> dict[str, Any]:
        """A drill is never deleted, and its history stands on its board."""
        return _without(super().get_common_view_kwargs(**kwargs), "delete_url_name", *_RECORDS)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
            path("<int:pk>/", SeeBoard.as_view(), name="board"),
            path("<int:pk>/do/<slug:act>/", DoAct.as_view(), name="do"),
            path("<int:pk>/do/<slug:act>/<int:target>/", DoAct.as_view(), name="do-about"),
        ]


class ActionFilters(WagtailFilterSet):
    """Open, overdue and closed actions; their unit."""

    OPEN, OVERDUE, CLOSED = "OPEN", "OVERDUE", "CLOSED"
    standing = django_filters.ChoiceFilter(
        label=_("standing"),
        method="stands",
        empty_label=_("All"),
        choices=[
            (OPEN, pgettext_lazy("actions", "Open")),
            (OVERDUE, _("Overdue")),
            (CLOSED, pgettext_lazy("actions", "Closed")),
        ],
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("state"), choices=ActionState.choices, widget=forms.CheckboxSelectMultiple
    )
    unit = django_filters.ModelChoiceFilter(
        label=_("responsible unit"),
        field_name="owner_unit",
        queryset=lambda request: (
            scope.organisations(request.user)
            .filter(pk__in=ImprovementAction.objects.order_by().values("owner_unit"))
            .order_by("path")
        ),
    )

    class Meta:
        model = ImprovementAction
        fields: ClassVar[list[str]] = []

    def stands(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == self.OVERDUE:
            return rows.filter(state__in=OPEN_ACTIONS, due_date__lt=timezone.localdate())
        if value == self.OPEN:
            return rows.filter(state__in=OPEN_ACTIONS)
        return rows.exclude(state__in=OPEN_ACTIONS)


class ListActions(SheetIndexView):
    def get_base_queryset(self) -> QuerySet[ImprovementAction]:
        return board.actions(self.request.user)

    def sheet(self, rows: QuerySet[ImprovementAction]) -> sheets.Sheet:
        return exports.actions_sheet(rows, timezone.localdate())

    def get_edit_url(self, instance: ImprovementAction) -> str:
        return reverse("drills:action", args=[instance.uuid])


class ActionTitleColumn(Column):
    cell_template_name = "drills/tables/action_cell.html"


class ActionStateColumn(Column):
    cell_template_name = "drills/tables/action_state_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "today": timezone.localdate()}


class ActionViewSet(ModelViewSet):
    model = ImprovementAction
    name = "improvement_action"
    url_prefix = "drills/actions"
    icon = "tasks"
    menu_label = _("Improvement actions")
    index_view_class = ListActions
    copy_view_enabled = False
    add_to_reference_index = False
    filterset_class = ActionFilters
    search_fields = ("measure", "finding__text", "owner__name", "finding__drill__event__title")
    search_backend_name = None
    form_fields = ("measure",)
    list_display = (
        ActionTitleColumn("measure", label=_("what is to be done"), accessor="__str__"),
        Column("owner_unit", label=_("responsible unit")),
        Column("owner", label=_("responsible person")),
        Column("verifier", label=_("verified by")),
        Column("due_date", label=_("due on"), sort_key="due_date"),
        ActionStateColumn("state", label=_("state")),
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]

    def get_common_view_kwargs(self, **kwargs) -> dict[str, Any]:
        """Actions are opened on a drill's board and carried out on the phone's page."""
        return _without(super().get_common_view_kwargs(**kwargs), *_WRITING, *_RECORDS)


class SeeForm(generic.InspectView):
    template_name = "drills/form_template.html"

    def get_fields(self) -> list[str]:
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Evaluation forms")},
            {"url": "", "label": str(self.object)},
        ]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "sections": self.object.sections.prefetch_related("items")}


class FormViewSet(ModelViewSet):
    model = FormTemplate
    name = "evaluation_form"
    url_prefix = "drills/forms"
    icon = "form"
    menu_label = _("Evaluation forms")
    inspect_view_class = SeeForm
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ("code",)
    list_display = (
        TitleColumn(
            "code",
            label=_("evaluation form"),
            accessor="__str__",
            url_name="evaluation_form:inspect",
        ),
        Column("get_use_display", label=_("used for")),
        Column("version", label=_("version")),
        Column("source", label=_("source")),
        Column("get_mark_display", label=_("confidence")),
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
        ]

    def get_common_view_kwargs(self, **kwargs) -> dict[str, Any]:
        """Forms come from reviewed data files; here they are read only."""
        return _without(super().get_common_view_kwargs(**kwargs), *_WRITING, *_RECORDS)


class DrillGroup(ModelViewSetGroup):
    menu_label = _("Drills")
    menu_icon = "warning"
    menu_order = 220
    items = (DrillViewSet, ActionViewSet, FormViewSet)
