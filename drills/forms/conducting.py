"""Forms of the board while a drill runs."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills.domain import conducting
from drills.enums import StopReason
from drills.forms.acting import ActForm, ReasonForm, reason_field
from portal.events.enums import HeadCountMethod


class StartForm(ActForm):
    performs = staticmethod(conducting.start)

    site_check = reason_field(_("site check"))


class PauseForm(ReasonForm):
    performs = staticmethod(conducting.pause)


class ResumeForm(ActForm):
    performs = staticmethod(conducting.resume)


class EndForm(ActForm):
    performs = staticmethod(conducting.end)

    players = forms.IntegerField(label=_("people counted at the end"), min_value=0, max_value=99999)
    method = forms.ChoiceField(
        label=_("how they were counted"),
        choices=HeadCountMethod.choices,
        initial=HeadCountMethod.ROLL_CALL,
    )
    injuries = forms.IntegerField(
        label=_("people really hurt"), min_value=0, max_value=999, initial=0
    )
    comment = reason_field(pgettext_lazy("on a step", "comment"), required=False)


class AbortForm(ActForm):
    performs = staticmethod(conducting.abort)

    reason = forms.ChoiceField(
        label=_("why it is stopped"),
        choices=[row for row in StopReason.choices if row[0] != StopReason.COMPLETED],
        widget=forms.RadioSelect,
    )
    comment = reason_field(_("what happened"))
    injuries = forms.IntegerField(
        label=_("people really hurt"), min_value=0, max_value=999, initial=0
    )
