"""Rows of the spreadsheets that offices send, whatever program wrote them."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)
from xlsxwriter.utility import xl_col_to_name

from portal.lib.names import without_invisible
from portal.lib.refusals import Refusal
from portal.lib.unzipping import hidden_rows, repacked

SIZE_LIMIT = 10 * 1024 * 1024
ROW_LIMIT = 20_000
SNIFFED_ROWS = 20

# Spreadsheets keep fifteen digits of a number; the rest is made up.
_EXACT = 10**15
_DELIMITERS = ",\t;"
# Tried when none of the usual ones is anywhere: typed by hand, or written by a database.
_RARE_DELIMITERS = "|，"


class SheetUnreadable(Refusal):
    """The file is no spreadsheet, is damaged, or is too large."""

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


def column_letters(column: int) -> str:
    """Return a column as spreadsheet programs name it: 0 → "A", 26 → "AA"."""
    return str(xl_col_to_name(column))


def read(content: bytes, *, row_limit: int = ROW_LIMIT) -> list[ReadSheet]:
    """Read the rows of an XLSX or CSV file; what it is called does not matter.

    CSV in UTF-8 (with or without byte order mark), UTF-16 or GB 18030 (which contains GBK),
    separated by comma, semicolon or tab. Whole numbers lose their ".0", those of more than
    fifteen digits stand as the program rounded them (1.10105194912310E+17), dates are written
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
        return str(int(cell)) if abs(cell) < _EXACT else f"{cell:.14E}"
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
