"""Forms: pictures and documents of editors, opinions of reviewers, searches of readers."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm
from wagtail.images.widgets import AdminImageChooser

from cms.domain import messages
from cms.domain import recordings as recordings_of_pages
from cms.domain.queries import facilities
from cms.domain.queries.finding import Wish
from cms.enums import DefectKind, FacilityCondition, MessageKind, MessageState, ResultKind, Verdict
from cms.models import AudioAsset, Facility, Message, VideoAsset
from cms.models.messages import MOST_LETTERS
from cms.models.recordings import NAME_LENGTH
from cms.search import words
from portal.lib import photos, recordings, tokens, uploads
from portal.lib.lines import printable
from portal.lib.names import is_mobile, tidy_phone
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


# A message may lie open this long; then it is shown again with what was typed.
OPEN_FOR = timedelta(hours=12)
FORM_PURPOSE = "message-form"


def new_ref(at: datetime) -> str:
    """Return what makes one form one message, however often it is sent."""
    return tokens.sign(purpose=FORM_PURPOSE, value=uuid4().hex, expires_at=at + OPEN_FOR)


class MessageForm(forms.Form):
    """A message to the office: about what, in which words, and where to call back."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("of a message", "It is about"),
        choices=MessageKind.choices,
        initial=MessageKind.QUESTION,
        error_messages={"required": _("Choose what it is about.")},
    )
    text = forms.CharField(
        label=_("Your message"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": MOST_LETTERS}),
        help_text=_("Where, when and what: up to 1,000 characters. Leave out names of others."),
        error_messages={"required": _("Please write your message.")},
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=24,
        required=False,
        help_text=_("Only if you want to be called back. It is stored encrypted."),
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"}
        ),
    )
    ref = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        if not self.is_bound:
            self.initial["ref"] = new_ref(at)

    def clean_text(self) -> str:
        """Refuse a message without a word in it."""
        text = self.cleaned_data["text"].strip()
        if not any(char.isalnum() for char in text):
            raise forms.ValidationError(_("Please write your message."))
        return text

    def clean_phone(self) -> str:
        """Return the digits of a mobile number, or nothing."""
        given = self.cleaned_data["phone"].strip()
        phone = tidy_phone(given)
        if given and not is_mobile(phone):
            raise forms.ValidationError(
                _("Please enter a mobile number of 11 digits, such as 13800138000.")
            )
        return phone

    def clean_ref(self) -> UUID:
        """Return what makes this form one message."""
        try:
            value = tokens.read(purpose=FORM_PURPOSE, token=self.cleaned_data["ref"], at=self.at)
        except (tokens.TokenInvalid, tokens.TokenExpired) as refusal:
            raise forms.ValidationError(
                _("This form was open for a long time. Please check it and send it again.")
            ) from refusal
        return UUID(hex=value)

    def renew(self) -> None:
        """Put a fresh `ref` into a form that is shown again, beside what was typed."""
        self.data = self.data.copy()
        self.data["ref"] = new_ref(self.at)

    def send(self, *, language: str, days: int) -> messages.Received:
        """Hand the message in."""
        given = self.cleaned_data
        return messages.send(
            ref=given["ref"],
            kind=given["kind"],
            text=given["text"],
            phone=given["phone"],
            language=language,
            days=days,
            at=self.at,
        )


class AnswerForm(WagtailAdminModelForm):
    """What the office says to a message."""

    state = forms.ChoiceField(
        label=_("state"),
        choices=[
            (MessageState.ANSWERED, MessageState.ANSWERED.label),
            (MessageState.SET_ASIDE, MessageState.SET_ASIDE.label),
        ],
        initial=MessageState.ANSWERED,
        help_text=_(
            "Without an answer: advertising, insults, the same again; write the reason below."
        ),
    )

    class Meta:
        model = Message
        fields = ("answer", "state")
        widgets = {"answer": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "answer": _("Whoever sent the message reads this on the page with the secret address.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        self.fields["answer"].error_messages["required"] = _(
            "Write the answer; whoever sent the message reads it."
        )
        if self.instance.state == MessageState.OPEN:
            self.initial["state"] = MessageState.ANSWERED


class FacilityForm(WagtailAdminModelForm):
    """A facility's facts; its condition is set once here, and by inspections from then on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = self.fields["organisation"]
        if self.instance.pk:
            places.disabled = True
            places.queryset = places.queryset.filter(pk=self.instance.organisation_id)
            del self.fields["condition"]
            return
        places.queryset = facilities.communities_of(self.for_user)
        if places.queryset.count() == 1:
            places.initial = places.queryset.get().pk

    class Meta:
        model = Facility
        fields = (
            "organisation",
            "kind",
            "name",
            "quantity",
            "topic",
            "installed_date",
            "condition",
            "next_inspection_date",
            "removed_date",
        )
        widgets: ClassVar[dict[str, Any]] = dict.fromkeys(
            ("installed_date", "next_inspection_date", "removed_date"), AdminDateInput
        )


class InspectionForm(forms.Form):
    """What somebody found who looked at a facility."""

    inspected_date = forms.DateField(label=_("inspected on"), widget=AdminDateInput)
    condition = forms.ChoiceField(
        label=_("condition"), choices=FacilityCondition.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("what was found"),
        max_length=300,
        required=False,
        help_text=_("Needed unless it is in good order."),
    )
    next_date = forms.DateField(label=_("next inspection"), required=False, widget=AdminDateInput)
    photo = forms.FileField(
        label=_("photograph"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("For the records only; it is not published."),
    )

    def clean_photo(self) -> Any:
        """Return the picture without what its camera tells."""
        if not self.cleaned_data["photo"]:
            return None
        try:
            return uploads.accept(self.cleaned_data["photo"], kinds={"jpg"})
        except Refusal as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal


class SettleForm(forms.Form):
    """What was done about a report."""

    defect = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("what was done"), max_length=200)


class DefectForm(forms.Form):
    """What somebody who stands before a facility finds wrong with it."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=DefectKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    text = forms.CharField(
        label=_("In a few words"),
        max_length=200,
        required=False,
        help_text=_("No names or telephone numbers, please; nobody writes back."),
    )
