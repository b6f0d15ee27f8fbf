"""Chinese words by their sounds, as people type them in a hurry."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# Read otherwise as a family name than in other words.
SURNAMES = {
    "单": ("shan",),
    "仇": ("qiu",),
    "区": ("ou",),
    "解": ("xie",),
    "查": ("zha",),
    "曾": ("zeng",),
    "朴": ("piao",),
    "翟": ("zhai",),
    "任": ("ren",),
    "盖": ("ge",),
    "尉": ("yu",),
    "万俟": ("mo", "qi"),
}

MOST_INITIALS, MOST_SOUNDS = 12, 6


@lru_cache(maxsize=20_000)
def initials(text: str) -> str:
    """Return the first letters of the sounds, letters and digits kept: 平安机械2厂 → pajx2c."""
    return _plain("".join(lazy_pinyin(text, style=Style.FIRST_LETTER)))


def name_sounds(name: str) -> str:
    """Return a person's name as initials and in full: 单小明 becomes " sxm shanxiaoming".

    A blank stands before each, so that a search for " sxm" finds beginnings only.
    """
    family = next((name[:size] for size in (2, 1) if name[:size] in SURNAMES), "")
    sounds = [*SURNAMES.get(family, ()), *lazy_pinyin(name[len(family) :])]
    words = "".join(sound[:1] for sound in sounds), "".join(sounds)
    return "".join(f" {_plain(word)}" for word in words)


def from_each(text: str) -> str:
    """Return a title's sounds from each Chinese character on, initials and in full.

    灭火器 becomes "mhq miehuoqi hq huoqi q qi": whatever part of it somebody types the sounds of,
    a search for beginnings finds it. Long ones are cut off; nobody types so much.
    """
    sounds = [sound for sound in lazy_pinyin(text, errors="ignore") if sound.isalpha()]
    found = []
    for at in range(len(sounds)):
        rest = sounds[at:]
        found += ["".join(sound[0] for sound in rest[:MOST_INITIALS]), "".join(rest[:MOST_SOUNDS])]
    return _plain_words(found)


@lru_cache(maxsize=20_000)
def in_full(text: str) -> str:
    """Return the sounds of a text in full, letters and digits kept: 灭火器 becomes miehuoqi."""
    return _plain("".join(lazy_pinyin(text)))


def _plain_words(words: list[str]) -> str:
    return " ".join(dict.fromkeys(map(_plain, words)))


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum()).lower()
