"""Identity numbers of mainland China (GB 11643): made comparable, checked, made unreadable."""

import re
import unicodedata
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

_BETWEEN = re.compile(r"[\s\-–—._·'’‘=\"]+")
_LETTER_OR_DIGIT = re.compile(r"[0-9A-Za-z]")
# Spaces or dashes between any two digits; the day of birth at its place tells such a number from
# others, and is looked for early: of a long row of digits each would be tried to its end.
_GAP = r"[\s\-–—._·]{0,2}"


def _digits(count: int) -> str:
    return rf"(?:\d{_GAP}){{{count}}}"


def _month_and_day(gap: str) -> str:
    return rf"(?:0{gap}[1-9]|1{gap}[0-2]){gap}(?:0{gap}[1-9]|[12]{gap}\d|3{gap}[01])"


_BORN = _month_and_day(_GAP)
_NUMBERS = (
    re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])"),
    re.compile(
        rf"(?<!\d){_digits(6)}(?:1{_GAP}[89]|2{_GAP}0){_GAP}{_digits(2)}{_BORN}{_GAP}{_digits(3)}"
        r"[\dXx](?![\dA-Za-z])"
    ),
    re.compile(rf"(?<!\d){_digits(8)}{_BORN}{_GAP}{_digits(2)}\d(?!\d)"),
)
# What a spreadsheet leaves of eighteen digits: 1.10105194912310E+17.
_ROUNDED = re.compile(r"(?<![\d.])\d\.\d{5,}[eE]\+?1[47](?!\d)")
# One that was mistyped, or stands right behind another number.
_NEARLY = re.compile(rf"\d{{6}}(?:19|20)\d\d{_month_and_day('')}\d{{1,4}}[Xx]?")
_DIGITS = 18
_OLD_DIGITS = 15
_SHOWN = 4
# Numbers of fifteen digits were given out until 1999.
_OLD_CENTURY = "19"


class Unusable(Exception):
    """What was typed is no identity number; ``code`` says why.

    ``identity_length`` has ``digits``; ``identity_form``, ``identity_birth``, ``identity_check``
    have nothing besides. The number itself is in none of it.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def canonical_identity(text: str, *, today: date) -> str:
    """Return an identity number as it is compared: 18 characters, the last a digit or X.

    Spaces, dashes, apostrophes and full width do no harm; the old form of 15 digits becomes the
    new one. Length, day of birth and check digit are looked at, the place is not: places were
    renamed and given out anew, and lists of them are never complete.

    Args:
        text: as typed.
        today: nobody is born after it.

    Raises:
        Unusable: too long or too short, other characters, no such day, or a check digit that
            does not fit.
    """
    number = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not re.fullmatch(r"[0-9]+X?", number):
        raise Unusable("identity_form")
    if len(number) == _OLD_DIGITS and number.isdigit():
        number = f"{number[:6]}{_OLD_CENTURY}{number[6:]}0"
        number = number[:-1] + ric.calc_check_digit(number)
    elif len(number) != _DIGITS:
        raise Unusable("identity_length", digits=len(number))
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        raise Unusable("identity_birth") from None
    if number[-1] != ric.calc_check_digit(number):
        raise Unusable("identity_check")
    if born > today:
        raise Unusable("identity_birth")
    return number


def masked_identity(last4: str) -> str:
    """Return the shape of an identity number of which only the last four characters are known."""
    return f"{'*' * (_DIGITS - _SHOWN)}{last4}" if last4 else ""


def all_but_last_four(text: str) -> str:
    """Return a text that is an identity number with its letters and digits made unreadable.

    Only the last four stay, however the number is written; a number that a spreadsheet has
    rounded keeps none.
    """
    plain = unicodedata.normalize("NFKC", text)
    places = [match.start() for match in _LETTER_OR_DIGIT.finditer(plain)]
    if not _ROUNDED.search(plain):
        places = places[:-_SHOWN]
    signs = list(plain)
    for place in places:
        signs[place] = "*"
    return "".join(signs) if places else text


def without_identities(text: str) -> str:
    """Return a text with every identity number in it made unreadable but for its last four.

    A number is 18 characters in one piece, or 15 or 18 with a day of birth at its place and
    perhaps spaces or dashes between them, full width or not; or 15 and more digits in one piece
    with the day of birth at its place.
    """
    if len(text) < _OLD_DIGITS - _SHOWN:
        return text
    plain = unicodedata.normalize("NFKC", text)
    clean = plain
    for number in (_ROUNDED, *_NUMBERS, _NEARLY):
        clean = number.sub(lambda match: all_but_last_four(match[0]), clean)
    return text if clean == plain else clean
