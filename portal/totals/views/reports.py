"""The back office's report: figures, the rows behind each, frozen versions, differences."""

from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from portal.lib import charts
from portal.lib.periods import Period, business_date
from portal.lib.refusals import Refusal
from portal.people.models import Organisation
from portal.totals import documents, exports, permissions
from portal.totals.domain import (
    annual,
    behind,
    closing,
    columns,
    definitions,
    differences,
    pictures,
    tables,
    wording,
)
from portal.totals.domain.annual import Totals
from portal.totals.domain.lines import Question
from portal.totals.enums import Part
from portal.totals.forms import FiguresForm, FreezeForm, QuestionForm, WishForm
from portal.totals.models import Snapshot

ROWS_ON_A_PAGE = 50
DIFFERENCES_ON_A_PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FILE_KINDS = frozenset({"xlsx", "csv"})
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Asked:
    """Which figures a request asks for: those of now, or frozen ones.

    What the account may not see does not exist for it.
    """

    def __init__(self, request: HttpRequest, values: QueryDict) -> None:
        self.user = request.user
        self.at: datetime = timezone.now()
        self.snapshot: Snapshot | None = None
        if values.get("snapshot"):
            self.snapshot = _snapshot(self.user, values["snapshot"])
            self.period = Period.parse(self.snapshot.period)
            self.organisation = self.snapshot.organisation
            self.form = None
            return
        today = business_date(self.at)
        data = {
            "year": values.get("year") or today.year - 1,
            "span": values.get("span", ""),
            "organisation": values.get("organisation", ""),
        }
        self.form = FiguresForm(data, at=today, user=self.user)
        if not self.form.is_valid():
            raise Http404("no such period or organisation")
        self.period: Period = self.form.period
        self.organisation: Organisation | None = self.form.cleaned_data["organisation"]
        if self.organisation is None and not permissions.sees_everything(self.user):
            raise PermissionDenied

    @cached_property
    def totals(self) -> Totals:
        """The figures."""
        if self.snapshot:
            return closing.figures_of(self.snapshot)
        return annual.totals(period=self.period, organisation=self.organisation, at=self.at)

    @property
    def source(self) -> behind.Source:
        """Where the rows behind them are read."""
        if self.snapshot:
            return behind.frozen(self.snapshot)
        return behind.live(period=self.period, organisation=self.organisation, at=self.at)

    @property
    def query(self) -> dict[str, str]:
        """The parameters that ask for the same again."""
        if self.snapshot:
            return {"snapshot": str(self.snapshot.uuid)}
        made = {"year": str(self.period.year)}
        if self.period.months != 12:
            made["span"] = self.period.code[4:]
        if self.organisation:
            made["organisation"] = str(self.organisation.pk)
        return made

    @property
    def file_name(self) -> str:
        """The name of a file with these figures, without its ending."""
        revision = f"-r{self.snapshot.revision}" if self.snapshot else ""
        return f"totals-{self.period.code}{revision}"

    def note_download(self, name: str, **filters: Any) -> None:
        """Write down who took which file: with the figures, the unit, or the account itself."""
        log(
            instance=self.snapshot or self.organisation or self.user,
            action="totals.download",
            user=self.user,
            data={"file": name, **self.query, **filters},
        )


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
        return super().get_context_data(
            asked=asked,
            form=asked.form,
            freeze_form=FreezeForm(),
            totals=totals,
            sentence=documents.sentence(totals),
            odd_sessions=wording.odd(totals.training.total.events),
            odd_drills=wording.odd(totals.drills.total.events),
            month_chart=charts.svg(pictures.person_times_by_month(totals)),
            topic_chart=charts.svg(pictures.events_by_topic(totals)),
            parts=[
                (
                    part,
                    totals.part(part),
                    columns.columns(part),
                    columns.rates(totals, part),
                    [
                        (
                            tables.table(totals=totals, part=part, dimension=dimension),
                            columns.columns(part, dimension),
                        )
                        for dimension in exports.DIMENSIONS
                    ],
                )
                for part in Part
            ],
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


class ListFrozen(Report):
    """All frozen figures an account may see."""

    template_name = "portal/totals/frozen.html"
    page_title = gettext_lazy("Frozen figures")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = permissions.snapshots(self.request.user).select_related(
            "organisation", "frozen_by", "signed_by"
        )
        page = Paginator(found.order_by("-counted_at"), ROWS_ON_A_PAGE)
        return super().get_context_data(
            page_obj=page.get_page(self.request.GET.get("page")), **kwargs
        )

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": _("Frozen figures")}]


class ShowDifferences(Report):
    """What changed since figures were frozen, or between two revisions, and why."""

    template_name = "portal/totals/differences.html"
    page_title = gettext_lazy("Differences")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        snapshot = _snapshot(self.request.user, str(self.kwargs["uuid"]))
        at = timezone.now()
        later = Snapshot.objects.filter(supersedes=snapshot).first()
        if self.request.GET.get("to") == "next" and later:
            found = differences.between(first=snapshot, second=later)
            after = closing.figures_of(later)
        else:
            later = None
            found = differences.since(snapshot=snapshot, at=at)
            after = annual.totals(
                period=Period.parse(snapshot.period), organisation=snapshot.organisation, at=at
            )
        before = closing.figures_of(snapshot)
        page = Paginator(found, DIFFERENCES_ON_A_PAGE).get_page(self.request.GET.get("page"))
        persons = [row.person for one in page for row in (one.before, one.after) if row]
        return super().get_context_data(
            snapshot=snapshot,
            later=later,
            summary=differences.summary(found),
            page_obj=page,
            names=behind.names_of({person for person in persons if person}),
            figures=columns.compared(before, after),
            **kwargs,
        )

    def trail(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("totals_admin:frozen"), "label": _("Frozen figures")},
            {"url": "", "label": _("Differences")},
        ]


class Act(View):
    """Something done with a button; a refusal comes back as a sentence."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            snapshot = self.act(request, **kwargs)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(self.back(request, **kwargs))
        messages.success(request, self.done(snapshot))
        return redirect(f"{reverse('totals_admin:report')}?snapshot={snapshot.uuid}")


class Freeze(Act):
    """Freeze the figures asked for."""

    def act(self, request: HttpRequest, **kwargs: Any) -> Snapshot:
        if not permissions.may_freeze(request.user):
            raise PermissionDenied
        asked = Asked(request, request.POST)
        form = FreezeForm(request.POST)
        form.is_valid()
        return closing.freeze(
            period=asked.period,
            organisation=asked.organisation,
            by=request.user,
            at=asked.at,
            reason=form.cleaned_data.get("reason", ""),
        )

    def done(self, snapshot: Snapshot) -> str:
        return _("Frozen as revision %(number)s. Now a second person has to sign.") % {
            "number": snapshot.revision
        }

    def back(self, request: HttpRequest, **kwargs: Any) -> str:
        query = urlencode(Asked(request, request.POST).query)
        return f"{reverse('totals_admin:report')}?{query}"


class Sign(Act):
    """Sign frozen figures as the second person."""

    def act(self, request: HttpRequest, *, uuid: UUID) -> Snapshot:
        if not request.user.has_perm("totals.sign_snapshot"):
            raise PermissionDenied
        snapshot = _snapshot(request.user, str(uuid))
        return closing.sign(snapshot=snapshot, by=request.user, at=timezone.now())

    def done(self, snapshot: Snapshot) -> str:
        return _("Signed. These are now the official figures.")

    def back(self, request: HttpRequest, *, uuid: UUID) -> str:
        return f"{reverse('totals_admin:report')}?snapshot={uuid}"


class CheckAgain(View):
    """Recompute the digest of frozen figures now, whatever was found before."""

    def post(self, request: HttpRequest, *, uuid: UUID) -> HttpResponse:
        if not permissions.may_read(request.user):
            raise PermissionDenied
        snapshot = _snapshot(request.user, str(uuid))
        closing.checked(snapshot=snapshot, at=timezone.now(), afresh=True)
        return redirect(f"{reverse('totals_admin:report')}?snapshot={uuid}")


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


def _snapshot(user: Any, uuid: str) -> Snapshot:
    try:
        wanted = UUID(uuid)
    except ValueError:
        raise Http404("no such frozen figures") from None
    return get_object_or_404(permissions.snapshots(user), uuid=wanted)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return _attached(HttpResponse(content, content_type=kind), name)


def _attached(answer: HttpResponseBase, name: str) -> Any:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
