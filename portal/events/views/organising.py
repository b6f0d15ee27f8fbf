"""An event's page in the back office: all about it, and what can be done next."""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import MediaContainer
from wagtail.log_actions import registry as log_registry

from portal.events import steps
from portal.events.domain import corrections
from portal.events.domain.queries import attendance, duties
from portal.events.enums import (
    PUBLICITY_KINDS,
    EventKind,
    EventStatus,
    RegistrationMode,
    RegistrationStatus,
)
from portal.events.models import Event, Registration
from portal.events.permissions import may_change, may_reconcile, may_run_door
from portal.events.states import state_of
from portal.people.views.scoped import ScopedInspectView

PAGE_SIZE = 50
NO_SIDE_PANELS = MediaContainer([])

# What waits for the organiser stands first.
_REGISTRATION_ORDER = [
    RegistrationStatus.REQUESTED,
    RegistrationStatus.WAITLISTED,
    RegistrationStatus.OFFERED,
    RegistrationStatus.APPROVED,
    RegistrationStatus.CONFIRMED,
]


@dataclass(frozen=True, slots=True)
class Description:
    """What the app above knows of an event: more facts, and where it is edited.

    Returned by functions registered for the hook ``describe_event``.
    """

    facts: list[tuple[str, str, str]] = field(default_factory=list)
    edit_url: str = ""


def described(event: Event) -> Description:
    """Ask the apps above what they know of an event; the first that answers is right."""
    for describe in hooks.get_hooks("describe_event"):
        found = describe(event)
        if found is not None:
            return found
    if event.kind in PUBLICITY_KINDS:
        return Description(edit_url=reverse("event:edit", args=[event.pk]))
    return Description()


class SeeEvent(ScopedInspectView):
    """Everything about one event, on one page."""

    template_name = "portal/events/event_page.html"

    def get_fields(self) -> list[str]:
        return []

    @cached_property
    def at(self) -> Any:
        return timezone.now()

    def get_page_title(self) -> str:
        return self.object.title

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("event:index"), "label": _("Events")},
            {"url": "", "label": self.object.get_kind_display()},
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        event, user = self.object, self.request.user
        description = described(event)
        return {
            **context,
            "event": event,
            "at": self.at,
            "state": state_of(event, self.at),
            "facts": description.facts,
            "edit_url": description.edit_url if self.may_edit(description) else "",
            "steps": self.buttons(description),
            "figures": duties.figures(event=event),
            "blocks": list(event.blocks.all()),
            "registrations": self.page_of(self.registrations(), "r"),
            "attendances": self.page_of(attendance.listed(event), "a"),
            "may_correct": may_reconcile(user, event)
            and event.status_at(self.at) in corrections.CORRECTABLE,
            "head_counts": list(event.head_counts.select_related("counted_by")),
            "screen": event.displays.filter(revoked_at__isnull=True).first(),
            "has_door": event.status == EventStatus.PUBLISHED and self.at <= event.door_closes_at,
            "history": log_registry.get_logs_for_instance(event).select_related("user")[:8],
            "may_change": may_change(user, event),
            "may_run_door": may_run_door(user, event),
            "begun": self.takes_counts() or event.status == EventStatus.LOCKED,
            "may_count": may_reconcile(user, event) and self.takes_counts(),
            "may_register": may_change(user, event) and self.takes_registrations(),
            "shown": event.public and event.status != EventStatus.DRAFT,
        }

    def buttons(self, description: Description) -> list[tuple[steps.Step, str]]:
        """Return the steps with their addresses; a class is moved in its own form.

        That form knows the trainers, who may be teaching elsewhere at the new time.
        """
        return [
            (
                step,
                description.edit_url
                if step.code == "move" and self.object.kind == EventKind.TRAINING
                else reverse("event:step", args=[self.object.pk, step.code]),
            )
            for step in steps.steps_of(self.object, self.request.user, self.at)
        ]

    def may_edit(self, description: Description) -> bool:
        return (
            bool(description.edit_url)
            and may_change(self.request.user, self.object)
            and self.object.status
            in (EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.POSTPONED)
        )

    def takes_counts(self) -> bool:
        event = self.object
        return event.starts_at <= self.at and event.status in (
            EventStatus.PUBLISHED,
            EventStatus.ENDED,
            EventStatus.RECONCILED,
        )

    def takes_registrations(self) -> bool:
        event = self.object
        return (
            event.registration_mode != RegistrationMode.NONE
            and event.status == EventStatus.PUBLISHED
            and event.starts_at > self.at
        )

    def registrations(self) -> QuerySet[Registration]:
        order = Case(
            *(
                When(status=status, then=Value(place))
                for place, status in enumerate(_REGISTRATION_ORDER)
            ),
            default=Value(len(_REGISTRATION_ORDER)),
            output_field=IntegerField(),
        )
        return self.object.registrations.select_related(
            "person__organisation", "organisation_then"
        ).order_by(order, "waitlisted_at", "requested_at", "pk")

    def page_of(self, rows: QuerySet, key: str) -> Any:
        return Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get(key))
