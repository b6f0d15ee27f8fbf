"""What was found, marked in the original text: half width, simplified or not, as it was written."""

import re
from collections.abc import Sequence
from functools import lru_cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from cms.search import words

HAN_LENGTH, LATIN_LENGTH = 96, 190
# How far back an excerpt may begin to start with a sentence.
_BACK = 36
_SENTENCE_END = re.compile(r"[。！？；\n]|[.!?](?=\s)")
# What may stand between two characters of one word: quotation marks, a blank, no full stop.
_BETWEEN = r"[^\w。！？；，、：（）!?;,:()\n…]{0,3}"

Groups = Sequence[Sequence[str]]
Span = tuple[int, int, int]


class Original:
    """A text and its folded form, and which place in one belongs to which in the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        folded: list[str] = []
        self.places: list[int] = []
        for place, letter in enumerate(text):
            new = _fold_letter(letter)
            folded.append(new)
            self.places += [place] * len(new)
        self.folded = "".join(folded)
        self.places.append(len(text))

    def spans(self, groups: Groups) -> list[Span]:
        """Return where the words stand in the original, the first first, none in another.

        Returns:
            Start, end and the number of the word, for each place.
        """
        found = [
            (self.places[match.start()], self.places[match.end() - 1] + 1, number)
            for number, group in enumerate(groups)
            for match in _pattern(tuple(group)).finditer(self.folded)
        ]
        kept: list[Span] = []
        for span in sorted(found, key=lambda one: (one[0], -one[1])):
            if not kept or span[0] >= kept[-1][1]:
                kept.append(span)
        return kept


def holds_all(text: str, groups: Groups) -> bool:
    """Say whether a text holds every word by one of its names."""
    return bool(groups) and not missing(text, groups)


def missing(text: str, groups: Groups) -> int:
    """Return how many of the words a text does not hold by any of their names."""
    folded = words.fold(text)
    return sum(not _pattern(tuple(group)).search(folded) for group in groups)


def marked(text: str, groups: Groups) -> SafeString:
    """Return a whole text as HTML, what was found between <mark> and </mark>."""
    return _marked(text, 0, len(text), Original(text).spans(groups))


def excerpt(text: str, groups: Groups) -> SafeString:
    """Return the part of a text that says most about the words, as HTML with marks.

    Args:
        text: plain, its paragraphs on lines of their own.
        groups: for each word the phrases it is looked for as.

    Returns:
        About two lines; the beginning of the text where no word stands in it.
    """
    text = re.sub(r"[ \t\r\f\v\u3000]+", " ", text).strip()
    length = HAN_LENGTH if words.is_han(text) else LATIN_LENGTH
    spans = Original(text).spans(groups)
    start = _begin(text, _best(spans, length))
    end = min(len(text), start + length)
    if end < len(text):
        end = _word_end(text, start, end)
    shown = _marked(text, start, end, spans)
    before = "…" if start else ""
    after = "…" if end < len(text) else ""
    return format_html("{}{}{}", before, shown, after)


def _best(spans: list[Span], length: int) -> int:
    """Return where the stretch begins that has most of the words, then most places."""
    best, best_at = (0, 0), 0
    for first, (start, _end, _number) in enumerate(spans):
        inside = [one for one in spans[first : first + 40] if one[1] <= start + length - _BACK]
        worth = (len({number for _start, _end, number in inside}), len(inside))
        if worth > best:
            best, best_at = worth, start
    return best_at


def _begin(text: str, at: int) -> int:
    """Return where to begin so that a place stands early: at a sentence if one is near."""
    if at <= _BACK:
        return 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text, at - _BACK, at)]
    start = ends[0] if ends else at - _BACK // 3
    while start < at and text[start].isspace():
        start += 1
    if not ends and not words.is_han(text[start : start + 1]):
        blank = text.find(" ", start, at)
        start = blank + 1 if blank >= 0 else start
    return start


def _word_end(text: str, start: int, end: int) -> int:
    """Cut a Latin text between words."""
    blank = text.rfind(" ", start, end)
    is_inside = text[end - 1].isascii() and text[end].isascii() and text[end].isalnum()
    return blank if is_inside and blank > start + 20 else end


def _marked(text: str, start: int, end: int, spans: list[Span]) -> SafeString:
    parts: list[str] = []
    at = start
    inside = [(first, last) for first, last, _number in spans if start <= first and last <= end]
    for first, last in _joined(inside):
        parts += [conditional_escape(text[at:first].replace("\n", " "))]
        parts += [format_html("<mark>{}</mark>", text[first:last].replace("\n", " "))]
        at = last
    parts.append(conditional_escape(text[at:end].replace("\n", " ")))
    return mark_safe("".join(parts))


def _joined(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Make one of places that touch."""
    joined: list[tuple[int, int]] = []
    for first, last in places:
        if joined and joined[-1][1] == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


_fold_letter = lru_cache(maxsize=20_000)(words.fold)


@lru_cache(maxsize=2000)
def _pattern(group: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted({_regex(name) for name in group} - {""}, key=len, reverse=True)
    return re.compile("|".join(names) if names else r"(?!)")


def _regex(name: str) -> str:
    tokens = words.tokens(name)
    if not tokens:
        return ""
    written = _BETWEEN.join(map(re.escape, tokens))
    before = "" if words.is_han(tokens[0]) else rf"(?<![{_sort(tokens[0])}])"
    after = "" if words.is_han(tokens[-1]) else rf"(?![{_sort(tokens[-1])}])"
    return f"{before}{written}{after}"


def _sort(token: str) -> str:
    """Return the characters that a number or a run of letters would go on with."""
    return r"\d" if token[0].isdigit() else "a-zà-ÿ"
