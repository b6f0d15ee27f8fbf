"""The back office's report: figures, the rows behind each, and both as files."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.events.domain.queries import duties
from portal.lib import charts
from portal.people.models import User
from portal.totals import documents, exports, permissions
from portal.totals.domain import behind, closing, definitions, pictures, tables, wording
from portal.totals.domain.lines import Question
from portal.totals.forms import FreezeForm, QuestionForm, WishForm
from portal.totals.views.asking import Asked

ROWS_ON_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FILE_KINDS = frozenset({"xlsx", "csv"})
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def addresses_of(codes: set[str], user: User) -> dict[str, str]:
    """Return the addresses of events in the back office, by code: of those the account sees.

    The page for the public does not show what is closed to it.
    """
    seen = duties.events(user=user).filter(code__in=codes).values_list("code", "pk")
    return {code: reverse("event:inspect", args=[pk]) for code, pk in seen}


class Report(WagtailAdminTemplateMixin, TemplateView):
    """A page of the report, for those who may read figures."""

    header_icon = "doc-full"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.may_read(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("totals_admin:report"), "label": _("Annual totals")},
            *self.trail(),
        ]

    def trail(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs below the report."""
        return []


class ShowFigures(Report):
    """Big numbers, charts, tables; every number leads to its rows."""

    template_name = "portal/totals/report.html"
    page_title = gettext_lazy("Annual totals")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = Asked(self.request, self.request.GET)
        totals = asked.totals
        latest = closing.latest(period=asked.period, organisation=asked.organisation)
        topics = tables.topic_labels()
        return super().get_context_data(
            asked=asked,
            form=asked.form,
            freeze_form=FreezeForm(),
            totals=totals,
            sentence=documents.sentence(totals),
            odd_sessions=wording.odd(totals.training.total.events),
            odd_drills=wording.odd(totals.drills.total.events),
            month_chart=charts.svg(pictures.person_times_by_month(totals)),
            topic_chart=charts.svg(pictures.events_by_topic(totals, topics=topics)),
            chapters=tables.chapters(totals=totals, topics=topics),
            definitions=definitions.definitions(totals.version),
            snapshot=asked.snapshot,
            latest=latest,
            may_freeze=permissions.may_freeze(self.request.user) and not asked.snapshot,
            may_sign=asked.snapshot and permissions.may_sign(self.request.user, asked.snapshot),
            check=asked.snapshot and closing.checked(snapshot=asked.snapshot, at=asked.at),
            is_over=asked.period.end <= asked.at,
            rows_address=f"{reverse('totals_admin:rows')}?{urlencode(asked.query)}",
            query=urlencode(asked.query),
            **kwargs,
        )


class ShowRows(Report):
    """The rows behind one figure, searched and sorted on wish; all of them as a file."""

    template_name = "portal/totals/rows.html"
    page_title = gettext_lazy("Rows behind a figure")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.asked = Asked(request, request.GET)
        form = QuestionForm(request.GET)
        if not form.is_valid():
            raise Http404("no such figure")
        self.question: Question = form.question
        self.wish = WishForm(request.GET).wish
        self.listing = behind.listing(
            source=self.asked.source, question=self.question, wish=self.wish
        )
        if request.GET.get("format") in FILE_KINDS:
            return self._file(request.GET["format"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.question
        page = Paginator(self.listing, ROWS_ON_A_PAGE).get_page(self.request.GET.get("page"))
        shown = exports.ROW_COLUMNS[self.listing.kind]
        asked_for = {
            name: getattr(question, name).value for name in ("part", "measure", "dimension")
        }
        return super().get_context_data(
            asked=self.asked,
            question=question,
            slice_label=self._slice_label(),
            kind=self.listing.kind,
            figure=behind.figure(listing=self.listing, measure=question.measure),
            page_obj=page,
            addresses=addresses_of({getattr(line, "code", "") for line in page}, self.request.user),
            wish=self.wish,
            headings=[(column, *self._sorting(column)) for column in shown],
            words=sum(not column.added for column in shown),
            added=[(column, self.listing.sums[column.name]) for column in shown if column.added],
            hidden={**self.asked.query, **asked_for, "value": question.value},
            query=urlencode(self.asked.query),
            **kwargs,
        )

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": _("Rows behind a figure")}]

    def _sorting(self, column: exports.RowColumn) -> tuple[str, str]:
        """Return how a click on a heading sorts, and how it is sorted now."""
        if self.wish.column == column.name:
            now = "descending" if self.wish.downwards else "ascending"
            return f"{'' if self.wish.downwards else '-'}{column.name}", now
        return f"{'-' * column.added}{column.name}", ""

    def _slice_label(self) -> str:
        return tables.label_of(
            period=self.asked.period, dimension=self.question.dimension, code=self.question.value
        )

    def _file(self, ending: str) -> HttpResponse:
        question, wish = self.question, self.wish
        name = f"{self.asked.file_name}-{question.measure.value}.{ending}"
        self.asked.note_download(
            name,
            part=question.part.value,
            measure=question.measure.value,
            dimension=question.dimension.value,
            value=question.value,
            search=wish.search,
            rows=len(self.listing),
        )
        if ending == "csv":
            rows = exports.rows_csv(listing=self.listing)
            return _attached(StreamingHttpResponse(rows, content_type=CSV), name)
        whose = self.asked.organisation.name if self.asked.organisation else ""
        content = exports.rows_xlsx(
            question=question,
            listing=self.listing,
            facts=exports.facts(
                period=self.asked.period,
                organisation=whose,
                snapshot=self.asked.snapshot,
                by=str(self.asked.user),
                at=self.asked.at,
            ),
            slice_label=self._slice_label(),
            search=wish.search,
        )
        return _file(content, XLSX, name)


class Download(View):
    """The report as a file."""

    def get(self, request: HttpRequest, *, ending: str) -> HttpResponse:
        if not permissions.may_read(request.user):
            raise PermissionDenied
        asked = Asked(request, request.GET)
        made = {
            "totals": asked.totals,
            "snapshot": asked.snapshot,
            "by": str(request.user),
            "at": asked.at,
        }
        name = f"{asked.file_name}.{ending}"
        if ending == "xlsx":
            answer = _file(exports.report_xlsx(source=asked.source, **made), XLSX, name)
        else:
            answer = _file(documents.report_docx(**made), DOCX, name)
        asked.note_download(name)
        return answer


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return _attached(HttpResponse(content, content_type=kind), name)


def _attached(answer: HttpResponseBase, name: str) -> Any:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
