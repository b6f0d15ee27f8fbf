"""Addresses of packages that the portal does without."""

from typing import NoReturn

from django.http import Http404, HttpRequest


def answer_absent(request: HttpRequest, **kwargs: object) -> NoReturn:
    """Answer as where there is no page."""
    raise Http404
