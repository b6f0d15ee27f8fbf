"""Spreadsheets as they leave the portal."""

import re
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO

from django.utils.translation import gettext_lazy
from python_calamine import CalamineWorkbook

from portal.lib import sheets
from portal.lib.sheets import ReadSheet, Row, Sheet, writing


def texts(content):
    return [[list(row.cells) for row in sheet.rows] for sheet in sheets.read(content)]


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
    monkeypatch.setattr(writing, "STREAMED_ROWS", 2)
    rows = [["甲", 1], ["=1+1", 2], ["丙", 3]]

    pieces = list(sheets.stream_csv(["姓名", "数"], iter(rows)))

    assert len(pieces) == 3
    assert b"".join(pieces) == sheets.write_csv([["姓名", "数"], *rows])


def test_column_may_take_what_is_typed_as_text():
    content = sheets.write_xlsx([Sheet("名单", ["姓名", "证号"], [["甲", ""]], typed_as_text=[1])])

    with zipfile.ZipFile(BytesIO(content)) as book:
        part = book.read("xl/worksheets/sheet1.xml").decode()
        columns = re.findall(r'<col min="(\d)"[^>]*?(style="\d+")?(?: customWidth="1")?/>', part)
    assert [(at, bool(style)) for at, style in columns] == [("1", False), ("2", True)]
