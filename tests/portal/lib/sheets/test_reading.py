"""Spreadsheets as offices send them."""

import random
import zipfile
from contextlib import suppress
from datetime import datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from portal.lib import sheets
from portal.lib.refusals import Refusal
from portal.lib.sheets import ReadSheet, Row, Sheet, SheetUnreadable

TABLE = [["姓名", "手机"], ["王强", "13800000000"]]
READ = [Row(1, ("姓名", "手机")), Row(2, ("王强", "13800000000"))]


def workbook(fill, **options):
    result = BytesIO()
    with Workbook(result, options) as book:
        fill(book)
    return result.getvalue()


def texts(content):
    return [[list(row.cells) for row in sheet.rows] for sheet in sheets.read(content)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_read_csv_of_every_encoding_and_separator(encoding, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in TABLE)

    assert sheets.read(text.encode(encoding)) == [ReadSheet("", READ)]


def test_read_csv_keeps_row_numbers_over_blank_rows_and_line_breaks_in_cells():
    content = '\r\n姓名,地址\r\n,\r\n"王\n强"," 一号楼, 2 "\r\n'.encode()

    assert sheets.read(content)[0].rows == [
        Row(2, ("姓名", "地址")),
        Row(4, ("王\n强", "一号楼, 2")),
    ]


def test_read_csv_that_names_its_separator():
    content = "sep=;\n姓名;手机\n王强;1,2,3,4,5\n".encode()

    assert sheets.read(content)[0].rows == [
        Row(2, ("姓名", "手机")),
        Row(3, ("王强", "1,2,3,4,5")),
    ]


def test_read_workbook_of_every_kind_of_cell():
    def fill(book):
        sheet = book.add_worksheet("名单")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(1, 1, [" 王强 ", 13800000000, 1.5, True])
        sheet.write_datetime(1, 5, datetime(2026, 3, 4), day)
        sheet.write_datetime(1, 6, datetime(2026, 3, 4, 9, 30), day)
        sheet.write_formula(1, 7, "=1+1", None, 2)

    assert sheets.read(workbook(fill)) == [
        ReadSheet(
            "名单",
            [
                Row(
                    2,
                    (
                        "",
                        "王强",
                        "13800000000",
                        "1.5",
                        "True",
                        "2026-03-04",
                        "2026-03-04 09:30:00",
                        "2",
                    ),
                )
            ],
        )
    ]


def test_read_workbook_does_not_make_up_the_digits_a_program_has_rounded():
    content = workbook(
        lambda book: book.add_worksheet().write_row(
            0, 0, [999_999_999_999_999, 110105194912310021, 10**15]
        )
    )

    assert texts(content) == [[["999999999999999", "1.10105194912310E+17", "1.00000000000000E+15"]]]


def test_read_workbook_fills_merged_cells_downwards():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "花名册")
        sheet.merge_range("A2:A4", "红旗化工")
        sheet.write_column("B2", ["甲", "乙", "丙"])
        sheet.merge_range("F9:F12", "")
        sheet.merge_range("H1:H2", "")

    assert texts(workbook(fill)) == [
        [["花名册", ""], ["红旗化工", "甲"], ["红旗化工", "乙"], ["红旗化工", "丙"]]
    ]


def test_read_workbook_passes_over_hidden_sheets():
    def fill(book):
        book.add_worksheet("封面").write(0, 0, "甲")
        book.add_worksheet("字典").hide()
        book.add_worksheet("名单").write(0, 0, "乙")
        book.add_chartsheet("图")

    assert [sheet.name for sheet in sheets.read(workbook(fill))] == ["封面", "名单"]


def test_read_workbook_that_claims_a_million_rows_reads_what_is_there():
    content = edited(
        sheets.write_xlsx([Sheet("名单", *split(TABLE))]), b'ref="A1:B2"', b'ref="A1:XFD1048576"'
    )

    assert sheets.read(content) == [ReadSheet("名单", READ)]


def edited(content, old, new):
    result = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as book,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for entry in book.infolist():
            changed.writestr(entry.filename, book.read(entry).replace(old, new))
    return result.getvalue()


def split(table):
    return table[0], table[1:]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty|空"),
        (b"  \r\n", "empty|空"),
        (b"%PDF-1.7 ...", "PDF"),
        (OLE, "xls"),
        (b"\xef\xbb\xbf <HTML><table>", "WPS"),
        (b'<?xml version="1.0"?><Workbook/>', "WPS"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "CSV"),
        (b"\xff\xfe\xff", "CSV"),
        (b"\xff\xff\xff", "CSV"),
        ('姓名,手机\n"王强,138'.encode(), "2"),
        (b"PK\x03\x04 not really", "xlsx"),
        (b"a" * (sheets.SIZE_LIMIT + 1), "10"),
        (("甲\n" * 20_001).encode(), "20000"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_a_sentence(content, word):
    with pytest.raises(Refusal, match=word):
        sheets.read(content)


def test_read_damaged_workbook_is_refused():
    content = edited(sheets.write_xlsx([Sheet("名单", *split(TABLE))]), b"<sheets>", b"<sheets")

    with pytest.raises(SheetUnreadable):
        sheets.read(content)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_read_workbook_with_broken_bytes_is_read_or_refused(seed):
    chance = random.Random(seed)
    content = bytearray(sheets.write_xlsx([Sheet("名单", *split(TABLE))]))
    for _ in range(chance.randint(1, 20)):
        content[chance.randrange(4, len(content))] = chance.randrange(256)

    with suppress(Refusal):
        sheets.read(bytes(content))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_read_any_bytes_is_read_or_refused(content):
    with suppress(Refusal):
        sheets.read(content)


def test_column_letters():
    assert [sheets.column_letters(n) for n in (0, 25, 26)] == ["A", "Z", "AA"]


@pytest.mark.parametrize("delimiter", ["|", "，"])
def test_read_csv_of_a_rare_separator(delimiter):
    text = "\r\n".join(delimiter.join(row) for row in TABLE)

    assert sheets.read(text.encode("gbk")) == [ReadSheet("", READ)]


def test_read_csv_by_tab_with_commas_in_remarks():
    text = "姓名\t备注\n王强\t一,二,三\n李雷\t一,二\n韩梅\t"

    assert [row.cells for row in sheets.read(text.encode())[0].rows] == [
        ("姓名", "备注"),
        ("王强", "一,二,三"),
        ("李雷", "一,二"),
        ("韩梅", ""),
    ]


def test_read_csv_without_characters_nobody_sees():
    text = "\ufeff\ufeff姓名,手机\u200b\n王\0强,\u202d13800000000\u202c\n"

    assert [row.cells for row in sheets.read(text.encode())[0].rows] == [
        ("姓名", "手机"),
        ("王强", "13800000000"),
    ]


def test_read_csv_in_utf_16_without_mark():
    content = "姓名,手机\r\n王强,13800000000\r\n".encode("utf-16-le")

    assert sheets.read(content)[0].rows[1] == Row(2, ("王强", "13800000000"))
