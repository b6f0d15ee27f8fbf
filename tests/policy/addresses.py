"""All addresses of the portal, from its resolver."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern

OURS = ("portal.", "cms.", "training.", "drills.")
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern: its name, its route, its arguments, and what its view answers."""

    name: str
    route: str
    wanted: frozenset[str]
    view: Any

    @property
    def is_ours(self) -> bool:
        return self.name.startswith(VIEWSETS) or self.view.__module__.startswith(OURS)

    @property
    def methods(self) -> tuple[str, ...]:
        """Methods the view has a handler for; a function may answer any."""
        if not isinstance(self.view, type):
            return ("get", "post")
        allowed = getattr(self.view, "http_method_names", _METHODS)
        return tuple(one for one in _METHODS if one in allowed and hasattr(self.view, one))


# Viewsets of ours whose view is Wagtail's own class.
VIEWSETS = ("organisation_chooser:", "person_chooser:", "evaluation_form:")


def addresses() -> list[Address]:
    """Return every address, named ones by their name and others by their route."""
    return list(_walk(get_resolver().url_patterns))


def _walk(
    patterns: Any, route: str = "", spaces: tuple[str, ...] = (), wanted: frozenset = frozenset()
) -> Iterator[Address]:
    for one in patterns:
        here = route + str(one.pattern)
        names = wanted | frozenset(one.pattern.regex.groupindex)
        if isinstance(one, URLPattern):
            view = one.callback
            view = getattr(view, "view_class", None) or getattr(view, "__wrapped__", view)
            name = ":".join([*spaces, one.name]) if one.name else here
            yield Address(name, here, names, view)
        else:
            inner = (*spaces, one.namespace) if one.namespace else spaces
            yield from _walk(one.url_patterns, here, inner, names)
