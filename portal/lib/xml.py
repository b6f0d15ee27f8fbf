"""Texts for files that are XML inside: workbooks, documents of Word."""

import re

_UNKNOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def without_unknown(text: str) -> str:
    """Return a text without the signs that XML knows no way to write (XML 1.0, 2.2).

    Names copied from Word bring one along: its line break is a vertical tab.
    """
    return _UNKNOWN.sub("", text)
