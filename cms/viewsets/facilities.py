"""What stands in the communities."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from cms import exports
from cms.domain.queries import facilities
from cms.enums import FacilityCondition, FacilityKind
from cms.forms.facilities import FacilityForm
from cms.models import (
    Facility,
    FacilityDefect,
    FacilityInspection,
)
from cms.views.facilities import PrintPosters
from cms.views.facilities_office import KeepFacility, ShowPhoto
from portal.events.viewsets import SheetIndexView
from portal.lib.periods import business_date
from portal.people.models import Organisation
from portal.people.views.scoped import ScopedViewSet


def _communities(request: HttpRequest | None) -> QuerySet[Organisation]:
    if request is None:
        return Organisation.objects.none()
    return facilities.communities_of(request.user).order_by("path")


# As long before an inspection it is called due.
SOON = timedelta(days=30)


class FacilityFilters(WagtailFilterSet):
    """Where, what, in which condition, and what has to be done."""

    OVERDUE, DUE, NEVER, REPORTED, GONE = "OVERDUE", "DUE", "NEVER", "REPORTED", "GONE"
    standing = django_filters.ChoiceFilter(
        label=_("what has to be done"),
        method="stands",
        empty_label=_("All that stand"),
        choices=[
            (OVERDUE, _("Inspection overdue")),
            (DUE, _("Inspection due within 30 days")),
            (NEVER, _("Never inspected")),
            (REPORTED, _("Reported by residents")),
            (GONE, _("Taken away")),
        ],
    )
    community = django_filters.ModelChoiceFilter(
        label=_("community"), queryset=_communities, field_name="organisation"
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("kind"), choices=FacilityKind.choices, widget=forms.CheckboxSelectMultiple
    )
    condition = django_filters.MultipleChoiceFilter(
        label=_("condition"),
        choices=FacilityCondition.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Facility
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Show what stands, unless what was taken away is asked for."""
        rows = super().filter_queryset(queryset)
        gone = self.form.cleaned_data.get("standing") == self.GONE
        return rows.exclude(removed_date=None) if gone else rows.filter(removed_date=None)

    def stands(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        today = business_date(timezone.now())
        of_it = {"facility": OuterRef("pk")}
        return {
            self.OVERDUE: lambda: rows.filter(next_inspection_date__lt=today),
            self.DUE: lambda: rows.filter(next_inspection_date__range=(today, today + SOON)),
            self.NEVER: lambda: rows.exclude(Exists(FacilityInspection.objects.filter(**of_it))),
            self.REPORTED: lambda: rows.filter(
                Exists(FacilityDefect.objects.filter(settled_at=None, **of_it))
            ),
            self.GONE: lambda: rows,
        }[value]()


class FacilityColumn(Column):
    """A cell of a template of ours; `today` tells what is overdue."""

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"today": business_date(timezone.now())}


class ConditionColumn(FacilityColumn):
    cell_template_name = "cms/facilities/condition_cell.html"


class InspectionColumn(FacilityColumn):
    cell_template_name = "cms/facilities/inspection_cell.html"


class ReportsColumn(FacilityColumn):
    cell_template_name = "cms/facilities/reports_cell.html"


class ListFacilities(SheetIndexView):
    add_item_label = _("Enter a facility")
    # What is overdue stands first.
    default_ordering = "next_inspection_date"
    sheet_of = staticmethod(exports.facilities_sheet)

    def get_base_queryset(self) -> QuerySet[Facility]:
        rows = super().get_base_queryset().select_related("organisation", "topic")
        return rows.with_last_inspection().with_open_defects()

    def get_edit_url(self, instance: Facility) -> str:
        return reverse("facility:show", args=[instance.pk])

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = list(super().header_buttons)
        place = self.request.GET.get("community", "")
        if place.isascii() and place.isdecimal():
            address = reverse("facility:posters", args=[place])
            buttons.append(HeaderButton(_("Print all codes"), url=address, icon_name="print"))
        return buttons


class FacilityViewSet(ScopedViewSet):
    model = Facility
    name = "facility"
    icon = "clipboard-list"
    menu_label = _("Facilities")
    menu_order = 208
    add_to_admin_menu = True
    index_view_class = ListFacilities
    rows_of = staticmethod(facilities.kept_by)
    without = frozenset({"delete", "usage"})
    add_to_reference_index = False
    list_per_page = 50
    filterset_class = FacilityFilters
    search_fields = ("name", "code", "organisation__name")
    search_backend_name = None
    list_display = (
        TitleColumn("name", label=_("facility"), url_name="facility:show", accessor="__str__"),
        Column("community", label=_("community"), accessor="organisation"),
        Column("quantity", label=_("how many"), classname="wide-only"),
        ConditionColumn("condition", label=_("condition"), sort_key="condition"),
        Column("inspected_date", label=_("last inspected"), classname="wide-only"),
        InspectionColumn(
            "next_inspection_date", label=_("next inspection"), sort_key="next_inspection_date"
        ),
        ReportsColumn("open_defects", label=pgettext_lazy("of a facility", "open reports")),
    )

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return FacilityForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/", KeepFacility.as_view(), name="show"),
            path("<int:pk>/code/", PrintPosters.as_view(), {"ending": ""}, name="poster"),
            path("<int:pk>/code.pdf", PrintPosters.as_view(), {"ending": "pdf"}, name="poster-pdf"),
            path(
                "of/<int:organisation>/codes/",
                PrintPosters.as_view(),
                {"ending": ""},
                name="posters",
            ),
            path(
                "of/<int:organisation>/codes.pdf",
                PrintPosters.as_view(),
                {"ending": "pdf"},
                name="posters-pdf",
            ),
            path("photographs/<uuid:uuid>/", ShowPhoto.as_view(), name="photo"),
        ]
