"""What stands in the head of public pages for search engines and for those who share them."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse, translate_url
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.lib import addresses, linked_data
from portal.people.domain.queries.masthead import Masthead
from portal.templatetags.portal_tags import home_address

register = template.Library()


@dataclass(frozen=True, slots=True)
class PageAddresses:
    """Where a page is: the one address that counts, and the same page in each language."""

    canonical: str
    alternates: list[tuple[str, str]]


@register.simple_tag(takes_context=True)
def page_addresses(context: dict[str, Any]) -> PageAddresses | None:
    """Return the addresses of the page that is drawn, or None where there is no request.

    An editor's page knows its own (`languages`); the others have the same path in every
    language. Of the question only the number of a list's page counts.
    """
    request = context.get("request")
    if request is None:
        return None
    known = context.get("languages")
    if known is None:
        known = {code: translate_url(request.path, code) for code, _name in settings.LANGUAGES}
        # A page outside the languages has one address only.
        known = known if len(set(known.values())) > 1 else {}
    language = get_language() or settings.LANGUAGE_CODE
    here = known.get(language, request.path)
    number = request.GET.get("page", "")
    tail = f"?page={number}" if number.isdecimal() and number.isascii() and number != "1" else ""
    return PageAddresses(
        canonical=addresses.absolute(here) + tail,
        alternates=[(tag, address + tail) for tag, address in addresses.alternates(known)],
    )


@register.simple_tag
def site_domain() -> str:
    """Return the host people know the portal by."""
    return addresses.domain()


@register.simple_tag
def language_tag() -> str:
    """Return the language of the page as Open Graph writes it."""
    return "en_US" if get_language() == "en" else "zh_CN"


@register.simple_tag
def site_picture() -> str:
    """Return the address of the picture that stands for the portal where a page has none."""
    with suppress(NoReverseMatch):
        return addresses.absolute(
            reverse("share:site", args=[get_language() or settings.LANGUAGE_CODE])
        )
    return ""


@register.filter
def absolute(path: str) -> str:
    """Return a whole address."""
    return addresses.absolute(path)


@register.simple_tag
def page_facts(facts: dict[str, Any]) -> SafeString:
    """Write facts for machines."""
    return linked_data.script(facts)


@register.simple_tag
def organisation_facts(head: Masthead) -> SafeString:
    """Say whose portal it is, for machines."""
    return linked_data.script(office(head))


def office(head: Masthead) -> dict[str, Any]:
    """Return the office that runs the portal, as schema.org names it."""
    return {
        "@type": "GovernmentOrganization",
        "name": head.office,
        "url": addresses.absolute(get_script_prefix()),
        "telephone": head.phone,
        "address": head.address
        and {"@type": "PostalAddress", "addressCountry": "CN", "streetAddress": head.address},
        "areaServed": {"@type": "AdministrativeArea", "name": head.district},
        "knowsAbout": _("Work safety, safety culture and emergency drills"),
    }


@register.simple_tag(takes_context=True)
def breadcrumb_facts(context: dict[str, Any]) -> SafeString:
    """Say where a page stands, for machines; from the breadcrumb it shows to people."""
    trail = context.get("trail") or []
    here = page_addresses(context)
    if not trail or here is None:
        return SafeString("")
    steps = [(pgettext("menu", "Home"), addresses.absolute(home_address()))]
    steps += [
        (str(label), addresses.absolute(address) if address else here.canonical)
        for label, address in trail
    ]
    return linked_data.script(linked_data.breadcrumbs(steps))
