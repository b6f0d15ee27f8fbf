"""Texts of one line: a title, a name, a place, the subject of a mail."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django.db import models

BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
# Marks that turn the direction of text around: a title could pretend to be another.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """Return a text without anything that could end a line or turn it around."""
    return " ".join(printable(text).split())


def printable(text: str, keep: str = "") -> str:
    """Return a text without control characters, and with one kind of line end at most.

    Args:
        keep: what ends a line; a space stands in its place when it is "".
    """
    if text.replace(keep, "").isprintable():
        return text
    return "".join(_shown(char, keep) for char in text)


def _shown(char: str, keep: str) -> str:
    if char in _TURNS:
        return ""
    if char in BREAKS:
        return keep or " "
    # Control characters may not stand in a calendar, half a surrogate pair in no UTF-8 at all.
    return " " if unicodedata.category(char) in {"Cc", "Cs"} else char


class LineField(models.CharField):
    """A CharField of one line, wherever its text comes from: a form, a sheet, a command.

    A browser sends no line end from a field of one line, but whoever writes a request by hand does,
    and chats and word processors leave U+2028. For migrations it is a CharField.
    """

    def to_python(self, value: Any) -> Any:
        """Return the text as it is kept."""
        text = super().to_python(value)
        return printable(text) if isinstance(text, str) else text

    def get_prep_value(self, value: Any) -> Any:
        """Return the text as it is stored."""
        text = super().get_prep_value(value)
        return printable(text) if isinstance(text, str) else text

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Say what the column is: nothing in the database differs."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
