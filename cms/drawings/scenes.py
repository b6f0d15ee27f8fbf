"""Pictures for pages: a skyline for each community, a cover for each article.

The same name always gives the same picture, so nothing has to be stored.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from cms.drawings.signs import sign


@dataclass(frozen=True, slots=True)
class Palette:
    """Sky, two walls, lit and dark window, light in the sky."""

    sky: str
    wall: str
    wall_deep: str
    lit: str
    sun: str


PALETTES = {
    "SAFE": Palette("#e9f4ee", "#1f7a4d", "#145c39", "#cfe6d9", "#f9a800"),
    "MUST": Palette("#e6f0f7", "#0b6cab", "#005387", "#cfe2f0", "#f9a800"),
    "CARE": Palette("#fff4d9", "#c98500", "#a86f00", "#ffe3a3", "#9b2423"),
    "STOP": Palette("#f9e9e8", "#b6403f", "#7a1f1e", "#f3cdca", "#f9a800"),
}


def _numbers(name: str) -> Iterator[int]:
    """Yield numbers from 0 to 255 that depend on a name only."""
    block = name.encode()
    while True:
        block = hashlib.sha256(block).digest()
        yield from block


def _windows(numbers: Iterator[int], x: int, top: int, width: int, ground: int) -> str:
    path = ""
    for y in range(top + 10, ground - 14, 16):
        for left in range(x + 6, x + width - 8, 12):
            if next(numbers) % 3:
                path += f"M{left} {y}h6v8h-6z"
    return path


def _houses(
    numbers: Iterator[int], *, width: int, ground: int, highest: int, palette: Palette
) -> str:
    walls = {palette.wall: "", palette.wall_deep: ""}
    windows = ""
    x = 14 + next(numbers) % 10
    while x < width - 30:
        wide = (26, 34, 46)[next(numbers) % 3]
        if x + wide > width - 6:
            break
        top = highest + next(numbers) % (ground - highest - 50)
        wall = palette.wall if next(numbers) % 2 else palette.wall_deep
        walls[wall] += f"M{x} {top}h{wide}V{ground}H{x}z"
        windows += _windows(numbers, x, top, wide, ground)
        x += wide + (6, 10, 20)[next(numbers) % 3]
    drawn = "".join(f'<path fill="{colour}" d="{path}"/>' for colour, path in walls.items())
    return f'{drawn}<path fill="{palette.lit}" d="{windows}"/>'


def skyline(name: str, kind: str) -> str:
    """Return a community's houses as SVG, 360 by 150.

    Args:
        name: anything that stays the same, such as the page's slug.
        kind: SAFE, MUST, CARE or STOP; gives the colours.
    """
    palette = PALETTES.get(kind, PALETTES["SAFE"])
    numbers = _numbers(name)
    if next(numbers) % 2:
        light = f'<circle cx="310" cy="36" r="18" fill="{palette.sun}"/>'
    else:
        light = f'<path d="M310 16 330 52H290z" fill="{palette.sun}"/>'
    houses = _houses(numbers, width=360, ground=150, highest=38, palette=palette)
    return (
        '<svg viewBox="0 0 360 150" xmlns="http://www.w3.org/2000/svg" focusable="false">'
        f'<rect width="360" height="150" fill="{palette.sky}"/>{light}{houses}</svg>'
    )


def cover(name: str, kind: str, drawing: str) -> str:
    """Return an article's picture as SVG, 360 by 200: houses, and the sign in front.

    Args:
        name: anything that stays the same, such as the page's slug.
        kind: SAFE, MUST, CARE or STOP; gives sign and colours.
        drawing: code of the pictogram on the sign; "" for the bare sign.
    """
    palette = PALETTES.get(kind, PALETTES["SAFE"])
    numbers = _numbers(name)
    houses = _houses(numbers, width=330, ground=184, highest=24, palette=palette)
    return (
        '<svg viewBox="0 0 360 200" xmlns="http://www.w3.org/2000/svg" focusable="false">'
        f'<rect width="360" height="200" fill="{palette.sky}"/>'
        f'<circle cx="322" cy="36" r="20" fill="{palette.sun}"/>{houses}'
        '<rect y="184" width="360" height="16" fill="#14211b"/>'
        f'<g transform="translate(212 52) scale(1.24)">{sign(kind, drawing)}</g></svg>'
    )


def front(kind: str, drawing: str) -> str:
    """Return the home page's picture as SVG, 480 by 480: one house at night, and the sign.

    Args:
        kind: SAFE, MUST, CARE or STOP.
        drawing: code of the pictogram on the sign.
    """
    numbers = _numbers(f"{kind}{drawing}")
    panes: dict[str, str] = {"#0f4a2e": "", "#2f6b4c": "", "#f9a800": ""}
    for y in range(40, 380, 58):
        for x in range(70, 330, 62):
            colour = ("#0f4a2e", "#2f6b4c", "#f9a800", "#0f4a2e", "#f9a800")[next(numbers) % 5]
            panes[colour] += f"M{x} {y}h40v36h-40z"
    windows = "".join(f'<path fill="{colour}" d="{path}"/>' for colour, path in panes.items())
    return (
        '<svg viewBox="0 0 480 480" xmlns="http://www.w3.org/2000/svg" focusable="false">'
        f'<rect width="480" height="480" fill="{PALETTES["SAFE"].sky}"/>'
        '<circle cx="404" cy="82" r="44" fill="#f9a800"/>'
        f'<path fill="#1f7a4d" d="M46 16h332v420H46z"/>{windows}'
        '<path fill="#14211b" d="M176 388h72v48h-72zM0 436h480v44H0z"/>'
        f'<g transform="translate(250 258) scale(2.04)">{sign(kind, drawing)}</g></svg>'
    )


def alone(kind: str, drawing: str) -> str:
    """Return one sign as SVG, 100 by 100."""
    return (
        '<svg viewBox="0 0 100 100" xmlns="http://www.w3.org/2000/svg" focusable="false">'
        f"{sign(kind, drawing)}</svg>"
    )


def streets(name: str) -> str:
    """Return a few streets, blocks and trees with a mark in the middle as SVG, 360 by 200.

    Args:
        name: of the place; the same name gives the same streets.
    """
    palette = PALETTES["SAFE"]
    numbers = _numbers(name)
    across = [34 + next(numbers) % 16, 146 + next(numbers) % 16]
    along = [54 + next(numbers) % 24, 246 + next(numbers) % 24, 318 + next(numbers) % 16]
    blocks = ""
    for y in range(8, 192, 24):
        for x in range(8, 352, 30):
            if next(numbers) % 3 == 0:
                blocks += f"M{x} {y}h{14 + next(numbers) % 10}v{10 + next(numbers) % 6}h-14z"
    roads = "".join(f"M0 {y}H360" for y in across) + "".join(f"M{x} 0V200" for x in along)
    return (
        '<svg viewBox="0 0 360 200" xmlns="http://www.w3.org/2000/svg" focusable="false">'
        f'<path fill="{palette.sky}" d="M0 0h360v200H0z"/>'
        f'<path fill="{palette.lit}" d="{blocks}"/>'
        f'<path stroke="#fff" stroke-width="14" d="{roads}M0 178 {along[1]} {across[0]}"/>'
        f'<circle cx="180" cy="100" r="46" fill="{palette.wall}" opacity=".16"/>'
        f'<path fill="{palette.wall}" d="M180 122c-20-26-30-38-30-52a30 30 0 0 1 60 0c0 14-10 '
        '26-30 52z"/><path fill="#fff" d="M169 59h22v22h-22z"/></svg>'
    )


def paper(name: str, kind: str, drawing: str) -> str:
    """Return a printed sheet as SVG, 360 by 200: the sign, a title, lines, a code.

    Args:
        name: anything that stays the same; it gives the lengths of the lines.
        kind: SAFE, MUST, CARE or STOP.
        drawing: code of the pictogram on the sign.
    """
    palette = PALETTES.get(kind, PALETTES["SAFE"])
    numbers = _numbers(name)
    lines = "".join(
        f"M{left} {y}h{44 + next(numbers) % 22}" for y in (118, 128, 138, 148) for left in (132,)
    )
    code = "".join(
        f"M{198 + 5 * x} {158 + 5 * y}h5v5h-5z"
        for y in range(5)
        for x in range(5)
        if next(numbers) % 2
    )
    return (
        '<svg viewBox="0 0 360 200" xmlns="http://www.w3.org/2000/svg" focusable="false">'
        f'<path fill="{palette.sky}" d="M0 0h360v200H0z"/>'
        f'<path fill="{palette.lit}" d="M126 22h126v178H126z"/>'
        '<path fill="#fff" d="M116 12h126v188H116z"/>'
        f'<path fill="{palette.wall_deep}" d="M116 12h126v8H116z"/>'
        f'<g transform="translate(143 28) scale(.72)">{sign(kind, drawing)}</g>'
        '<path stroke="#14211b" stroke-width="7" d="M132 108h94"/>'
        f'<path stroke="#b9c6bf" stroke-width="4" d="{lines}"/>'
        f'<path fill="#14211b" d="{code}"/>'
        '<path stroke="#14211b" stroke-width="4" d="M132 166h44M132 176h30"/></svg>'
    )
