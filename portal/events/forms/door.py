"""What a visitor types at the door, and what staff type at the list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.lib.names import is_mobile, tidy_name, tidy_phone
from portal.people.enums import Audience


class IdentifyForm(forms.Form):
    """Name, last four digits of the phone, unit: enough to find one person, too little to list."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
        error_messages={"required": _("Please enter your name.")},
    )
    last4 = forms.CharField(
        label=_("Last four digits of your phone number"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Please enter four digits.")},
    )
    unit = forms.CharField(
        label=_("Unit or community"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def clean_name(self) -> str:
        """Return the name as it is stored."""
        name = tidy_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Please enter your name."))
        return name

    def clean_last4(self) -> str:
        """Return four digits; a full number is accepted and cut."""
        digits = tidy_phone(self.cleaned_data["last4"])
        if len(digits) < 4:
            raise forms.ValidationError(_("Please enter four digits."))
        return digits[-4:]


class WalkInForm(forms.Form):
    """What somebody says of himself whom the register does not know."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please enter your name.")},
    )
    phone = forms.CharField(
        label=_("Phone number, or its last four digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("Please enter a phone number or its last four digits.")},
    )
    unit = forms.CharField(
        label=_("Unit or community"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    audience = forms.ChoiceField(
        label=_("You are"),
        choices=[("", _("Rather not say")), *Audience.choices],
        required=False,
    )

    def clean_name(self) -> str:
        """Return the name as it is stored."""
        name = tidy_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Please enter your name."))
        return name

    def clean_phone(self) -> str:
        """Return eleven digits of a mobile number, or four."""
        digits = tidy_phone(self.cleaned_data["phone"])
        if not is_mobile(digits) and len(digits) != 4:
            raise forms.ValidationError(
                _("This is neither a mobile number of 11 digits nor its last four digits.")
            )
        return digits


class DeskWalkInForm(WalkInForm):
    """The same, filled in by the staff for somebody else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].label = _("This person is")


class TypedCodeForm(forms.Form):
    """The six digits beside the code on the screen."""

    digits = forms.CharField(
        label=_("The six digits on the screen"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
        error_messages={"required": _("Type the six digits on the screen.")},
    )

    def clean_digits(self) -> str:
        """Return six digits; spaces and full-width digits do not matter."""
        digits = tidy_phone(self.cleaned_data["digits"])
        if len(digits) != 6:
            raise forms.ValidationError(_("Type the six digits on the screen."))
        return digits


class FindForm(forms.Form):
    """The search above the staff's list."""

    q = forms.CharField(
        label=_("Name, unit or last four digits"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def clean_q(self) -> str:
        """Return the text, empty or at least two characters."""
        text = tidy_name(self.cleaned_data["q"])
        if len(text) == 1:
            raise forms.ValidationError(_("Type at least two characters."))
        return text


class AnnulForm(forms.Form):
    """Why a check-in is undone."""

    note = forms.CharField(label=_("Reason"), max_length=240, required=False)
