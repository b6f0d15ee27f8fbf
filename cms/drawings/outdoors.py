"""Pictograms of building sites, roads, water, weather and woods, on the field of `pictograms`."""

from cms.drawings.strokes import LINE, THIN
from cms.enums import Drawing

OUTDOORS: dict[str, str] = {
    Drawing.CRANE: (
        f'<path {THIN} d="M32 92V10M8 26H94M32 8 76 26M32 8 10 26M80 26V50M24 92V26M24 40 32 50M24 '
        '62 32 72"/><path fill="{ink}" d="M68 50H92V70H68zM4 26H18V42H4zM12 88H46V96H12z"/>'
    ),
    Drawing.FALL: (
        '<path fill="{ink}" d="M4 38H38V96H4z"/><circle cx="82" cy="34" r="10" fill="{ink}"/>'
        f'<path {LINE} d="M70 46 54 60 40 44 34 26M54 60 38 62M70 46 58 26 62 12M70 46 84 62 96 '
        '60"/>'
    ),
    Drawing.TANKER: (
        '<path fill="{ink}" d="M12 26H52a10 10 0 0 1 10 10V60H2V36a10 10 0 0 1 10-10zM67 36H84L98 '
        '54V72H67zM2 64H62V72H2z"/><path fill="{ground}" d="M32 30 45 43 32 56 19 43zM74 '
        '42H81L89 53H74z"/><g fill="{ink}" stroke="{ground}" stroke-width="4"><circle cx="18" '
        'cy="75" r="11"/><circle cx="46" cy="75" r="11"/><circle cx="82" cy="75" r="11"/></g>'
    ),
    Drawing.TRACTOR: (
        f'<path {LINE} d="M20 42V22"/><path fill="{{ink}}" d="M6 42H40V10H82V18H78V62H6z"/>'
        '<path fill="{ground}" d="M47 18H70V42H47z"/><g fill="{ink}" stroke="{ground}" '
        'stroke-width="4"><circle cx="70" cy="68" r="26"/><circle cx="20" cy="78" r="16"/></g>'
        '<circle cx="70" cy="68" r="9" fill="{ground}"/><circle cx="20" cy="78" r="5" '
        'fill="{ground}"/>'
    ),
    Drawing.CAR: (
        '<path fill="{ink}" d="M30 22H68a8 8 0 0 1 7 4L88 48a10 10 0 0 1 9 10V74H3V58a10 10 0 0 1 '
        '9-10L23 26a8 8 0 0 1 7-4z"/><path fill="{ground}" d="M32 30H46V46H24zM54 30H66L76 '
        '46H54z"/>'
        '<g fill="{ink}" stroke="{ground}" stroke-width="4"><circle cx="25" cy="75" '
        'r="13"/><circle '
        'cx="75" cy="75" r="13"/></g>'
    ),
    Drawing.SWIM: (
        '<circle cx="40" cy="38" r="12" fill="{ink}"/>'
        f'<path {LINE} d="M30 62 58 54 72 14M4 74c8-9 14-9 21 0s13 9 21 0 14-9 21 0 13 9 21 0M14 '
        '92c8-9 14-9 21 0s13 9 21 0 14-9 21 0"/>'
    ),
    Drawing.LIGHTNING: (
        '<path fill="{ink}" d="M26 48a20 20 0 0 1-1-40 28 28 0 0 1 52 7 17 17 0 0 1-1 33zM54 '
        '52 32 76H46L38 98 68 68H54L62 52z"/>'
    ),
    Drawing.WIND: (
        f'<path {LINE} d="M8 38H62a15 15 0 1 0-15-15M4 56H82a13 13 0 1 1-13 13M14 74H42a12 12 0 1 '
        '1-12 12"/>'
    ),
    Drawing.HEAT: (
        f'<path {LINE} d="M44 62V22a13 13 0 0 0-26 0V62a20 20 0 1 0 26 0z"/>'
        '<circle cx="31" cy="77" r="11" fill="{ink}"/><path fill="{ink}" d="M27 36h8v40h-8z"/>'
        f'<circle cx="74" cy="32" r="12" fill="{{ink}}"/><path {THIN} d="M74 4V10M74 54V60M54 32H52'
        'M96 32H97M89 17 92 14M89 47 92 50M59 17 57 14M59 47 57 50"/>'
    ),
    Drawing.SNOW: "".join(
        f'<path {LINE} transform="rotate({turn} 50 50)" d="M50 6V94M38 12 50 24 62 12M38 88 '
        '50 76 62 88"/>'
        for turn in (0, 60, 120)
    ),
    Drawing.FOREST: (
        '<path fill="{ink}" d="M32 2 54 32H46L62 58H38V96H26V58H2L18 32H10z"/>'
        '<path fill="{ink}" stroke="{ground}" stroke-width="4" d="M70 34c3 14 26 22 26 42a24 22 0 '
        "0 "
        '1-48 0c0-12 8-17 11-27 4 4 6 7 10 9-1-9-2-16 1-24z"/>'
        '<path fill="{ground}" d="M72 66c1 6 9 9 9 16a9 9 0 0 1-18 0c0-6 7-10 9-16z"/>'
    ),
    Drawing.FIREWORKS: (
        f'<path {LINE} d="M63 40 77 40M59 49 69 59M50 53 50 67M41 49 31 59M37 40 23 40M41 31 31 '
        f"21M50 27 50 13M59 31 69 21M81 53h.1M63 71h.1M37 71h.1M19 53h.1M19 27h.1M37 9h.1M63 "
        f'9h.1M81 27h.1M49 82C49 88 46 93 40 97"/>'
        '<circle cx="50" cy="40" r="6" fill="{ink}"/>'
    ),
}
