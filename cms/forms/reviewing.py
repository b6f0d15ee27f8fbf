"""What a reviewer says of a text."""

import re
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.enums import Verdict
from cms.models import ReviewTask

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


class StageForm(WagtailAdminModelForm):
    """Which groups give opinions at one stage; at least one, or nothing is ever published."""

    groups = forms.ModelMultipleChoiceField(
        label=_("who may review"),
        queryset=Group.objects.order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one group, or nothing is published any more.")
        },
    )

    class Meta:
        model = ReviewTask
        fields = ("groups",)
