"""How often something may be tried, counted in the cache."""

from contextlib import suppress

from django.core.cache import cache
from django.utils.translation import gettext as _

from portal.lib.refusals import Refusal


class TriedTooOften(Refusal):
    """More tries than a person needs; wait."""

    code = "tried_too_often"


def count(key: str, *, limit: int, seconds: int) -> None:
    """Count one try of a kind.

    Args:
        key: what is counted for whom, such as ``door-code:<device>``.
        limit: tries allowed within the window.
        seconds: length of the window, from its first try.

    Raises:
        TriedTooOften: when this try is one too many.
    """
    key = _key(key)
    cache.add(key, 0, seconds)
    try:
        tries = cache.incr(key)
    except ValueError:  # the window closed between the two calls
        cache.set(key, 1, seconds)
        tries = 1
    if tries > limit:
        raise too_often(seconds)


def too_often(seconds: int) -> TriedTooOften:
    """Return the refusal that names how long to wait."""
    minutes = max(1, seconds // 60)
    return TriedTooOften(
        _("Too many tries. Please wait %(minutes)s min and try again, or ask the staff.")
        % {"minutes": minutes}
    )


def is_used_up(key: str, *, limit: int) -> bool:
    """Say whether the next try of a kind would be refused; counts nothing."""
    return int(cache.get(_key(key), 0)) >= limit


def forgive(key: str) -> None:
    """Take one try back: it was a good one."""
    with suppress(ValueError):  # the window has closed meanwhile
        cache.decr(_key(key))


def forget(key: str) -> None:
    """Begin anew, as if nothing had been tried."""
    cache.delete(_key(key))


def _key(key: str) -> str:
    return f"throttle:{key}"
