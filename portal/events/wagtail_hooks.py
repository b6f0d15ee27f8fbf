"""What the events app hangs into Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

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
    "events.registration_invite": (_("Invite"), _("Invited somebody to the event")),
    "events.registration_approve": (_("Approve"), _("Approved a registration")),
    "events.registration_reject": (_("Reject"), _("Rejected a registration")),
    "events.clash": (_("Clash"), _("Planned although venue or trainer are taken")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, (label, sentence) in LOG_ACTIONS.items():
        actions.register_action(action, label, sentence)
