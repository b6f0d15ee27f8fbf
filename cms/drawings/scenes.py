"""Pictures for pages: a skyline for each community, a cover for each article.

The same name always gives the same picture, so nothing has to be stored.
"""

from cms.drawings.palettes import PALETTES, steady_numbers
from cms.drawings.places import behind, row_of_houses
from cms.drawings.signs import sign


def skyline(name: str, kind: str) -> str:
    """Return a community's houses as SVG, 360 by 150.

    Args:
        name: anything that stays the same, such as the page's slug.
        kind: SAFE, MUST, CARE or STOP; gives the colours.
    """
    palette = PALETTES.get(kind, PALETTES["SAFE"])
    numbers = steady_numbers(name)
    if next(numbers) % 2:
        light = f'<circle cx="310" cy="36" r="18" fill="{palette.sun}"/>'
    else:
        light = f'<path d="M310 16 330 52H290z" fill="{palette.sun}"/>'
    houses = row_of_houses(numbers, width=360, ground=150, highest=38, palette=palette)
    return (
        '<svg viewBox="0 0 360 150" xmlns="http://www.w3.org/2000/svg" focusable="false">'
        f'<rect width="360" height="150" fill="{palette.sky}"/>{light}{houses}</svg>'
    )


def street(name: str, kind: str) -> str:
    """Return houses as SVG elements, 360 by 375, to stand on a ground of somebody else's.

    Args:
        name: anything that stays the same, such as the page's slug.
        kind: SAFE, MUST, CARE or STOP; gives the colours.
    """
    palette = PALETTES.get(kind, PALETTES["SAFE"])
    return row_of_houses(steady_numbers(name), width=360, ground=375, highest=70, palette=palette)


def cover(name: str, kind: str, drawing: str) -> str:
    """Return an article's picture as SVG, 360 by 200: a place, and the sign in front.

    Args:
        name: anything that stays the same, such as the page's slug; which place, and how.
        kind: SAFE, MUST, CARE or STOP; gives sign and colours.
        drawing: code of the pictogram on the sign; "" for the bare sign.
    """
    palette = PALETTES.get(kind, PALETTES["SAFE"])
    place = behind(steady_numbers(name), palette, drawing)
    return (
        '<svg viewBox="0 0 360 200" xmlns="http://www.w3.org/2000/svg" focusable="false">'
        f'{place}<g transform="translate(212 52) scale(1.24)">{sign(kind, drawing)}</g></svg>'
    )


def front(kind: str, drawing: str) -> str:
    """Return the home page's picture as SVG, 480 by 480: one house at night, and the sign.

    Args:
        kind: SAFE, MUST, CARE or STOP.
        drawing: code of the pictogram on the sign.
    """
    numbers = steady_numbers(f"{kind}{drawing}")
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
    numbers = steady_numbers(name)
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
    numbers = steady_numbers(name)
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
