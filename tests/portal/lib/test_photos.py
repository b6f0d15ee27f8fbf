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

    clean = opened(photos.clean(picture(exif=exif, comment=b"secret")))

    assert (clean.size, dict(clean.getexif()), "exif" in clean.info) == ((20, 40), {}, False)
    assert "comment" not in clean.info


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


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_picture_for_the_site_keeps_its_format_and_size_and_says_nothing_else(kind):
    exif = Image.Exif()
    exif[0x010F] = "Phone"
    exif[0x8298] = "Owner"
    exif.get_ifd(0x8825)[1] = "N"
    more = {"comment": b"secret"} if kind == "JPEG" else {}
    sent = picture((3000, 1500), kind=kind, exif=exif, **more).getvalue() + b"<script>"

    data = photos.without_traces(BytesIO(sent))

    clean = opened(data)
    assert (clean.format, clean.size) == (kind, (3000, 1500))
    assert (dict(clean.getexif()), "comment" in clean.info, "exif" in clean.info) == (
        {},
        False,
        False,
    )
    assert not any(word in data for word in (b"Phone", b"Owner", b"secret", b"<script>"))


def test_picture_for_the_site_stands_upright_and_is_otherwise_left_alone():
    turned = Image.Exif()
    turned[0x0112] = 6

    upright = photos.without_traces(picture(exif=turned))
    plain = picture().getvalue()

    assert opened(upright).size == (20, 40)
    assert opened(photos.without_traces(BytesIO(plain))).tobytes() == opened(plain).tobytes()


def test_transparency_and_colours_of_a_picture_for_the_site_stay():
    image = Image.new("P", (8, 8), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    out = BytesIO()
    image.save(out, "PNG", transparency=1)

    assert opened(photos.without_traces(out)).convert("RGBA").getpixel((1, 1))[3] == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg/>",
        b"\xff\xd8\xff not really",
        picture(kind="GIF").getvalue(),
        picture((400, 400)).getvalue()[:100],
    ],
)
def test_what_is_no_picture_for_the_site_is_refused(data):
    with pytest.raises(photos.PhotoRefused):
        photos.without_traces(BytesIO(data))


@pytest.mark.parametrize("way", [photos.clean, photos.without_traces])
def test_bomb_of_more_pixels_than_pillow_opens_is_refused(way, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)

    with pytest.raises(photos.PhotoRefused):
        way(picture((50, 50), kind="PNG"))


def jpeg_in_scans(count):
    """A progressive JPEG of eight by eight pixels, whose last scan stands there many times."""
    plain = picture((8, 8), mode="L", color=9, progressive=True).getvalue()
    last = plain.rindex(b"\xff\xda")
    more = count - plain.count(b"\xff\xda")
    # A comment may say what it likes.
    comment = b"\xff\xfe\x03\xe8" + b"\xff\xda" * 499
    return BytesIO(plain[:2] + comment + plain[2:-2] + plain[last:-2] * more + plain[-2:])


@pytest.mark.parametrize("way", [photos.clean, photos.without_traces])
def test_picture_in_more_scans_than_any_camera_makes_is_refused_undrawn(way):
    assert opened(way(jpeg_in_scans(photos.MOST_SCANS))).size == (8, 8)

    with pytest.raises(photos.PhotoRefused, match="存储层数"):
        way(jpeg_in_scans(photos.MOST_SCANS + 1))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_large_picture_for_the_site_that_is_saved_anew_becomes_smaller(kind, monkeypatch):
    monkeypatch.setattr(photos, "KEPT_SIDE", 30)

    assert opened(photos.without_traces(picture(kind=kind))).size == (30, 15)
    assert opened(photos.without_traces(picture())).size == (40, 20)


def test_of_a_moving_picture_for_the_site_the_first_frame_stays():
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue", "green")]
    out = BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True)

    clean = opened(photos.without_traces(out))

    assert (getattr(clean, "n_frames", 1), clean.convert("RGB").getpixel((1, 1))[2] < 9) == (
        1,
        True,
    )
