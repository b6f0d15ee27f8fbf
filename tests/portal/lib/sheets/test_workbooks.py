"""Workbooks that would end whoever reads them."""

import zipfile
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from portal.lib import sheets
from portal.lib.sheets import SheetUnreadable, reading, workbooks
from portal.lib.unzipping import WorkbookUnsafe

CELLS = [["姓名", "工时"], ["王强", 8], ["李梅", 4.5]]


def workbook(cells=CELLS, *, copies=1, merged=None, form="General"):
    result = BytesIO()
    with Workbook(result) as book:
        for _copy in range(copies):
            sheet = book.add_worksheet()
            for row, values in enumerate(cells):
                sheet.write_row(row, 0, values, book.add_format({"num_format": form}))
            if merged:
                sheet.merge_range(*merged, "甲")
    return result.getvalue()


def changed(content, part, old, new):
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(result, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                assert old in text
                text = text.replace(old, new)
            after.writestr(name, text)
    return result.getvalue()


def test_sheets_are_read_as_texts():
    (found,) = workbooks.sheets(workbook())

    assert found["rows"] == [(1, ["姓名", "工时"]), (2, ["王强", "8"]), (3, ["李梅", "4.5"])]


def test_merged_cell_fills_its_rows():
    (found,) = workbooks.sheets(workbook([["", "", "乙"]] * 3, merged=(0, 0, 2, 1)))

    assert found["rows"] == [(number, ["甲", "", "乙"]) for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("limit", "value", "content"),
    [
        ("AREA_LIMIT", 11, workbook(copies=2)),
        ("TEXT_LIMIT", 11, workbook()),
    ],
)
def test_workbook_beyond_a_limit_is_too_much(monkeypatch, limit, value, content):
    list(workbooks.sheets(content))
    monkeypatch.setattr(workbooks, limit, value)

    with pytest.raises(workbooks.TooMuch):
        list(workbooks.sheets(content))


def test_long_text_ends():
    (found,) = workbooks.sheets(workbook([["字" * 3000]]))

    assert found["rows"] == [(1, ["字" * workbooks.CELL_LIMIT])]


def test_workbook_of_too_many_cells_is_refused_with_a_sentence():
    rows = [["姓名"], *([""] for _row in range(15_000)), [*([""] * 99), "王强"]]

    with pytest.raises(SheetUnreadable) as refusal:
        sheets.read(workbook(rows, copies=4))

    assert refusal.value.code == "sheet_unreadable"


def test_reader_that_asks_for_all_the_memory_there_is_ends_alone():
    content = changed(
        workbook(), "xl/sharedStrings.xml", b'uniqueCount="4"', b'uniqueCount="4294967295"'
    )

    with pytest.raises(SheetUnreadable):
        sheets.read(content)


def test_reader_that_panics_ends_alone():
    content = workbook([["姓名"], [-1e300]], form="[h]:mm")

    with pytest.raises(SheetUnreadable):
        sheets.read(content)


def test_reader_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(reading, "_SECONDS", 0.001)

    with pytest.raises(SheetUnreadable):
        sheets.read(workbook())


def test_csv_of_too_much_text_is_refused(monkeypatch):
    content = "姓名,手机\n王强,13800000000\n".encode()
    sheets.read(content)
    monkeypatch.setattr(workbooks, "TEXT_LIMIT", 16)

    with pytest.raises(SheetUnreadable):
        sheets.read(content)


@pytest.mark.parametrize("row", ["," * 99 + "x", "x" + "," * 5000])
def test_csv_as_wide_as_a_sheet_may_be_is_read(row):
    assert len(sheets.read(f"姓名,手机\n{row}\n".encode())[0].rows) == 2


def test_csv_with_something_far_to_the_right_is_refused():
    with pytest.raises(WorkbookUnsafe):
        sheets.read(f"姓名,手机\n{',' * 100}x\n".encode())


def test_text_counts_as_long_as_it_is_when_compared(monkeypatch):
    monkeypatch.setattr(workbooks, "TEXT_LIMIT", 40)

    assert sheets.read("姓名\n\ufdfa\n\ufdfa".encode())[0].rows[1].cells == ("\ufdfa",)
    with pytest.raises(SheetUnreadable):
        sheets.read("姓名\n\ufdfa\n\ufdfa\n\ufdfa".encode())
