"""Spreadsheets, both ways."""

import random
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
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


HARMFUL = ["=1+1", "+1+1", "-1-1", "@SUM(A1)", " =1", "＝1", "\t=1"]


def test_write_xlsx_keeps_harmful_texts_as_texts():
    content = sheets.write_xlsx([Sheet("=名单", ["=1+1"], [[text] for text in HARMFUL])])

    with zipfile.ZipFile(BytesIO(content)) as book:
        parts = b"".join(book.read(name) for name in book.namelist())
    assert b"<f>" not in parts
    assert b'quotePrefix="1"' in parts
    assert sheets.read(content) == [
        ReadSheet(
            "名单",
            [Row(1, ("=1+1",)), *(Row(n, (text.strip(),)) for n, text in enumerate(HARMFUL, 2))],
        )
    ]


def test_write_csv_puts_an_apostrophe_before_harmful_texts():
    content = sheets.write_csv([["姓名", *HARMFUL], ["-12.5", "+86", "- ", None, -3, "王强"]])

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        "姓名,'=1+1,'+1+1,'-1-1,'@SUM(A1),' =1,'＝1,'\t=1\r\n-12.5,+86,'- ,,-3,王强\r\n"
    )


def test_write_csv_of_moments_and_translated_texts():
    rows = [[datetime(2026, 3, 4, 20, tzinfo=UTC), date(2026, 3, 4), gettext_lazy("Town")]]

    assert sheets.write_csv(rows).decode("utf-8-sig").startswith("2026-03-05 04:00,2026-03-04,")


def test_write_xlsx_of_every_kind_of_cell():
    row = [
        None,
        "",
        True,
        3,
        2.5,
        Decimal("1.25"),
        float("nan"),
        datetime(2026, 3, 4, 20, tzinfo=UTC),
        datetime(2026, 3, 4, 20),
        date(2026, 3, 4),
        time(9, 30),
        "a\x00b\ud800",
        "长" * 40_000,
        "https://example.com",
    ]

    content = sheets.write_xlsx([Sheet("一", [str(n) for n in range(len(row))], [row])])

    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        read = book.get_sheet_by_name("一").to_python()[1]
    assert read == [
        "",
        "",
        True,
        3.0,
        2.5,
        1.25,
        "nan",
        datetime(2026, 3, 5, 4),
        datetime(2026, 3, 4, 20),
        date(2026, 3, 4),
        time(9, 30),
        "ab",
        "长" * 32_767,
        "https://example.com",
    ]


def test_write_xlsx_offers_choices_and_notes():
    content = sheets.write_xlsx(
        [
            Sheet(
                "模板",
                ["甲", "乙", "丙"],
                [],
                widths={0: 20},
                choices={0: ["是", "否"], 1: ["大", "小"]},
                notes={1: "选一个", 2: "随便"},
            )
        ]
    )

    with zipfile.ZipFile(BytesIO(content)) as book:
        part = book.read("xl/worksheets/sheet1.xml").decode()
    assert part.count("<dataValidation ") == 3
    assert '"是,否"' in part
    assert 'prompt="选一个"' in part


def test_write_xlsx_makes_names_of_sheets_allowed_and_unique():
    names = ["a/b", "A:B", "history", "", "=", "长" * 40, "长" * 40]

    content = sheets.write_xlsx([Sheet(name, [], []) for name in names])

    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        assert book.sheet_names == [
            "a b",
            "A B (2)",
            "history (2)",
            "Sheet",
            "Sheet (2)",
            "长" * 31,
            f"{'长' * 26} (2)",
        ]


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


def test_sheet_without_rows_has_its_headings():
    book = sheets.write_xlsx([Sheet("空", ["姓名", "手机"], [])])

    assert [list(row.cells) for row in sheets.read(book)[0].rows] == [["姓名", "手机"]]


def test_numbers_of_a_report_are_grouped_and_its_sums_stand_out():
    book = sheets.write_xlsx(
        [
            Sheet(
                "数据",
                ["月份", "人次", "学时"],
                [["6月", 6128, 10.5], ["合计", 6128, 10.5]],
                decimals={2: 1},
                grouped=True,
                bold=[1],
            )
        ]
    )

    with zipfile.ZipFile(BytesIO(book)) as package:
        styles = package.read("xl/styles.xml").decode()
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "#,##0.0" in styles
    assert '<autoFilter ref="A1:C2"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert 'paperSize="9"' in sheet


def test_csv_comes_in_pieces_that_make_the_same_file(monkeypatch):
    monkeypatch.setattr(sheets, "STREAMED_ROWS", 2)
    rows = [["甲", 1], ["=1+1", 2], ["丙", 3]]

    pieces = list(sheets.stream_csv(["姓名", "数"], iter(rows)))

    assert len(pieces) == 3
    assert b"".join(pieces) == sheets.write_csv([["姓名", "数"], *rows])
