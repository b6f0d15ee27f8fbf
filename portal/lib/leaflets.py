"""Leaflets: the manual's Markdown as HTML; tags in a text are shown as text."""

import re
from collections.abc import Callable

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_LEAFLET = re.compile(r"([a-z-]+)\.md")


def title(text: str) -> str:
    """Return the first heading of a leaflet, "" where it has none."""
    tokens = _MARKDOWN.parse(text)
    heading = next((at for at, one in enumerate(tokens) if one.type == "heading_open"), None)
    return "" if heading is None else tokens[heading + 1].content


def render(text: str, *, address: Callable[[str], str]) -> SafeString:
    """Return a leaflet as HTML.

    Args:
        text: the leaflet.
        address: returns where the leaflet of a name is shown; for links such as ``[…](drills.md)``.
    """
    tokens = _MARKDOWN.parse(text)
    for token in (inner for outer in tokens for inner in outer.children or ()):
        if token.type == "link_open" and (found := _LEAFLET.fullmatch(str(token.attrs["href"]))):
            token.attrs["href"] = address(found[1])
    # Everything in the text was escaped by the renderer.
    return mark_safe(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
