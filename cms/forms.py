"""Forms by which editors put pictures and documents on the site, and reviewers give opinions."""

import re
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from cms.domain.queries import facilities
from cms.enums import DefectKind, FacilityCondition, Verdict
from cms.models import Facility
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
