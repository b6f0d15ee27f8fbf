"""Rows of the spreadsheets that offices send, whatever program wrote them."""

import csv
import json
import logging
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from portal.lib.names import without_invisible
from portal.lib.refusals import Refusal
from portal.lib.sheets import workbooks
from portal.lib.unzipping import COLUMN_LIMIT, hidden_rows, repacked, too_wide

logger = logging.getLogger(__name__)

SIZE_LIMIT = 10 * 1024 * 1024
ROW_LIMIT = 20_000
SNIFFED_ROWS = 20

_SECONDS = 2 * workbooks.CPU_SECONDS
# All the process needs to know that reads workbooks.
_ENVIRONMENT = ("LD_LIBRARY_PATH", "SYSTEMROOT")
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
    Texts end after 2,000 characters.

    Raises:
        SheetUnreadable: too big, not a spreadsheet, damaged, more than `row_limit` rows, or
            more cells or text than the limits of `portal.lib.sheets.workbooks`.
        WorkbookUnsafe: beyond the limits of `portal.lib.unzipping`.
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
    hidden = hidden_rows(content)
    return [
        ReadSheet(sheet["name"], _numbered(sheet["rows"]), hidden.get(sheet["name"], frozenset()))
        for sheet in _sheets(content)
    ]


def _sheets(content: bytes) -> list[workbooks.Sheet]:
    """Have another process read a workbook; a file that ends it ends nothing else."""
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", workbooks.__file__],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise _damaged() from error
    except subprocess.CalledProcessError as error:
        if error.returncode == workbooks.TOO_MUCH:
            raise _too_much() from error
        logger.warning("A workbook ended its reader with exit code %s", error.returncode)
        raise _damaged() from error
    found: list[workbooks.Sheet] = json.loads(done.stdout)
    return found


def _damaged() -> SheetUnreadable:
    return SheetUnreadable(
        _("The workbook is damaged. Open it in Excel or WPS, save it again, and send that.")
    )


def _too_much() -> SheetUnreadable:
    return SheetUnreadable(
        _(
            "The file holds far more than a list of people needs. Copy the rows of the list "
            "into a new workbook and send that."
        )
    )


def _numbered(rows: Iterable[tuple[int, Iterable[str]]]) -> list[Row]:
    tidied = (
        (number, tuple(without_invisible(cell[: workbooks.CELL_LIMIT]).strip() for cell in cells))
        for number, cells in rows
    )
    return [Row(number, cells) for number, cells in tidied if any(cells)]


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
            if any(cells[COLUMN_LIMIT:]):
                raise too_wide(len(rows) + 1)
            rows.append(cells[:COLUMN_LIMIT])
    except csv.Error as error:
        raise SheetUnreadable(
            _(
                "Near row %(row)s a quotation mark is opened and not closed. Correct it, or "
                "save the list as .xlsx."
            )
            % {"row": len(rows) + 1}
        ) from error
    found = _numbered(enumerate(rows, 1))
    try:
        workbooks.measured((cell for row in found for cell in row.cells), workbooks.TEXT_LIMIT)
    except workbooks.TooMuch as error:
        raise _too_much() from error
    return found


def _delimiter(text: str) -> str:
    """Choose the separator that cuts most of the first rows into equally many cells."""
    lines = [line for line in islice(text.splitlines(), 4 * SNIFFED_ROWS) if line.strip()]

    def evenness(one: str) -> tuple[int, int]:
        counts = Counter(line.count(one) for line in lines[:SNIFFED_ROWS])
        del counts[0]
        return max(((rows, cuts) for cuts, rows in counts.items()), default=(0, 0))

    usual = max(_DELIMITERS, key=evenness)
    return usual if evenness(usual) > (0, 0) else max(_RARE_DELIMITERS, key=evenness)
