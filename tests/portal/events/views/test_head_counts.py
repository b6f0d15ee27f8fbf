"""Head counts of an event, and the sheets that prove them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import ExifTags, Image

from portal.events.enums import (
    HeadCountMethod,
)
from portal.events.models import HeadCount
from tests.portal.events.views.asking import url

pytestmark = pytest.mark.django_db


PDF = b"%PDF-1.7 sheet"


def photo():
    """A picture that says where it was taken, with something behind it."""
    exif, out = Image.Exif(), BytesIO()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    Image.new("RGB", (40, 20), "red").save(out, "JPEG", exif=exif, comment=b"secret")
    return out.getvalue() + b"<script>"


def count(browser, event, **fields):
    at = timezone.localtime(event.starts_at)
    return browser.post(
        url("count", event),
        {
            "count": "18",
            "method": HeadCountMethod.PAPER_SHEET,
            "counted_at": f"{at:%Y-%m-%d %H:%M}",
            **fields,
        },
    )


def test_head_count_is_recorded_with_its_evidence(back_office, over):
    shown = back_office.get(url("count", over))

    count(back_office, over, evidence_file=SimpleUploadedFile("图 1.jpeg", photo()))

    recorded = HeadCount.objects.get()
    evidence = back_office.get(url("evidence", over, recorded.pk))
    assert shown.status_code == 200
    assert (recorded.count, recorded.event) == (18, over)
    stored = b"".join(evidence.streaming_content)
    with Image.open(BytesIO(stored)) as picture:
        assert (picture.size, dict(picture.getexif()), "comment" in picture.info) == (
            (40, 20),
            {},
            False,
        )
    assert b"<script>" not in stored
    assert evidence["Content-Type"] == "image/jpeg"
    assert evidence["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_sheet_of_a_head_count_is_a_download(back_office, over):
    count(back_office, over, evidence_file=SimpleUploadedFile("名单.html", PDF))

    evidence = back_office.get(url("evidence", over, HeadCount.objects.get().pk))
    assert b"".join(evidence.streaming_content) == PDF
    assert evidence["Content-Disposition"].startswith("attachment")
    assert evidence["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("count", "-1"),
        ("count", "many"),
        ("counted_at", "2099-01-01 09:00"),
        ("evidence_file", SimpleUploadedFile("a.jpg", b"<script>")),
        ("evidence_file", SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0 no picture")),
        ("evidence_file", SimpleUploadedFile("a.pdf", PDF + b" " * (15 * 1024 * 1024))),
        ("evidence_file", SimpleUploadedFile("a.xlsx", b"PK\x03\x04")),
    ],
)
def test_head_count_refuses_what_cannot_be(back_office, over, field, value):
    response = count(back_office, over, note="保留我", **{field: value})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "保留我" in response.content.decode()


def test_head_count_of_a_locked_event_is_refused_in_words(back_office, locked):
    response = count(back_office, locked)

    assert response.context["form"].non_field_errors()
    assert HeadCount.objects.count() == 0


def test_head_counts_are_not_for_readers(reader, over):
    assert count(reader, over).status_code == 302
    assert HeadCount.objects.count() == 0


def test_evidence_that_is_not_there(back_office, over):
    assert back_office.get(url("evidence", over, 4711)).status_code == 404
