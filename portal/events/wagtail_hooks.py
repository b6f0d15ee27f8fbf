"""What the events app hangs into Wagtail's admin."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portal.events.choosers import VenueChooserViewSet
from portal.events.domain import forgetting
from portal.events.permissions import may_plan
from portal.events.views.today import Act, TodayPanel
from portal.events.viewsets import EventGroup
from portal.people.models import Person, User

# Action -> (label, sentence); the sentence stands in the history of the event.
LOG_ACTIONS = {
    "events.plan": (_("Plan"), _("Planned the event")),
    "events.change": (_("Change"), _("Changed the event")),
    "events.published": (_("Publish"), _("Published the event")),
    "events.postponed": (_("Postpone"), _("Postponed the event")),
    "events.cancelled": (_("Cancel"), _("Cancelled the event")),
    "events.ended": (_("End"), _("Ended the event")),
    "events.reconciled": (_("Reconcile"), _("Reconciled names and head count")),
    "events.locked": (_("Lock"), _("Locked the event")),
    "events.second": (_("Confirm unlocking"), _("Confirmed the unlocking as second person")),
    "events.screen": (_("Open screen"), _("Opened the venue's screen")),
    "events.screen_revoke": (_("Renew codes"), _("Made the screen and its codes worthless")),
    "events.roll_call": (_("Roll call"), _("Held a roll call")),
    "events.count": (_("Head count"), _("Recorded a head count")),
    "events.correct": (_("Correct"), _("Corrected an attendance by hand")),
    "events.correct_withdraw": (_("Withdraw"), _("Withdrew a correction of an attendance")),
    "events.registration_invite": (_("Invite"), _("Invited somebody to the event")),
    "events.registration_approve": (_("Approve"), _("Approved a registration")),
    "events.registration_reject": (_("Reject"), _("Rejected a registration")),
    "events.clash": (_("Clash"), _("Planned although venue or trainer are taken")),
    "events.export": (_("Export"), _("Took the attendance sheet")),
    "events.export_list": (_("Export"), _("Took a list as a file")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, (label, sentence) in LOG_ACTIONS.items():
        actions.register_action(action, label, sentence)


@hooks.register("register_admin_viewset")
def register_events() -> list[Any]:
    return [
        VenueChooserViewSet("venue_chooser", url_prefix="venue-chooser"),
        EventGroup(),
    ]


@hooks.register("forget_persons")
def forget_persons(*, persons: list[Person], at: datetime, **said: Any) -> None:
    forgetting.forget(persons=persons, at=at)


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("events/backoffice.css"))


@hooks.register("construct_homepage_panels")
def today(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(TodayPanel(request))


@hooks.register("common_acts", order=30)
def offer_event(user: User) -> list[Act]:
    if not may_plan(user):
        return []
    return [Act(_("Plan a publicity event"), reverse("event:add"), "calendar-alt")]
