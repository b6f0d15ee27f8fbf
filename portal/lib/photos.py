"""Uploaded pictures: looked at, turned upright, made smaller, and rid of what they tell."""

import re
from io import BytesIO
from typing import IO, Any

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from portal.lib.refusals import Refusal

FORMATS = ("JPEG", "PNG", "WEBP")
# A picture larger than this is a bomb or a mistake.
MOST_PIXELS = 60_000_000
LONG_SIDE = 2000
QUALITY = 82
# Of a picture kept in its own format that cannot be kept as it was.
KEPT_QUALITY = 90
# One that is saved anew is made no longer than this: 60 million pixels as WebP take half a minute.
KEPT_SIDE = 5000
# A good picture at a third of the time that the best one takes.
_HASTE: dict[str, dict[str, Any]] = {"WEBP": {"method": 2}, "AVIF": {"speed": 8}}
# A JPEG may come in scans, each over all its pixels: cameras make one, programs about ten. A
# megabyte holds ten thousand, which keep a server busy for a minute.
MOST_SCANS = 100
# What Pillow notes of how pixels are stored.
_SAYS_NOTHING = {
    "adobe",
    "adobe_transform",
    "background",
    "chromaticity",
    "default_image",
    "dpi",
    "duration",
    "gamma",
    "icc_profile",
    "interlace",
    "jfif",
    "jfif_density",
    "jfif_unit",
    "jfif_version",
    "loop",
    "progression",
    "progressive",
    "srgb",
    "timestamp",
    "transparency",
}
# In compressed data FF 00 is a byte and FF D0 to D7 are marks to resume at (ITU T.81, B.1.1.2).
_MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
_END, _SCAN, _WITHOUT_LENGTH = 0xD9, 0xDA, {0x01, 0xD8}
# What reading a broken picture may raise.
UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
)


class PhotoRefused(Refusal):
    """The file is not a picture we take."""

    code = "photo_refused"


def clean(file: IO[bytes]) -> bytes:
    """Return a picture as a new JPEG: upright, at most 2000 pixels long, without metadata.

    Nothing of the uploaded file is kept but its pixels: neither place, time and device
    (EXIF) nor whatever else was put behind them.

    Args:
        file: JPEG, PNG or WebP; read from its beginning.

    Raises:
        PhotoRefused: another format, a broken file, more than 60 million pixels, or a JPEG of
            more than a hundred scans.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as picture:
            _check_labour(picture, file)
            picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONG_SIDE, LONG_SIDE))
            upright.info = {}
            out = BytesIO()
            _on_white(upright).save(out, "JPEG", quality=QUALITY, optimize=True)
    except UNREADABLE as error:
        raise unreadable() from error
    return out.getvalue()


def without_traces(file: IO[bytes]) -> bytes:
    """Return a picture in its own format, with its colours and nothing else.

    Place, time, device, owner, comments and whatever was put behind the picture are gone. A
    JPEG keeps its pixels unless it has to be turned upright; what is saved anew is at most 5000
    pixels long. Of a moving picture the first frame stays.

    Args:
        file: JPEG, PNG, WebP or AVIF; read from its beginning.

    Raises:
        PhotoRefused: as `clean`.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=(*FORMATS, "AVIF")) as picture:
            kind = "JPEG" if picture.format == "MPO" else str(picture.format)
            _check_labour(picture, file)
            upright = ImageOps.exif_transpose(picture) if _is_turned(picture) else picture
            upright.load()
            kept: dict[str, Any] = {
                name: upright.info[name]
                for name in ("icc_profile", "transparency")
                if name in upright.info
            }
            upright.info = {}
            as_it_was = upright.format == "JPEG"
            quality: str | int = "keep" if as_it_was else KEPT_QUALITY
            if not as_it_was:
                upright.thumbnail((KEPT_SIDE, KEPT_SIDE))
            out = BytesIO()
            upright.save(out, kind, quality=quality, **kept, **_HASTE.get(kind, {}))
    except UNREADABLE as error:
        raise unreadable() from error
    return out.getvalue()


def tells(file: IO[bytes]) -> bool:
    """Say whether a picture holds more than its pixels, its colours and how they are stored.

    Raises:
        PhotoRefused: another format, or a broken file.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=(*FORMATS, "AVIF")) as picture:
            return bool(picture.getexif()) or not picture.info.keys() <= _SAYS_NOTHING
    except UNREADABLE as error:
        raise unreadable() from error


def size(file: IO[bytes]) -> tuple[int, int]:
    """Return width and height of a picture that was cleaned."""
    with Image.open(file) as picture:
        return picture.size


def _check_labour(picture: Image.Image, file: IO[bytes]) -> None:
    """Refuse what would take long to draw, before a pixel of it is drawn."""
    if picture.width * picture.height > MOST_PIXELS:
        raise PhotoRefused(_("This picture is too large. Send a smaller one."))
    if picture.format not in {"JPEG", "MPO"}:
        return
    at = file.tell()
    file.seek(0)
    if _scans(file.read()) > MOST_SCANS:
        raise PhotoRefused(
            _("This picture is stored in far more layers than any camera makes. Save it anew.")
        )
    file.seek(at)


def _scans(jpeg: bytes) -> int:
    """Count the scans up to the end of the picture; what hides in its comments is none."""
    at = scans = 0
    while match := _MARKER.search(jpeg, at):
        at, marker = match.end(), match[1][0]
        if marker == _END:
            break
        scans += marker == _SCAN
        if marker not in _WITHOUT_LENGTH:
            at += int.from_bytes(jpeg[at : at + 2])
    return scans


def _is_turned(picture: Image.Image) -> bool:
    return picture.getexif().get(ExifTags.Base.Orientation, 1) != 1


def unreadable() -> PhotoRefused:
    """Return the refusal of what is no picture, or a broken one."""
    return PhotoRefused(
        _("This picture cannot be read. Take it again, or choose a JPEG or PNG file.")
    )


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the picture in plain RGB; what was transparent is white."""
    if picture.mode == "RGB":
        return picture
    seen = picture.convert("RGBA")
    ground = Image.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground
