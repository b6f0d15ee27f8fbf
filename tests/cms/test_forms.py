"""What editors put on the site: as documents and as pictures, by every door there is."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import ExifTags, Image
from wagtail.documents.models import Document
from wagtail.models import Collection

from cms.models import Picture
from portal.lib import uploads
from portal.people.domain import roles
from portal.people.enums import RoleCode
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user = UserFactory(scope=OrganisationFactory())
    user.groups.add(roles.sync()[RoleCode.PUBLICITY_EDITOR])
    client.force_login(user)
    return client


def photo(kind="JPEG"):
    exif, out = Image.Exif(), BytesIO()
    exif[ExifTags.Base.Artist] = "Owner"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    Image.new("RGB", (40, 20), "red").save(out, kind, exif=exif)
    return out.getvalue() + b"<script>"


def send(browser, name, file_name, data, **more):
    given = {"title": "图", "collection": Collection.get_first_root_node().pk, **more}
    field = "files[]" if name.endswith("multiple") else "file"
    files = {field: SimpleUploadedFile(file_name, data)}
    return browser.post(reverse(name), {**given, **files})


DOORS = ["add", "add_multiple"]


@pytest.mark.parametrize("door", DOORS)
def test_picture_is_kept_without_place_and_owner(editor, door):
    send(editor, f"wagtailimages:{door}", "a.jpg", photo())

    kept = Picture.objects.get()
    file = Path(kept.file.path)
    assert (kept.width, kept.height, kept.file_size) == (40, 20, file.stat().st_size)
    assert b"<script>" not in file.read_bytes()
    with Image.open(file) as picture:
        assert dict(picture.getexif()) == {}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.jpg", b"<html><script>alert(1)</script>"),
        ("a.jpg", photo()[:200]),
        ("a.gif", b"GIF89a"),
    ],
)
def test_what_is_no_picture_stays_outside(editor, door, name, data):
    answer = send(editor, f"wagtailimages:{door}", name, data)

    assert answer.status_code == 200
    assert not Picture.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_document_is_a_download_and_never_a_page(editor, door):
    send(editor, f"wagtaildocs:{door}", "方案.pdf", b"%PDF-1.7 <script>")

    answer = editor.get(Document.objects.get().url)
    answer.close()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<script>"),
        ("a.pdf", b"<html><script>"),
        ("a.docx", b"MZ\x90\x00"),
        ("a.pdf", b"%PDF-1.7" + bytes(1000)),
    ],
)
def test_what_is_no_document_stays_outside(editor, monkeypatch, door, name, data):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    answer = send(editor, f"wagtaildocs:{door}", name, data)

    assert answer.status_code == 200
    assert not Document.objects.exists()


@pytest.mark.parametrize("kind", ["image", "document"])
def test_upload_whose_other_fields_were_wrong_comes_in_by_no_second_door(editor, kind):
    """Wagtail keeps such a file and would take it later without looking at it."""
    name = f"wagtail{'images' if kind == 'image' else 'docs'}"
    answer = send(editor, f"{name}:add_multiple", "a.jpg", photo(), title="长" * 300)
    kept = answer.json().get("uploaded_file_id", 1)

    second = reverse(f"{name}:create_multiple_from_uploaded_{kind}", args=[kept])
    taken = editor.post(second, {f"uploaded-{kind}-{kept}-title": "a"})

    assert taken.status_code == 404
    assert not Picture.objects.exists()
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "file_name", "model"),
    [("wagtailimages:add", "a.jpg", Picture), ("wagtaildocs:add", "a.txt", Document)],
)
def test_title_of_a_file_is_one_line(editor, name, file_name, model):
    data = photo() if model is Picture else "文".encode()

    send(editor, name, file_name, data, title="图\r\u2028一")

    assert model.objects.get().title == "图  一"
