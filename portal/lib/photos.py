"""Uploaded pictures: looked at, turned upright, made smaller, and rid of what they tell."""

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
# Of a picture kept in its own size that cannot be kept as it was.
KEPT_QUALITY = 90
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
        PhotoRefused: another format, a broken file, or more than 60 million pixels.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PhotoRefused(_("This picture is too large. Send a smaller one."))
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
    """Return a picture in its own format and size, with its colours and nothing else.

    Place, time, device, owner, comments and whatever was put behind the picture are gone. A
    picture that has to be turned upright is saved anew; of a moving one the first frame stays.

    Args:
        file: JPEG, PNG, WebP or AVIF; read from its beginning.

    Raises:
        PhotoRefused: another format, a broken file, or more than 60 million pixels.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=(*FORMATS, "AVIF")) as picture:
            kind = "JPEG" if picture.format == "MPO" else str(picture.format)
            if picture.width * picture.height > MOST_PIXELS:
                raise PhotoRefused(_("This picture is too large. Send a smaller one."))
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
            out = BytesIO()
            upright.save(out, kind, quality=quality, **kept)
    except UNREADABLE as error:
        raise unreadable() from error
    return out.getvalue()


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
