"""What is looked for, in the query languages of the two databases."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from modelsearch.query import Phrase, PlainText

from cms.search import words


class Wanted(PlainText):
    """A query of which the words are known: all of them, or any, each by one of its names.

    Args:
        groups: for each word the phrases it is looked for as.
        operator: "and" or "or".
    """

    def __init__(self, groups: Sequence[Sequence[str]], operator: str = "and") -> None:
        super().__init__(" ".join(group[0] for group in groups), operator=operator)
        self.groups = groups


def groups_of(query: Any, *, exactly: bool) -> Sequence[Sequence[str]]:
    """Return the phrases to look for.

    Args:
        query: of Wagtail's `PlainText` or `Phrase`, or `Wanted`.
        exactly: whether each word is looked for as it was typed only.
    """
    if isinstance(query, Wanted):
        return query.groups
    if isinstance(query, Phrase):
        return [(query.query_string,)]
    found = words.cut(query.query_string)
    return [(word.text,) if exactly else words.alternatives(word) for word in found]


def formulate(groups: Sequence[Sequence[str]], *, operator: str, last_is_prefix: bool) -> str:
    """Return the phrases in the query language of the database.

    Args:
        groups: for each word the phrases it is looked for as.
        operator: "and" or "or", between the words.
        last_is_prefix: whether the last word may go on; it is being typed.
    """
    is_postgres = connection.vendor == "postgresql"
    both, either = (" & ", " | ") if is_postgres else (" AND ", " OR ")
    quote, prefix = ("'", ":*") if is_postgres else ('"', "*")
    parts = []
    for number, group in enumerate(groups, 1):
        ending = prefix if last_is_prefix and number == len(groups) else ""
        phrases = [" ".join(words.tokens(one)) for one in group]
        quoted = [f"{quote}{one}{quote}{ending}" for one in phrases if one]
        if quoted:
            parts.append(f"({either.join(quoted)})")
    joined = (either if operator.lower() == "or" else both).join(parts)
    return joined or f"{quote}{words.NOWHERE}{quote}"
