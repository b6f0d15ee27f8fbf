"""Chinese words by the first letters of their sounds, as people type them in a hurry."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=20_000)
def initials(text: str) -> str:
    """Return the first letters of the sounds, letters and digits kept: 平安机械2厂 → pajx2c."""
    sounds = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
    return "".join(letter for letter in sounds if letter.isalnum()).lower()
