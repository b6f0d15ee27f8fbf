"""Pictograms of homes, schools and workplaces, on the field of `pictograms`."""

from cms.drawings.strokes import LINE, THIN
from cms.enums import Drawing

INDOORS: dict[str, str] = {
    Drawing.PLUG: (
        f'<path {LINE} d="M36 10V34M64 10V34M50 80V96"/>'
        '<path fill="{ink}" d="M20 36H80V50a30 32 0 0 1-60 0z"/>'
        '<path fill="{ground}" d="M56 40 40 60h9l-4 16 16-21h-9l4-15z"/>'
    ),
    Drawing.FIREDOOR: (
        f'<path {LINE} d="M12 94V6H88V94"/><path fill="{{ink}}" d="M22 16H78V96H22z"/>'
        '<path fill="{ground}" d="M51 28c2 9 15 15 15 29a16 16 0 0 1-32 0c0-8 5-11 7-18 3 3 5 5 8 '
        '7 0-7 0-12 2-18z"/><path fill="{ink}" d="M51 52c1 4 6 6 6 11a7 7 0 0 1-14 0c0-5 5-7 8-11z"'
        '/><path fill="{ground}" d="M64 78h8v6h-8z"/>'
    ),
    Drawing.LOCK: (
        f'<path {LINE} d="M30 46V30a20 20 0 0 1 40 0V46"/>'
        '<path fill="{ink}" d="M20 44H80a4 4 0 0 1 4 4V90a4 4 0 0 1-4 4H20a4 4 0 0 1-4-4V48a4 4 0 '
        "0 "
        '1 4-4z"/><path fill="{ground}" d="M50 56a8 8 0 0 1 4 15l2 11H44l2-11a8 8 0 0 1 4-15z"/>'
    ),
    Drawing.WINDOW: (
        f'<path {LINE} d="M16 78V8H84V78M50 8V28"/><path fill="{{ink}}" d="M6 76H94V90H6z"/>'
        '<circle cx="50" cy="44" r="11" fill="{ink}"/>'
        '<path fill="{ink}" d="M34 78V70a16 13 0 0 1 32 0v8z"/>'
        f'<path {THIN} d="M36 68 26 50M64 68 74 50"/>'
    ),
    Drawing.SCHOOL: (
        '<path fill="{ink}" d="M50 6 72 24V40H96V92H4V40H28V24z"/>'
        '<circle cx="50" cy="34" r="11" fill="{ground}"/>'
        f'<path {THIN} d="M50 28V35L55 37"/>'
        '<path fill="{ground}" d="M41 92V66H59V92zM12 50h10v12H12zM78 50h10v12H78zM12 70h10v12H12z'
        'M78 70h10v12H78zM30 52h7v12h-7zM63 52h7v12h-7z"/>'
    ),
    Drawing.KIT: (
        f'<path {LINE} d="M34 32V18H66V32"/><path fill="{{ink}}" d="M12 30H88a6 6 0 0 1 6 6V86a6 '
        f"6 0 "
        '0 1-6 6H12a6 6 0 0 1-6-6V36a6 6 0 0 1 6-6z"/>'
        '<path fill="{ground}" d="M43 40H57V54H71V68H57V82H43V68H29V54H43z"/>'
    ),
    Drawing.HEART: (
        '<path fill="{ink}" d="M50 92C20 70 5 52 5 33a23 23 0 0 1 45-8 23 23 0 0 1 45 8c0 19-15 '
        '37-45 59z"/><path fill="none" stroke="{ground}" stroke-width="6" stroke-linejoin="round" '
        'd="M2 50H30L40 32 53 68 62 50H98"/>'
    ),
    Drawing.MESSAGE: (
        '<path fill="{ink}" d="M12 12H88a6 6 0 0 1 6 6V66a6 6 0 0 1-6 6H52L30 92V72H12a6 6 0 0 '
        '1-6-6V18a6 6 0 0 1 6-6z"/><path fill="none" stroke="{ground}" stroke-width="7" '
        'stroke-linecap="round" d="M24 32H76M24 52H58"/>'
    ),
    Drawing.MEGAPHONE: (
        '<path fill="{ink}" d="M8 38H30L70 14V82L30 60H8z"/>'
        f'<path {LINE} d="M24 60 32 90H44"/><path {THIN} d="M82 36a16 16 0 0 1 0 24M90 24a30 30 0 '
        f"0 1 "
        '0 48"/>'
    ),
    Drawing.BOOK: (
        '<path fill="{ink}" d="M46 26C34 16 20 15 4 19V83c16-4 30-3 42 7zM54 26c12-10 26-11 '
        '42-7V83c-16-4-30-3-42 7z"/><path fill="none" stroke="{ground}" stroke-width="5" '
        'stroke-linecap="round" d="M14 38c8-1 14 0 22 5M14 56c8-1 14 0 22 5M86 38c-8-1-14 0-22 '
        "5M86 "
        '56c-8-1-14 0-22 5"/>'
    ),
    Drawing.EARS: (
        '<path fill="{ink}" d="M18 98a32 24 0 0 1 64 0z"/><circle cx="50" cy="44" r="24" '
        f'fill="{{ink}}"/><path {LINE} d="M16 40a34 34 0 0 1 68 0"/>'
        '<path fill="{ink}" stroke="{ground}" stroke-width="4" d="M10 32H30V62H10zM70 '
        '32H90V62H70z"/>'
    ),
    Drawing.DUST: (
        '<path fill="{ink}" d="m50 16 8 20 17-13-4 21 22-2-17 14 19 12-22 2 6 21-18-11-9 '
        '20-9-20-18 11 6-21-22-2 19-12L11 42l22 2-4-21 17 13z"/>'
        '<path fill="{ground}" d="m50 44 4 9 9-2-5 8 7 6-9 1-1 9-6-6-6 6-1-9-9-1 7-6-5-8 9 2z"/>'
        '<g fill="{ink}"><circle cx="14" cy="16" r="6"/><circle cx="33" cy="7" r="4"/><circle '
        'cx="84"'
        ' cy="13" r="6"/><circle cx="68" cy="6" r="3"/><circle cx="7" cy="72" r="4"/><circle '
        'cx="92" '
        'cy="86" r="5"/></g>'
    ),
    Drawing.WELD: (
        f'<path {LINE} d="M8 10 36 34"/><path {LINE} d="M36 34 50 48"/>'
        '<path fill="{ink}" d="m56 50 16 28H38z"/>'
        f'<path {THIN} d="M74 62 84 52M80 72 94 66M66 48 70 34M34 64 24 56M30 74 16 72"/>'
        '<path fill="{ink}" d="M4 82H96V94H4z"/>'
    ),
    Drawing.GAUGE: (
        f'<circle cx="50" cy="44" r="37" {LINE}/><path {THIN} d="M50 16V22M25 44H21M75 44H79M31 '
        '25 34 28M30 64 27 67M70 64 73 67"/><path fill="{ink}" d="M74 18 58 50a9 9 0 1 1-13-11z"/>'
        '<path fill="{ink}" d="M42 82H58V90H70V98H30V90H42z"/>'
    ),
}
