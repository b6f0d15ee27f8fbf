"""The cells of a workbook, read by a process of its own that may die of it.

Run as a script: a workbook on the standard input, JSON on the standard output. The reader is
native code: what a hostile file does to it (memory without end, a panic, an endless loop) no
`except` catches. Here it ends this process, which knows no secret and holds no connection. It
imports nothing of the portal, so that it starts at once.
"""

import contextlib
import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, TypedDict

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY_LIMIT = 1024 * 1024 * 1024
CPU_SECONDS = 20
# All sheets together, in cells and in characters; these as they are compared (NFKC), where one
# becomes up to eighteen.
AREA_LIMIT = 4_000_000
TEXT_LIMIT = 5_000_000
# Longer texts end here: nothing a list of people asks for is a tenth as long.
CELL_LIMIT = 2_000
# Exit code: the workbook holds more than the two limits.
TOO_MUCH = 3

# Spreadsheets keep fifteen digits of a number; the rest is made up.
_EXACT = 10**15


class Sheet(TypedDict):
    """A visible sheet: its name, and its rows that say something by their number from 1."""

    name: str
    rows: list[tuple[int, list[str]]]


class TooMuch(Exception):
    """The sheets hold more cells or more text than any list of people."""


def sheets(content: bytes) -> Iterator[Sheet]:
    """Read the visible sheets of a workbook.

    Raises:
        TooMuch: more than AREA_LIMIT cells or TEXT_LIMIT characters in all.
        Exception: whatever the reader says of a workbook that is damaged.
    """
    area, length = AREA_LIMIT, TEXT_LIMIT
    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        for one in book.sheets_metadata:
            if (one.typ, one.visible) != (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible):
                continue
            sheet = book.get_sheet_by_name(one.name)
            # Of the last row and the last column, both counted from 0.
            area -= (sheet.total_height + 1) * (sheet.total_width + 1)
            if area < 0:
                raise TooMuch
            cells = [[said(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            area -= _spread(sheet, cells, area)
            rows = [(number, row) for number, row in enumerate(cells, 1) if any(row)]
            length -= measured((cell for _number, row in rows for cell in row), length)
            yield {"name": one.name, "rows": rows}


def said(cell: Any) -> str:
    """Return the text of a cell: whole numbers without ".0", dates as YYYY-MM-DD.

    Numbers of more than fifteen digits stand as the program rounded them.
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < _EXACT else f"{cell:.14E}"
    return str(cell)[:CELL_LIMIT]


def measured(texts: Iterable[str], limit: int) -> int:
    """Return how many characters texts have as they are compared (NFKC).

    Raises:
        TooMuch: more than the limit; the rest is not looked at.
    """
    length = 0
    for text in texts:
        length += len(text if text.isascii() else unicodedata.normalize("NFKC", text))
        if length > limit:
            raise TooMuch
    return length


def _spread(sheet: CalamineSheet, cells: list[list[str]], area: int) -> int:
    """Fill every row of a merged cell with what its first says; return how many were visited."""
    visited = 0
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or []:
        if top < len(cells) and left < len(cells[top]):
            below = cells[top + 1 : bottom + 1]
            visited += len(below)
            if visited > area:
                raise TooMuch
            for row in below:
                row[left] = row[left] or cells[top][left]
    return visited


def _bind() -> None:
    """Let this process take so much memory and time and no more, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def main() -> int:
    """Write the sheets of the standard input as JSON; return the exit code."""
    _bind()
    try:
        found = list(sheets(sys.stdin.buffer.read()))
    except TooMuch:
        return TOO_MUCH
    sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
