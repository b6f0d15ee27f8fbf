"""The page about a fault of ours."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from portal.views import display


def show_fault(request: HttpRequest) -> HttpResponse:
    """Say in the reader's language and type that something went wrong.

    Without the request: whatever was wrong, nothing in the page asks the database, the session
    or the account again.
    """
    page = render_to_string("500.html", {"elder": display.is_elder(request)})
    return HttpResponse(page, status=500)
