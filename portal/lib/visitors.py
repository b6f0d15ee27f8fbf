"""Who asks: from where, behind however many servers of our own, and in which language."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings


def address(meta: Mapping[str, Any]) -> str:
    """Return the network address of a visitor, for limits and never for decisions.

    Each of our own servers in front adds the address it was called from to the end of
    X-Forwarded-For; what stands before those was written by the visitor and is not believed.

    Args:
        meta: of the request; `settings.PROXIES` says how many servers of ours stand in front.
    """
    if settings.PROXIES:
        hops = str(meta.get("HTTP_X_FORWARDED_FOR", "")).replace(" ", "").split(",")
        if len(hops) >= settings.PROXIES and hops[-settings.PROXIES]:
            return hops[-settings.PROXIES]
    return str(meta.get("REMOTE_ADDR", ""))


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
