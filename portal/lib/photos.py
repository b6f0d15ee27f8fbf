"""Uploaded pictures: looked at, turned upright, made smaller, and rid of what they tell."""

from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.lib.refusals import Refusal

FORMATS = ("JPEG", "PNG", "WEBP")
# A picture larger than this is a bomb or a mistake.
MOST_PIXELS = 60_000_000
LONG_SIDE = 2000
QUALITY = 82


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
            out = BytesIO()
            _on_white(upright).save(out, "JPEG", quality=QUALITY, optimize=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PhotoRefused(
            _("This picture cannot be read. Take it again, or choose a JPEG or PNG file.")
        ) from error
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the picture in plain RGB; what was transparent is white."""
    if picture.mode == "RGB":
        return picture
    seen = picture.convert("RGBA")
    ground = Image.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground
