"""Files people send as evidence: a short list of kinds, known by what is in them."""

import uuid
import zipfile
from collections.abc import Callable, Container, Iterable
from contextlib import suppress
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


def accept(file: Any, *, kinds: Container[str] = CONTENT_TYPES) -> ContentFile:
    """Check an uploaded file and return what is stored: under a name of our own.

    What a file is, its contents say, not its name. Pictures are drawn anew, see `photos`.

    Args:
        kinds: the endings taken, of those of `CONTENT_TYPES`; a picture becomes a "jpg".

    Raises:
        UploadRefused: larger than 15 MB, or of no such kind.
        photos.PhotoRefused: a picture that cannot be read.
    """
    if file.size > MOST_BYTES:
        raise UploadRefused(_("This file is larger than 15 MB. Send a smaller one."))
    kind = _kind_of(file)
    if kind not in kinds:
        raise UploadRefused(
            _("This is neither a picture (JPEG, PNG) nor a PDF. Send one of these.")
        )
    content = photos.clean(file) if kind == "jpg" else _all_of(file)
    return ContentFile(content, name=f"{uuid.uuid4().hex}.{kind}")


def check_document(file: Any) -> None:
    """Refuse a file for the site's documents that is not what its name says.

    Raises:
        UploadRefused: larger than 15 MB, of a kind we do not take, with a macro in it, or an
            archive that holds anything else than documents and pictures.
    """
    if file.size > MOST_BYTES:
        raise UploadRefused(_("This file is larger than 15 MB. Send a smaller one."))
    ending = file.name.rpartition(".")[2].lower()
    fits = _DOCUMENTS.get(ending)
    if fits is None or not fits(file, ending):
        raise UploadRefused(
            _("The contents are not those of a file that ends in “.%(ending)s”, or not safe.")
            % {"ending": ending[:10]}
        )
    file.seek(0)


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
        if part in names and not _has_macros(names):
            return kind
    raise UploadRefused(_("Send a picture (JPEG, PNG), a PDF, or a Word or Excel file."))


def _has_macros(names: Iterable[str]) -> bool:
    return any(name.lower().endswith("vbaproject.bin") for name in names)


def _is_pdf(file: IO[bytes], ending: str) -> bool:
    return file.read(5) == b"%PDF-"


def _is_office(file: IO[bytes], ending: str) -> bool:
    names = _names_in(file)
    return _MAIN_PARTS[ending] in names and not _has_macros(names)


def _is_text(file: IO[bytes], ending: str) -> bool:
    content = file.read()
    for encoding in ("utf-16",) if content[:2] in _TWO_BYTES else ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return "\0" not in content.decode(encoding)
    return False


def _is_harmless_archive(file: IO[bytes], ending: str) -> bool:
    names = [name for name in _names_in(file) if not name.endswith("/")]
    endings = {name.rpartition(".")[2].lower() for name in names}
    return bool(names) and endings <= _IN_ARCHIVES


def _names_in(file: IO[bytes]) -> set[str]:
    """Return what an archive says it holds; nothing is unpacked. Empty when it is none."""
    if file.read(4) != b"PK\x03\x04":
        return set()
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            return set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return set()


_MAIN_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
_TWO_BYTES = {b"\xff\xfe", b"\xfe\xff"}
_DOCUMENTS: dict[str, Callable[[IO[bytes], str], bool]] = {
    "pdf": _is_pdf,
    "txt": _is_text,
    "csv": _is_text,
    "zip": _is_harmless_archive,
    **dict.fromkeys(_MAIN_PARTS, _is_office),
}
_IN_ARCHIVES = {*_DOCUMENTS, "jpg", "jpeg", "png", "webp"} - {"zip"}


def _all_of(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
