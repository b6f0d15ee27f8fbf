"""What every template may need: dates in words, signs, numbers, navigation."""

import contextlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page as ListPage
from django.db import DatabaseError
from django.urls import NoReverseMatch, get_script_prefix, reverse, translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.lib import dates, phrases
from portal.lib.marking import as_name, marked
from portal.people.domain.queries import masthead as masthead_of
from portal.people.domain.queries.masthead import Masthead

register = template.Library()

register.filter("as_name", as_name)
register.filter("weekday", dates.weekday)
register.filter("month_name", dates.month_name)
register.filter("month_brief", dates.month_brief)
register.filter("month_short", dates.month_short)
register.filter("day_number", dates.day_number)
register.filter("short_day", dates.short_day)
register.filter("day", dates.day)
register.filter("full_day", dates.full_day)
register.filter("clock", dates.clock)
register.simple_tag(dates.span, name="when_in_words")
register.simple_tag(dates.days, name="days")

SHAPES = frozenset({"safe", "must", "care", "stop"})
# A title longer than this is set like a sentence: smaller, filling its lines.
LONG_TITLE = 32
# A longer piece of a title may be broken in a heading on paper.
LONG_WORD = 8
MESSAGE_SHAPES = {"success": "safe", "warning": "care", "error": "stop"}


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a menu."""

    label: str
    address: str
    current: str = ""
    language: str = ""


@register.filter
def machine_time(value: date | datetime) -> str:
    """Return a moment or day for the `datetime` attribute of `<time>`."""
    return value.isoformat()


@register.filter
def grouped(value: float | None) -> str:
    """Return a number with its thousands parted: 6,128."""
    return "" if value is None else f"{value:,}"


@register.filter
def as_title(text: object) -> SafeString | str:
    """Return a title as `as_name` does, and say where its lines may break."""
    title = str(text or "")
    if len(title) > LONG_TITLE:
        return marked(title, format_html('<span class="run-on">{}</span>', title))
    pieces = [
        format_html('<span class="nowrap">{}</span>', piece) if piece[0] in "（《“" else piece
        for piece in phrases.pieces(title)
    ]
    return marked(title, format_html_join(mark_safe("<wbr>"), "{}", ((one,) for one in pieces)))


@register.filter
def as_heading(text: object) -> SafeString | str:
    """Return a title as `as_title` does, for paper, where style cannot keep words together."""
    title = str(text or "")
    if len(title) > LONG_TITLE:
        return as_title(title)
    pieces = [
        format_html('<span class="nowrap">{}</span>', piece) if len(piece) <= LONG_WORD else piece
        for piece in phrases.pieces(title)
    ]
    return marked(title, format_html_join(mark_safe("<wbr>"), "{}", ((one,) for one in pieces)))


@register.simple_tag
def when(starts_at: datetime, ends_at: datetime) -> SafeString | str:
    """Say when something takes place; its hours stay together at the end of a line."""
    said = dates.span(starts_at, ends_at)
    hours = f"{dates.clock(starts_at)}–{dates.clock(ends_at)}"
    if not said.endswith(hours):
        return said
    return format_html('{}<span class="nowrap">{}</span>', said.removesuffix(hours), hours)


@register.simple_tag
def language_of(text: object) -> SafeString:
    """Return the `lang` attribute of an element that holds a text written in Chinese."""
    chinese = get_language() != "zh-hans" and phrases.is_chinese(str(text or ""))
    return mark_safe(' lang="zh-Hans"' if chinese else "")


@register.filter
def message_sign(message: Message) -> str:
    """Return the shape that belongs to a message's level."""
    return MESSAGE_SHAPES.get(message.level_tag, "must")


@register.simple_tag
def sign(shape: str, label: str = "") -> SafeString:
    """Draw one of the four shapes; with a label it is read aloud as well."""
    name = shape.lower()
    drawn = format_html(
        '<i class="sign {}" aria-hidden="true"></i>', name if name in SHAPES else "must"
    )
    return format_html('{}<span class="unseen">{}</span>', drawn, label) if label else drawn


@register.simple_tag
def html_language() -> str:
    """Return the language of the page as a language tag for browsers and screen readers."""
    language = get_language() or settings.LANGUAGE_CODE
    return "zh-Hans" if language == "zh-hans" else language


@register.simple_tag
def demonstration() -> bool:
    """Say whether this installation shows invented data."""
    return settings.DEMONSTRATION


@register.simple_tag(takes_context=True)
def masthead(context: dict[str, Any]) -> Masthead:
    """Return whose portal it is; asked once a request, and not at all without one.

    Pages about errors are drawn without a request, or while the database is away.
    """
    language = get_language() or settings.LANGUAGE_CODE
    request = context.get("request")
    if request is None:
        return masthead_of.unnamed(language)
    if not hasattr(request, "masthead"):
        try:
            request.masthead = masthead_of.of_site(language)
        except DatabaseError:
            request.masthead = masthead_of.unnamed(language)
    return request.masthead


def _address(path: str = "") -> str:
    language = get_language() or settings.LANGUAGE_CODE
    prefix = "" if language == settings.LANGUAGE_CODE else f"{language}/"
    return f"{get_script_prefix()}{prefix}{path}"


@register.simple_tag
def home_address() -> str:
    """Return the address of the home page in the reader's language."""
    return _address()


def _links(entries: list[tuple[str, str]], path: str) -> list[Link]:
    links = []
    for label, address in entries:
        current = ""
        if path == address:
            current = "page"
        elif address != _address() and path.startswith(address):
            current = "true"
        links.append(Link(label, address, current))
    return links


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[Link]:
    """Return the main menu. It asks no database, so that error pages have it too."""
    entries = [
        (pgettext("menu", "Home"), _address()),
        (pgettext("menu", "Classes"), _address("classes/")),
        (pgettext("menu", "Drills"), _address("drills/")),
        (pgettext("menu", "Communities"), _address("communities/")),
        (pgettext("menu", "News"), _address("news/")),
    ]
    with contextlib.suppress(NoReverseMatch):
        entries.append((pgettext("menu", "Figures"), reverse("totals:figures")))
    request = context.get("request")
    path = request.path if request else ""
    # The calendar of drills is an editor's page; it belongs to the list, which code draws.
    if path.startswith(_address("exercises/")):
        path = _address("drills/calendar/")
    # An event's page stands below the list that names it.
    elif path.startswith(_address("e/")):
        kind = getattr(context.get("event"), "kind", "")
        path = _address("drills/event/" if kind == "DRILL" else "classes/event/")
    return _links(entries, path)


@register.simple_tag
def footer_links() -> list[Link]:
    """Return the links at the foot of each page."""
    return _links(
        [
            (_("Calendar"), _address("calendar/")),
            (_("Campaigns"), _address("campaigns/")),
            (pgettext("menu", "Topics"), _address("topics/")),
            (pgettext("menu", "Films"), _address("films/")),
            (pgettext("menu", "Posters and leaflets"), _address("resources/")),
            (pgettext("menu", "Message to the office"), _address("feedback/")),
            (_("Saved cards"), _address("cards/")),
            (_("About"), _address("about/")),
            (_("Accessibility"), _address("accessibility/")),
            (_("Privacy notice"), _address("privacy/")),
        ],
        "",
    )


@register.simple_tag
def search_address() -> str:
    """Return the address of the search, or "" where there is none."""
    with contextlib.suppress(NoReverseMatch):
        return reverse("search:search")
    return ""


@register.simple_tag
def ways_on() -> list[Link]:
    """Return what many look for, for whoever came to nothing; `current` is the sign."""
    return [
        Link(_("Safety knowledge"), f"{_address('news/')}?kind=KNOWLEDGE", "safe"),
        Link(_("Classes and lectures"), _address("classes/"), "must"),
        Link(_("Emergency drills"), _address("drills/"), "stop"),
        Link(_("Model communities"), _address("communities/"), "safe"),
        Link(_("Calendar"), _address("calendar/"), "must"),
        Link(_("Warning cases"), f"{_address('news/')}?kind=CASE", "care"),
    ]


@register.simple_tag(takes_context=True)
def language_switch(context: dict[str, Any]) -> Link | None:
    """Return the link to this page in the other language, or None where there is none.

    A page that is not translated leads to the other language's home page.
    """
    request = context.get("request")
    if request is None:
        return None
    code, label = ("zh-hans", "中文") if get_language() == "en" else ("en", "English")
    here = request.get_full_path()
    known = context.get("languages")
    if known is not None:
        if code not in known:
            return Link(label, translate_url(_address(), code), language=code)
        query = f"?{here.partition('?')[2]}" if "?" in here else ""
        return Link(label, f"{known[code]}{query}", language=code)
    address = translate_url(here, code)
    return Link(label, address, language=code) if address != here else None


@register.simple_tag
def page_numbers(page_obj: ListPage) -> list[int | str]:
    """Return the page numbers to show, with gaps where many are left out."""
    return list(page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1))
