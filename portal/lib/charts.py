"""Charts as a handful of boxes and words: one drawing, as SVG for pages and PNG for Word.

Every box bears its number, so no legend has to be matched by colour; the table with the same
numbers stands beside the picture, wherever it is shown.
"""

import importlib.resources
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from PIL import Image, ImageDraw, ImageFont

# Names of the design tokens and their values on white paper. The first two differ in
# lightness as well as in hue, so that they stay apart for every kind of colour vision.
COLOURS = {
    "safe": "#1f7a4d",
    "care": "#f9a800",
    "must": "#005387",
    "stop": "#9b2423",
    "line": "#d9e1dc",
    "ink": "#14211b",
    "quiet": "#46554d",
}

_STRETCHED = mark_safe(' preserveAspectRatio="none"')
_QUIET = mark_safe(' class="chart-quiet"')
_BOLD = mark_safe(' font-weight="700"')


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; `colour` is the name of a token."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Words:
    """A text; `y` is its base line, `anchor` start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    size: int = 14
    bold: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart. `title` says what it shows, `description` what can be seen in it."""

    width: int
    height: int
    title: str
    description: str
    shapes: Sequence[Box | Words]


@dataclass(frozen=True, slots=True)
class Bar:
    """One column or bar: its label and its parts, in the order of the series."""

    label: str
    values: Sequence[int]

    @property
    def total(self) -> int:
        """The length of the whole bar."""
        return sum(self.values)


def columns(
    *,
    title: str,
    description: str,
    bars: Sequence[Bar],
    colours: Sequence[str],
    narrow: bool = False,
) -> Drawing:
    """Draw columns side by side, the parts of each stacked, its total above it.

    Args:
        bars: from left to right.
        colours: names of tokens, one for each part.
        narrow: half as wide, so that twelve months can be read on a phone.
    """
    step, width, floor, room = (30, 22, 180, 155) if narrow else (63, 44, 220, 190)
    label_size, number_size = (11, 10) if narrow else (15, 14)
    most = max((bar.total for bar in bars), default=0) or 1
    shapes: list[Box | Words] = []
    for n, bar in enumerate(bars):
        left, top = 8 + n * step, float(floor)
        for value, colour in zip(bar.values, colours, strict=True):
            height = round(value / most * room, 1)
            top -= height
            if height:
                shapes.append(Box(left, round(top, 1), width, height, colour))
        middle = left + width / 2
        shapes.append(Words(middle, floor + 24, bar.label, size=label_size, quiet=True))
        if bar.total:
            number = Words(middle, round(top - 8, 1), f"{bar.total:,}", size=number_size, bold=True)
            shapes.append(number)
    total = max(8 + len(bars) * step, 120)
    shapes.append(Box(0, floor, total, 1, "line"))
    return Drawing(total, floor + 36, title, description, shapes)


def bars(
    *,
    title: str,
    description: str,
    bars: Sequence[Bar],
    colours: Sequence[str],
    narrow: bool = False,
) -> Drawing:
    """Draw bars one below the other, label to the left, total at the end of each.

    Args:
        bars: from top to bottom.
        colours: names of tokens, one for each part.
        narrow: half as wide with the label above its bar, to be read on a phone.
    """
    longest = max((_width(bar.label, 15) for bar in bars), default=0)
    step, thick, left, room = (50, 18, 0, 320) if narrow else (38, 22, max(190, longest + 20), 470)
    most = max((bar.total for bar in bars), default=0) or 1
    shapes: list[Box | Words] = []
    for n, bar in enumerate(bars):
        top, right = (26 if narrow else 6) + n * step, float(left)
        for value, colour in zip(bar.values, colours, strict=True):
            width = round(value / most * room, 1)
            if width:
                shapes.append(Box(right, top, width, thick, colour))
            right += width
        if narrow:
            shapes.append(Words(0, top - 7, bar.label, anchor="start"))
        else:
            shapes.append(Words(left - 12, top + 16, bar.label, anchor="end", size=15))
        base = top + thick // 2 + 5
        shapes.append(Words(right + 8, base, f"{bar.total:,}", anchor="start", bold=True))
    height = max(step * len(bars), step) + 8
    return Drawing(360 if narrow else left + 570, height, title, description, shapes)


def _width(text: str, size: int) -> int:
    """Return about how wide a text is: a Chinese character is square, a letter half of it."""
    return round(sum(size if ord(sign) > 0x2E7F else size * 0.56 for sign in text))


def spark(*, title: str, values: Sequence[int]) -> Drawing:
    """Draw small columns without words, the highest in another colour."""
    step, room = 30, 56
    most = max(values, default=0) or 1
    first = values.index(most) if most in values else -1
    shapes = [
        Box(
            n * step,
            round(room - value / most * room, 1),
            step - 3,
            round(value / most * room, 1),
            "care" if n == first else "safe",
        )
        for n, value in enumerate(values)
        if value
    ]
    return Drawing(max(len(values) * step, step), room, title, "", shapes)


def svg(drawing: Drawing, *, stretched: bool = False) -> SafeString:
    """Return a drawing as SVG with title and description for those who do not see it.

    Colours stand in it and also as classes (``chart-safe`` …), so that a style sheet may
    change them for the dark; words take the colour of the text around.

    Args:
        stretched: let the drawing fill its box, for small charts without words.
    """
    described = format_html("<desc>{}</desc>", drawing.description) if drawing.description else ""
    return format_html(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" '
        'aria-label="{}"{}><title>{}</title>{}{}</svg>',
        drawing.width,
        drawing.height,
        " ".join(text for text in (drawing.title, drawing.description) if text),
        _STRETCHED if stretched else "",
        drawing.title,
        described,
        format_html_join("", "{}", ((_shape(shape),) for shape in drawing.shapes)),
    )


def _shape(shape: Box | Words) -> SafeString:
    if isinstance(shape, Box):
        return format_html(
            '<rect class="chart-{}" x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
            shape.colour,
            _number(shape.x),
            _number(shape.y),
            _number(shape.width),
            _number(shape.height),
            COLOURS[shape.colour],
        )
    return format_html(
        '<text{} x="{}" y="{}" text-anchor="{}" font-size="{}"{} fill="currentColor">{}</text>',
        _QUIET if shape.quiet else "",
        _number(shape.x),
        _number(shape.y),
        shape.anchor,
        shape.size,
        _BOLD if shape.bold else "",
        shape.text,
    )


def _number(value: float) -> str:
    return f"{value:g}"


# --- As pixels, for programs that show no SVG --------------------------------------------------


def png(drawing: Drawing, *, scale: int = 3) -> bytes:
    """Return the same drawing as PNG on white.

    Args:
        scale: pixels per unit of the drawing; 3 prints sharp across a page of A4.
    """
    image = Image.new("RGB", (drawing.width * scale, drawing.height * scale), "white")
    draw = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Box):
            corners = (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
            left, top, right, bottom = (round(corner * scale) for corner in corners)
            # Pillow's rectangle includes its far edge.
            draw.rectangle((left, top, right - 1, max(top, bottom - 1)), COLOURS[shape.colour])
        else:
            _write(draw, shape, scale)
    result = BytesIO()
    image.save(result, "PNG", optimize=True)
    return result.getvalue()


def _write(draw: ImageDraw.ImageDraw, words: Words, scale: int) -> None:
    draw.text(
        (words.x * scale, words.y * scale),
        words.text,
        fill=COLOURS["quiet" if words.quiet else "ink"],
        font=_font(words.size * scale),
        anchor={"start": "ls", "middle": "ms", "end": "rs"}[words.anchor],
        # The font that comes along has one weight: bold is drawn with a thin outline.
        stroke_width=scale // 3 if words.bold else 0,
    )


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = importlib.resources.files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc"
    with importlib.resources.as_file(font) as path:
        # 2: the face with the glyphs of simplified Chinese.
        return ImageFont.truetype(str(path), size, index=2)


def described(bars: Iterable[Bar]) -> tuple[Bar, Bar] | None:
    """Return the highest and the lowest bar, for a sentence about a chart; None without bars."""
    ordered = sorted(bars, key=lambda bar: bar.total)
    return (ordered[-1], ordered[0]) if ordered else None
