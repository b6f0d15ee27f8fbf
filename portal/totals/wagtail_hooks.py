"""What the totals hang into Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("totals.freeze", _("Freeze"), _("Froze the figures"))
    actions.register_action("totals.sign", _("Sign"), _("Signed the frozen figures"))
