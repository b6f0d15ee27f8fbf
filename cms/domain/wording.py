"""The words that come with the portal."""

import tomllib
from pathlib import Path

from cms.models import WordingTerm

DICTIONARY = Path(__file__).resolve().parents[1] / "data" / "wording.toml"


def load() -> int:
    """Enter the words that come with the portal; those an office has entered or changed stay.

    Returns:
        How many were new.
    """
    known = set(WordingTerm.objects.values_list("term", flat=True))
    levels = tomllib.loads(DICTIONARY.read_text(encoding="utf-8"))
    new = [
        WordingTerm(term=term, better=better, level=level)
        for level, words in levels.items()
        for term, better in words.items()
        if term not in known
    ]
    WordingTerm.objects.bulk_create(new)
    return len(new)
