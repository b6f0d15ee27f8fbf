"""Who asks: from where, behind however many servers of our own, and in which language."""

import re
from collections.abc import Mapping
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings

# Bits of the network that one line to the internet is given at the least (RFC 6177); within it
# every visitor has 2^64 addresses.
_ONE_LINE = 64
# What programs that fetch pages call themselves, also those that begin like a browser.
_PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|fetch|preview|monitor|scan(?:ner)?\b|curl|wget|python|headless|"
    r"lighthouse|archiver|facebookexternalhit",
    re.IGNORECASE,
)


def address(meta: Mapping[str, Any]) -> str:
    """Return where a visitor comes from, for limits and never for decisions.

    Each of our own servers in front adds the address it was called from to the end of
    X-Forwarded-For; what stands before those was written by the visitor and is not believed.

    Args:
        meta: of the request; `settings.PROXIES` says how many servers of ours stand in front.

    Returns:
        The address of IPv4, also where it comes in the clothes of IPv6; of IPv6 the network of
        one line, ``2001:db8::/64``.
    """
    return _one_line(_seen_by_us(meta))


def is_person(meta: Mapping[str, Any]) -> bool:
    """Say whether a request seems to come from somebody who reads, for counting and no more.

    Programs that fetch pages say so in their name, or give none; browsers that fetch ahead of
    their reader say that they do.

    Args:
        meta: of the request.
    """
    if str(meta.get("REQUEST_METHOD", "GET")) == "HEAD":
        return False
    ahead = f"{meta.get('HTTP_SEC_PURPOSE', '')} {meta.get('HTTP_PURPOSE', '')}".lower()
    if "prefetch" in ahead or "prerender" in ahead:
        return False
    program = str(meta.get("HTTP_USER_AGENT", ""))
    return program.startswith("Mozilla/") and not _PROGRAMS.search(program)


def _seen_by_us(meta: Mapping[str, Any]) -> str:
    if settings.PROXIES:
        hops = str(meta.get("HTTP_X_FORWARDED_FOR", "")).replace(" ", "").split(",")
        if len(hops) >= settings.PROXIES and hops[-settings.PROXIES]:
            return hops[-settings.PROXIES]
    return str(meta.get("REMOTE_ADDR", ""))


def _one_line(seen: str) -> str:
    try:
        that = ip_address(seen.strip("[]").partition("%")[0])
    except ValueError:
        return seen
    if not isinstance(that, IPv6Address):
        return str(that)
    if that.ipv4_mapped:
        return str(that.ipv4_mapped)
    return str(IPv6Network((int(that), _ONE_LINE), strict=False))


def language(*, chosen: str | None, accepted: str) -> str:
    """Return the language of a visitor at the door, where addresses do not name it.

    Args:
        chosen: what the address or a cookie says, if anything.
        accepted: the languages of his phone, as Accept-Language lists them. Anything but
            English is answered in the portal's first language.
    """
    if chosen in dict(settings.LANGUAGES):
        return str(chosen)
    return "en" if accepted.lower().startswith("en") else settings.LANGUAGE_CODE
