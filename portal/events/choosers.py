"""Choosing a venue in Wagtail's admin: among those the account may use, by search."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from portal.events.domain.queries import places
from portal.events.models import Venue
from portal.people.choosers import ChooserRows, ChooserSearchForm, FindingOnly, SteadyChooser


class VenueWidget(SteadyChooser):
    model = Venue
    icon = "home"
    chooser_modal_url_name = "venue_chooser:choose"
    choose_one_text = _("Choose a venue")
    choose_another_text = _("Choose another venue")


class VenueSearchForm(ChooserSearchForm):
    like = staticmethod(places.venues_like)


class _VenueRows(ChooserRows):
    filter_form_class = VenueSearchForm

    def get_object_list(self) -> QuerySet:
        return places.venues(user=self.request.user).order_by("name", "pk")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("organisation", label=_("organisation")),
            Column("capacity", label=_("capacity")),
        ]


class VenueChooserViewSet(FindingOnly):
    model = Venue
    rows = _VenueRows
    icon = "home"
    page_title = choose_one_text = _("Choose a venue")
    choose_another_text = _("Choose another venue")
