"""Figures in templates: a cell that leads to its rows, the year on the front page."""

from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, npgettext, pgettext_lazy
from django.utils.translation import gettext as _

from cms.models import CommunityPage
from portal.lib import charts, dates
from portal.lib.phrases import listed
from portal.totals.domain import columns, tables, wording
from portal.totals.domain.columns import Column
from portal.totals.domain.headline import headline
from portal.totals.domain.tables import Line, Table
from portal.totals.enums import Cause, Dimension, Measure, Part, RowKind

register = template.Library()


@register.filter
def named_by(names: dict[str, str], key: str) -> str:
    """Return the name or the address that a person (by UUID) or an event (by code) has now."""
    return names.get(key, "")


@register.filter
def one_decimal(value: float) -> str:
    """Return class hours as they are written everywhere: 1,234.5."""
    return f"{value:,.1f}"


@register.simple_tag
def spell_figure(value: float, measure: Measure) -> str:
    """Return a figure as it stands in the report: hours with a decimal."""
    return one_decimal(value) if measure in _HOURS else wording.grouped(int(value))


_HOURS = frozenset({Measure.HOURS, Measure.HEADED_HOURS})


@register.filter
def signed(value: float) -> str:
    """Return a change with its sign; "" for none."""
    return f"{value:+,}" if value else ""


@register.filter
def cause_label(cause: str) -> str:
    """Return a cause in words."""
    return str(Cause(cause).label)


@register.filter
def value_name(name: str) -> str:
    """Return what a value of a row is called, in words."""
    return str(_VALUE_NAMES.get(name, name))


@register.filter
def value_shown(value: object) -> str:
    """Return a value of a row as people read it; "–" for none."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return str(len(value))
    return "–" if value in (None, "") else str(value)


_VALUE_NAMES = {
    "title": gettext_lazy("Event"),
    "starts_at": gettext_lazy("Start"),
    "month": gettext_lazy("Month"),
    "topic": pgettext_lazy("column", "Topic"),
    "audience": pgettext_lazy("column", "Audience"),
    "organiser": pgettext_lazy("column", "Organiser"),
    "organiser_name": pgettext_lazy("column", "Organiser"),
    "host_name": pgettext_lazy("visited", "Host"),
    "unit": gettext_lazy("Unit then"),
    "unit_kind": pgettext_lazy("column", "Kind of unit"),
    "person": gettext_lazy("Person"),
    "provisional": gettext_lazy("provisional"),
    "took_part": gettext_lazy("Other units"),
    "head_count": gettext_lazy("Head count"),
    "planned_minutes": gettext_lazy("Planned minutes"),
    "lesson_minutes": gettext_lazy("Minutes of a class hour"),
    "minutes": gettext_lazy("Credited minutes"),
    "half_hours": gettext_lazy("Half class hours"),
    "came": gettext_lazy("Came"),
    "name": gettext_lazy("Unit"),
}


@register.filter
def row_kind_label(kind: str) -> str:
    """Return what a row is, in words."""
    return str(RowKind(kind).label)


@register.simple_tag
def figure(column: Column, line: Line, table: Table, address: str) -> SafeString:
    """Return one figure of a table as a link to its rows; 0 is no link."""
    value = column.of(line.figures)
    return _linked(
        value,
        column,
        address,
        table.part,
        table.dimension,
        line.code,
        f"{line.label} {column.name}",
    )


@register.simple_tag
def month_cell(line: Line, part: str, measure: str, address: str) -> SafeString:
    """Return the cell of one month of one part."""
    column = next(one for one in columns.columns(Part(part)) if one.measure == measure)
    label = f"{line.label} {column.name}"
    value = column.of(line.figures)
    return format_html(
        '<td class="n">{}</td>',
        _linked(value, column, address, Part(part), Dimension.MONTH, line.code, label),
    )


@register.simple_tag
def total_figure(column: Column, part: Part, figures: Any, address: str) -> SafeString:
    """Return one figure of a whole part as a link to its rows."""
    label = f"{part.label} {column.name}"
    return _linked(column.of(figures), column, address, part, Dimension.TOTAL, "", label)


def _linked(
    value: float,
    column: Column,
    address: str,
    part: Part,
    dimension: Dimension,
    code: str,
    label: str,
) -> SafeString:
    text = f"{value:,.{column.decimals}f}"
    if not value:
        return format_html('<span class="zero">{}</span>', text)
    question = {
        "part": part.value,
        "measure": column.measure.value,
        "dimension": dimension.value,
        "value": code,
    }
    return format_html(
        '<a href="{}&amp;{}" aria-label="{} {}">{}</a>',
        address,
        urlencode(question),
        label,
        text,
        text,
    )


@register.inclusion_tag("portal/totals/figures_in_story.html")
def year_figures_in_story(title: str = "") -> dict[str, Any]:
    """Show the big figures of the latest year within a text."""
    return year_figures(title)


def _spark(title: str, values: Sequence[int]) -> SafeString:
    return charts.svg(charts.spark(title=title, values=values), stretched=True)


@register.inclusion_tag("portal/totals/year_figures.html")
def year_figures(title: str = "") -> dict[str, Any]:
    """Show the big figures of the latest year on the front page, each with a small chart."""
    shown = headline(at=timezone.now())
    sessions, drills, activities = (
        sum(numbers) for numbers in (shown.sessions, shown.drills.values(), shown.activities)
    )
    busiest = max(zip(shown.sessions, shown.period.month_numbers, strict=True), key=itemgetter(0))
    topics = tables.spelled(
        codes=shown.drills, labels=tables.topic_labels(), dimension=Dimension.TOPIC
    )
    communities = CommunityPage.objects.live().filter(
        locale__language_code=get_language() or "zh-hans"
    )
    number_of_communities = communities.count()
    return {
        "year": shown.period.year,
        "signed": shown.snapshot is not None,
        "title": title,
        "entries": [
            {
                "value": sessions,
                "unit": npgettext(
                    "under a large number",
                    "training session",
                    "training sessions",
                    sessions,
                ),
                "chart": _spark(_("Training sessions by month"), shown.sessions),
                "note": _("Most in %(month)s: %(number)s")
                % {
                    "month": dates.month_short(date(shown.period.year, busiest[1], 1)),
                    "number": busiest[0],
                }
                if sessions
                else "",
            },
            {
                "value": sum(shown.person_times),
                "unit": npgettext(
                    "under a large number",
                    "person-time",
                    "person-times",
                    sum(shown.person_times),
                ),
                "chart": _spark(_("Person-times by month"), shown.person_times),
                "note": _("%(named)s named, %(headed)s counted")
                % {
                    "named": wording.grouped(sum(shown.named)),
                    "headed": wording.grouped(sum(shown.headed)),
                },
            },
            {
                "value": drills,
                "unit": npgettext(
                    "under a large number", "emergency drill", "emergency drills", drills
                ),
                "chart": _spark(
                    _("Drills by topic"), [shown.drills[code] for code, _label in topics]
                ),
                "note": listed(label for _code, label in topics),
            },
            {
                "value": number_of_communities,
                "unit": ngettext(
                    "model community of safety culture",
                    "model communities of safety culture",
                    number_of_communities,
                ),
                "chart": _spark(_("Activities by month"), shown.activities),
                "note": ngettext(
                    "%(number)s publicity activity in the year",
                    "%(number)s publicity activities in the year",
                    activities,
                )
                % {"number": activities},
            },
        ],
    }
