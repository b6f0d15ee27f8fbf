"""Pictures kept before the site cleaned them."""

from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import ExifTags, Image

from cms.domain import pictures
from cms.models import Picture
from portal.lib import photos

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def kept(name, kind, **options):
    out = BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, kind, **options)
    picture = Picture(title=name)
    picture.file.save(name, ContentFile(out.getvalue()), save=False)
    picture.width, picture.height = 40, 20
    picture.save()
    return picture


def telling():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = "Owner"
    return {"exif": exif}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_picture_that_tells_is_cleaned_under_its_name_once(kind):
    old = kept(f"old.{kind.lower()}", kind, **telling())
    clean = kept(f"clean.{kind.lower()}", kind)
    before = Path(clean.file.path).read_bytes()
    shown = ContentFile(before, name="small.png")
    old.renditions.create(filter_spec="width-10", file=shown, width=10, height=5)

    first, second = pictures.take_traces_out(batch=1), pictures.take_traces_out()

    assert first == pictures.Cleaning(looked_at=2, cleaned=1)
    assert second == pictures.Cleaning(looked_at=2, cleaned=0)
    stored = Picture.objects.get(pk=old.pk)
    content = Path(stored.file.path).read_bytes()
    assert stored.file.name == old.file.name
    # Upright now, and said so.
    assert (stored.width, stored.height, stored.file_size) == (20, 40, len(content))
    assert not photos.tells(BytesIO(content))
    assert not stored.renditions.exists()
    assert Path(clean.file.path).read_bytes() == before
    assert not list(Path(stored.file.path).parent.glob("*.new"))


def test_command_says_how_many_and_which_it_could_not_read():
    kept("old.jpg", "JPEG", comment=b"secret")
    gif = kept("moving.gif", "GIF")
    gone = kept("gone.jpg", "JPEG")
    Path(gone.file.path).unlink()
    out = StringIO()

    call_command("clean_pictures", stdout=out)

    assert out.getvalue() == (
        "Looked at 3 pictures, cleaned 1.\n"
        f"Left as they are, because they cannot be read: {gif.pk}, {gone.pk}.\n"
    )
