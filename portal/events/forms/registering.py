"""The form by which somebody asks for a seat."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.events.domain import registering
from portal.events.models import Event, Registration
from portal.lib import tokens
from portal.lib.names import is_mobile, tidy_name, tidy_phone
from portal.people.domain import persons
from portal.people.enums import Audience

# A form may lie open this long; then it is shown again with what was typed.
OPEN_FOR = timedelta(hours=12)
PURPOSE = "registration-form"


def new_ref(event: Event, at: datetime) -> str:
    """Return what makes one form one registration, however often it is sent."""
    return tokens.sign(
        purpose=f"{PURPOSE}:{event.code}", value=uuid.uuid4().hex, expires_at=at + OPEN_FOR
    )


class RegistrationForm(forms.Form):
    """Name, phone, unit and audience of somebody who wants a seat."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "off"}),
        error_messages={"required": _("Please enter your name.")},
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=24,
        help_text=_("To recognise you at the door and to tell you about changes."),
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"}
        ),
        error_messages={"required": _("Please enter your mobile number.")},
    )
    unit = forms.CharField(
        label=_("Unit"),
        max_length=120,
        required=False,
        help_text=_("Company, school, village or community; type it if it is not in the list."),
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "organization"}),
    )
    audience = forms.ChoiceField(label=_("You are"), choices=Audience.choices)
    ref = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, event: Event, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.at = at

    def clean_name(self) -> str:
        name = tidy_name(self.cleaned_data["name"])
        if not name or not any(char.isalpha() for char in name):
            raise forms.ValidationError(_("Please enter your name."))
        return name

    def clean_phone(self) -> str:
        phone = tidy_phone(self.cleaned_data["phone"])
        if not is_mobile(phone):
            raise forms.ValidationError(
                _("Please enter a mobile number of 11 digits, such as 13800138000.")
            )
        return phone

    def clean_ref(self) -> uuid.UUID:
        try:
            value = tokens.read(
                purpose=f"{PURPOSE}:{self.event.code}", token=self.cleaned_data["ref"], at=self.at
            )
        except (tokens.TokenInvalid, tokens.TokenExpired) as refusal:
            raise forms.ValidationError(
                _("This form was open for a long time. Please check it and send it again.")
            ) from refusal
        return uuid.UUID(hex=value)

    def renew(self) -> None:
        """Put a fresh `ref` into a form that is shown again, beside what was typed."""
        self.data = self.data.copy()
        self.data["ref"] = new_ref(self.event, self.at)

    def save(self) -> Registration:
        """Ask for the seat as the person these words describe.

        Raises:
            Refusal: as in `registering.request`.
        """
        person = persons.register(
            name=self.cleaned_data["name"],
            phone=self.cleaned_data["phone"],
            unit_text=self.cleaned_data["unit"],
            audience=self.cleaned_data["audience"],
            at=self.at,
        )
        return registering.request(
            event=self.event, person=person, at=self.at, ref=self.cleaned_data["ref"]
        )

    def is_sent_before(self, registration: Registration) -> bool:
        """Say whether the registration is somebody's from before, and not this form's own."""
        own = registration.uuid == self.cleaned_data["ref"]
        return not own and registration.requested_at != self.at
