"""Texts in short-hand, as data files hold them, to the blocks that pages hold."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cms.enums import CalloutKind


def story(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """Return the blocks for a text written in short-hand.

    Args:
        rows: one table per block, told apart by its first key: ``heading``, ``paragraph``,
            ``points``, ``do`` (with ``dont``), one of ``stop care must safe`` (a call-out),
            ``hotline`` (with ``text``), ``question`` (with ``answer``), ``quote`` (with
            ``source``), ``figures``, ``procedure`` (lines of what to do and why), ``timeline``
            (lines of when and what), ``table`` (rows, the first of them headings; with
            ``caption``), ``quiz`` (with ``right`` and ``wrong``, lines of answer and why) or
            ``place`` (with ``address``, ``way`` and ``at``, east and north).

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
        case "procedure":
            steps = [{"text": text, "why": why, "image": None} for text, why in value]
            return "procedure", {"title": row.get("title", ""), "steps": steps}
        case "timeline":
            moments = [{"when": when, "title": title, "text": ""} for when, title in value]
            return "timeline", {"title": row.get("title", ""), "moments": moments}
        case "table":
            return "table", _table(value, row.get("caption", ""))
        case "quiz":
            return "quiz", {"question": value, "answers": _answers(row)}
        case "place":
            east, north = row["at"]
            point = {"name": value, "address": row["address"], "way": row.get("way", "")}
            return "map_point", {**point, "longitude": Decimal(east), "latitude": Decimal(north)}
        case _ if name.upper() in CalloutKind:
            return "callout", {"kind": name.upper(), "text": f"<p>{value}</p>"}
    raise ValueError(f"unknown block {name!r}")


def _table(rows: Sequence[Sequence[Any]], caption: str) -> dict[str, Any]:
    """Return a table whose columns are of numbers where all their cells are."""
    headings, *cells = rows
    numeric = [
        all(isinstance(row[at], int | float) for row in cells) for at in range(len(headings))
    ]
    columns = [
        {"type": "number" if is_number else "text", "heading": heading}
        for heading, is_number in zip(headings, numeric, strict=True)
    ]
    return {
        "caption": caption,
        "columns": columns,
        "rows": [{"values": list(row)} for row in cells],
    }


def _answers(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the answers of a quiz, a right one in the middle of the wrong ones."""
    wrong = [{"text": text, "right": False, "why": why} for text, why in row["wrong"]]
    right = [{"text": text, "right": True, "why": why} for text, why in row["right"]]
    return [*wrong[:1], *right, *wrong[1:]]
