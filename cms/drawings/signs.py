"""The four safety signs with a pictogram, on a field of 100 by 100.

Shapes and colours as in ISO 3864-1: prohibition, mandatory action, warning, safe condition;
fire equipment is a red square.
"""

from cms.drawings.pictograms import NEVER_BARRED, pictogram

INK, WHITE = "#14211b", "#fff"
GREEN, BLUE, YELLOW, RED = "#1f7a4d", "#005387", "#f9a800", "#9b2423"


def _placed(figure: str, *, x: float, y: float, scale: float) -> str:
    return f'<g transform="translate({x} {y}) scale({scale})">{figure}</g>' if figure else ""


def sign(kind: str, drawing: str) -> str:
    """Return one sign as SVG elements.

    Args:
        kind: SAFE, MUST, CARE or STOP.
        drawing: code of the pictogram; "" for the bare sign.
    """
    if kind == "MUST":
        figure = pictogram(drawing, ink=WHITE, ground=BLUE)
        return (
            f'<circle cx="50" cy="50" r="50" fill="{WHITE}"/>'
            f'<circle cx="50" cy="50" r="47" fill="{BLUE}"/>'
            + _placed(figure, x=20, y=20, scale=0.6)
        )
    if kind == "CARE":
        figure = pictogram(drawing, ink=INK, ground=YELLOW)
        return (
            f'<path d="M50 4 97 90H3z" fill="{YELLOW}" stroke="{WHITE}" stroke-width="14" '
            'stroke-linejoin="round"/>'
            f'<path d="M50 8 94 88H6z" fill="{YELLOW}" stroke="{INK}" stroke-width="7" '
            'stroke-linejoin="round"/>' + _placed(figure, x=27, y=38, scale=0.46)
        )
    if kind == "STOP" and drawing not in NEVER_BARRED:
        figure = pictogram(drawing, ink=INK, ground=WHITE)
        return (
            f'<circle cx="50" cy="50" r="50" fill="{WHITE}"/>'
            + _placed(figure, x=20, y=20, scale=0.6)
            + f'<circle cx="50" cy="50" r="42.5" fill="none" stroke="{RED}" stroke-width="9"/>'
            f'<path d="M20 20 80 80" stroke="{RED}" stroke-width="9"/>'
        )
    ground = RED if kind == "STOP" else GREEN
    figure = pictogram(drawing, ink=WHITE, ground=ground)
    return (
        f'<rect width="100" height="100" rx="4" fill="{WHITE}"/>'
        f'<rect x="3" y="3" width="94" height="94" rx="3" fill="{ground}"/>'
        + _placed(figure, x=18, y=18, scale=0.64)
    )
