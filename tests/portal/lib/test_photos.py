"""Pictures are drawn anew: upright, smaller, silent."""

from io import BytesIO

import pytest
from PIL import Image

from portal.lib import photos


def picture(size=(40, 20), mode="RGB", kind="JPEG", color="red", **options):
    out = BytesIO()
    Image.new(mode, size, color).save(out, kind, **options)
    out.seek(0)
    return out


def opened(data):
    with Image.open(BytesIO(data)) as image:
        image.load()
    return image


def test_place_and_time_are_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8825)[1] = "N"

    clean = opened(photos.clean(picture(exif=exif)))

    assert (clean.size, dict(clean.getexif()), "exif" in clean.info) == ((20, 40), {}, False)


def test_large_pictures_become_smaller():
    assert opened(photos.clean(picture((3000, 1500)))).size == (2000, 1000)


@pytest.mark.parametrize(("mode", "color"), [("RGBA", (255, 0, 0, 0)), ("LA", (0, 0))])
def test_transparent_becomes_white(mode, color):
    clean = opened(photos.clean(picture(mode=mode, kind="PNG", color=color)))

    assert (clean.mode, clean.getpixel((1, 1))) == ("RGB", (255, 255, 255))


@pytest.mark.parametrize(
    "data", [b"", b"<svg/>", b"\xff\xd8\xff not really", b"\x89PNG\r\n\x1a\n\x00\x00"]
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(photos.PhotoRefused):
        photos.clean(BytesIO(data))


def test_too_many_pixels_are_refused(monkeypatch):
    monkeypatch.setattr(photos, "MOST_PIXELS", 100)

    with pytest.raises(photos.PhotoRefused):
        photos.clean(picture())
