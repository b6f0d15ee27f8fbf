"""What the totals hang into Wagtail's admin."""

from django.http import HttpRequest
from django.urls import include, path, re_path, reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from portal.totals import permissions
from portal.totals.views import freezing, reports


@hooks.register("register_admin_urls")
def register_admin_urls() -> list:
    pages = [
        path("", reports.ShowFigures.as_view(), name="report"),
        path("rows/", reports.ShowRows.as_view(), name="rows"),
        path("freeze/", freezing.Freeze.as_view(), name="freeze"),
        path("frozen/", freezing.ListFrozen.as_view(), name="frozen"),
        path("frozen/<uuid:uuid>/sign/", freezing.Sign.as_view(), name="sign"),
        path("frozen/<uuid:uuid>/check/", freezing.CheckAgain.as_view(), name="check"),
        path(
            "frozen/<uuid:uuid>/differences/",
            freezing.ShowDifferences.as_view(),
            name="differences",
        ),
        re_path(r"^report\.(?P<ending>xlsx|docx)$", reports.Download.as_view(), name="download"),
    ]
    return [path("totals/", include((pages, "totals_admin")))]


class DownloadFormatter(LogFormatter):
    """Says which file somebody took, and with which filter."""

    label = _("Download")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """Return one line of the history."""
        data = dict(log_entry.data)
        name = data.pop("file", "")
        shown = " · ".join(f"{key}: {value}" for key, value in sorted(data.items()) if value != "")
        return gettext("Downloaded %(file)s (%(filter)s)") % {"file": name, "filter": shown}


class TotalsMenuItem(MenuItem):
    """Shown to those who may read figures."""

    def is_shown(self, request: HttpRequest) -> bool:
        return permissions.may_read(request.user)


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return TotalsMenuItem(
        _("Annual totals"),
        reverse("totals_admin:report"),
        name="totals",
        icon_name="doc-full",
        order=250,
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("totals.freeze", _("Freeze"), _("Froze the figures"))
    actions.register_action(
        "totals.sign", pgettext_lazy("step", "Sign"), _("Signed the frozen figures")
    )
    actions.register_action("totals.download")(DownloadFormatter)
