"""Forms of an event's page: reasons, head counts, a second person, somebody to be added."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from portal.events.enums import AttendanceStatus, HeadCountMethod
from portal.events.models import Attendance, Event
from portal.events.permissions import may_reconcile
from portal.lib import uploads
from portal.lib.refusals import Refusal
from portal.people.domain import scope
from portal.people.domain.queries import directory
from portal.people.models import Person, User

MOST_FOUND = 30


class ReasonForm(forms.Form):
    """Why something planned does not take place as planned."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=200,
        help_text=_("People who registered read it, and it stays in the history."),
    )


class ReconcileForm(forms.Form):
    """Declares the books right; without a head count it takes a reason."""

    reason = forms.CharField(
        label=_("why there is no head count, or what explains a difference"),
        max_length=200,
        required=False,
    )


def evidence_field() -> forms.FileField:
    """Return the field for a picture or a PDF that proves what is entered."""
    return forms.FileField(
        label=_("evidence"),
        required=False,
        help_text=_("A photo of the room or of the paper sheet, or its scan; at most 15 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )


def accepted(file: Any) -> Any:
    """Return what is stored of an uploaded proof, None for none."""
    if not file:
        return None
    try:
        return uploads.accept(file, kinds={"jpg", "pdf"})
    except Refusal as refusal:
        raise forms.ValidationError(refusal.message, code=refusal.code) from refusal


class HeadCountForm(forms.Form):
    """How many were in the room, counted by somebody in some way."""

    count = forms.IntegerField(label=_("people in the room"), min_value=0, max_value=100_000)
    method = forms.ChoiceField(
        label=_("method"),
        choices=HeadCountMethod.choices,
        initial=HeadCountMethod.ROLL_CALL,
        widget=forms.RadioSelect,
    )
    counted_at = forms.DateTimeField(label=_("counted at"), widget=AdminDateTimeInput)
    host_confirmed_by = forms.CharField(
        label=_("confirmed for the host by"), max_length=60, required=False
    )
    evidence_file = evidence_field()
    note = forms.CharField(
        label=_("note"),
        max_length=200,
        required=False,
        help_text=_("Where fewer were counted than are named: what explains it."),
    )

    def __init__(self, *args, event: Event, at: datetime, **kwargs) -> None:
        self.at = at
        kwargs.setdefault("initial", {"counted_at": min(at, event.ends_at)})
        super().__init__(*args, **kwargs)

    def clean_counted_at(self) -> datetime:
        counted_at = self.cleaned_data["counted_at"]
        if counted_at > self.at + timedelta(minutes=5):
            raise forms.ValidationError(gettext("The time of the count lies ahead. Correct it."))
        return counted_at

    def clean_evidence_file(self) -> Any:
        return accepted(self.cleaned_data["evidence_file"])


class SecondPersonForm(forms.Form):
    """A second person, who signs in beside the first."""

    username = forms.CharField(
        label=_("user name of the second person"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("password of the second person"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, event: Event, request: Any, **kwargs) -> None:
        self.event = event
        self.request = request
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.errors:
            return values
        second = authenticate(
            self.request, username=values["username"], password=values["password"]
        )
        if second is None or not may_reconcile(second, self.event):
            self.add_error(
                "password",
                gettext("User name or password are wrong, or that account may not unlock events."),
            )
        values["seconded_by"] = second
        return values


class KeptReasonForm(forms.Form):
    """Why the books are changed; nobody outside reads it."""

    reason = forms.CharField(
        label=_("reason"), max_length=200, help_text=_("It stays in the history.")
    )


class UnlockForm(KeptReasonForm, SecondPersonForm):
    """A reason, and a second person."""

    field_order = ["reason", "username", "password"]


class CorrectionForm(KeptReasonForm):
    """How somebody attended, said by hand."""

    status = forms.ChoiceField(label=_("state"), choices=AttendanceStatus.choices)
    credited_minutes = forms.IntegerField(label=_("minutes credited"), min_value=0)
    evidence_file = evidence_field()
    field_order = ["status", "credited_minutes", "reason", "evidence_file", "username", "password"]

    def __init__(self, *args, attendance: Attendance, **kwargs) -> None:
        kwargs.setdefault(
            "initial",
            {"status": attendance.status, "credited_minutes": attendance.credited_minutes},
        )
        super().__init__(*args, **kwargs)
        field = self.fields["credited_minutes"]
        field.max_value = attendance.planned_minutes
        field.help_text = gettext("Planned: %(minutes)s minutes.") % {
            "minutes": attendance.planned_minutes
        }

    def clean_evidence_file(self) -> Any:
        return accepted(self.cleaned_data["evidence_file"])


class SecondedCorrectionForm(CorrectionForm, SecondPersonForm):
    """A correction of a locked event, which takes a second person."""


class FindPersonForm(forms.Form):
    """Looks for somebody on the register by name or by the last four digits of his phone."""

    q = forms.CharField(label=_("name, or last four digits of the phone"), max_length=60)

    def __init__(self, *args, user: User, **kwargs) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_q(self) -> str:
        text = self.cleaned_data["q"].strip()
        if len(text) < 2:
            raise forms.ValidationError(gettext("Type at least two characters."))
        return text

    def found(self) -> list[Person]:
        """Return those in the account's scope, at most thirty."""
        text = self.cleaned_data["q"]
        persons = scope.persons(self.user).living().filter(canonical=None)
        if text.isascii() and text.isdigit():
            persons = persons.filter(phone_last4=text)
        else:
            persons = persons.filter(directory.named_like(text))
        return list(persons.select_related("organisation").order_by("name_key", "pk")[:MOST_FOUND])
