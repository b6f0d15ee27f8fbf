"""The manual, where it is needed: in the back office."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from portal.lib import leaflets

FOLDER = Path(settings.BASE_DIR) / "docs" / "manual"
# In the order in which people ask for them; each has its file in both languages.
LEAFLETS = ("organiser", "desk-staff", "drills", "editor", "district-manager")


def address(leaflet: str) -> str:
    """Return where a leaflet of the manual is shown."""
    return f"{reverse('manual')}?page={leaflet}"


@require_safe
def show_manual(request: HttpRequest) -> HttpResponseBase:
    """Show one leaflet of the manual, with the way to the others."""
    return _show(request)


@require_admin_access
def _show(request: HttpRequest) -> HttpResponseBase:
    asked = request.GET.get("page", LEAFLETS[0])
    if asked not in LEAFLETS:
        raise Http404("no such leaflet")
    texts = {name: _text(name) for name in LEAFLETS}
    return render(
        request,
        "portal/manual.html",
        {
            "header_title": _("Manual"),
            "header_icon": "help",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": "", "label": _("Manual")},
            ],
            "leaflets": [
                (leaflets.title(text), address(name), name == asked) for name, text in texts.items()
            ],
            "body": leaflets.render(texts[asked], address=address),
        },
    )


def _text(leaflet: str) -> str:
    language = "zh" if get_language() == "zh-hans" else "en"
    return (FOLDER / language / f"{leaflet}.md").read_text(encoding="utf-8")
