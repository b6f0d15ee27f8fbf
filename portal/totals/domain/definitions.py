"""What each number means, in the words that are printed with it; versioned."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Goes up with every change of meaning; a frozen year keeps the version it was counted by.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Definition:
    """One number of the report and what it means."""

    code: str
    name: str | Promise
    text: str | Promise


DEFINITIONS: dict[int, tuple[Definition, ...]] = {
    1: (
        Definition(
            "period",
            _("Period"),
            _(
                "Whole months in Beijing time (Asia/Shanghai). An event belongs to the day of its "
                "start, a drill to the day on which it was really started; an event on 31 "
                "December at 23:30 belongs to that year."
            ),
        ),
        Definition(
            "organisation",
            _("Organisation"),
            _(
                "The figures of an organisation are those of the events organised (for drills: "
                "led) by it or by anything below it."
            ),
        ),
        Definition(
            "events",
            _("Sessions, drills, activities held"),
            _(
                "Events that have ended. A postponed one counts once, on its real day; a cancelled "
                "one never. A drill counts when it has been archived or summarised (the latter "
                "provisionally); rehearsals never. A joint drill counts once, under the unit that "
                "leads it; what others took part in is listed apart and never added."
            ),
        ),
        Definition(
            "runs",
            _("Runs"),
            _(
                "Courses run with at least one counted session, where and when the first of them "
                "was held."
            ),
        ),
        Definition(
            "named",
            _("Named person-times"),
            _("Persons present in any form, at most once per person and event."),
        ),
        Definition(
            "headed",
            _("Head-count person-times"),
            _(
                "People counted beyond those with names: the latest valid head count less the "
                "named ones, at least 0 per event. By kind of unit they stand under the host."
            ),
        ),
        Definition(
            "person_times",
            _("Person-times"),
            _("Named and head-count person-times together, always printed apart as well."),
        ),
        Definition(
            "persons",
            _("Unique persons"),
            _(
                "Distinct persons among the named ones, merged persons once: U on the register, P "
                "not yet matched; the true number lies between U and U + P. Never added up over "
                "months, topics or units."
            ),
        ),
        Definition(
            "hours",
            _("Person-hours"),
            _(
                "Credited minutes as class hours: minutes ÷ length of a class hour, down to a half "
                "per person and session, then summed and not rounded again. Those of head-count "
                "people are estimated as if all had stayed to the end, and stand apart."
            ),
        ),
        Definition(
            "units",
            _("Units reached"),
            _(
                "Distinct organisations to which those present belonged on that day, and the hosts "
                "of events. Never added up."
            ),
        ),
        Definition(
            "attendance",
            _("Attendance rate"),
            _("Of the confirmed registrations, those whose person was present."),
        ),
        Definition(
            "coverage",
            _("Coverage"),
            _(
                "Units reached on the register, of all units on the register at the end of the "
                "period: the organisation and everything below it, less those closed by then."
            ),
        ),
        Definition(
            "odd",
            _("“More than”"),
            _(
                "Rounded down to the largest step of 5, 10, 50, 100, 500, 1000 … that drops at "
                "most a tenth, and to 5 where none does; only from 10 on, and not where the exact "
                "number is the round one. The exact number always stands beside it."
            ),
        ),
    )
}


def definitions(version: int) -> tuple[Definition, ...]:
    """Return the definitions of a version.

    Raises:
        KeyError: there is no such version.
    """
    return DEFINITIONS[version]
