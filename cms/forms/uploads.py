"""Pictures and documents of editors: what is taken, and what of it is kept."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from portal.lib import photos, uploads
from portal.lib.lines import printable
from portal.lib.refusals import Refusal


def _in_words(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Let Wagtail's field say that a picture is broken, where it fails."""

    def read_or_say(data: Any) -> Any:
        try:
            return read(data)
        except photos.UNREADABLE as error:
            raise ValidationError(photos.unreadable().message) from error

    return read_or_say


class PictureForm(BaseImageForm):
    """A picture is kept without the place, the time and the device it was taken with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            field.to_python = _in_words(field.to_python)

    def clean_title(self) -> str:
        """Keep the title in one line."""
        return printable(self.cleaned_data["title"])

    def clean_file(self) -> Any:
        """Return a new file with the pixels of the one sent; what is there already stays."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data or not file:
            return file
        try:
            clean = ContentFile(photos.without_traces(file), name=file.name)
        except Refusal as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal
        clean.content_type = file.content_type
        return clean


class DocumentForm(BaseDocumentForm):
    """A document is what its name says, and holds nothing that runs."""

    def clean_title(self) -> str:
        """Keep the title in one line."""
        return printable(self.cleaned_data["title"])

    def clean_file(self) -> Any:
        """Return the file as it was sent."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            try:
                uploads.check_document(file)
            except Refusal as refusal:
                raise ValidationError(refusal.message, code=refusal.code) from refusal
        return file
