"""From a figure to its rows: the events, persons and units that make it up.

The rows of now and the frozen ones of a snapshot are read in the same way.
"""

from datetime import datetime

from portal.events.models import Event
from portal.lib.periods import Period
from portal.people.models import Organisation, Person
from portal.totals.domain.frozen_rows import Frozen
from portal.totals.domain.lines import EventLine, Listing, Question, Wish
from portal.totals.domain.live_rows import Live
from portal.totals.enums import Dimension, Measure
from portal.totals.models import Snapshot

Source = Live | Frozen
ALL = Wish()

KINDS = {
    Measure.NAMED: "attendances",
    Measure.HOURS: "attendances",
    Measure.CONFIRMED: "seats",
    Measure.CAME: "seats",
    Measure.PERSONS: "persons",
    Measure.VERIFIED: "persons",
    Measure.PROVISIONAL: "persons",
    Measure.UNITS: "units",
    Measure.REGISTERED: "units",
    Measure.REGISTER: "units",
    Measure.NOT_REACHED: "units",
}
_ADDS_UP_TO = {
    Measure.HEADED: "headed",
    Measure.HEADED_HOURS: "headed_hours",
    Measure.PERSON_TIMES: "person_times",
    Measure.HOURS: "hours",
}
_PROVISIONAL = {Measure.VERIFIED: False, Measure.PROVISIONAL: True}


def live(*, period: Period, organisation: Organisation | None, at: datetime) -> Live:
    """Return where the rows behind the figures of now are read."""
    return Live(period, organisation, at)


def frozen(snapshot: Snapshot) -> Frozen:
    """Return where the rows behind frozen figures are read."""
    return Frozen(snapshot)


def kind_of(measure: Measure) -> str:
    """Return what the rows behind a figure are: events, attendances, seats, persons, units."""
    return KINDS.get(measure, "events")


def listing(*, source: Source, question: Question, wish: Wish = ALL) -> Listing:
    """Return the rows behind one figure.

    Args:
        source: from `live` or `frozen`.
        question: which figure.
        wish: the order of the rows, and which of them.

    Returns:
        Events for events, runs, joint drills, head counts and person-times; attendances for
        named person-times and hours; registrations with whether the person came; persons;
        units reached, those of the register, or those of the register that were not reached.
    """
    measure = question.measure
    match kind_of(measure):
        case "attendances":
            return source.attendances(question, wish)
        case "seats":
            return source.seats(question, wish, came=measure == Measure.CAME)
        case "persons":
            return source.persons(question, wish, provisional=_PROVISIONAL.get(measure))
        case "units":
            return _units(source, question, wish)
        case _:
            kept = [line for line in source.events(question) if _counts(line, question)]
            return Listing.of_lines("events", kept, wish)


def figure(*, listing: Listing, measure: Measure) -> int | float:
    """Return what the rows add up to: the figure that they stand behind."""
    return listing.sums[_ADDS_UP_TO.get(measure, "rows")]


def took_part(source: Source) -> list[tuple[str, str, datetime]]:
    """Return code, title and start of the drills joined but led by others."""
    return source.took_part()


def names_of(persons: set[str]) -> dict[str, str]:
    """Return the names persons bear now, by UUID: frozen rows have none of their own."""
    found = Person.objects.filter(uuid__in=persons).values_list("uuid", "name")
    return {str(uuid): name for uuid, name in found}


def titles_of(codes: set[str]) -> dict[str, str]:
    """Return the titles of events by code."""
    return dict(Event.objects.filter(code__in=codes).values_list("code", "title"))


def _counts(line: EventLine, question: Question) -> bool:
    match question.measure:
        case Measure.RUNS:
            return bool(line.run)
        case Measure.JOINT:
            return line.joint
        case Measure.HEADED | Measure.HEADED_HOURS:
            return line.headed > 0
        case Measure.PERSON_TIMES:
            return line.person_times > 0
        case _:
            return question.dimension != Dimension.UNIT_KIND or line.person_times > 0


def _units(source: Source, question: Question, wish: Wish) -> Listing:
    if question.measure == Measure.REGISTER:
        return Listing.of_lines("units", source.register(), wish)
    reached = source.units(question)
    if question.measure == Measure.REGISTERED:
        register = {line.uuid for line in source.register()}
        reached = [line for line in reached if line.uuid in register]
    if question.measure == Measure.NOT_REACHED:
        known = {line.uuid for line in reached}
        reached = [line for line in source.register() if line.uuid not in known]
    return Listing.of_lines("units", reached, wish)
