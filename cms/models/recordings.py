"""Films and sounds: files with their rights, their words and their digest."""

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cms.models.pictures import Picture

# The first digits of a digest are enough to name a file, and cannot be guessed.
NAME_LENGTH = 32


def film_path(asset: "VideoAsset", name: str) -> str:
    """Return where a film or its subtitles are kept, as `portal.urls` gives them out."""
    return f"films/{name}"


def sound_path(asset: "AudioAsset", name: str) -> str:
    """Return where a sound is kept, as `portal.urls` gives it out."""
    return f"sounds/{name}"


class Recording(models.Model):
    """What films and sounds have in common. A file is named by its digest."""

    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    seconds = models.PositiveIntegerField(
        _("length in seconds"),
        default=0,
        help_text=_("Read from the file; to be entered only where there is none yet."),
    )
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        help_text=_("What is said and what is seen, for people who cannot hear or see it."),
    )
    transcript_en = models.TextField(_("transcript in English"), blank=True)
    credit = models.CharField(
        _("credit"), max_length=120, blank=True, help_text=_("Who made it, and by what right.")
    )
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0, editable=False)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return self._in_language("title")

    @property
    def words(self) -> str:
        """The transcript in the reader's language."""
        return self._in_language("transcript")

    @property
    def fingerprint(self) -> list[Any]:
        """What people see, hear and read of it; something else here is another recording."""
        return [self.pk, self.sha256, self.seconds, self.transcript, self.transcript_en]

    def _in_language(self, name: str) -> str:
        english = (get_language() or "").startswith("en")
        return str((english and getattr(self, f"{name}_en")) or getattr(self, name))


class VideoAsset(Recording):
    """A film: to be seen on the site, or, where there is no file, at screenings only."""

    file = models.FileField(
        _("film"),
        upload_to=film_path,
        blank=True,
        help_text=_("MP4 (H.264), up to 200 MB. Empty: the film is shown at screenings only."),
    )
    poster = models.ForeignKey(
        Picture,
        verbose_name=_("still picture"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Shown before the film plays. Empty: a drawn one."),
    )
    captions = models.FileField(
        _("subtitles"),
        upload_to=film_path,
        blank=True,
        help_text=_("WebVTT or SubRip (.vtt, .srt), UTF-8."),
    )
    captions_en = models.FileField(_("subtitles in English"), upload_to=film_path, blank=True)

    class Meta(Recording.Meta):
        verbose_name = _("film")
        verbose_name_plural = _("films")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file="") | ~models.Q(sha256=""),
                name="cms_videoasset_a_file_has_its_digest",
            ),
        ]

    @property
    def fingerprint(self) -> list[Any]:
        """What people see, hear and read of the film."""
        return [*super().fingerprint, self.captions.name, self.captions_en.name, self.poster_id]


class AudioAsset(Recording):
    """A sound: a page read aloud, a guide beside a board."""

    file = models.FileField(
        _("sound file"), upload_to=sound_path, help_text=_("MP3 or M4A, up to 30 MB.")
    )

    class Meta(Recording.Meta):
        verbose_name = _("sound")
        verbose_name_plural = _("sounds")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(sha256=""), name="cms_audioasset_a_file_has_its_digest"
            ),
        ]
