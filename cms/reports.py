"""Reports for those who look after the site."""

from typing import Any

import django_filters
from django.db.models import Max, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.reports import ReportView

from cms.models import MissedSearch
from portal.lib import dates


class MissedFilter(WagtailFilterSet):
    """Which days and which language."""

    date = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = MissedSearch
        fields = ["date", "language"]


class LanguageColumn(Column):
    """The language by its name."""

    def get_value(self, instance: dict[str, Any]) -> str:
        return _language(instance["language"])


class DayColumn(Column):
    """A day as a day; Wagtail would say how many hours ago it began."""

    def get_value(self, instance: dict[str, Any]) -> str:
        return dates.day(instance[self.name])


class ListMissedSearches(ReportView):
    """What readers looked for in vain: each query once, the most frequent first."""

    model = MissedSearch
    page_title = _("Searches without result")
    header_icon = "search"
    any_permission_required = ["view"]
    index_url_name = "missed_searches:index"
    index_results_url_name = "missed_searches:index_results"
    filterset_class = MissedFilter
    default_ordering = ("-total", "words")
    is_searchable = True
    search_fields = ["words"]
    verbose_name_plural = MissedSearch._meta.verbose_name_plural
    columns = [
        Column("words", label=_("Searched for"), sort_key="words"),
        LanguageColumn("language", label=_("Language"), sort_key="language"),
        NumberColumn("total", label=_("How often"), sort_key="total"),
        DayColumn("latest", label=_("Last on"), sort_key="latest"),
    ]
    list_export = ["words", "language", "total", "latest"]
    export_headings = {
        "words": _("Searched for"),
        "language": _("Language"),
        "total": _("How often"),
        "latest": _("Last on"),
    }
    export_filename = "searches-without-result"

    def get_base_queryset(self) -> QuerySet:
        """Return each query once with the sum of its days; a filter of days chooses them before."""
        days = MissedSearch.objects.order_by().values("words", "language")
        return days.annotate(total=Sum("times"), latest=Max("date"))

    def to_row_dict(self, item: dict[str, Any]) -> dict[str, Any]:
        """Name the language in a file as on the page."""
        return super().to_row_dict(item) | {"language": _language(item["language"])}


def _language(code: str) -> str:
    return str(dict(MissedSearch._meta.get_field("language").choices).get(code, code))
