"""Who may change what of a community page, and on which facilities it has words."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel
from wagtail.admin.panels.base import get_form_for_model

from cms.models.addresses import PageForm
from cms.models.facilities import Facility
from portal.people.domain import scope

# Only the district says of a community what it is.
OF_THE_DISTRICT = ("organisation", "street", "pilot", "awarded_date")


class CommunityForm(PageForm):
    """A community's own editors write its page; which community it is, the district says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user and not scope.sees_whole(self.for_user):
            for name in OF_THE_DISTRICT:
                if name in self.fields:
                    self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """Refuse half a position."""
        given = super().clean()
        for one, other in (("map_x", "map_y"), ("latitude", "longitude")):
            if (given.get(one) is None) != (given.get(other) is None):
                self.add_error(one, _("A position has two numbers: fill in both, or neither."))
        return given

    def is_valid(self) -> bool:
        """Refuse words on a facility of another community."""
        right = super().is_valid()
        if not self.is_bound:
            return right
        words = self.formsets.get("facility_words")
        home = self.cleaned_data.get("organisation", self.instance.organisation)
        for form in words.forms if words else ():
            facility = getattr(form, "cleaned_data", {}).get("facility")
            if facility and not form.cleaned_data.get("DELETE") and facility.organisation != home:
                form.add_error("facility", _("This facility stands in another community."))
                right = False
        return right


class WordsForm(WagtailAdminModelForm):
    """Offers the facilities an editor keeps, and no others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Facility.objects.standing().select_related("organisation")
        if self.for_user:
            rows = scope.within(rows, self.for_user, "organisation__path")
        field = self.fields["facility"]
        field.queryset = rows
        field.label_from_instance = _named

    def clean(self) -> dict[str, Any]:
        """Have a photograph described for who cannot see it."""
        given = super().clean() or {}
        if given.get("photo") and not given.get("photo_text"):
            raise ValidationError({"photo_text": _("Say what the photograph shows.")})
        return given


def _named(facility: Facility) -> str:
    return f"{facility.organisation.name} · {facility}"


class WordsPanel(InlinePanel):
    """Lets the rows know who edits them: only the facilities he keeps are offered."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        rows = options["formsets"][self.relation_name]
        rows["inherit_kwargs"] = ["for_user"]
        rows["form"] = get_form_for_model(
            self.db_field.related_model,
            form_class=WordsForm,
            defer_required_on_fields=self.child_edit_handler.get_form_options().get(
                "defer_required_on_fields", []
            ),
        )
        return options
