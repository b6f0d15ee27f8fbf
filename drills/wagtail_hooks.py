"""What the drills app hangs into Wagtail's admin."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from drills.domain import forgetting
from drills.domain.queries import board
from drills.enums import RATING_STATES
from drills.models import Drill
from drills.permissions import may_plan
from drills.viewsets import DrillGroup
from portal.events.enums import EventKind
from portal.events.models import Event
from portal.events.views.organising import Description
from portal.events.views.today import Act
from portal.people.models import Person, User


@hooks.register("register_admin_viewset")
def register_drills() -> ViewSetGroup:
    return DrillGroup()


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("drills/backoffice.css"))


@hooks.register("describe_event")
def describe_event(event: Event) -> Description | None:
    """Tell an event's page of its drill; everything about it is done on the drill's board."""
    if event.kind != EventKind.DRILL:
        return None
    drill = Drill.objects.filter(event=event).first()
    if drill is None:
        return None
    page = reverse("drill:board", args=[drill.pk])
    return Description(
        facts=[
            (_("drill"), drill.get_state_display(), page),
            (_("level"), drill.get_level_display(), ""),
            (_("form"), drill.get_form_display(), ""),
            (_("the public"), drill.get_public_mode_display(), ""),
        ],
        edit_url=page,
    )


@hooks.register("forget_persons")
def forget_persons(*, persons: list[Person], **said: Any) -> None:
    forgetting.forget(persons=persons)


@hooks.register("common_acts", order=10)
def offer_tasks(user: User) -> list[Act]:
    """Lead to what waits on the phone: drills to rate, actions to do or to verify."""
    rates = board.tasks(user).filter(drill__state__in=RATING_STATES)
    if not (rates.exists() or board.to_do(user).exists()):
        return []
    return [Act(_("My drill tasks"), reverse("drills:mine"), "tasks", primary=not may_plan(user))]


@hooks.register("common_acts", order=20)
def offer_drill(user: User) -> list[Act]:
    if not may_plan(user):
        return []
    return [Act(_("Plan a drill"), reverse("drill:add"), "warning")]
