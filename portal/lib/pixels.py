"""Our own drawings as pixels: the part of SVG that they are made of, and no more.

Understood are `svg`, `g`, `rect`, `circle`, `ellipse` and `path` with colours plain or
thin (`opacity`), moved and scaled. Letters are set by whoever wants them: fonts are another matter.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from PIL import Image, ImageColor, ImageDraw

Point = tuple[float, float]

# Drawn larger and made smaller again: smooth edges.
FINER = 2
_TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_MOVE = re.compile(r"(translate|scale)\(([^)]*)\)")
_STEPS = 14


@dataclass(frozen=True, slots=True)
class _Pen:
    """How and where things are drawn: colours, and what the groups around them say."""

    scale: float
    x: float = 0.0
    y: float = 0.0
    fill: str = "#000"
    stroke: str = "none"
    width: float = 1.0
    round: bool = False
    opacity: float = 1.0

    def ink(self, colour: str) -> tuple[int, int, int, int]:
        """Return a colour as it is laid over what is there."""
        red, green, blue = ImageColor.getrgb(colour)[:3]
        return red, green, blue, round(255 * self.opacity)

    def of(self, element: ElementTree.Element) -> "_Pen":
        given = element.attrib
        pen = replace(
            self,
            fill=given.get("fill", self.fill),
            stroke=given.get("stroke", self.stroke),
            width=float(given.get("stroke-width", self.width)),
            opacity=self.opacity * float(given.get("opacity", 1)),
            round=given.get("stroke-linecap", "round" if self.round else "") == "round",
        )
        for kind, text in _MOVE.findall(given.get("transform", "")):
            numbers = [float(one) for one in re.split(r"[\s,]+", text.strip())]
            if kind == "scale":
                pen = replace(pen, scale=pen.scale * numbers[0])
            else:
                along, down = (*numbers, 0.0)[:2]
                pen = replace(pen, x=pen.x + along * pen.scale, y=pen.y + down * pen.scale)
        return pen

    def at(self, point: Point) -> Point:
        return (self.x + point[0] * self.scale, self.y + point[1] * self.scale)


def draw(svg: str, *, width: int, height: int) -> Image.Image:
    """Return a drawing as a picture in RGB.

    Args:
        svg: a whole drawing of ours, with the measures in `width` and `height`.
        width: of the picture, in pixels.
        height: of the picture, in pixels.
    """
    picture = Image.new("RGB", (width * FINER, height * FINER), "#fff")
    # Written by the portal itself; no reader's text gets into it.
    root = ElementTree.fromstring(svg)  # noqa: S314
    _element(ImageDraw.Draw(picture, "RGBA"), root, _Pen(scale=FINER))
    return picture.resize((width, height), Image.Resampling.BOX)


def _element(canvas: ImageDraw.ImageDraw, element: ElementTree.Element, pen: _Pen) -> None:
    pen = pen.of(element)
    given = element.attrib
    name = element.tag.rpartition("}")[2]
    if name in {"svg", "g"}:
        for inner in element:
            _element(canvas, inner, pen)
        return
    for points, closed in _outlines(name, given):
        if pen.fill != "none" and len(points) > 2:
            canvas.polygon([pen.at(point) for point in points], fill=pen.ink(pen.fill))
        if pen.stroke != "none" and name == "circle":
            _ring(canvas, given, pen)
        elif pen.stroke != "none":
            _stroke(canvas, [pen.at(point) for point in points], closed=closed, pen=pen)


def _stroke(canvas: ImageDraw.ImageDraw, points: list[Point], *, closed: bool, pen: _Pen) -> None:
    width = pen.width * pen.scale
    points = [*points, points[0]] if closed else points
    canvas.line(points, fill=pen.ink(pen.stroke), width=round(width))
    # Corners and ends are round; the ends of a line without round caps are left as they are.
    ends = points if closed or pen.round else points[1:-1]
    for x, y in ends:
        half = width / 2
        canvas.ellipse((x - half, y - half, x + half, y + half), fill=pen.ink(pen.stroke))


def _ring(canvas: ImageDraw.ImageDraw, given: dict[str, str], pen: _Pen) -> None:
    x, y = pen.at((float(given["cx"]), float(given["cy"])))
    outer = (float(given["r"]) + pen.width / 2) * pen.scale
    canvas.ellipse(
        (x - outer, y - outer, x + outer, y + outer),
        outline=pen.ink(pen.stroke),
        width=round(pen.width * pen.scale),
    )


def _outlines(name: str, given: dict[str, str]) -> Iterator[tuple[list[Point], bool]]:
    def number(key: str) -> float:
        return float(given.get(key, 0))

    if name == "rect":
        yield (
            _rounded(number("x"), number("y"), number("width"), number("height"), number("rx")),
            True,
        )
    elif name == "circle":
        yield _oval(number("cx"), number("cy"), number("r"), number("r")), True
    elif name == "ellipse":
        yield _oval(number("cx"), number("cy"), number("rx"), number("ry")), True
    elif name == "path":
        yield from _path(given["d"])
    else:
        raise ValueError(f"unknown element {name!r}")


def _oval(x: float, y: float, across: float, down: float) -> list[Point]:
    turns = [math.tau * step / 72 for step in range(72)]
    return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]


def _rounded(x: float, y: float, width: float, height: float, by: float) -> list[Point]:
    if not by:
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    middles = [
        (x + width - by, y + by),
        (x + width - by, y + height - by),
        (x + by, y + height - by),
        (x + by, y + by),
    ]
    found = []
    for quarter, (across, down) in enumerate(middles, start=-1):
        for step in range(7):
            turn = (quarter + step / 6) * math.pi / 2
            found.append((across + by * math.cos(turn), down + by * math.sin(turn)))
    return found


# How many numbers each letter of a path takes.
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}


def _path(text: str) -> Iterator[tuple[list[Point], bool]]:
    tokens = _TOKEN.findall(text)
    points: list[Point] = []
    x = y = 0.0
    second: Point = (0.0, 0.0)
    bent = ""
    place = 0
    letter = ""
    while place < len(tokens):
        if tokens[place].isalpha():
            letter = tokens[place]
            place += 1
        kind = letter.upper()
        if kind not in _TAKES:
            raise ValueError(f"unknown letter {letter!r} in a path")
        numbers = [float(one) for one in tokens[place : place + _TAKES[kind]]]
        place += _TAKES[kind]
        by_x, by_y = (x, y) if letter.islower() else (0.0, 0.0)
        if kind == "Z":
            yield points, True
            x, y = points[0]
            points, bent = [], ""
            continue
        if kind == "M":
            if len(points) > 1:
                yield points, False
            x, y = numbers[0] + by_x, numbers[1] + by_y
            points, bent = [(x, y)], ""
            # What follows without a letter are lines.
            letter = "l" if letter.islower() else "L"
            continue
        if not points:
            points = [(x, y)]
        if kind == "L":
            points.append((numbers[0] + by_x, numbers[1] + by_y))
        elif kind == "H":
            points.append((numbers[0] + by_x, y))
        elif kind == "V":
            points.append((x, numbers[0] + by_y))
        elif kind == "C":
            first, second, end = _pairs(numbers, by_x, by_y)
            points += _curve((x, y), first, second, end)
        elif kind == "S":
            # Goes on as the curve before it came in.
            before = second if bent == "C" else (x, y)
            second, end = _pairs(numbers, by_x, by_y)
            points += _curve((x, y), (2 * x - before[0], 2 * y - before[1]), second, end)
        elif kind in "QT":
            before = second if bent == "Q" else (x, y)
            second = (2 * x - before[0], 2 * y - before[1])
            *given, end = _pairs(numbers, by_x, by_y)
            second = given[0] if given else second
            points += _curve((x, y), _towards((x, y), second), _towards(end, second), end)
        else:
            end = (numbers[5] + by_x, numbers[6] + by_y)
            points += _arc((x, y), numbers[0], numbers[1], numbers[3] > 0, numbers[4] > 0, end)
        x, y = points[-1]
        bent = {"C": "C", "S": "C", "Q": "Q", "T": "Q"}.get(kind, "")
    if len(points) > 1:
        yield points, False


def _pairs(numbers: list[float], by_x: float, by_y: float) -> list[Point]:
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return [(across + by_x, down + by_y) for across, down in pairs]


def _towards(point: Point, other: Point) -> Point:
    """Two thirds of the way: a bend of one point as one of two."""
    return (
        point[0] + (other[0] - point[0]) * 2 / 3,
        point[1] + (other[1] - point[1]) * 2 / 3,
    )


def _curve(start: Point, one: Point, two: Point, end: Point) -> list[Point]:
    found = []
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        four = (start, one, two, end)
        found.append(
            (
                sum(weight * point[0] for weight, point in zip(weights, four, strict=True)),
                sum(weight * point[1] for weight, point in zip(weights, four, strict=True)),
            )
        )
    return found


def _arc(
    start: Point, across: float, down: float, large: bool, clockwise: bool, end: Point
) -> list[Point]:
    """Return the points of an elliptical arc that is not turned (SVG 1.1, F.6.5)."""
    half = ((start[0] - end[0]) / 2, (start[1] - end[1]) / 2)
    # An arc too small to reach its end grows until it does.
    grown = math.sqrt(max(1.0, (half[0] / across) ** 2 + (half[1] / down) ** 2))
    across, down = across * grown, down * grown
    square = (across * half[1]) ** 2 + (down * half[0]) ** 2
    rest = max(0.0, (across * down) ** 2 - square)
    factor = math.sqrt(rest / square) if square else 0.0
    if large == clockwise:
        factor = -factor
    middle = (factor * across * half[1] / down, -factor * down * half[0] / across)
    centre = (middle[0] + (start[0] + end[0]) / 2, middle[1] + (start[1] + end[1]) / 2)
    first = math.atan2((half[1] - middle[1]) / down, (half[0] - middle[0]) / across)
    last = math.atan2((-half[1] - middle[1]) / down, (-half[0] - middle[0]) / across)
    turn = last - first
    if clockwise and turn < 0:
        turn += math.tau
    elif not clockwise and turn > 0:
        turn -= math.tau
    turns = [first + turn * step / _STEPS for step in range(1, _STEPS)]
    found = [(centre[0] + across * math.cos(t), centre[1] + down * math.sin(t)) for t in turns]
    return [*found, end]
