"""How often something may be tried, counted in the cache."""

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
    key = f"throttle:{key}"
    cache.add(key, 0, seconds)
    try:
        tries = cache.incr(key)
    except ValueError:  # the window closed between the two calls
        cache.set(key, 1, seconds)
        tries = 1
    if tries > limit:
        minutes = max(1, seconds // 60)
        raise TriedTooOften(
            _("Too many tries. Please wait %(minutes)s min and try again, or ask the staff.")
            % {"minutes": minutes}
        )
