"""Safety cards that a reader keeps in the browser, to read without a network."""

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe
from django.utils.translation import override
from django.views.decorators.http import require_safe

from cms.views.finding import private_paths

# What the page of kept cards is made of; raised by itself when a file changes its name.
FILES = (
    "portal/mark.svg",
    "portal/tokens.css",
    "portal/site.css",
    "portal/forms.css",
    "portal/tables.css",
    "portal/print.css",
    "cms/pages.css",
    "cms/cards.js",
)
# Raised when the worker or the page of cards changes while the names of files stay.
EDITION = 1


@require_safe
def show_cards(request: HttpRequest) -> HttpResponse:
    """Show the page on which the browser lists the cards kept in it; the server knows none."""
    return render(request, "cms/cards.html")


@require_safe
def show_worker(request: HttpRequest) -> HttpResponseBase:
    """Answer with the service worker: it runs only in browsers whose reader kept a card."""
    pages = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            pages[code] = reverse("cards:list")
    files = [static(name) for name in FILES]
    version = hashlib.sha256(json.dumps([EDITION, pages, files]).encode()).hexdigest()[:12]
    # Of the back office, the door and personal pages the worker does not even see the requests.
    closed = [path for path in private_paths() if "*" not in path]
    values = {"version": version, "pages": pages, "files": files, "closed": closed}
    worker = render(
        request,
        "cms/worker.js",
        # Addresses of our own and a number: nothing anybody wrote.
        {"settings": mark_safe(json.dumps(values))},
        content_type="text/javascript; charset=utf-8",
    )
    worker["ETag"] = f'"{hashlib.sha256(worker.content).hexdigest()[:32]}"'
    # Browsers ask again when they start it; a new version must not wait.
    worker["Cache-Control"] = "no-cache"
    return get_conditional_response(request, worker["ETag"], None, worker)
