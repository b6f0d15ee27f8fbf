"""What a file is, its contents say."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.lib import uploads


def image(kind):
    out = BytesIO()
    Image.new("RGB", (8, 8), "blue").save(out, kind)
    return out.getvalue()


def package(*names):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (image("JPEG"), "jpg"),
        (image("PNG"), "jpg"),
        (image("WEBP"), "jpg"),
        (b"%PDF-1.7 ...", "pdf"),
        (package("[Content_Types].xml", "word/document.xml"), "docx"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
    ],
)
def test_known_kinds_are_taken_under_a_name_of_our_own(data, ending):
    taken = uploads.accept(SimpleUploadedFile("../../x.exe", data))

    stem, _, suffix = taken.name.rpartition(".")
    assert (len(stem), suffix) == (32, ending)
    assert uploads.content_type(taken.name) == uploads.CONTENT_TYPES[ending]


def test_documents_are_kept_byte_for_byte():
    assert uploads.accept(SimpleUploadedFile("a.pdf", b"%PDF-1.7 abc")).read() == b"%PDF-1.7 abc"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00",
        b"<html><script>",
        b"PK\x03\x04 broken",
        package("a.txt"),
        package("word/document.xml", "word/vbaProject.bin"),
    ],
)
def test_other_kinds_are_refused(data):
    with pytest.raises(uploads.UploadRefused):
        uploads.accept(SimpleUploadedFile("photo.jpg", data))


def test_large_files_are_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 3)

    with pytest.raises(uploads.UploadRefused):
        uploads.accept(SimpleUploadedFile("a.pdf", b"%PDF-1.7"))


def test_unknown_ending_is_plain_bytes():
    assert uploads.content_type("a.bin") == "application/octet-stream"
