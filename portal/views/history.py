"""What everybody did, everywhere: for administrators only."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView


@require_safe
def show_history(request: HttpRequest, results: bool = False) -> HttpResponseBase:
    """Show Wagtail's history of the site, which knows no scope, to who sees everything."""
    return _show(request, results)


@require_admin_access
def _show(request: HttpRequest, results: bool) -> HttpResponseBase:
    if not request.user.is_superuser:
        raise PermissionDenied
    return LogEntriesView.as_view(results_only=results)(request)
