"""Facilities: their facts, inspections, and what residents report."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from cms.domain.queries import facilities
from cms.enums import DefectKind, FacilityCondition
from cms.models import Facility
from portal.lib import uploads
from portal.lib.refusals import Refusal


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
