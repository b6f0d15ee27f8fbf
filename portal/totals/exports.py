"""The figures, and the rows behind them, as a workbook or as CSV."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.lib import sheets
from portal.lib.periods import BUSINESS_ZONE, Period
from portal.lib.phrases import listed
from portal.lib.sheets import Cell, Sheet
from portal.totals.domain import behind, columns, definitions, tables, wording
from portal.totals.domain.annual import Totals
from portal.totals.domain.lines import AttendanceLine, EventLine, Line, Listing, Question
from portal.totals.enums import DIVISIONS, Dimension, Measure, Part
from portal.totals.models import Snapshot


@dataclass(frozen=True, slots=True)
class RowColumn:
    """A column of a list of rows.

    Args:
        name: of the line's attribute, and of the sum where there is one.
        heading: what stands over it.
        added: whether its numbers are added up.
        decimals: of its numbers.
    """

    name: str
    heading: str | Promise
    added: bool = False
    decimals: int = 0


_START = RowColumn("starts_at", gettext_lazy("Start"))
_EVENT = RowColumn("title", gettext_lazy("Event"))
_PERSON = RowColumn("person", gettext_lazy("Person"))
_TIMES = RowColumn("times", gettext_lazy("Person-times"), added=True)
_HOURS = RowColumn("hours", gettext_lazy("Class hours"), added=True, decimals=1)
ROW_COLUMNS: dict[str, tuple[RowColumn, ...]] = {
    "events": (
        _START,
        _EVENT,
        RowColumn("organiser", pgettext_lazy("column", "Organiser")),
        RowColumn("host", pgettext_lazy("visited", "Host")),
        RowColumn("named", gettext_lazy("Named person-times"), added=True),
        RowColumn("headed", gettext_lazy("Head-count person-times"), added=True),
        RowColumn("person_times", gettext_lazy("Person-times"), added=True),
        _HOURS,
        RowColumn("headed_hours", gettext_lazy("Class hours, estimated"), added=True, decimals=1),
    ),
    "attendances": (
        _START,
        _EVENT,
        _PERSON,
        RowColumn("unit", gettext_lazy("Unit then")),
        RowColumn("minutes", gettext_lazy("Credited minutes"), added=True),
        _HOURS,
    ),
    "seats": (_START, _EVENT, _PERSON, RowColumn("came", gettext_lazy("Came"), added=True)),
    "persons": (_PERSON, _TIMES, _HOURS),
    "units": (
        RowColumn("unit", gettext_lazy("Unit")),
        RowColumn("kind", gettext_lazy("Kind")),
        _TIMES,
    ),
}


def report_xlsx(
    *, totals: Totals, source: behind.Source, snapshot: Snapshot | None, by: str, at: datetime
) -> bytes:
    """Return the whole report as a workbook.

    Args:
        totals: the figures.
        source: where the rows behind them are read.
        snapshot: the frozen version they come from, None for figures of now.
        by: who asked for the file.
        at: when.
    """
    made = [_overview(totals, snapshot, by, at)]
    made += [_along(totals, dimension) for dimension in DIVISIONS]
    for part in Part:
        listing = behind.listing(source=source, question=Question(part=part))
        rows = pgettext("sheet", "rows")  # in a name of its own: extraction reads no f-string
        made.append(_rows_sheet(f"{part.label} · {rows}", listing))
    joined = [
        (code, title, starts_at.replace(tzinfo=None))
        for code, title, starts_at in behind.took_part(source)
    ]
    if joined:
        made.append(Sheet(_("Took part in"), [_("Code"), _("Drill"), _("Start")], joined))
    made.append(
        Sheet(
            _("Definitions"),
            [_("Figure"), _("Definition (version %(number)s)") % {"number": totals.version}],
            [[one.name, one.text] for one in definitions.definitions(totals.version)],
            widths={0: 26, 1: 110},
            wrapped=True,
        )
    )
    return sheets.write_xlsx(made)


def rows_xlsx(
    *,
    question: Question,
    listing: Listing,
    facts: Sequence[Sequence[Cell]],
    slice_label: str,
    search: str = "",
) -> bytes:
    """Return the rows behind one figure as a workbook; a second sheet says what they are.

    Args:
        question: which figure.
        listing: the rows.
        facts: from `facts`.
        slice_label: the slice of the year in words.
        search: words the rows were looked for by.
    """
    about = [
        *facts,
        [_("Figure"), f"{question.part.label} · {question.measure.label} · {slice_label}"],
        [_("Value"), behind.figure(listing=listing, measure=question.measure)],
        [_("Rows"), len(listing)],
    ]
    if search:
        about.append([_("Search"), search])
    return sheets.write_xlsx(
        [
            _rows_sheet(f"{question.part.label} · {question.measure.label}", listing),
            Sheet(
                _("About these rows"),
                [_("Fact"), _("Value")],
                about,
                widths={0: 26, 1: 70},
                grouped=True,
            ),
        ]
    )


def rows_csv(*, listing: Listing) -> Iterator[bytes]:
    """Yield the rows behind one figure as CSV, piece by piece."""
    yield from sheets.stream_csv(_headings(listing.kind), _cells(listing))


def facts(
    *, period: Period, organisation: str, snapshot: Snapshot | None, by: str, at: datetime
) -> list[list[Cell]]:
    """Return what a file must say of itself: period, whose figures, state, who took it, when."""
    return [
        [_("Period"), period.label],
        [_("Organisation"), organisation or _("All organisations")],
        [_("State"), _("Frozen, revision %(number)s") % {"number": snapshot.revision}]
        if snapshot
        else [_("State"), _("Provisional: counted now, not frozen")],
        *([[_("Digest (SHA-256)"), snapshot.digest]] if snapshot else []),
        [_("Exported by"), by],
        [_("Exported at"), at.astimezone(BUSINESS_ZONE).replace(tzinfo=None)],
    ]


def _overview(totals: Totals, snapshot: Snapshot | None, by: str, at: datetime) -> Sheet:
    told = facts(
        period=totals.period,
        organisation=totals.organisation_name,
        snapshot=snapshot,
        by=by,
        at=at,
    )
    told.append([_("Drills taken part in, led by others"), totals.took_part])
    for part in Part:
        total = totals.part(part).total
        for column in columns.columns(part):
            value = column.of(total)
            words = wording.odd(value) if column.measure == Measure.EVENTS else ""
            told.append([f"{part.label} · {column.name}", value, words])
        for rate in columns.rates(totals, part):
            share = f"{rate.numerator} / {rate.denominator}"
            told.append([f"{part.label} · {rate.name} (%)", rate.percent, share])
    return Sheet(
        _("Overview"),
        [_("Figure"), _("Value"), _("Note")],
        told,
        widths={0: 44, 1: 30, 2: 24},
        grouped=True,
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
    return Sheet(
        str(dimension.label),
        headings,
        rows,
        widths={0: 12, 1: 24},
        decimals={2 + n: column.decimals for n, column in enumerate(shown) if column.decimals},
        grouped=True,
        bold=[n for n, row in enumerate(rows) if row[1] == _("In all")],
    )


def _rows_sheet(name: str, listing: Listing) -> Sheet:
    shown = ROW_COLUMNS[listing.kind]
    sums: list[Cell] = [listing.sums[one.name] if one.added else None for one in shown]
    sums = [_("In all"), *sums[1:], None][: len(shown) + 1]
    return Sheet(
        name,
        _headings(listing.kind),
        _with_sums(_cells(listing), sums),
        widths={0: 18, 1: 40} if shown[0] == _START else {0: 30},
        decimals={n: one.decimals for n, one in enumerate(shown) if one.decimals},
        grouped=True,
        bold=[len(listing)],
    )


def _with_sums(rows: Iterable[Sequence[Cell]], sums: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
    yield from rows
    yield sums


def _headings(kind: str) -> list[Cell]:
    return [*(one.heading for one in ROW_COLUMNS[kind]), *([_("Note")] if kind in _NOTED else [])]


_NOTED = frozenset({"events", "attendances", "persons"})


def _cells(listing: Listing) -> Iterator[Sequence[Cell]]:
    names = [one.name for one in ROW_COLUMNS[listing.kind]]
    for line in listing:
        cells = [_cell(line, name) for name in names]
        if listing.kind in _NOTED:
            cells.append(listed(_notes(line)))
        yield cells


def _cell(line: Line, name: str) -> Cell:
    value = getattr(line, "kind_label" if name == "kind" else name)
    if name == "came":
        return int(value)
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _notes(line: Line) -> Iterator[str]:
    if isinstance(line, EventLine):
        yield line.code
        if line.joint:
            yield _("joint")
        if line.provisional:
            yield pgettext("drill", "provisional")
    elif isinstance(line, AttendanceLine):
        yield line.code
        if line.provisional:
            yield _("provisional")
    elif getattr(line, "provisional", False):
        yield _("provisional")
