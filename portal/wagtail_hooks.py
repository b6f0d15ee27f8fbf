"""The back office as a whole: its colours, and what its menus leave out."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

# They lead out of the house, to pages in English about Wagtail itself.
FOREIGN_HELP = ("editor-guide", "whats-new-in-wagtail-")


@hooks.register("insert_global_admin_css")
def paint_the_office() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/office.css"))


@hooks.register("register_help_menu_item")
def offer_the_manual() -> MenuItem:
    return MenuItem(_("Manual"), reverse_lazy("manual"), name="manual", icon_name="help", order=100)


@hooks.register("construct_help_menu")
def keep_help_in_the_house(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if not item.name.startswith(FOREIGN_HELP)]


@hooks.register("construct_reports_menu")
def keep_the_history_to_administrators(request: HttpRequest, items: list[MenuItem]) -> None:
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "site-history"]
