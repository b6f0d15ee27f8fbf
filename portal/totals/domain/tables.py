"""The figures with names to their codes, in the order in which people read them."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.events.models import Topic
from portal.lib import dates
from portal.lib.periods import Period
from portal.people.enums import Audience, OrganisationKind
from portal.people.models import Organisation
from portal.totals.domain.annual import Figures, Totals
from portal.totals.domain.columns import Column, Rate, columns, rates
from portal.totals.enums import DIVISIONS, Dimension, Part

# What a slice without a code is called.
NAMELESS = {
    Dimension.TOPIC: _("No topic"),
    Dimension.UNIT_KIND: _("Unit not known"),
    Dimension.AUDIENCE: _("No audience"),
    Dimension.ORGANISER: _("No organiser"),
}

HEADINGS = {
    Dimension.MONTH: _("Month"),
    Dimension.TOPIC: pgettext_lazy("column", "Topic"),
    Dimension.AUDIENCE: pgettext_lazy("column", "Audience"),
    Dimension.UNIT_KIND: pgettext_lazy("column", "Kind of unit"),
    Dimension.ORGANISER: pgettext_lazy("column", "Organiser"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: a code, its name, its figures."""

    code: str
    label: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Table:
    """One part of the year along one dimension; the total holds lines left out as well."""

    part: Part
    dimension: Dimension
    lines: Sequence[Line]
    total: Figures
    left_out: int = 0

    @property
    def heading(self) -> str:
        """What stands over the first column."""
        return str(HEADINGS[self.dimension])

    @property
    def caption(self) -> str:
        """What the table shows."""
        return f"{self.part.label} · {self.dimension.label}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """All that is said of one part: its figures in all, its rates, its tables with columns."""

    part: Part
    total: Figures
    columns: Sequence[Column]
    rates: Sequence[Rate]
    tables: Sequence[tuple[Table, Sequence[Column]]]


def chapters(
    *, totals: Totals, topics: Mapping[str, str], most: int | None = None
) -> list[Chapter]:
    """Return everything that is said of each part, along every division.

    Args:
        totals: the figures.
        topics: from `topic_labels`.
        most: lines of one table, the first ones; None leaves none out.
    """
    return [
        Chapter(
            part,
            totals.part(part).total,
            columns(part),
            rates(totals, part),
            [
                (
                    _cut(table(totals=totals, part=part, dimension=dimension, topics=topics), most),
                    columns(part, dimension),
                )
                for dimension in DIVISIONS
            ],
        )
        for part in Part
    ]


def _cut(whole: Table, most: int | None) -> Table:
    kept = whole.lines[:most]
    return replace(whole, lines=kept, left_out=len(whole.lines) - len(kept))


def table(
    *,
    totals: Totals,
    part: Part,
    dimension: Dimension,
    topics: Mapping[str, str] | None = None,
) -> Table:
    """Return one table of the report; months stand in it even where nothing was held.

    Lines come in the order of the calendar, of the lists of choices, or, for organisers,
    of how much they did.

    Args:
        totals: the figures.
        part: of which part.
        dimension: along what.
        topics: from `topic_labels`, where several tables are made; None reads them.
    """
    slices = totals.part(part).by.get(dimension.value, {})
    if dimension == Dimension.TOPIC and topics is not None:
        labels = topics
    else:
        labels = _labels(totals.period, totals.organisers, dimension)
    lines = [
        Line(code, label, slices.get(code, Figures()))
        for code, label in spelled(codes=slices, labels=labels, dimension=dimension)
    ]
    if dimension == Dimension.ORGANISER:
        lines.sort(key=lambda line: (-line.figures.events, line.label))
    return Table(part, dimension, lines, totals.part(part).total)


def spelled(
    *, codes: Collection[str], labels: Mapping[str, str], dimension: Dimension
) -> list[tuple[str, str]]:
    """Return codes in the order of their labels, each with its name; of months all."""
    known = [code for code in labels if code in codes or dimension == Dimension.MONTH]
    unknown = sorted(code for code in codes if code not in labels)
    return [
        (code, str(labels.get(code, code or NAMELESS.get(dimension, code))))
        for code in [*known, *unknown]
    ]


def topic_labels() -> dict[str, str]:
    """Return the names of the topics by code, in their order."""
    return {topic.code: topic.label for topic in Topic.objects.order_by("position", "code")}


def label_of(*, period: Period, dimension: Dimension, code: str) -> str:
    """Return the name of one slice."""
    if dimension == Dimension.TOTAL:
        return str(dimension.label)
    organisers: dict[str, str] = {}
    if dimension == Dimension.ORGANISER:
        found = Organisation.objects.filter(uuid=code) if _UUID.fullmatch(code) else ()
        organisers = {str(one.uuid): one.name for one in found}
    return str(_labels(period, organisers, dimension).get(code) or NAMELESS.get(dimension) or code)


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _labels(
    period: Period, organisers: Mapping[str, str], dimension: Dimension
) -> Mapping[str, str]:
    if dimension == Dimension.MONTH:
        return {
            str(month): dates.month_short(date(period.year, month, 1))
            for month in period.month_numbers
        }
    if dimension == Dimension.TOPIC:
        return topic_labels()
    if dimension == Dimension.AUDIENCE:
        return {audience.value: str(audience.label) for audience in Audience}
    if dimension == Dimension.UNIT_KIND:
        return {kind.value: str(kind.label) for kind in OrganisationKind}
    return organisers
