"""Names and phone numbers as people type them, made comparable; and masked for show."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
# Characters of Chinese, with those a code page keeps in its private area.
_HAN = re.compile("[\u3007\u3400-\u9fff\ue000-\uf8ff\U00020000-\U0003ffff]")
# What keyboards offer for the dot in 阿卜杜拉·艾合买提; GA/T 704 writes U+00B7.
_DOT = re.compile(r"\s*[•‧∙⋅・⸱●.]\s*")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_NOT_DIGIT = re.compile(r"\D")
_NOT_IN_UNIT = re.compile(r"[\W_]+")
_LEGAL_FORM = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|责任公司|总公司|公司|coltd|limited|ltd|inc)$"
)


def tidy_name(text: str) -> str:
    """Return a name as it should be stored: NFKC, no spaces inside a Chinese name.

    "王 小 强" becomes "王小强", "Anna  Li" becomes "Anna Li". Characters nobody sees are dropped,
    and the dot between the parts of a name is always the same one.
    """
    text = without_invisible(unicodedata.normalize("NFKC", text))
    text = _SPACES.sub(" ", text).strip()
    if _HAN.search(text):
        text = _DOT.sub("·", text).replace(" ", "").strip("·")
    return text


def without_invisible(text: str) -> str:
    """Return a text without the marks that spreadsheets and chats leave: widthless, direction.

    Line breaks and tabs stay; other control characters, which no database wants, go.
    """
    return _UNSEEN.sub("", text)


def name_key(text: str) -> str:
    """Return the form in which two spellings of one name are equal: tidied, case-folded."""
    return tidy_name(text).casefold()


def unit_key(text: str) -> str:
    """Return the form in which two spellings of one unit's name are equal.

    NFKC, case-folded, without spaces, brackets and punctuation, and without the legal form at
    its end: "平安（新区）机械 有限责任公司" and "平安新区机械有限公司" are one.
    """
    key = _NOT_IN_UNIT.sub("", unicodedata.normalize("NFKC", text).casefold())
    return _LEGAL_FORM.sub("", key) or key


def tidy_phone(text: str) -> str:
    """Return the digits of a phone number: full-width to half-width, +86 and separators off."""
    digits = _NOT_DIGIT.sub("", unicodedata.normalize("NFKC", text))
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if len(digits) == 15 and digits.startswith("0086"):
        digits = digits[4:]
    return digits


def is_mobile(digits: str) -> bool:
    """Say whether tidied digits are a mobile number of mainland China (11 digits, 1[3-9]…)."""
    return len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789"


def masked_name(name: str) -> str:
    """Return a name for a screen others can see: 王强 → 王*, 王小强 → 王*强, Anna → A***."""
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return f"{name[0]}*"
    if name.isascii():
        return f"{name[0]}***"
    return f"{name[0]}*{name[-1]}"


def masked_phone(last4: str) -> str:
    """Return the shape of a phone number of which only the last four digits are known."""
    return f"1******{last4}" if last4 else ""
