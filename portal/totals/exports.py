"""The figures as a workbook."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.lib import sheets
from portal.lib.periods import BUSINESS_ZONE
from portal.lib.sheets import Cell, Sheet
from portal.totals.domain import behind, columns, definitions, tables, wording
from portal.totals.domain.annual import Totals
from portal.totals.domain.behind import (
    AttendanceLine,
    EventLine,
    Lines,
    PersonLine,
    Question,
    UnitLine,
)
from portal.totals.domain.evidence import Row
from portal.totals.enums import Dimension, Measure, Part
from portal.totals.models import Snapshot

DIMENSIONS = tuple(dimension for dimension in Dimension if dimension != Dimension.TOTAL)


def report_xlsx(
    *, totals: Totals, rows: Sequence[Row], snapshot: Snapshot | None, by: str, at: datetime
) -> bytes:
    """Return the whole report as a workbook.

    Args:
        totals: the figures.
        rows: the rows behind them.
        snapshot: the frozen version they come from, None for figures of now.
        by: who asked for the file.
        at: when.
    """
    made = [_overview(totals, snapshot, by, at)]
    made += [_along(totals, dimension) for dimension in DIMENSIONS]
    for part in Part:
        question = Question(part=part, measure=Measure.EVENTS)
        lines = behind.lines(rows=rows, question=question)
        made.append(
            _lines_sheet(f"{part.label} · {pgettext('sheet', 'rows')}", lines, Measure.EVENTS)
        )
    joined = [
        (code, title, starts_at.replace(tzinfo=None))
        for code, title, starts_at in behind.took_part(rows)
    ]
    if joined:
        made.append(Sheet(_("Took part in"), [_("Code"), _("Drill"), _("Start")], joined))
    made.append(
        Sheet(
            _("Definitions"),
            [_("Figure"), _("Definition (version %(number)s)") % {"number": totals.version}],
            [[one.name, one.text] for one in definitions.definitions(totals.version)],
            widths={0: 26, 1: 110},
        )
    )
    return sheets.write_xlsx(made)


def rows_xlsx(*, question: Question, lines: Lines) -> bytes:
    """Return the rows behind one figure as a workbook."""
    name = f"{question.part.label} · {question.measure.label}"
    return sheets.write_xlsx([_lines_sheet(name, lines, question.measure)])


def kind_of(measure: Measure) -> str:
    """Return what the rows behind a figure are: events, attendances, seats, persons, units."""
    return {
        Measure.NAMED: "attendances",
        Measure.HOURS: "attendances",
        Measure.CONFIRMED: "seats",
        Measure.PERSONS: "persons",
        Measure.UNITS: "units",
        Measure.NOT_REACHED: "units",
    }.get(measure, "events")


def _overview(totals: Totals, snapshot: Snapshot | None, by: str, at: datetime) -> Sheet:
    facts: list[list[Cell]] = [
        [_("Period"), totals.period.label],
        [_("Organisation"), totals.organisation_name or _("All organisations")],
        [_("State"), _("Frozen, revision %(number)s") % {"number": snapshot.revision}]
        if snapshot
        else [_("State"), _("Provisional: counted now, not frozen")],
        [_("Digest (SHA-256)"), snapshot.digest if snapshot else ""],
        [_("Exported by"), by],
        [_("Exported at"), at.astimezone(BUSINESS_ZONE).replace(tzinfo=None)],
        [_("Drills taken part in, led by others"), totals.took_part],
    ]
    for part in Part:
        total = totals.part(part).total
        for column in columns.columns(part):
            value = column.of(total)
            words = wording.odd(value) if column.measure == Measure.EVENTS else ""
            facts.append([f"{part.label} · {column.name}", value, words])
        for rate in columns.rates(totals, part):
            share = f"{rate.numerator} / {rate.denominator}"
            facts.append([f"{part.label} · {rate.name} (%)", rate.percent, share])
    return Sheet(
        _("Overview"), [_("Figure"), _("Value"), _("Note")], facts, widths={0: 44, 1: 30, 2: 24}
    )


def _along(totals: Totals, dimension: Dimension) -> Sheet:
    """Return one sheet per dimension, the three parts below one another."""
    shown = columns.columns(Part.TRAINING)
    headings = [
        _("Part"),
        tables.HEADINGS[dimension],
        _("Events held"),
        _("Runs"),
        _("Joint drills"),
        *(column.name for column in shown[2:]),
    ]

    def cells(label: str, part: Part, line: tables.Line) -> list[Cell]:
        one = line.figures
        return [part.label, label, one.events, one.runs, one.joint] + [
            column.of(one) for column in shown[2:]
        ]

    rows: list[Sequence[Cell]] = []
    for part in Part:
        table = tables.table(totals=totals, part=part, dimension=dimension)
        rows += [cells(line.label, part, line) for line in table.lines]
        rows.append(cells(_("In all"), part, tables.Line("", "", table.total)))
    return Sheet(str(dimension.label), headings, rows, widths={0: 12, 1: 24})


def _lines_sheet(name: str, lines: Lines, measure: Measure) -> Sheet:
    kind = kind_of(measure)
    names = behind.names_of(
        line.person for line in lines if isinstance(line, AttendanceLine | PersonLine)
    )
    headings: dict[str, list[Cell]] = {
        "events": [
            _("Start"),
            _("Event"),
            _("Code"),
            pgettext("column", "Organiser"),
            _("Host"),
            _("Named person-times"),
            _("Head-count person-times"),
            _("Person-times"),
            _("Person-hours (class hours)"),
            _("Person-hours, estimated"),
            _("Note"),
        ],
        "attendances": [
            _("Start"),
            _("Event"),
            _("Code"),
            _("Person"),
            _("Unit then"),
            _("Credited minutes"),
            _("Class hours"),
            _("Note"),
        ],
        "seats": [_("Start"), _("Event"), _("Code"), _("Person"), _("Came")],
        "persons": [_("Person"), _("Person-times"), _("Class hours"), _("Note")],
        "units": [_("Unit"), _("Kind"), _("Person-times")],
    }
    return Sheet(name, headings[kind], _cells(lines, names, kind), widths={1: 40})


def _cells(lines: Lines, names: dict[str, str], kind: str) -> Iterator[Sequence[Cell]]:
    for line in lines:
        match line:
            case EventLine():
                yield [
                    line.starts_at.replace(tzinfo=None),
                    line.title,
                    line.code,
                    line.organiser,
                    line.host,
                    line.named,
                    line.headed,
                    line.person_times,
                    line.hours,
                    line.headed_hours,
                    ", ".join(_notes(line)),
                ]
            case AttendanceLine() if kind == "seats":
                came = _("yes") if line.came else _("no")
                start = line.starts_at.replace(tzinfo=None)
                yield [start, line.title, line.code, names.get(line.person, ""), came]
            case AttendanceLine():
                yield [
                    line.starts_at.replace(tzinfo=None),
                    line.title,
                    line.code,
                    names.get(line.person, ""),
                    line.unit,
                    line.minutes,
                    line.hours,
                    _("provisional") if line.provisional else "",
                ]
            case PersonLine():
                note = _("provisional") if line.provisional else ""
                yield [names.get(line.person, ""), line.times, line.hours, note]
            case UnitLine():
                yield [line.unit, line.kind_label, line.times]


def _notes(line: EventLine) -> Iterable[str]:
    if line.provisional:
        yield _("provisional")
    if line.joint:
        yield _("joint")
