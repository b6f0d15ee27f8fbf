"""Text -> QR code, as SVG or PNG (ISO/IEC 18004)."""

from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString

Level = Literal["L", "M", "Q", "H"]

# How much of the picture may be dirty or torn: about 7, 15, 25 and 30 per cent.
_LEVELS = {
    "L": qrcode.ERROR_CORRECT_L,
    "M": qrcode.ERROR_CORRECT_M,
    "Q": qrcode.ERROR_CORRECT_Q,
    "H": qrcode.ERROR_CORRECT_H,
}
# Light modules around the code, without which cameras do not find it (clause 9.1).
QUIET_ZONE = 4


def address(base_url: str, path: str) -> str:
    """Return an address in the form that makes the smallest code: in capitals.

    Scheme and host do not know case; our own short paths are matched without it. Then the
    alphanumeric mode is enough, which needs 5.5 bits a letter rather than 8. Where the portal
    lives below a path of somebody else's server, the address is left as it is.

    Args:
        base_url: such as ``https://host.example``.
        path: begins with a slash.
    """
    plain = urlsplit(base_url).path.strip("/") == ""
    whole = base_url.rstrip("/") + path
    return whole.upper() if plain else whole


@lru_cache(maxsize=64)
def modules(text: str, level: Level = "M") -> tuple[tuple[bool, ...], ...]:
    """Return the rows of the code without quiet zone, True for dark.

    The whole text is set in one mode: digits, capitals with ``$%*+-./:`` and space, or bytes.

    Args:
        text: what the code says; UTF-8 where it is more than ASCII.
        level: how much damage it bears; ``M`` for screens, ``Q`` for paper.

    Raises:
        ValueError: when the text is empty or longer than a code can hold.
    """
    if not text:
        raise ValueError("a QR code says something")
    code = qrcode.QRCode(error_correction=_LEVELS[level], border=0)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return tuple(tuple(bool(dark) for dark in row) for row in code.modules)


def path(text: str, level: Level = "M", border: int = QUIET_ZONE) -> str:
    """Return the dark modules as the ``d`` of one SVG path, one unit a module.

    The drawing is ``side(text, level, border)`` units wide and high; runs of dark modules are
    one stroke of the pen, so that the text stays short.
    """
    drawn = []
    for y, row in enumerate(modules(text, level)):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                drawn.append(f"M{x + border} {y + border}h{run}v1h-{run}z")
            x += run + 1
    return "".join(drawn)


def side(text: str, level: Level = "M", border: int = QUIET_ZONE) -> int:
    """Return the width of the code in modules, quiet zone included."""
    return len(modules(text, level)) + 2 * border


def svg(text: str, *, label: str, level: Level = "M", border: int = QUIET_ZONE) -> SafeString:
    """Return the code as an SVG element, black on white, for a page or a file.

    Args:
        text: what the code says.
        label: what the picture is, read out to those who do not see it.
        level: how much damage it bears.
        border: light modules around it; fewer than 4 only inside a white field.
    """
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}" role="img"'
        ' aria-label="{label}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>',
        side=side(text, level, border),
        label=label,
        path=path(text, level, border),
    )
