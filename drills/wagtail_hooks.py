"""What the drills app hangs into Wagtail's admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from drills.viewsets import DrillGroup


@hooks.register("register_admin_viewset")
def register_drills() -> ViewSetGroup:
    return DrillGroup()


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("drills/backoffice.css"))
