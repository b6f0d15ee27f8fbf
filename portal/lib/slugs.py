"""Addresses of pages made from Chinese titles: pinyin in ASCII."""

from django.utils.text import slugify
from pypinyin import lazy_pinyin

LONGEST = 60


def pinyin_slug(title: str) -> str:
    """Return an ASCII slug of at most 60 characters, cut between syllables.

    Returns:
        For 凤凰城北区小区 ``feng-huang-cheng-bei-qu-xiao-qu``; "" when nothing is left.
    """
    parts = [slugify(part) for part in lazy_pinyin(title, errors="default")]
    slug = ""
    for part in filter(None, parts):
        longer = f"{slug}-{part}" if slug else part[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug
