"""What stands in a community, as pictograms on a field of 100 by 100."""

# Of strokes and fields; the page gives ink and ground by `currentColor` and `.ground`.
_FIGURES = {
    "BOARD": (
        '<path d="M22 20h56v44H22z" fill="none"/><path d="M34 64v20M66 64v20"/>'
        '<path d="M32 32h22M32 42h36M32 52h28"/>'
    ),
    "PANEL": (
        '<path d="M16 26h68v48H16z" fill="none"/><path d="M26 38h20v24H26z" fill="currentColor"/>'
        '<path d="M56 40h18M56 50h18M56 60h12"/>'
    ),
    "CORRIDOR": (
        '<path d="M12 82h76"/><path d="M16 28h18v36H16zM41 28h18v36H41zM66 28h18v36H66z" '
        'fill="none"/><path d="M25 64v18M50 64v18M75 64v18"/>'
    ),
    "SCREEN": (
        '<path d="M14 24h72v44H14z" fill="none"/><path d="M50 68v14M34 82h32"/>'
        '<path d="m43 36 18 10-18 10z" fill="currentColor"/>'
    ),
    "CABINET": (
        '<path d="M26 14h48v70H26z" fill="none"/><path d="M50 14v70M44 46v8M56 46v8"/>'
        '<path d="M30 84v6M70 84v6"/><path d="M38 22v12M32 28h12" stroke-width="5"/>'
    ),
    "CORNER": (
        '<path d="M14 84V40l36-24 36 24v44z" fill="none"/>'
        '<circle cx="50" cy="47" r="8" fill="currentColor"/>'
        '<path d="M34 84c0-18 8-24 16-24s16 6 16 24"/>'
    ),
    "SHELTER": (
        '<path d="M18 22h64v44H18z" fill="none"/><path d="M50 66v20"/>'
        '<path d="M30 56 50 34l20 22z" fill="currentColor"/>'
    ),
}


def figure(kind: str) -> str:
    """Return the pictogram of a kind of facility as SVG elements, in the ink of the text.

    Args:
        kind: one of `FacilityKind`.
    """
    drawn = _FIGURES.get(kind, _FIGURES["BOARD"])
    return (
        '<g fill="none" stroke="currentColor" stroke-width="6" stroke-linejoin="round" '
        f'stroke-linecap="round">{drawn}</g>'
    )
