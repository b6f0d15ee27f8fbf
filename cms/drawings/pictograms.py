"""Pictograms on a field of 100 by 100, from lines, circles and a few curves.

Every drawing is written with two colours left open: ``{ink}`` for the figure, ``{ground}``
for what shows through it.
"""

from cms.drawings.indoors import INDOORS
from cms.drawings.outdoors import OUTDOORS
from cms.drawings.strokes import LINE, THIN
from cms.enums import Drawing

PICTOGRAMS: dict[str, str] = {
    Drawing.FLAME: (
        '<path fill="{ink}" d="M53 6c3 18 27 28 27 55a30 30 0 0 1-60 0c0-16 9-22 14-36 4 8 7 13 '
        '13 16-1-13 0-24 6-35z"/><path fill="{ground}" d="M52 50c2 9 13 13 13 24a15 15 0 0 1-30 '
        '0c0-7 4-9 6-15 2 3 4 5 7 6 0-6 1-11 4-15z"/>'
    ),
    Drawing.EBIKE: (
        f'<g {THIN}><circle cx="21" cy="68" r="17"/><circle cx="79" cy="68" r="17"/>'
        '<path d="M21 68 40 36H68L79 68M40 36 52 68H21M68 36 63 21H77M31 29H47"/></g>'
        '<path fill="{ink}" d="M60 43 49 58h7l-4 13 13-17h-8l5-11z"/>'
    ),
    Drawing.GAS: (
        f'<path {LINE} d="M14 76H86M24 76V88M76 76V88"/>'
        '<path fill="{ink}" d="M50 34c2 9 10 12 10 22a10 10 0 0 1-20 0c0-9 7-13 10-22zM26 44c2 '
        "6 7 9 7 15a7 7 0 0 1-14 0c0-6 5-9 7-15zM74 44c2 6 7 9 7 15a7 7 0 0 1-14 0c0-6 5-9 "
        f'7-15z"/><path {LINE} d="M22 22H78"/>'
    ),
    Drawing.STAIRS: (
        '<path fill="{ink}" d="M96 94H8V82H30V66H52V50H74V34H96z"/>'
        f'<circle cx="42" cy="12" r="8" fill="{{ink}}"/><path {LINE} '
        'd="M38 27 30 46M30 46 42 52 40 60M30 46 18 52 14 68M24 34 38 27 48 38"/>'
    ),
    Drawing.EXTINGUISHER: (
        '<path fill="{ink}" d="M34 44a16 16 0 0 1 32 0V92H34zM44 20h12v10H44z"/>'
        f'<path {LINE} d="M44 20 26 12M56 22h8c14 0 16 10 16 24v14"/>'
        '<path fill="{ink}" d="M74 58h12l4 18H70z"/><path fill="{ground}" d="M40 56h20v14H40z"/>'
    ),
    Drawing.WATER: (
        '<path fill="{ink}" d="M50 8 88 40H78V56H22V40H12z"/><path fill="{ground}" '
        'd="M43 38h14v18H43z"/>'
        f'<path {LINE} d="M8 70c8-9 14-9 21 0s13 9 21 0 14-9 21 0 13 9 21 0M8 88c8-9 14-9 21 '
        '0s13 9 21 0 14-9 21 0 13 9 21 0"/>'
    ),
    Drawing.SLOPE: (
        '<path fill="{ink}" d="M6 92V20l14 4 20 26 16 6 14 20 24 16z"/><path fill="{ink}" '
        'd="m48 14 14-4 10 10-4 14-14 2-8-10zM78 42l10-2 6 8-3 10-10 1-6-8z"/>'
    ),
    Drawing.QUAKE: (
        '<path fill="{ink}" d="M48 8 90 40H80V70H20V40H10z"/><path fill="{ground}" '
        'd="m54 14-10 18 12 8-14 14 8 6-4 10h6l6-12-8-6 16-14-12-8 8-14z"/>'
        f'<path {LINE} d="m6 88 12-8 12 8 12-8 12 8 12-8 12 8 12-8"/>'
    ),
    Drawing.FLASK: (
        f'<path {LINE} d="M36 10H64M42 12V38L18 82a8 8 0 0 0 7 11h50a8 8 0 0 0 7-11L58 38V12"/>'
        '<path fill="{ink}" d="m34 62-12 22a4 4 0 0 0 4 6h48a4 4 0 0 0 4-6L66 62z"/>'
        '<circle cx="44" cy="74" r="5" fill="{ground}"/><circle cx="58" cy="80" r="4" '
        'fill="{ground}"/><circle cx="50" cy="50" r="5" fill="{ink}"/>'
    ),
    Drawing.MANHOLE: (
        '<ellipse cx="50" cy="80" rx="44" ry="14" fill="{ink}"/>'
        '<ellipse cx="50" cy="80" rx="31" ry="8" fill="{ground}"/>'
        f'<path {THIN} d="M64 8V80M82 8V76M64 20H82M64 36H82M64 52H82M64 68H82"/>'
        f'<circle cx="37" cy="30" r="9" fill="{{ink}}"/><path {LINE} '
        'd="M36 46V68M36 48 58 40M36 68 50 78"/>'
    ),
    Drawing.HELMET: (
        '<path fill="{ink}" d="M14 66a36 38 0 0 1 72 0zM6 70h88v12H6z"/>'
        '<path fill="{ground}" d="M43 26h4v28h-4zM53 26h4v28h-4z"/>'
    ),
    Drawing.LIFT: (
        f'<path {LINE} d="M16 8H84V92H16zM50 8V92"/><path fill="{{ink}}" '
        'd="M33 32 43 48H23zM67 68 57 52h20z"/>'
    ),
    Drawing.HEATER: (
        f'<path {LINE} d="M12 44H88V82H12zM31 46V80M50 46V80M69 46V80M22 84V92M78 84V92"/>'
        f'<path {THIN} d="M31 32c-6-8 6-12 0-22M50 32c-6-8 6-12 0-22M69 32c-6-8 6-12 0-22"/>'
    ),
    Drawing.PHONE: (
        '<path fill="{ink}" d="M20 12 36 8l10 22-11 9c5 12 13 20 26 26l9-11 22 10-4 17c-1 5-6 '
        '9-12 8C42 84 16 58 12 24c-1-6 3-11 8-12z"/>'
        f'<path {THIN} d="M58 10c18 3 29 14 32 32M58 27c8 2 13 7 15 15"/>'
    ),
    Drawing.CHECKLIST: (
        '<path fill="{ink}" d="M18 16H36a14 10 0 0 1 28 0H82V94H18z"/>'
        '<g fill="none" stroke="{ground}" stroke-width="6" stroke-linecap="round" '
        'stroke-linejoin="round"><path d="m28 40 6 6 10-11M28 66l6 6 10-11M54 42H72M54 68H72"/></g>'
    ),
    Drawing.PEOPLE: (
        '<path fill="{ink}" d="M30 92V68a20 20 0 0 1 40 0V92z"/><circle cx="50" cy="32" r="13" '
        'fill="{ink}"/><path fill="{ink}" d="M4 84V66a15 15 0 0 1 23-12 26 26 0 0 0-3 14v16zM96 '
        '84V66a15 15 0 0 0-23-12 26 26 0 0 1 3 14v16z"/><circle cx="19" cy="38" r="10" '
        'fill="{ink}"/><circle cx="81" cy="38" r="10" fill="{ink}"/>'
    ),
    **INDOORS,
    **OUTDOORS,
}

# A bar across these would forbid the help itself; red shows them as fire equipment instead.
NEVER_BARRED = frozenset(
    {
        Drawing.STAIRS,
        Drawing.EXTINGUISHER,
        Drawing.PHONE,
        Drawing.CHECKLIST,
        Drawing.PEOPLE,
        Drawing.HELMET,
        Drawing.FIREDOOR,
        Drawing.SCHOOL,
        Drawing.KIT,
        Drawing.HEART,
        Drawing.MESSAGE,
        Drawing.MEGAPHONE,
        Drawing.BOOK,
        Drawing.EARS,
    }
)


def pictogram(drawing: str, *, ink: str, ground: str) -> str:
    """Return the figure as SVG elements; nothing for a drawing that does not exist."""
    return PICTOGRAMS.get(drawing, "").format(ink=ink, ground=ground)
