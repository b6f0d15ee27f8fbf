"""What is looked for in a text before others are asked to read it.

Words of a dictionary, numbers that belong to a person, and slips of typing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from portal.lib.identity import Unusable, canonical_identity

BLOCK, WARN = "BLOCK", "WARN"
# Letters around a word that are shown with it.
AROUND = 8
MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_HAN = "\u3400-\u9fff"
SLIPS = (
    (re.compile(r"([，。；：！？、])\1+"), "one_mark"),
    (re.compile(rf"(?<=[{_HAN}])[,;:!?](?=[{_HAN}]|$)"), "wide_mark"),
    (re.compile(rf"([{_HAN}])\1\1+"), "repeated"),
    (re.compile(r"[（(][^（）()]{0,200}$"), "open_bracket"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text that needs a look.

    Args:
        level: `BLOCK` (to be mended) or `WARN` (may stand for a reason).
        found: what stands there.
        where: some letters before and after.
        advice: what to do, in the reader's language.
    """

    level: str
    found: str
    where: str
    advice: str


def check(text: str, *, terms: Mapping[str, tuple[str, str]]) -> list[Finding]:
    """Return what needs a look in a text, in the order of the text; each word once.

    Args:
        text: plain, without markup.
        terms: word → (better, level).
    """
    found: dict[tuple[str, str], tuple[int, Finding]] = {}
    for start, end, level, advice in _places(text, terms):
        said = text[start:end]
        where = text[max(0, start - AROUND) : end + AROUND].replace("\n", " ").strip()
        found.setdefault((said, advice), (start, Finding(level, said, where, advice)))
    return [one for _start, one in sorted(found.values(), key=lambda pair: pair[0])]


def _places(text: str, terms: Mapping[str, tuple[str, str]]) -> Iterator[tuple[int, int, str, str]]:
    for start, term in _words_in(text, terms):
        better, level = terms[term]
        yield start, start + len(term), level, _("Better: %(better)s") % {"better": better}
    for one in MOBILE.finditer(text):
        advice = _(
            "A mobile number is personal. Give the number of an office, or hide four digits."
        )
        yield one.start(), one.end(), BLOCK, advice
    for one in IDENTITY.finditer(text):
        if _is_identity(one.group()):
            advice = _("An identity number must not be published. Take it out.")
            yield one.start(), one.end(), BLOCK, advice
    for pattern, slip in SLIPS:
        for one in pattern.finditer(text):
            yield one.start(), one.end(), WARN, _advice(slip)


def _words_in(text: str, terms: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield where words stand, in one pass: at each letter, the longest that begins with it."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for term in sorted(terms, key=len, reverse=True):
        by_letter[term[0]].append(term)
    over = 0
    for at, letter in enumerate(text):
        if at < over or letter not in by_letter:
            continue
        found = next((term for term in by_letter[letter] if text.startswith(term, at)), None)
        if found:
            over = at + len(found)
            yield at, found


def _advice(slip: str) -> str:
    return {
        "one_mark": _("One punctuation mark is enough."),
        "wide_mark": _("Between Chinese characters use full-width punctuation."),
        "repeated": _("The same character three times: meant?"),
        "open_bracket": _("A bracket is not closed."),
    }[slip]


def _is_identity(text: str) -> bool:
    try:
        canonical_identity(text, today=date.max)
    except Unusable:
        return False
    return True
