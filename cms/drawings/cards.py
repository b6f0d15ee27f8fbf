"""The picture a page is shared with: its title and its sign, 1200 by 630, as PNG."""

import hashlib
import importlib.resources
import io
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from cms.drawings import scenes
from cms.drawings.signs import BLUE, GREEN, INK, RED, YELLOW, sign
from portal.lib import phrases, pixels

WIDTH, HEIGHT = 1200, 630
# Raised whenever the same words shall give another picture.
EDITION = 1

LEFT, TITLE_WIDTH, SIGNATURE_WIDTH, KICKER_WIDTH = 72, 664, 586, 654
SIZES = (84, 76, 68, 60, 54, 48, 42)
MOST_LINES = 5
# The title stands between the line above it and the name of the portal.
TITLE_TOP, TITLE_BOTTOM = 148, 488
QUIET = "#46554d"
# What no line begins with, and what none ends with.
_NEVER_FIRST = "，。、；：！？）》”’…·—.,;:!?)]%"
_NEVER_LAST = "（《“‘(["
_CLAUSE = re.compile(
    r"[^，、：；。！？,:;!?]*[，、：；。！？,:;!?]+[”》）]*\s*|[^，、：；。！？,:;!?]+"
)
# A name of more letters may be broken.
LONGEST_NAME = 6
_LATIN = re.compile(r"\s*\S+")
# In the collection of fonts, the one for simplified Chinese.
_SIMPLIFIED = 2


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on the picture of one page.

    Args:
        title: of the page, as it is shared.
        kicker: a word or two on what kind of page it is.
        sign: SAFE, MUST, CARE or STOP; gives sign and colours.
        drawing: code of the pictogram on the sign; "" for the bare sign.
        name: anything that stays the same, such as the page's slug; gives the houses.
        district: whose page it is.
        portal: name of the portal.
        exercise: it is about a drill, which nobody shall take for the real thing.
    """

    title: str
    kicker: str
    sign: str
    drawing: str
    name: str
    district: str
    portal: str
    exercise: bool = False

    @property
    def digest(self) -> str:
        """Return 16 characters that are others as soon as the picture is another."""
        said = "\x1f".join([str(EDITION), *map(str, asdict(self).values())])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def png(card: Card) -> bytes:
    """Return the picture of a page."""
    picture = pixels.draw(_ground(card), width=WIDTH, height=HEIGHT)
    canvas = ImageDraw.Draw(picture)
    if card.kicker:
        size = _largest(card.kicker, 32, KICKER_WIDTH)
        kicker = _cut(card.kicker, size, KICKER_WIDTH)
        canvas.text((LEFT + 46, 92), kicker, font=_font(size), fill=QUIET, anchor="lm")
    size, lines = _set(card.title)
    leading = round(size * (1.32 if phrases.is_chinese(card.title) else 1.22))
    # Short titles stand in the middle of their field, long ones fill it.
    top = TITLE_TOP + (TITLE_BOTTOM - TITLE_TOP - leading * len(lines)) / 2
    for number, line in enumerate(lines):
        where = (LEFT, top + leading * (number + 0.5))
        # The font has one weight; an edge in the same colour makes it a heavy one.
        canvas.text(
            where,
            line,
            font=_font(size),
            fill=INK,
            anchor="lm",
            stroke_width=size / 40,
            stroke_fill=INK,
        )
    _signature(canvas, card)
    kept = io.BytesIO()
    picture.quantize(96, method=Image.Quantize.FASTOCTREE).save(kept, "PNG", compress_level=9)
    return kept.getvalue()


def _signature(canvas: ImageDraw.ImageDraw, card: Card) -> None:
    """Write whose page it is, below the title, in letters that fit."""
    for text, middle, colour, largest in (
        (card.district, 540, INK, 30),
        (card.portal, 577, QUIET, 26),
    ):
        size = _largest(text, largest, SIGNATURE_WIDTH)
        canvas.text(
            (LEFT + 78, middle),
            _cut(text, size, SIGNATURE_WIDTH),
            font=_font(size),
            fill=colour,
            anchor="lm",
            stroke_width=0.7 if colour == INK else 0,
            stroke_fill=colour,
        )


def _ground(card: Card) -> str:
    palette = scenes.PALETTES.get(card.sign, scenes.PALETTES["SAFE"])
    colour = {"MUST": BLUE, "CARE": YELLOW, "STOP": RED}.get(card.sign, GREEN)
    shape = {
        "MUST": f'<circle cx="15" cy="15" r="15" fill="{BLUE}"/>',
        "CARE": f'<path d="M15 1 31 29H-1z" fill="{YELLOW}"/>',
        "STOP": f'<circle cx="15" cy="15" r="12" fill="none" stroke="{RED}" stroke-width="6"/>'
        f'<path d="M6 6 24 24" stroke="{RED}" stroke-width="6"/>',
    }.get(card.sign, f'<rect width="30" height="30" fill="{GREEN}"/>')
    # Without a pictogram the houses say more than a bare sign.
    in_front = sign(card.sign, card.drawing) if card.drawing else ""
    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fbfcfa"/>'
        f'<rect x="776" width="424" height="{HEIGHT}" fill="{palette.sky}"/>'
        f'<circle cx="1120" cy="92" r="38" fill="{palette.sun}"/>'
        f'<g transform="translate(776 146) scale(1.18)">{scenes.street(card.name, card.sign)}</g>'
        f'<rect x="776" y="588" width="424" height="42" fill="{INK}"/>'
        f'<g transform="translate(822 262) scale(3.3)">{in_front}</g>'
        f"{_band(colour, exercise=card.exercise)}"
        f'<g transform="translate({LEFT} 77)">{shape if card.kicker else ""}</g>'
        f'<rect x="{LEFT}" y="506" width="640" height="2" fill="#d9e1dc"/>'
        f'<g transform="translate({LEFT} 527)">{_mark()}</g></svg>'
    )


def _band(colour: str, *, exercise: bool) -> str:
    """The edge on top: in the sign's colour, or in the stripes that are kept for drills."""
    if not exercise:
        return f'<rect width="776" height="14" fill="{colour}"/>'
    stripes = "".join(f"M{x} 0h24l-24 24h-24z" for x in range(24, 776, 48))
    return (
        f'<rect width="776" height="24" fill="{YELLOW}"/><path fill="{INK}" d="{stripes}"/>'
        f'<path fill="{INK}" d="M776 0v24h-24z"/>'
    )


def _mark() -> str:
    """The four shapes that stand beside the portal's name."""
    return (
        f'<rect width="26" height="26" fill="{GREEN}"/>'
        f'<circle cx="45" cy="13" r="13" fill="{BLUE}"/>'
        f'<path d="M13 31 28 57H-2z" fill="{YELLOW}"/>'
        f'<circle cx="45" cy="44" r="10.5" fill="none" stroke="{RED}" stroke-width="5"/>'
        f'<path d="M38 37 52 51" stroke="{RED}" stroke-width="5"/>'
    )


def _set(title: str) -> tuple[int, list[str]]:
    """Return the size of a title and its lines: as large as fits, cut off where nothing does."""
    title = " ".join(title.split())
    for size in SIZES:
        lines = _lines(title, size)
        room = (TITLE_BOTTOM - TITLE_TOP) // round(size * 1.32)
        if len(lines) <= min(MOST_LINES, room):
            return size, lines
    size = SIZES[-1]
    lines = _lines(title, size)[:MOST_LINES]
    return size, [*lines[:-1], _cut(lines[-1], size, TITLE_WIDTH, more=True)]


def _largest(text: str, largest: int, width: int) -> int:
    """Return the largest size, down to 18, at which a line fits."""
    return next((size for size in range(largest, 17, -2) if _width(text, size) <= width), 18)


def _cut(text: str, size: int, width: int, *, more: bool = False) -> str:
    """Return a text, or as much of it as fits before three dots."""
    if not more and _width(text, size) <= width:
        return text
    while text and _width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip(_NEVER_FIRST + _NEVER_LAST + ' ')}…"


def _lines(title: str, size: int) -> list[str]:
    """Return a title in as few lines as it needs, broken where it reads best.

    Of all ways with that number of lines, the one with even lines, broken after a comma rather
    than between words, between words rather than within a name.
    """
    units = list(_units(title, size))
    widths = [_width(text, size) for text, _cost in units]
    ways: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(units) + 1):
        found = []
        for start in range(end - 1, -1, -1):
            wide = sum(widths[start:end])
            if wide > TITLE_WIDTH and start < end - 1:
                break
            empty = max(0.0, 1 - wide / TITLE_WIDTH)
            cost = 100 * empty**2 + (units[end - 1][1] if end < len(units) else 0)
            lines, before, _at = ways[start]
            found.append((lines + 1, before + cost, start))
        ways.append(min(found))
    parted: list[str] = []
    end = len(units)
    while end:
        start = ways[end][2]
        parted.append("".join(text for text, _cost in units[start:end]).strip())
        end = start
    return parted[::-1] or [""]


# How bad it is to end a line there; an empty line costs 100.
_AFTER_CLAUSE, _BETWEEN_WORDS, _WITHIN_NAME = -30.0, 0.0, 12.0


def _units(title: str, size: int) -> Iterator[tuple[str, float]]:
    """Yield what is never broken, each with the cost of ending a line behind it."""
    for clause in _CLAUSE.findall(title):
        pieces = list(_pieces(clause))
        for number, piece in enumerate(pieces, start=1):
            parts = _parted(piece, size)
            yield from ((part, _WITHIN_NAME) for part in parts[:-1])
            yield parts[-1], _AFTER_CLAUSE if number == len(pieces) else _BETWEEN_WORDS


def _pieces(clause: str) -> Iterator[str]:
    """Yield what stays together: words, of Chinese as of other languages."""
    for piece in phrases.pieces(clause):
        if phrases.is_chinese(piece):
            yield piece
        else:
            yield from _LATIN.findall(piece) or [piece]


def _parted(piece: str, size: int) -> list[str]:
    """Return a word that may be broken in its letters: a long name, a word wider than a line."""
    chinese = phrases.is_chinese(piece)
    if _width(piece, size) <= TITLE_WIDTH and not (chinese and len(piece) > LONGEST_NAME):
        return [piece]
    parts: list[str] = []
    for letter in piece:
        leans = letter in _NEVER_FIRST or not (chinese or parts) or letter.isspace()
        latin = bool(parts) and letter.isascii() and parts[-1][-1].isascii() and chinese
        if parts and (leans or latin or parts[-1][-1] in _NEVER_LAST):
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def _width(text: str, size: int) -> float:
    return _font(size).getlength(text)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = importlib.resources.files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc"
    with importlib.resources.as_file(font) as path:
        return ImageFont.truetype(path, size, index=_SIMPLIFIED)
