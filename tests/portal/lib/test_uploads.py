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
        package("xl/workbook.xml", "xl/vbaProject.bin"),
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


def document(name, data):
    return SimpleUploadedFile(name, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("方案.pdf", b"%PDF-1.7"),
        ("方案.DOCX", package("word/document.xml")),
        ("表.xlsx", package("xl/workbook.xml")),
        ("课件.pptx", package("ppt/presentation.xml")),
        ("说明.txt", "安全".encode()),
        ("名单.csv", "姓名,单位".encode("gb18030")),
        ("名单.csv", "姓名,单位".encode("utf-16")),
        ("海报.zip", package("海报/", "海报/a4.pdf", "海报/封面.PNG")),
    ],
)
def test_document_that_is_what_its_name_says_is_taken_whole(name, data):
    file = document(name, data)

    uploads.check_document(file)

    assert file.read() == data


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.html", b"<script>"),
        ("x.svg", b"<svg/>"),
        ("x", b"%PDF-1.7"),
        ("x.pdf", b"<html><script>"),
        ("x.pdf", b"MZ\x90\x00 %PDF-1.7"),
        ("x.docx", b"MZ\x90\x00"),
        ("x.docx", package("xl/workbook.xml")),
        ("x.docx", package("word/document.xml", "word/vbaProject.bin")),
        ("x.xlsx", package("xl/workbook.xml", "xl/vbaProject.bin")),
        ("x.pptx", b"PK\x03\x04 broken"),
        ("x.txt", b"MZ\x90\x00\x03\x00"),
        ("x.csv", b"\xff\xfe\x00"),
        ("x.zip", b"PK\x05\x06" + bytes(18)),
        ("x.zip", package("a.pdf", "run.exe")),
        ("x.zip", package("a.pdf", "inner.zip")),
        ("x.zip", package("index.html")),
        ("x.zip", package("noending")),
        ("x.pdf", b"%PDF-1.7" + b" " * uploads.MOST_BYTES),
    ],
)
def test_document_that_is_something_else_is_refused(name, data):
    with pytest.raises(uploads.UploadRefused):
        uploads.check_document(document(name, data))
