"""Numbers in words: "53" beside "50余", and the sentence of the yearly report."""

from itertools import takewhile

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

# Below this a number is small enough to be said as it is.
SMALLEST = 10
# A round number may say at most this many per cent less than the exact one …
MOST_DROPPED_PERCENT = 10
# … unless even the finest step drops more.
FINEST_STEP = 5
_STEPS = tuple(step for power in range(10) for step in (5 * 10**power, 10 ** (power + 1)))


def round_number(exact: int) -> int | None:
    """Return the round number of which `exact` is "more than", None where there is none.

    The largest step of 5, 10, 50, 100, 500, 1000 … that drops at most a tenth; 5 where none
    does. 53 → 50, 6128 → 6000, 27 → 25; None below 10 and for 25, 50, 6000.

    Args:
        exact: the number as counted, 0 or more.
    """
    if exact < SMALLEST:
        return None
    best = exact - exact % FINEST_STEP
    for step in takewhile(lambda step: step <= exact, _STEPS):
        rounded = exact - exact % step
        if (exact - rounded) * 100 <= MOST_DROPPED_PERCENT * exact:
            best = rounded
    return best if best < exact else None


def odd(exact: int) -> str:
    """Return "50余" or "more than 50"; "" where the exact number has to do."""
    rounded = round_number(exact)
    if rounded is None:
        return ""
    return _("more than %(number)s") % {"number": rounded}


def grouped(number: int) -> str:
    """Return a number with its thousands apart: 6,128."""
    return f"{number:,}"


def sentence(
    *,
    whole_year: bool,
    period: str,
    sessions: int,
    person_times: int,
    drills: int,
) -> str:
    """Return the sentence of the report, each number exact and, in brackets, round.

    Args:
        whole_year: whether the period is a year ("in the whole year").
        period: the period in the reader's language, for any other.
        sessions: training sessions held.
        person_times: person-times in them, named and head count.
        drills: drills counted.
    """
    values = {
        "period": _("In the whole year") if whole_year else _("In %(period)s") % {"period": period},
        "sessions": _beside(
            sessions,
            ngettext("%(exact)s training session", "%(exact)s training sessions", sessions),
            pgettext("training sessions", "%(odd)s"),
        ),
        "persons": _beside(
            person_times,
            ngettext("%(exact)s person-time", "%(exact)s person-times", person_times),
            _("%(odd)s person-times"),
        ),
        "drills": _beside(
            drills,
            ngettext("%(exact)s emergency drill", "%(exact)s emergency drills", drills),
            _("%(odd)s drills"),
        ),
    }
    return (
        ngettext(
            "%(period)s the safety publicity, education and training came to %(sessions)s, "
            "with %(persons)s trained, and %(drills)s was held.",
            "%(period)s the safety publicity, education and training came to %(sessions)s, "
            "with %(persons)s trained, and %(drills)s were held.",
            drills,
        )
        % values
    )


def _beside(exact: int, exactly: str, roughly: str) -> str:
    """Return the exact number with its unit, and the round one in brackets where there is one."""
    text = exactly % {"exact": grouped(exact)}
    words = odd(exact)
    if not words:
        return text
    return _("%(exact)s (%(odd)s)") % {"exact": text, "odd": roughly % {"odd": words}}
