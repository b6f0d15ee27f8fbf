"""The public page of the year's figures, and the events behind each."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from portal.lib import charts
from portal.totals import documents
from portal.totals.domain import columns, definitions, figures, pictures, tables, wording
from portal.totals.domain.annual import Totals
from portal.totals.domain.columns import Column
from portal.totals.domain.figures import Shown
from portal.totals.domain.tables import Line
from portal.totals.enums import Dimension, Measure, Part
from portal.totals.forms import QuestionForm

ROWS_ON_A_PAGE = 30


class ShowYear(TemplateView):
    """Four big numbers, the months, the sentence for the report, the drills by topic."""

    template_name = "portal/totals/figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        years = figures.years(at=at)
        shown = _shown(self.request.GET.get("year", ""), years, at)
        totals = shown.totals
        year = totals.period.year
        topics = tables.topic_labels()
        return super().get_context_data(
            shown=shown,
            totals=totals,
            year=year,
            years=years,
            sentence=documents.sentence(totals),
            odd_sessions=wording.odd(totals.training.total.events),
            odd_drills=wording.odd(totals.drills.total.events),
            month_charts=_charts(pictures.person_times_by_month, totals),
            topic_charts=_charts(partial(pictures.events_by_topic, topics=topics), totals),
            months=self._months(shown),
            topics=tables.table(
                totals=totals, part=Part.DRILLS, dimension=Dimension.TOPIC, topics=topics
            ),
            topic_columns=(columns.columns(Part.DRILLS)[0], columns.columns(Part.DRILLS)[1]),
            tables=[
                (
                    tables.table(
                        totals=totals, part=Part.TRAINING, dimension=dimension, topics=topics
                    ),
                    PUBLIC_COLUMNS[Part.TRAINING],
                )
                for dimension in (Dimension.TOPIC, Dimension.AUDIENCE, Dimension.UNIT_KIND)
            ],
            publicity=totals.publicity.total,
            definitions=definitions.definitions(totals.version),
            rows_address=f"{reverse('totals:rows')}?{urlencode({'year': year})}",
            **kwargs,
        )

    def _months(self, shown: Shown) -> list[tuple[Line, Line]]:
        """Return each month's line of training beside that of drills."""
        training, drills = (
            tables.table(totals=shown.totals, part=part, dimension=Dimension.MONTH).lines
            for part in (Part.TRAINING, Part.DRILLS)
        )
        return list(zip(training, drills, strict=True))


class ShowEvents(TemplateView):
    """The events behind one public figure; no person is named here."""

    template_name = "portal/totals/events.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        shown = _shown(self.request.GET.get("year", ""), figures.years(at=at), at)
        form = QuestionForm(self.request.GET)
        if not form.is_valid():
            raise Http404("no such figure")
        question = form.question
        found = figures.public_rows(shown=shown, question=question, at=at)
        year = shown.totals.period.year
        return super().get_context_data(
            shown=shown,
            year=year,
            question=question,
            slice_label=tables.label_of(
                period=shown.totals.period, dimension=question.dimension, code=question.value
            ),
            hidden=found.hidden,
            number=len(found.lines),
            page_obj=Paginator(found.lines, ROWS_ON_A_PAGE).get_page(self.request.GET.get("page")),
            trail=[
                (_("Figures of the year"), f"{reverse('totals:figures')}?year={year}"),
                (_("Events behind a figure"), ""),
            ],
            **kwargs,
        )


def _charts(draw: Callable[..., charts.Drawing], totals: Totals) -> dict[str, SafeString]:
    """Draw one chart twice: the style sheet shows the one that fits the screen."""
    return {
        "wide": charts.svg(draw(totals)),
        "narrow": charts.svg(draw(totals, narrow=True)),
    }


def _pick(part: Part, *measures: Measure) -> tuple[Column, ...]:
    return tuple(column for column in columns.columns(part) if column.measure in measures)


PUBLIC_COLUMNS = {
    Part.TRAINING: tuple(
        column
        for column in _pick(
            Part.TRAINING, Measure.EVENTS, Measure.NAMED, Measure.HEADED, Measure.PERSON_TIMES
        )
        if not column.decimals
    ),
}


def _shown(year: str, years: list[int], at: datetime) -> Shown:
    if not year:
        return figures.shown(at=at)
    if year not in map(str, years):
        raise Http404("no such year")
    return figures.shown(at=at, year=int(year))
