"""Texts in short-hand, as data files hold them, to the blocks that pages hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from cms.enums import CalloutKind


def story(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """Return the blocks for a text written in short-hand.

    Args:
        rows: one table per block, told apart by its first key: ``heading``, ``paragraph``,
            ``points``, ``do`` (with ``dont``), one of ``stop care must safe`` (a call-out),
            ``hotline`` (with ``text``), ``question`` (with ``answer``), ``quote`` (with
            ``source``) or ``figures``.

    Raises:
        ValueError: a row begins with another key.
    """
    return [_block(row) for row in rows]


def _block(row: Mapping[str, Any]) -> tuple[str, Any]:
    name = next(iter(row))
    value = row[name]
    match name:
        case "heading":
            return "heading", {"text": value}
        case "paragraph":
            return "paragraph", value
        case "points":
            return "key_points", {"title": row.get("title", ""), "points": value}
        case "do":
            return "steps", {"do": value, "dont": row.get("dont", [])}
        case "hotline":
            return "hotline", {"number": value, "text": row["text"]}
        case "question":
            return "question", {"question": value, "answer": row["answer"]}
        case "quote":
            return "quote", {"text": value, "source": row.get("source", "")}
        case "figures":
            return "figures", {"figures": [{"note": "", **figure} for figure in value]}
        case _ if name.upper() in CalloutKind:
            return "callout", {"kind": name.upper(), "text": f"<p>{value}</p>"}
    raise ValueError(f"unknown block {name!r}")
