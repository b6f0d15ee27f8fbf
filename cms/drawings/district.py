"""The ground of the drawn map: a district as nobody measured it, in the colours of the page.

A stranger finds his way by the lake, the railway and the two avenues; the marks are set on it by
the page. Colours come from the style sheet, so that the map is dark where the page is.
"""

WIDTH, HEIGHT = 640, 420
# The marks keep away from the edge, where their names would be cut off.
MARGIN = 36
# Between a mark and its name; the width of one Chinese letter on a phone.
BESIDE, LETTER = 23, 27
HAN_FROM = 0x2E7F

_WATER = (
    "M-10 96C70 70 118 132 196 118S330 40 420 62 560 34 650 8V58C566 86 500 78 424 104S286 150 "
    "204 160 66 128-10 140z"
)
_LAKE = "M470 262c34-26 96-22 112 8s-14 66-58 70-84-18-82-44 10-22 28-34z"
_PARKS = (
    "M36 210h92v74H36z",
    "M300 176h74l22 52h-96z",
    "M404 352h84v42h-84z",
)
_STREETS = (
    "M0 306H640M0 232H300M396 232H640M96 150V420M232 160V420M388 112V420M560 84V250M560 350V420"
    "M150 368H640M232 268H470"
)
_AVENUES = "M0 190C140 184 250 206 640 164M304 0V420"
_RAILWAY = "M0 398C150 388 230 330 330 336S520 408 640 394"


def ground() -> str:
    """Return the ground as SVG elements, 640 by 420."""
    parks = "".join(f'<path class="map-park" d="{one}"/>' for one in _PARKS)
    return (
        f'<path class="map-land" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>{parks}'
        f'<path class="map-street" d="{_STREETS}"/>'
        f'<path class="map-water" d="{_WATER}"/><path class="map-water" d="{_LAKE}"/>'
        f'<path class="map-avenue" d="{_AVENUES}"/>'
        f'<path class="map-rail" d="{_RAILWAY}"/><path class="map-sleepers" d="{_RAILWAY}"/>'
    )


def spot(x: int, y: int) -> tuple[int, int]:
    """Return where a mark stands on the drawing.

    Args:
        x: per cent of the width, from the left.
        y: per cent of the height, from the top.
    """
    across, down = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    return MARGIN + round(across * x / 100), MARGIN + round(down * y / 100)


def name_fits(x: int, name: str) -> bool:
    """Say whether a name has room between its mark and the right edge, in the larger type."""
    wide = sum(LETTER if ord(letter) > HAN_FROM else LETTER // 2 for letter in name)
    return x + BESIDE + wide <= WIDTH
