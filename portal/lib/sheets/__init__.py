"""Rows of spreadsheets: read from what offices send, written so that nothing in them runs."""

from .reading import ROW_LIMIT, SIZE_LIMIT, ReadSheet, Row, SheetUnreadable, column_letters, read
from .writing import Cell, Sheet, stream_csv, write_csv, write_xlsx

__all__ = [
    "ROW_LIMIT",
    "SIZE_LIMIT",
    "Cell",
    "ReadSheet",
    "Row",
    "Sheet",
    "SheetUnreadable",
    "column_letters",
    "read",
    "stream_csv",
    "write_csv",
    "write_xlsx",
]
