"""The forms of a venue and of a topic."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from portal.events.models import Topic, Venue
from portal.people.choosers import OrganisationWidget
from portal.people.domain import scope


class VenueForm(WagtailAdminModelForm):
    """A venue belongs to a unit of the account's scope."""

    class Meta:
        model = Venue
        fields = ("name", "address", "organisation", "capacity")
        widgets = {"organisation": OrganisationWidget}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["organisation"]
        unit.queryset = scope.organisations(self.for_user).order_by("path")
        if not self.for_user.is_superuser:
            # Rooms of nobody are everybody's: only an administrator makes them.
            unit.required = True
            unit.initial = self.for_user.scope_id


class TopicForm(WagtailAdminModelForm):
    """A topic; its code stands in addresses and frozen figures, so it is given once."""

    class Meta:
        model = Topic
        fields = ("code", "name_zh", "name_en", "sign", "for_drills", "position")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("Given once; it stands in frozen figures.")
