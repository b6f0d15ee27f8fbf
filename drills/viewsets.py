"""Drills, actions and evaluation forms in the back office."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets.button import HeaderButton

from drills import exports, permissions
from drills.domain.queries import board
from drills.enums import OPEN_ACTIONS, ActionState, DrillLevel, DrillState
from drills.forms.planning import PlanForm
from drills.models import Drill, FormTemplate, ImprovementAction
from drills.views.board import DoAct, SeeBoard
from portal.events.filters import within_days
from portal.events.models import Topic
from portal.events.viewsets import PlanningView, SheetIndexView
from portal.people.domain import scope
from portal.people.models import Organisation, User
from portal.people.views.scoped import (
    ScopedCreateView,
    ScopedEditView,
    ScopedInspectView,
    ScopedViewSet,
)


def leads(request: HttpRequest) -> QuerySet[Organisation]:
    """Return the units of the account's scope that lead a drill."""
    led = board.drills(request.user).order_by().values("event__organiser")
    return Organisation.objects.filter(pk__in=led).order_by("path")


# Nothing of these is ever deleted or copied, and their history stands on their pages.
_KEPT = frozenset({"delete", "history", "history_results", "usage"})
_READ_ONLY = _KEPT | {"add", "edit"}


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
        return within_days(rows, "event__starts_at", value)


class ListDrills(SheetIndexView):
    add_item_label = _("Plan a drill")
    sheet_of = staticmethod(exports.drills_sheet)

    @cached_property
    def header_buttons(self) -> list[Any]:
        manual = HeaderButton(
            _("How drills work"), url=f"{reverse('manual')}?page=drills", icon_name="help"
        )
        return [*super().header_buttons, manual]

    def get_base_queryset(self) -> QuerySet[Drill]:
        return super().get_base_queryset().prefetch_related("decisions", "co_organisers")

    def get_edit_url(self, instance: Drill) -> str:
        return reverse("drill:board", args=[instance.pk])


class PlanningPage(PlanningView):
    template_name = "drills/plan.html"

    def get_success_url(self) -> str:
        return reverse("drill:board", args=[self.object.pk])


class PlanDrill(PlanningPage, ScopedCreateView):
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


class ChangeDrill(PlanningPage, ScopedEditView):
    success_message = _("“%(object)s” is changed.")
    error_message = _("Nothing is changed yet. Correct what is marked below.")

    def get_object(self, queryset: QuerySet | None = None) -> Drill:
        drill = super().get_object(queryset)
        if not permissions.may_own(self.request.user, drill):
            raise PermissionDenied
        return drill


class StateColumn(Column):
    cell_template_name = "drills/tables/state_cell.html"


class WhenColumn(Column):
    cell_template_name = "drills/tables/when_cell.html"


class GradeColumn(Column):
    cell_template_name = "drills/tables/grade_cell.html"

    def get_value(self, instance: Drill) -> Any:
        return next((row for row in instance.decisions.all() if row.current), None)


class DrillViewSet(ScopedViewSet):
    model = Drill
    name = "drill"
    url_prefix = "drills/drills"
    icon = "warning"
    menu_label = _("Drills")
    index_view_class = ListDrills
    add_view_class = PlanDrill
    edit_view_class = ChangeDrill
    rows_of = staticmethod(board.drills)
    without = _KEPT
    add_to_reference_index = False
    list_per_page = 30
    filterset_class = DrillFilters
    search_fields = ("event__title", "event__code", "event__organiser__name")
    search_backend_name = None
    list_display = (
        TitleColumn("event", label=_("drill"), url_name="drill:board", accessor="__str__"),
        WhenColumn("when", label=_("time"), accessor="event"),
        Column("topic", label=_("topic"), accessor="event.topic", classname="wide-only"),
        Column("lead", label=_("led by"), accessor="event.organiser", classname="wide-only"),
        StateColumn("state", label=_("state"), accessor="state"),
        GradeColumn("grade", label=_("grade")),
    )
    default_ordering = ("-event__starts_at", "-pk")

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return PlanForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
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
    sheet_of = staticmethod(exports.actions_sheet)

    def get_edit_url(self, instance: ImprovementAction) -> str:
        return reverse("drills:action", args=[instance.uuid])


class ActionTitleColumn(Column):
    cell_template_name = "drills/tables/action_cell.html"


class ActionStateColumn(Column):
    cell_template_name = "drills/tables/action_state_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "today": timezone.localdate()}


class ActionViewSet(ScopedViewSet):
    """Actions are opened on a drill's board and carried out on the phone's page."""

    model = ImprovementAction
    name = "improvement_action"
    url_prefix = "drills/actions"
    icon = "tasks"
    menu_label = _("Improvement actions")
    index_view_class = ListActions
    rows_of = staticmethod(board.actions)
    without = _READ_ONLY
    add_to_reference_index = False
    list_per_page = 30
    filterset_class = ActionFilters
    search_fields = ("measure", "finding__text", "owner__name", "finding__drill__event__title")
    search_backend_name = None
    form_fields = ("measure",)
    list_display = (
        ActionTitleColumn("measure", label=_("what is to be done"), accessor="__str__"),
        Column("owner_unit", label=_("responsible unit"), classname="wide-only"),
        Column("owner", label=_("responsible person")),
        Column("verifier", label=_("verified by"), classname="wide-only"),
        Column("due_date", label=_("due on"), sort_key="due_date"),
        ActionStateColumn("state", label=_("state")),
    )


def evaluation_forms(*, user: User) -> QuerySet[FormTemplate]:
    """Return the forms, which hold for everybody."""
    return FormTemplate.objects.all()


class SeeForm(ScopedInspectView):
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


class FormViewSet(ScopedViewSet):
    """Forms come from reviewed data files; here they are read only."""

    model = FormTemplate
    name = "evaluation_form"
    url_prefix = "drills/forms"
    icon = "form"
    menu_label = _("Evaluation forms")
    inspect_view_class = SeeForm
    inspect_view_enabled = True
    rows_of = staticmethod(evaluation_forms)
    without = _READ_ONLY
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


class DrillGroup(ModelViewSetGroup):
    menu_label = _("Drills")
    menu_icon = "warning"
    menu_order = 220
    items = (DrillViewSet, ActionViewSet, FormViewSet)
