"""Films and sounds: checked, named by their digest, fixed once public."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.widgets import AdminImageChooser

from cms.domain import recordings as recordings_of_pages
from cms.models import AudioAsset, VideoAsset
from cms.models.recordings import NAME_LENGTH
from portal.lib import recordings
from portal.lib.refusals import Refusal


class RecordingForm(WagtailAdminModelForm):
    """A film or a sound is named by its digest; once it is public, another one is another row."""

    # What people see, hear and read.
    fixed: tuple[str, ...] = ("file", "transcript", "transcript_en")

    def clean(self) -> dict[str, Any]:
        """Refuse to change what is public: it would not be what was reviewed."""
        given = super().clean() or {}
        changed = set(self.changed_data) & set(self.fixed)
        if self.instance.pk and changed and recordings_of_pages.is_published(self.instance):
            raise ValidationError(
                _(
                    "This is public already. Add a new one and choose it in the page, so that it "
                    "is reviewed before people see it."
                )
            )
        return given

    def _checked(self, name: str, ending: str, **values: Any) -> Any:
        """Give a new file the name of its digest."""
        file = self.cleaned_data[name]
        digest = recordings.digest(file)
        file.name = f"{digest[:NAME_LENGTH]}.{ending}"
        if name == "file":
            self.instance.sha256, self.instance.size = digest, file.size
        for key, value in values.items():
            setattr(self.instance, key, value)
        return file

    def _is_new(self, name: str) -> bool:
        return name in self.changed_data and bool(self.cleaned_data[name])


class FilmForm(RecordingForm):
    """A film with its subtitles."""

    fixed = (*RecordingForm.fixed, "captions", "captions_en", "poster", "seconds")

    class Meta:
        model = VideoAsset
        fields = (
            "title",
            "title_en",
            "file",
            "poster",
            "captions",
            "captions_en",
            "seconds",
            "transcript",
            "transcript_en",
            "credit",
        )
        widgets = {
            "file": forms.ClearableFileInput(attrs={"accept": "video/mp4,.mp4"}),
            "poster": AdminImageChooser,
            "captions": forms.ClearableFileInput(attrs={"accept": ".vtt,.srt"}),
            "captions_en": forms.ClearableFileInput(attrs={"accept": ".vtt,.srt"}),
            "transcript": forms.Textarea(attrs={"rows": 8}),
            "transcript_en": forms.Textarea(attrs={"rows": 8}),
        }

    def clean_file(self) -> Any:
        """Return the film, checked, or nothing."""
        file = self.cleaned_data["file"]
        if not self._is_new("file"):
            if file is False:
                self.instance.sha256, self.instance.size = "", 0
            return file
        try:
            self._seconds = recordings.check_film(file)
        except Refusal as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal
        return self._checked("file", "mp4")

    def clean(self) -> dict[str, Any]:
        """Take the length from the file where there is one."""
        given = super().clean()
        if getattr(self, "_seconds", 0):
            given["seconds"] = self._seconds
        return given

    def _subtitles(self, name: str) -> Any:
        file = self.cleaned_data[name]
        if not self._is_new(name):
            return file
        try:
            content = recordings.subtitles(file)
        except Refusal as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal
        self.cleaned_data[name] = ContentFile(content, name="subtitles.vtt")
        return self._checked(name, "vtt")

    def clean_captions(self) -> Any:
        """Return the subtitles as WebVTT."""
        return self._subtitles("captions")

    def clean_captions_en(self) -> Any:
        """Return the English subtitles as WebVTT."""
        return self._subtitles("captions_en")


class SoundForm(RecordingForm):
    """A sound with its words."""

    class Meta:
        model = AudioAsset
        fields = ("title", "title_en", "file", "transcript", "transcript_en", "credit")
        widgets = {
            "file": forms.FileInput(attrs={"accept": "audio/mpeg,audio/mp4,.mp3,.m4a"}),
            "transcript": forms.Textarea(attrs={"rows": 8}),
            "transcript_en": forms.Textarea(attrs={"rows": 8}),
        }

    def clean_file(self) -> Any:
        """Return the sound, checked."""
        if not self._is_new("file"):
            return self.cleaned_data["file"]
        try:
            ending, seconds = recordings.check_sound(self.cleaned_data["file"])
        except Refusal as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal
        return self._checked("file", ending, seconds=seconds)
