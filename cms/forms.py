"""Forms: pictures and documents of editors, opinions of reviewers, searches of readers."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from cms.domain.queries.finding import Wish
from cms.enums import ResultKind, Verdict
from cms.search import words
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


ARROW = re.compile(r"\s*(?:→|->|=>|⇒)\s*")
MOST_CORRECTIONS = 100


class OpinionForm(forms.Form):
    """What a reviewer says of a text: passed or sent back, why, and what proofreading found."""

    opinion = forms.CharField(
        label=_("Your opinion"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Facts, tone, rules, names, figures: what you checked, and what you think."),
        error_messages={"required": _("Write your opinion; it stands on the review sheet.")},
    )
    corrections = forms.CharField(
        label=_("Proofreading"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(
            attrs={"rows": 4, "placeholder": _("what is written → what is right")}
        ),
        help_text=_("One mistake a line, with an arrow: wrong → right. Empty: no mistake found."),
    )
    verdict = forms.ChoiceField(choices=Verdict.choices, widget=forms.HiddenInput)

    def clean_corrections(self) -> list[dict[str, str]]:
        """Return the mistakes found, one for each line."""
        found = []
        lines = self.cleaned_data["corrections"].splitlines()
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            wrong, *right = ARROW.split(line.strip(), maxsplit=1)
            if not wrong or not right:
                raise ValidationError(
                    _("Line %(number)s: write the mistake, an arrow, and what is right."),
                    params={"number": number},
                )
            found.append({"wrong": wrong, "right": right[0]})
        if len(found) > MOST_CORRECTIONS:
            raise ValidationError(_("So many mistakes do not fit a sheet: send the text back."))
        return found

    def clean(self) -> dict[str, Any]:
        """Send a text with mistakes back: what is read is what is published."""
        given = super().clean() or {}
        if given.get("verdict") == Verdict.PASSED and given.get("corrections"):
            raise ValidationError(
                _(
                    "A text with mistakes cannot pass: nobody may change it while it is read. "
                    "Send it back; the author sees your corrections."
                )
            )
        return given


class SearchForm(forms.Form):
    """What a reader looks for, and the filters; what is no choice is left out."""

    q = forms.CharField(label=_("Search this site"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=ResultKind.choices)
    topic = forms.SlugField(label=_("Topic"), required=False)
    community = forms.IntegerField(label=_("Community"), required=False, min_value=1)

    def clean_q(self) -> str:
        """Return the words with one blank between them, as many as are looked for."""
        return " ".join(self.cleaned_data["q"].split())[: words.LONGEST_QUERY].strip()

    def wish(self, *, language: str) -> Wish:
        """Return what was asked for."""
        self.is_valid()
        given = self.cleaned_data
        return Wish(
            text=given.get("q") or "",
            language=language,
            kind=given.get("kind") or "",
            topic=given.get("topic") or "",
            community=given.get("community"),
        )
