"""Workbooks and CSV, written so that nothing in them runs."""

import codecs
import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import chain, islice

from django.utils.functional import Promise
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.lib.periods import BUSINESS_ZONE
from portal.lib.sheets.reading import ROW_LIMIT
from portal.lib.xml import without_unknown

CELL_LIMIT = 32_767
STREAMED_ROWS = 1_000
# Up to so many columns stand upright on paper; wider headings than this run over two lines.
PORTRAIT_COLUMNS = 4
HEADING_WIDTH = 14
_STANDS_OUT = {"bold": True, "top": 1}

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff]")

Cell = str | int | float | Decimal | bool | date | datetime | time | Promise | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be written.

    Args:
        name: of the tab; cleaned, cut to 31 characters and made unique.
        headings: the first row.
        rows: the cells; texts stay texts, whatever they begin with.
        widths: of columns by index, in characters; others follow their content.
        choices: texts offered in the cells of a column, by column index.
        notes: shown when a cell of the column is selected, by column index.
        decimals: of the numbers of a column, by column index.
        grouped: whether thousands are set apart: 6,128.
        bold: rows that stand out, such as sums, counted from 0.
        wrapped: whether long texts run over several lines.
        typed_as_text: columns whose empty cells take what is typed as text: no long number
            is rounded there.
    """

    name: str
    headings: Sequence[Cell]
    rows: Iterable[Sequence[Cell]]
    widths: Mapping[int, int] = field(default_factory=dict)
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    decimals: Mapping[int, int] = field(default_factory=dict)
    grouped: bool = False
    bold: Sequence[int] = ()
    wrapped: bool = False
    typed_as_text: Sequence[int] = ()


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """Write a workbook: bold headings that stay in view, a filter, texts that never calculate.

    Texts that a program could take for a formula are kept as they are and marked as text
    (the apostrophe of Excel), headings and names of sheets included.
    """
    result = BytesIO()
    # Rows go to a temporary file as they come: memory stays flat however long the list is.
    with Workbook(result, {"constant_memory": True}) as book:
        look = {
            "heading": book.add_format(
                {
                    "bold": True,
                    "bg_color": "#E9F4EE",
                    "bottom": 1,
                    "text_wrap": True,
                    "valign": "vcenter",
                }
            ),
            "text": book.add_format({"num_format": "@"}),
            "wrapped": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0"}),
            "decimal": book.add_format({"num_format": "#,##0.0"}),
            "bold text": book.add_format({"num_format": "@", **_STANDS_OUT}),
            "bold number": book.add_format({"num_format": "#,##0", **_STANDS_OUT}),
            "bold decimal": book.add_format({"num_format": "#,##0.0", **_STANDS_OUT}),
            "guarded": book.add_format({"num_format": "@", "quote_prefix": True}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "time": book.add_format({"num_format": "hh:mm"}),
        }
        taken: set[str] = set()
        for sheet in sheets:
            _write_sheet(book.add_worksheet(_free_name(sheet.name, taken)), sheet, look)
    return result.getvalue()


def stream_csv(headings: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield what `write_csv` returns, some rows at a time: memory stays flat."""
    yield write_csv([headings])
    rest = iter(rows)
    while some := list(islice(rest, STREAMED_ROWS)):
        yield write_csv(some).removeprefix(codecs.BOM_UTF8)


def write_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write CSV as Chinese Excel opens it: UTF-8 with byte order mark, comma, CR LF.

    A text that a program would take for a formula gets an apostrophe in front; a text that is
    just a signed number does not.
    """
    result = StringIO()
    csv.writer(result).writerows([_csv_cell(cell) for cell in row] for row in rows)
    return result.getvalue().encode("utf-8-sig")


def _write_sheet(target: Worksheet, sheet: Sheet, look: Mapping[str, Format]) -> None:
    rows = iter(sheet.rows)
    first = list(islice(rows, 200))
    target.freeze_panes(1, 0)
    _set_for_print(target, landscape=len(sheet.headings) > PORTRAIT_COLUMNS)
    for column in range(len(sheet.headings)):
        width = sheet.widths.get(column) or max(
            _width(row[column] for row in first if len(row) > column),
            min(_width([sheet.headings[column]]), HEADING_WIDTH),
        )
        target.set_column(
            column, column, width, look["text"] if column in sheet.typed_as_text else None
        )
        _validate(target, sheet, column)
    for column, heading in enumerate(sheet.headings):
        _write_cell(target, 0, column, heading, look, of_text=look["heading"])
    number = 0
    for number, row in enumerate(chain(first, rows), 1):
        bold = number - 1 in sheet.bold
        for column, cell in enumerate(row):
            _write_cell(
                target, number, column, cell, look, _look_of(sheet, column, cell, bold, look)
            )
    # A sum at the end stays where it is when somebody sorts or filters.
    last = number - 1 if number - 1 in sheet.bold else number
    target.autofilter(0, 0, last, max(len(sheet.headings) - 1, 0))


def _look_of(
    sheet: Sheet, column: int, cell: Cell, bold: bool, look: Mapping[str, Format]
) -> Format | None:
    """Return how a cell looks that is no plain text or number."""
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        name = "decimal" if column in sheet.decimals else "number"
        if not sheet.grouped:
            return None
        return look[f"bold {name}" if bold else name]
    if bold:
        return look["bold text"]
    return look["wrapped"] if sheet.wrapped else None


def _set_for_print(target: Worksheet, *, landscape: bool) -> None:
    """Fit the columns on one page across, with headings and page numbers on each."""
    target.set_paper(9)  # A4
    if landscape:
        target.set_landscape()
    target.fit_to_pages(1, 0)
    target.repeat_rows(0)
    target.set_footer("&C&P / &N")


def _validate(target: Worksheet, sheet: Sheet, column: int) -> None:
    options: dict[str, object] = {}
    if column in sheet.choices:
        options = {"validate": "list", "source": list(sheet.choices[column])}
    if column in sheet.notes:
        options = {"validate": "any", **options, "input_message": sheet.notes[column][:255]}
    if options:
        target.data_validation(1, column, ROW_LIMIT, column, options)


def _write_cell(
    target: Worksheet,
    row: int,
    column: int,
    cell: Cell,
    look: Mapping[str, Format],
    of_text: Format | None = None,
) -> None:
    match cell:
        case None | "":
            target.write_blank(row, column, None, of_text)
        case bool():
            target.write_boolean(row, column, cell)
        case int() | float() | Decimal() if math.isfinite(cell):
            target.write_number(row, column, cell, of_text)
        case datetime():
            target.write_datetime(row, column, _naive(cell), look["moment"])
        case date():
            target.write_datetime(row, column, cell, look["date"])
        case time():
            target.write_datetime(row, column, cell, look["time"])
        case _:
            text = without_unknown(str(cell))[:CELL_LIMIT]
            plain = of_text or look["text"]
            target.write_string(row, column, text, look["guarded"] if _runs(text) else plain)


def _runs(text: str) -> bool:
    return bool(_FORMULA.match(text)) and not _NUMBER.fullmatch(text)


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{_naive(cell):%Y-%m-%d %H:%M}"
    if not isinstance(cell, str | Promise):
        return str(cell)
    return inert(str(cell))


def inert(text: str) -> str:
    """Return a text for CSV that no program takes for a formula: an apostrophe stands before it."""
    text = without_unknown(text)
    return f"'{text}" if _runs(text) else text


def _naive(moment: datetime) -> datetime:
    if moment.tzinfo:
        moment = moment.astimezone(BUSINESS_ZONE)
    return moment.replace(tzinfo=None)


def _width(cells: Iterable[Cell]) -> int:
    """Width in characters of half a Han character each, between 8 and 48."""
    lengths = (sum(1 + (char > "\u2e80") for char in str(cell or "")) for cell in cells)
    longest = max(lengths, default=0)
    return min(max(longest + 2, 8), 48)


def _free_name(name: str, taken: set[str]) -> str:
    clean = _NOT_IN_NAME.sub(" ", name).strip("' =+-@＝＋－＠")[:31].strip() or "Sheet"
    free, number = clean, 1
    while free.casefold() in taken or free.casefold() == "history":
        number += 1
        free = f"{clean[:26]} ({number})"
    taken.add(free.casefold())
    return free
