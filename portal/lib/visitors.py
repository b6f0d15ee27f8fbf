"""Where a request comes from, behind however many servers of our own."""

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
