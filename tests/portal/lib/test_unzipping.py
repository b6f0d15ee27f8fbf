"""Workbooks that mean harm."""

import zipfile
from io import BytesIO

import pytest

from portal.lib import unzipping
from portal.lib.unzipping import WorkbookUnsafe, hidden_rows, repacked

SHEET = "xl/worksheets/sheet1.xml"


def sheet(*rows):
    return f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>"


def packed(parts):
    result = BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in {"xl/workbook.xml": "<workbook/>", **parts}.items():
            book.writestr(name, content)
    return result.getvalue()


def names(content):
    with zipfile.ZipFile(BytesIO(content)) as book:
        return book.namelist()


def test_only_what_carries_cells_is_kept():
    content = packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": "<Relationships/>",
            "xl/_rels/workbook.xml.rels": "<Relationships/>",
            "xl/SharedStrings.xml": "<sst/>",
            SHEET: sheet('<row r="1"><c r="A1"><v>1</v></c></row>'),
            "xl/vbaProject.bin": b"macro",
            "xl/externalLinks/externalLink1.xml": "<externalLink/>",
            "xl/media/image1.png": b"picture",
            "../../etc/passwd": "root",
        }
    )

    assert names(repacked(content, row_limit=10)) == [
        "xl/workbook.xml",
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/SharedStrings.xml",
        SHEET,
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ['<row r="9"><c r="CV9"><v>1</v></c></row>'],
        ["<row>" + "<c><v>1</v></c>" * 100 + "</row>"],
        # Formats far away, with nothing in the cells.
        ['<row r="1048576"><c r="XFD1048576" s="1"/><c r="A1048576" s="1"></c></row>'],
        ['<x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row>'],
    ],
)
def test_sheet_within_the_limits_is_kept(rows):
    assert SHEET in names(repacked(packed({SHEET: sheet(*rows)}), row_limit=10))


@pytest.mark.parametrize(
    "rows",
    [
        ['<row r="1048576"><c r="A1048576"><v>1</v></c></row>'],
        ['<row r="1"><c r="A1048576"><v>1</v></c></row>'],
        ["<row><c><v>1</v></c></row>"] * 11,
        ['<row r="1"><c r="XFD1"><v>1</v></c></row>'],
        ["<row>" + "<c><v>1</v></c>" * 101 + "</row>"],
        ['<row r="1"><c r="&#65;1"><v>1</v></c></row>'],
        ['<row r="1"><c s=">" r="XFD9"><v>1</v></c></row>'],
        ['<row r="1"><c r="A1" broken><v>1</v></c></row>'],
        ['<row r="1"><c r="ABCD1"><v>1</v></c></row>'],
        ['<row r="1"><a-b:c r="XFD1048576"><v>1</v></a-b:c></row>'],
        ['<row r="1"><é:c r="XFD1048576"><v>1</v></é:c></row>'],
    ],
)
def test_sheet_with_a_far_corner_or_a_disguise_is_refused(rows):
    with pytest.raises(WorkbookUnsafe):
        repacked(packed({SHEET: sheet(*rows)}), row_limit=10)


def test_sheet_in_utf_16_is_refused():
    part = '<worksheet><row r="9999999"/></worksheet>'.encode("utf-16")

    with pytest.raises(WorkbookUnsafe):
        repacked(packed({SHEET: part}), row_limit=10)


def test_bomb_that_admits_its_size_is_refused():
    with pytest.raises(WorkbookUnsafe):
        repacked(packed({SHEET: b" " * (2 * 1024 * 1024)}), row_limit=10)


def test_bomb_beyond_the_unpacked_limit_is_refused(monkeypatch):
    monkeypatch.setattr(unzipping, "UNPACKED_LIMIT", 1000)

    with pytest.raises(WorkbookUnsafe):
        repacked(packed({SHEET: b" " * 2000}), row_limit=10)


def test_bomb_that_lies_about_its_size_is_refused(monkeypatch):
    content = packed({SHEET: b" " * 5000}).replace(
        (5000).to_bytes(4, "little"), (50).to_bytes(4, "little")
    )

    with pytest.raises(WorkbookUnsafe):
        repacked(content, row_limit=10)


def test_parts_that_together_pass_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr(unzipping, "_check_claims", lambda entries: None)
    monkeypatch.setattr(unzipping, "UNPACKED_LIMIT", 1000)

    with pytest.raises(WorkbookUnsafe):
        repacked(packed({SHEET: b" " * 2000}), row_limit=10)


def test_too_many_entries_are_refused():
    with pytest.raises(WorkbookUnsafe):
        repacked(packed({f"xl/media/{n}": "" for n in range(1000)}), row_limit=10)


def test_other_archive_is_refused():
    result = BytesIO()
    with zipfile.ZipFile(result, "w") as book:
        book.writestr("holiday.jpg", b"")

    with pytest.raises(WorkbookUnsafe):
        repacked(result.getvalue(), row_limit=10)


def test_archive_packed_in_another_way_is_refused():
    result = BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_BZIP2) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")

    with pytest.raises(WorkbookUnsafe):
        repacked(result.getvalue(), row_limit=10)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 100])
def test_damaged_archive_is_refused(content):
    with pytest.raises(WorkbookUnsafe):
        repacked(content, row_limit=10)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ('<c r="A1" t="e"><v>#REF!</v></c>', '<c r="A1" t="str"><v>#REF!</v></c>'),
        ('<c r="A1"><f>B1</f></c>', '<c r="A1" t="str"><v>#VALUE!</v></c>'),
        ('<x:c><x:f a="1"/><x:v/></x:c>', '<x:c t="str"><x:v>#VALUE!</x:v></x:c>'),
        ('<c s="1"><f>B1</f><v></v></c>', '<c s="1" t="str"><v>#VALUE!</v></c>'),
        ('<c t="str"><f>B1</f><v></v></c>', '<c t="str"><f>B1</f><v></v></c>'),
        ("<c><f>B1</f><v>2</v></c>", "<c><f>B1</f><v>2</v></c>"),
        ("<c><v>2</v></c>", "<c><v>2</v></c>"),
    ],
)
def test_errors_and_formulas_without_a_result_are_texts(cell, kept):
    content = repacked(packed({SHEET: sheet(f"<row>{cell}</row>")}), row_limit=10)

    with zipfile.ZipFile(BytesIO(content)) as book:
        assert book.read(SHEET).decode() == sheet(f"<row>{kept}</row>")


@pytest.mark.parametrize("target", ["worksheets/Sheet1.xml", "/xl/worksheets/sheet1.xml"])
def test_hidden_rows_by_sheet(target):
    book = (
        '<workbook><sheets><sheet name="甲 &amp; 乙" sheetId="1" r:id="rId7"/>'
        "<sheet name='丙' r:id='rId8'/></sheets></workbook>"
    )
    relations = f'<Relationships><Relationship Id="rId7" Target="{target}"/></Relationships>'
    rows = ['<row r="2" hidden="1"></row>', "<row/>", '<row hidden="true"/>', '<row hidden="0"/>']
    content = packed(
        {
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relations,
            SHEET: sheet(*rows, '<row r="A9" hidden="1"/>'),
        }
    )

    assert hidden_rows(content) == {"甲 & 乙": frozenset({2, 4, 9})}
