"""Messages to the office, and what it answers."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from cms.domain import messages
from cms.enums import MessageKind, MessageState
from cms.models import Message
from cms.models.messages import MOST_LETTERS
from portal.lib import tokens
from portal.lib.names import is_mobile, tidy_phone

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
