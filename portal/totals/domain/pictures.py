"""The charts of the report, drawn from its tables."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from portal.lib import charts
from portal.lib.charts import Bar, Drawing
from portal.totals.domain import tables
from portal.totals.domain.annual import Totals
from portal.totals.enums import Dimension, Part


def person_times_by_month(
    totals: Totals, part: Part = Part.TRAINING, *, narrow: bool = False
) -> Drawing:
    """Draw the person-times of each month, named below and head-count above."""
    table = tables.table(totals=totals, part=part, dimension=Dimension.MONTH)
    bars = [Bar(line.label, (line.figures.named, line.figures.headed)) for line in table.lines]
    return charts.columns(
        title=_("Person-times by month, %(period)s") % {"period": totals.period.label},
        description=_described(bars),
        bars=bars,
        colours=("safe", "care"),
        narrow=narrow,
    )


def events_by_topic(
    totals: Totals,
    part: Part = Part.DRILLS,
    *,
    narrow: bool = False,
    topics: Mapping[str, str] | None = None,
) -> Drawing:
    """Draw how many drills (or classes) each topic had; `topics` as in `tables.table`."""
    table = tables.table(totals=totals, part=part, dimension=Dimension.TOPIC, topics=topics)
    bars = [Bar(line.label, (line.figures.events,)) for line in table.lines]
    return charts.bars(
        title=_("%(part)s by topic, %(period)s")
        % {"part": part.label, "period": totals.period.label},
        description=_described(bars),
        bars=bars,
        colours=("must",),
        narrow=narrow,
    )


def _described(bars: Sequence[Bar]) -> str:
    ends = charts.described(bars)
    if ends is None or not ends[0].total:
        return _("Nothing was held.")
    return _("Most in %(most)s (%(most_number)s), least in %(least)s (%(least_number)s).") % {
        "most": ends[0].label,
        "most_number": f"{ends[0].total:,}",
        "least": ends[1].label,
        "least_number": f"{ends[1].total:,}",
    }
