"""A workbook somebody sent, looked at before any reader of spreadsheets sees it."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from io import BytesIO

from django.utils.translation import gettext as _

from portal.lib.refusals import Refusal

ENTRY_LIMIT = 1_000
UNPACKED_LIMIT = 100 * 1024 * 1024
RATIO_LIMIT = 100
# A sheet of a few rows packs very well; below this size the ratio says nothing.
RATIO_MATTERS_FROM = 1024 * 1024
COLUMN_LIMIT = 100

_PACKED_BY_OFFICE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_NEEDED = re.compile(
    r"(\[content_types\]\.xml|_rels/\.rels|xl/_rels/workbook\.xml\.rels"
    r"|xl/(workbook|sharedstrings|styles)\.xml|xl/worksheets/[^/]+\.xml)"
)
_ATTRIBUTES = rb"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*"""
_CELL_OR_ROW = re.compile(rb"<(?:\w+:)?(row|c)(" + _ATTRIBUTES + rb")\s*(/?)>(</)?")
_LOOKS_LIKE_ONE = re.compile(rb"<(?:[^\s<>:/]*:)?(?:row|c)[\s/>]")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
_ROW = re.compile(rb"<(?:\w+:)?row(" + _ATTRIBUTES + rb")\s*/?>")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_SHEET_OR_PART = re.compile(rb"<(?:\w+:)?(?:sheet|Relationship)(" + _ATTRIBUTES + rb")\s*/?>")
_ATTRIBUTE = re.compile(rb"""\s(?:\w+:)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c(?=\s)[^<>]*?\st\s*=\s*)["']e["']""")
_BARE_FORMULA = re.compile(
    rb"(<(\w+:)?c(?![\w:])(?![^<>]*\st\s*=)[^<>/]*)>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)\s*)?(?=</(?:\w+:)?c>)"
)
_REFERENCE = re.compile(rb"([A-Za-z]{0,3})([0-9]{0,7})")


class WorkbookUnsafe(Refusal):
    """The workbook would unpack to more than a list of people can need."""

    code = "workbook_unsafe"


def repacked(content: bytes, *, row_limit: int) -> bytes:
    """Return a workbook with nothing in it but the cells: no macro, no link, no picture.

    Every part is unpacked here under limits and packed anew, so that a reader of spreadsheets
    sees only bytes that were counted. What a file claims of itself (its sizes, its dimension)
    is not believed. Readers hold a sheet as one rectangle: a single cell in the far corner
    would cost the memory of a million rows, so the corner is measured first.

    Args:
        content: the file.
        row_limit: the last row that may have something in it.

    Raises:
        WorkbookUnsafe: not a workbook, damaged, locked, or beyond one of the limits.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return _repack(packed, row_limit)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError) as error:
        raise WorkbookUnsafe(
            _(
                "The file is damaged or locked with a password. Open it, save it again "
                "as an Excel workbook (.xlsx) without a password, and send that."
            )
        ) from error


def _repack(packed: zipfile.ZipFile, row_limit: int) -> bytes:
    entries = packed.infolist()
    _check_claims(entries)
    needed = {
        one.filename.lower(): one for one in entries if _NEEDED.fullmatch(one.filename.lower())
    }
    if "xl/workbook.xml" not in needed:
        raise WorkbookUnsafe(
            _("This is not an Excel workbook. Save the list as .xlsx or .csv and send that.")
        )
    result = BytesIO()
    left = UNPACKED_LIMIT
    with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as clean:
        for entry in needed.values():
            part = _unpacked(packed, entry, left)
            left -= len(part)
            if "worksheets/" in entry.filename.lower():
                _check_corner(part, row_limit)
                part = _with_errors_spoken(part)
            clean.writestr(entry.filename, part)
    return result.getvalue()


def hidden_rows(content: bytes) -> dict[str, frozenset[int]]:
    """Return the rows that are hidden or filtered away, by the name of the sheet.

    Args:
        content: what `repacked` returned.
    """
    with zipfile.ZipFile(BytesIO(content)) as packed:
        parts = {name.lower(): name for name in packed.namelist()}

        def entries(part: str) -> list[dict[bytes, bytes]]:
            text = packed.read(parts[part]) if part in parts else b""
            return [_attributes(match[1]) for match in _SHEET_OR_PART.finditer(text)]

        targets = {
            one.get(b"Id"): one.get(b"Target", b"").decode(errors="replace").lower()
            for one in entries("xl/_rels/workbook.xml.rels")
        }
        found = {}
        for sheet in entries("xl/workbook.xml"):
            target = targets.get(sheet.get(b"id"), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in parts:
                name = unescape(sheet.get(b"name", b"").decode(errors="replace"))
                found[name] = frozenset(_hidden_in(packed.read(parts[part])))
    return found


def _hidden_in(part: bytes) -> Iterator[int]:
    row = 0
    for match in _ROW.finditer(part):
        place = _PLACE.search(match[1])
        digits = _split(place[1])[1] if place else b""
        row = int(digits) if digits else row + 1
        if _HIDDEN.search(match[1]):
            yield row


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return {name: one or other for name, one, other in _ATTRIBUTE.findall(text)}


def _with_errors_spoken(part: bytes) -> bytes:
    """Make texts of errors, and of formulas nobody calculated: readers leave such cells blank."""
    part = _ERROR_CELL.sub(rb'\1"str"', part)
    return _BARE_FORMULA.sub(rb'\1 t="str"><\2v>#VALUE!</\2v>', part)


def _check_claims(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > ENTRY_LIMIT:
        raise _too_big()
    if any(one.compress_type not in _PACKED_BY_OFFICE for one in entries):
        raise ValueError("packed in a way no spreadsheet program packs")
    unpacked = sum(one.file_size for one in entries)
    stored = sum(one.compress_size for one in entries) or 1
    if unpacked > UNPACKED_LIMIT:
        raise _too_big()
    if unpacked > RATIO_MATTERS_FROM and unpacked / stored > RATIO_LIMIT:
        raise _too_big()


def _unpacked(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    # Python stops at the claimed size, and complains when the check sum does not fit it.
    with packed.open(entry) as part:
        content = part.read(limit + 1)
    if len(content) > limit:
        raise _too_big()
    return content


def too_wide(row: int) -> WorkbookUnsafe:
    """Return what is said of a row, counted from 1, that goes on beyond COLUMN_LIMIT."""
    return WorkbookUnsafe(
        _(
            "Row %(row)s has something in it to the right of column CV. "
            "Delete what stands there and send the file again."
        )
        % {"row": row}
    )


def _too_big() -> WorkbookUnsafe:
    return WorkbookUnsafe(
        _(
            "The file unpacks to far more than a list of people needs, so it was not opened. "
            "Copy the rows into a new workbook and send that."
        )
    )


def _check_corner(part: bytes, row_limit: int) -> None:
    """Refuse a sheet with something written beyond the limits, wherever it says it is.

    Cells with a format and nothing in them do not count: whole columns are often formatted.
    """
    row = column = seen = 0
    for match in _CELL_OR_ROW.finditer(part):
        seen += 1
        tag, attributes, closed, empty = match.groups()
        place = _PLACE.search(attributes)
        letters, digits = _split(place[1]) if place else (b"", b"")
        if tag == b"row":
            row = int(digits) if digits else row + 1
            column = 0
            continue
        column = _column_number(letters) if letters else column + 1
        row = int(digits) if digits else row
        if closed or empty:
            continue
        if row > row_limit:
            raise WorkbookUnsafe(
                _(
                    "Row %(row)s has something in it; at most %(limit)s rows are read at once. "
                    "Delete what stands far down, or split the list."
                )
                % {"row": row, "limit": row_limit}
            )
        if column > COLUMN_LIMIT:
            raise too_wide(row)
    # A tag written so that only one of two readers sees it is no accident.
    if seen != len(_LOOKS_LIKE_ONE.findall(part)) or part[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise ValueError("a sheet that can be read in two ways")


def _split(place: bytes) -> tuple[bytes, bytes]:
    match = _REFERENCE.fullmatch(place)
    if match is None:
        raise ValueError("not a reference to a cell")
    return match[1].upper(), match[2]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
