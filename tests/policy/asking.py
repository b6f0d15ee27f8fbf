"""One request to one view as one account, without what stands around every request."""

from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.template.backends.django import Template
from django.test import RequestFactory
from django.urls import resolve

_factory = RequestFactory()

IN, NO, LOGIN, ABSENT, NO_METHOD = "in", "no", "login", "404", "405"


def ask(account: Any, method: str, path: str, data: Any = None) -> str:
    """Return what becomes of a request; what it wrote is taken back.

    Returns:
        "in": the view does its work, or says what is wrong with what was sent; "no": the
        account may not; "login"; "404"; "405".
    """
    found = resolve(path)
    request = getattr(_factory, method)(path, data)
    request.user = account or AnonymousUser()
    request.session = {}
    request.resolver_match = found
    request._messages = CookieStorage(request)
    request.LANGUAGE_CODE = "zh-hans"
    with taken_back():
        try:
            response = found.func(request, *found.args, **found.kwargs)
        except Http404:
            return ABSENT
        except PermissionDenied:
            return NO
        finally:
            for one in request.FILES.values() if request.method == "POST" else ():
                one.close()
    return _meaning(response)


def _meaning(response: HttpResponseBase) -> str:
    for close in response._resource_closers:  # `close()` would take the database along
        close()
    if response.status_code in {301, 302}:
        if "login" in response["Location"]:
            return LOGIN
        # Where Wagtail leads whoever may not.
        return NO if response["Location"] == "/admin/" else IN
    return {401: LOGIN, 403: NO, 404: ABSENT, 405: NO_METHOD}.get(response.status_code, IN)


@contextmanager
def taken_back():
    """Let nothing remain of what is written in this block."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def render_nothing(patch: Any) -> None:
    """Let templates be empty: who may see a page is decided before it is drawn."""
    patch.setattr(Template, "render", lambda self, context=None, request=None: "")
