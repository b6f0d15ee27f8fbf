"""The word of a browser that a page was opened or read, and the report of all of them."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from cms import exports
from cms.domain import reach
from cms.enums import ReachKind
from cms.permissions import may_read_reach
from portal.lib import charts, sheets, throttles, visitors
from portal.lib.periods import business_date
from portal.lib.refusals import Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ON_A_PAGE = 50
DAYS = 30
# A hall of readers behind one address; a program that hammers is not counted.
BEATS_PER_ADDRESS = 600


class BeatForm(forms.Form):
    """What a browser says: which page, opened or read."""

    page = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    kind = forms.ChoiceField(choices=ReachKind.choices)


# A beacon carries no token, and there is nothing of anybody's to change.
@method_decorator(csrf_exempt, name="dispatch")
class NoteReach(View):
    """Count an opening or a reading; the answer is always the same and says nothing."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BeatForm(request.POST)
        if form.is_valid() and self.is_from_here(request):
            self.note(request, form)
        return HttpResponse(status=204)

    def is_from_here(self, request: HttpRequest) -> bool:
        """Say whether a page of ours speaks, opened by somebody."""
        if reach.is_program(request.headers.get("User-Agent", "")):
            return False
        site = request.headers.get("Sec-Fetch-Site")
        if site:
            return site == "same-origin"
        origin = request.headers.get("Origin") or request.headers.get("Referer", "")
        return urlsplit(origin).netloc == request.get_host()

    def note(self, request: HttpRequest, form: BeatForm) -> None:
        try:
            throttles.count(
                f"reach:{visitors.address(request.META)}", limit=BEATS_PER_ADDRESS, seconds=60
            )
        except Refusal:
            return
        reach.note(
            page_id=form.cleaned_data["page"], kind=form.cleaned_data["kind"], at=timezone.now()
        )


class ReachFilter(forms.Form):
    """Which days, which section, which words in the title."""

    since = forms.DateField(label=gettext_lazy("from day"), required=False, widget=AdminDateInput)
    until = forms.DateField(label=gettext_lazy("to day"), required=False, widget=AdminDateInput)
    section = forms.ChoiceField(label=gettext_lazy("section"), required=False)
    q = forms.CharField(label=gettext_lazy("title holds"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(name, name) for name in reach.sections()]
        self.fields["section"].choices = [("", _("all sections")), *known]

    def clean(self) -> dict[str, Any]:
        """Put the days in order; without them, the last month."""
        given = super().clean() or {}
        last = given.get("until") or business_date(timezone.now())
        first = given.get("since") or last - timedelta(days=DAYS - 1)
        if first > last:
            self.add_error("until", _("The last day lies before the first. Correct one of them."))
        given["start"], given["end"] = first, last + timedelta(days=1)
        return given


class ReadReach(WagtailAdminTemplateMixin, TemplateView):
    """The report: which pages were opened and read, by page, section and day."""

    template_name = "cms/reach/report.html"
    page_title = gettext_lazy("Reach of pages")
    header_icon = "view"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_read_reach(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = ReachFilter(request.GET)
        wanted = {"start": date.min, "end": date.min, "section": "", "q": ""}
        if self.form.is_valid():
            wanted = self.form.cleaned_data
        self.rows = reach.by_page(
            start=wanted["start"], end=wanted["end"], section=wanted["section"], query=wanted["q"]
        )
        self.days = reach.by_day(
            start=wanted["start"], end=wanted["end"], section=wanted["section"]
        )
        ending = request.GET.get("export")
        if ending in ("xlsx", "csv"):
            return self.as_file(ending)
        return super().get(request, *args, **kwargs)

    def as_file(self, ending: str) -> HttpResponse:
        """Return all rows as a sheet."""
        sheet = exports.reach_sheet(self.rows)
        if ending == "csv":
            content, kind = (
                sheets.write_csv([sheet.headings, *sheet.rows]),
                "text/csv; charset=utf-8",
            )
        else:
            content, kind = sheets.write_xlsx([sheet]), XLSX
        answer = HttpResponse(content, content_type=kind)
        answer["Content-Disposition"] = f'attachment; filename="reach.{ending}"'
        answer["Cache-Control"] = "no-store"
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days = list(self.days)
        query = {name: value for name, value in self.request.GET.items() if name != "page"}
        return super().get_context_data(
            form=self.form,
            page_obj=Paginator(self.rows, ON_A_PAGE).get_page(self.request.GET.get("page")),
            views=sum(row["views"] for row in days),
            reads=sum(row["reads"] for row in days),
            chart=charts.svg(reach.picture(days)) if days else "",
            days=days,
            query=urlencode(query),
            **kwargs,
        )
