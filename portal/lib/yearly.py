"""YearRow: the one shape in which the apps feed the annual totals."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class YearRow:
    """A value of one measure in one cell of the year, additive over all its dimensions.

    Args:
        measure: ``<app>.<thing>``, such as ``training.named``.
        event: primary key of the event the value belongs to; the row behind the figure.
        month: 1–12, the month of the event's start in Asia/Shanghai.
        topic: code of the topic, "" when none.
        audience: code of the audience.
        unit_kind: kind of the organisation the people belonged to, "" when unknown.
        organiser: primary key of the organising (leading) organisation.
        value: the amount; its unit is fixed by the measure.
    """

    measure: str
    event: int
    month: int
    topic: str
    audience: str
    unit_kind: str
    organiser: int
    value: int
