"""Blocks that show what is on."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.enums import CalendarScope
from portal.events.domain.queries import agenda
from portal.events.enums import EventStatus


class EventListBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=40, required=False, help_text=_("Empty: “Coming up”.")
    )
    scope = blocks.ChoiceBlock(
        label=_("Which events"), choices=CalendarScope.choices, default=CalendarScope.ALL.value
    )
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=12, default=4)

    class Meta:
        icon = "calendar-alt"
        label = _("Coming up")
        description = _("The next classes, drills and activities; keeps itself up to date.")
        template = "cms/blocks/event_list.html"
        preview_value = {"title": "", "scope": "ALL", "count": 4}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        context = super().get_context(value, parent_context)
        at = timezone.now()
        events = agenda.coming(at=at, kinds=CalendarScope(value["scope"]).kinds)
        events = events.filter(status=EventStatus.PUBLISHED)
        context["events"] = agenda.rows(events[: value["count"]], at=at)
        return context
