"""Rows of spreadsheets: read from what offices send, written so that nothing in them runs."""

import codecs
import csv
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import chain, islice

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from portal.lib.names import without_invisible
from portal.lib.periods import BUSINESS_ZONE
from portal.lib.refusals import Refusal
from portal.lib.unzipping import hidden_rows, repacked

SIZE_LIMIT = 10 * 1024 * 1024
ROW_LIMIT = 20_000
CELL_LIMIT = 32_767
SNIFFED_ROWS = 20
STREAMED_ROWS = 1_000
# Up to so many columns stand upright on paper; wider headings than this run over two lines.
PORTRAIT_COLUMNS = 4
HEADING_WIDTH = 14
_STANDS_OUT = {"bold": True, "top": 1}

_DELIMITERS = ",\t;"
# Tried when none of the usual ones is anywhere: typed by hand, or written by a database.
_RARE_DELIMITERS = "|，"
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff]")

Cell = str | int | float | Decimal | bool | date | datetime | time | Promise | None


class SheetUnreadable(Refusal):
    code = "sheet_unreadable"


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it: its number in the spreadsheet (from 1) and its texts."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A visible sheet of a file; a CSV file has one, without a name.

    `hidden` are the numbers of the rows that are hidden or filtered away; they are read too.
    """

    name: str
    rows: list[Row]
    hidden: frozenset[int] = frozenset()


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


def column_letters(column: int) -> str:
    """Return a column as spreadsheet programs name it: 0 → "A", 26 → "AA"."""
    return str(xl_col_to_name(column))


def read(content: bytes, *, row_limit: int = ROW_LIMIT) -> list[ReadSheet]:
    """Read the rows of an XLSX or CSV file; what it is called does not matter.

    CSV in UTF-8 (with or without byte order mark), UTF-16 or GB 18030 (which contains GBK),
    separated by comma, semicolon or tab. Whole numbers lose their ".0", dates are written
    as YYYY-MM-DD, a formula without a result is its error, such as "#REF!". A cell merged over
    several rows fills them all. Blank rows are left out, and so are characters nobody sees.

    Raises:
        SheetUnreadable: too big, not a spreadsheet, damaged, or more than `row_limit` rows.
        WorkbookUnsafe: a workbook beyond the limits of `portal.lib.unzipping`.
    """
    if len(content) > SIZE_LIMIT:
        raise SheetUnreadable(
            _("The file is larger than %(limit)s MB. Split the list and send the parts.")
            % {"limit": SIZE_LIMIT // 1024 // 1024}
        )
    for is_it, sentence in _NOT_READ:
        if is_it(content):
            raise SheetUnreadable(sentence())
    if content.startswith(b"PK\x03\x04"):
        return _read_workbook(repacked(content, row_limit=row_limit))
    return [ReadSheet("", _read_text(_decoded(content), row_limit))]


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


# --- Reading ------------------------------------------------------------------------------


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(signs)


_NOT_READ: tuple[tuple[Callable[[bytes], bool], Callable[[], str]], ...] = (
    (lambda content: not content.strip(), lambda: _("The file is empty.")),
    (
        _begins(b"%pdf"),
        lambda: _(
            "This is a PDF, whatever its name says. Ask for the list as an Excel "
            "workbook (.xlsx) or CSV."
        ),
    ),
    (
        _begins(b"\xd0\xcf\x11\xe0"),
        lambda: _(
            "This is an old Excel file (.xls) or one with a password. Open it, save it as "
            ".xlsx without a password, and send that."
        ),
    ),
    (
        _begins(b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta"),
        lambda: _(
            "This is a web page with the name of a spreadsheet. Open it in Excel or WPS, "
            "save it as .xlsx, and send that."
        ),
    ),
)


def _read_workbook(content: bytes) -> list[ReadSheet]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            visible = [
                one.name
                for one in book.sheets_metadata
                if (one.typ, one.visible) == (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible)
            ]
            hidden = hidden_rows(content)
            return [
                _read_sheet(book.get_sheet_by_name(name), hidden.get(name, frozenset()))
                for name in visible
            ]
    except CalamineError as error:
        raise SheetUnreadable(
            _("The workbook is damaged. Open it in Excel or WPS, save it again, and send that.")
        ) from error


def _read_sheet(sheet: CalamineSheet, hidden: frozenset[int]) -> ReadSheet:
    cells = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or []:
        if top < len(cells) and left < len(cells[top]):
            for row in cells[top + 1 : bottom + 1]:
                row[left] = row[left] or cells[top][left]
    return ReadSheet(sheet.name, _numbered(cells), hidden)


def _numbered(rows: Iterable[Sequence[str]]) -> list[Row]:
    return [Row(number, tuple(cells)) for number, cells in enumerate(rows, 1) if any(cells)]


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return without_invisible(cell).strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _decoded(content: bytes) -> str:
    for sign, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"", "utf-8"),
        (b"", "gb18030"),
        (b"", "utf-16-le"),
    ):
        if content.startswith(sign):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if text.count("\0") <= len(text) // 10:
                return text
    raise SheetUnreadable(
        _(
            "This is neither an Excel workbook (.xlsx) nor a CSV file. Save the list in one of "
            "these two forms and send that."
        )
    )


def _read_text(text: str, row_limit: int) -> list[Row]:
    first, _line_end, rest = text.partition("\n")
    if first.strip().lower() in {f"sep={one}" for one in _DELIMITERS}:
        delimiter, text = first.strip()[-1], f"\n{rest}"
    else:
        delimiter = _delimiter(text)
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(rows) >= row_limit:
                raise SheetUnreadable(
                    _("The file has more than %(limit)s rows. Split the list and send the parts.")
                    % {"limit": row_limit}
                )
            rows.append([without_invisible(cell).strip() for cell in cells])
    except csv.Error as error:
        raise SheetUnreadable(
            _(
                "Near row %(row)s a quotation mark is opened and not closed. Correct it, or "
                "save the list as .xlsx."
            )
            % {"row": len(rows) + 1}
        ) from error
    return _numbered(rows)


def _delimiter(text: str) -> str:
    """Choose the separator that cuts most of the first rows into equally many cells."""
    lines = [line for line in islice(text.splitlines(), 4 * SNIFFED_ROWS) if line.strip()]

    def evenness(one: str) -> tuple[int, int]:
        counts = Counter(line.count(one) for line in lines[:SNIFFED_ROWS])
        del counts[0]
        return max(((rows, cuts) for cuts, rows in counts.items()), default=(0, 0))

    usual = max(_DELIMITERS, key=evenness)
    return usual if evenness(usual) > (0, 0) else max(_RARE_DELIMITERS, key=evenness)


# --- Writing ------------------------------------------------------------------------------


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
        target.set_column(column, column, width)
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
            text = _NOT_IN_XML.sub("", str(cell))[:CELL_LIMIT]
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
    text = _NOT_IN_XML.sub("", str(cell))
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
