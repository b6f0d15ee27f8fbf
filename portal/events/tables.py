"""Columns that the lists of events and of what has an event share."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from portal.events.models import Event
from portal.events.states import state_of


class EventColumn(Column):
    """A column about the event of a row: the row itself, or its `event`."""

    def event_of(self, instance: Any) -> Event:
        return instance if isinstance(instance, Event) else instance.event


class StateColumn(EventColumn):
    """The state as shape, word and colour."""

    cell_template_name = "portal/events/tables/state_cell.html"

    def get_value(self, instance: Any) -> Any:
        return state_of(self.event_of(instance), timezone.now())


class TimeColumn(EventColumn):
    """Day, weekday and clock."""

    cell_template_name = "portal/events/tables/time_cell.html"

    def get_value(self, instance: Any) -> Event:
        return self.event_of(instance)


class PlaceColumn(EventColumn):
    def get_value(self, instance: Any) -> str:
        return self.event_of(instance).where


class FiguresColumn(Column):
    """Named people, and those counted beyond them; needs `duties.with_figures`."""

    cell_template_name = "portal/events/tables/figures_cell.html"

    def get_value(self, instance: Any) -> Any:
        return instance


def event_title_column(accessor: str = "title", **kwargs) -> TitleColumn:
    """Return the title, which leads to the event's own page in the back office."""
    return TitleColumn(
        "title",
        label=_("title"),
        accessor=accessor,
        url_name="event:inspect",
        **kwargs,
    )
