"""Files people send as evidence: a short list of kinds, known by what is in them."""

import uuid
import zipfile
from typing import IO, Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from portal.lib import photos
from portal.lib.refusals import Refusal

MOST_BYTES = 15 * 1024 * 1024
# For the `accept` attribute of file fields.
ACCEPT = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"
_OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
# A picture is shown in the browser; everything else is only ever downloaded.
CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class UploadRefused(Refusal):
    """The file is too large or of a kind we do not take."""

    code = "upload_refused"


def accept(file: Any) -> ContentFile:
    """Check an uploaded file and return what is stored: under a name of our own.

    What a file is, its contents say, not its name. Pictures are drawn anew, see `photos`.

    Raises:
        UploadRefused: larger than 15 MB, or neither picture, PDF, DOCX nor XLSX.
        photos.PhotoRefused: a picture that cannot be read.
    """
    if file.size > MOST_BYTES:
        raise UploadRefused(_("This file is larger than 15 MB. Send a smaller one."))
    kind = _kind_of(file)
    content = photos.clean(file) if kind == "jpg" else _all_of(file)
    return ContentFile(content, name=f"{uuid.uuid4().hex}.{kind}")


def content_type(name: str) -> str:
    """Return the media type of a stored file by the ending we gave it."""
    return CONTENT_TYPES.get(name.rpartition(".")[2], "application/octet-stream")


def _kind_of(file: IO[bytes]) -> str:
    file.seek(0)
    start = file.read(16)
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    ):
        return "jpg"
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return _office_kind(file)
    raise UploadRefused(_("Send a picture (JPEG, PNG), a PDF, or a Word or Excel file."))


def _office_kind(file: IO[bytes]) -> str:
    """Look into the table of contents only; nothing is unpacked."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            names = set(package.namelist())
    except zipfile.BadZipFile as error:
        raise UploadRefused(_("This file is damaged. Save it again and resend it.")) from error
    for part, kind in _OFFICE_PARTS.items():
        if part in names and "word/vbaProject.bin" not in names:
            return kind
    raise UploadRefused(_("Send a picture (JPEG, PNG), a PDF, or a Word or Excel file."))


def _all_of(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
