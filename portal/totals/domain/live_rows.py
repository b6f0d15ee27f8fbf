"""The rows behind the figures of now, read from the tables of the apps."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from portal.events.domain.queries import turnout
from portal.events.domain.queries import yearly as events_yearly
from portal.events.enums import RegistrationStatus
from portal.events.models import Attendance, Registration
from portal.lib.among import Among
from portal.lib.periods import Period
from portal.lib.yearly import CountedEvent
from portal.people.enums import PersonStatus
from portal.people.models import Organisation
from portal.totals.domain import annual
from portal.totals.domain.lines import (
    AttendanceLine,
    EventLine,
    Listing,
    PersonLine,
    Question,
    UnitLine,
    Wish,
    ordered,
    searched,
    with_hours,
)
from portal.totals.enums import Dimension, Part
from training.domain.queries import yearly as training_yearly
from training.models import CourseRun


@dataclass(frozen=True, slots=True)
class Live:
    """Where the rows come from: the data as they are at a moment."""

    period: Period
    organisation: Organisation | None
    at: datetime

    def events(self, question: Question) -> list[EventLine]:
        """Return the events of a slice; by kind of unit those with people of that kind."""
        events, units = self._slice(question)
        named: dict[int, int] = defaultdict(int)
        shown: dict[int, list[int]] = {}
        for pk, kind, count, _minutes, half_hours in turnout.sums(events):
            named[pk] += count
            if question.dimension != Dimension.UNIT_KIND or kind == question.value:
                found = shown.setdefault(pk, [0, 0])
                found[0] += count
                found[1] += half_hours
        counts = events_yearly.valid_head_counts([event.pk for event in events])
        runs = self._runs(events) if question.part == Part.TRAINING else {}
        made = []
        for event in events:
            headed = max(0, counts.get(event.pk, 0) - named[event.pk])
            if question.dimension == Dimension.UNIT_KIND and event.host_kind != question.value:
                headed = 0
            each = event.planned_minutes * 2 // event.lesson_minutes
            people, half_hours = shown.get(event.pk, (0, 0))
            made.append(
                EventLine(
                    code=event.code,
                    title=event.title,
                    starts_at=event.starts_at,
                    topic=event.topic,
                    organiser=units[event.organiser][1],
                    host=units[event.host][1] if event.host else "",
                    named=people,
                    headed=headed,
                    half_hours=half_hours,
                    headed_half_hours=headed * each,
                    provisional=event.provisional,
                    joint=bool(event.took_part),
                    run=runs.get(event.pk, ""),
                )
            )
        return made

    def attendances(self, question: Question, wish: Wish) -> Listing:
        """Return the attendances of a slice."""
        events, _units = self._slice(question)
        by_pk = {event.pk: event for event in events}
        found = searched(
            self._present(question, events).annotate(**_WHO, where=F("organisation_then__name")),
            wish,
            "event__title",
            "who",
            "where",
        )
        sums = found.aggregate(
            rows=Count("pk"),
            minutes=Sum("credited_minutes", default=0),
            half_hours=Sum(_half_hours(events), default=0),
        )
        order = {"person": "who", "unit": "where", "minutes": "credited_minutes", **_OF_EVENT}

        def line(row: Mapping[str, Any]) -> AttendanceLine:
            event = by_pk[row["event_id"]]
            return AttendanceLine(
                code=event.code,
                title=event.title,
                starts_at=event.starts_at,
                person=row["who"],
                unit=row["where"] or "",
                minutes=row["credited_minutes"],
                half_hours=row["credited_minutes"] * 2 // event.lesson_minutes,
                provisional=row["standing"] == PersonStatus.PROVISIONAL,
            )

        rows = ordered(found, wish, order, "event__starts_at", "event__code", "where", "who")
        values = rows.values("event_id", "who", "where", "credited_minutes", "standing")
        return Listing("attendances", with_hours(sums), values, line)

    def seats(self, question: Question, wish: Wish, *, came: bool) -> Listing:
        """Return the confirmed registrations of a slice; on wish those only who came."""
        events, _units = self._slice(question)
        by_pk = {event.pk: event for event in events}
        present = ExpressionWrapper(Registration.objects.whose_person_came(), BooleanField())
        found: QuerySet = Registration.objects.filter(
            Among("event_id", by_pk), status=RegistrationStatus.CONFIRMED
        ).annotate(**_WHO, present=present)
        if came:
            found = found.filter(present=True)
        found = searched(found, wish, "event__title", "who")
        sums = found.aggregate(rows=Count("pk"), came=Count("pk", filter=Q(present=True)))

        def line(row: Mapping[str, Any]) -> AttendanceLine:
            event = by_pk[row["event_id"]]
            return AttendanceLine(
                event.code, event.title, event.starts_at, row["who"], came=row["present"]
            )

        order = {"person": "who", **_OF_EVENT}
        rows = ordered(found, wish, order, "event__starts_at", "event__code", "who")
        return Listing("seats", sums, rows.values("event_id", "who", "present"), line)

    def persons(self, question: Question, wish: Wish, *, provisional: bool | None) -> Listing:
        """Return the canonical persons of a slice: all, those to be matched, or the others."""
        events, _units = self._slice(question)
        found = self._present(question, events).annotate(
            **_WHO, canonical=Coalesce("person__canonical_id", "person_id")
        )
        if provisional is not None:
            unmatched = Q(standing=PersonStatus.PROVISIONAL)
            found = found.filter(unmatched if provisional else ~unmatched)
        grouped = (
            searched(found, wish, "who")
            .values("canonical", "who", "standing")
            .annotate(times=Count("pk"), half_hours=Sum(_half_hours(events)))
        )
        sums = grouped.aggregate(
            rows=Count("canonical"),
            named=Sum("times", default=0),
            half_hours_in_all=Sum("half_hours", default=0),
        )
        order = {"person": "who", "times": "times", "hours": "half_hours"}
        rows = ordered(grouped, wish, order, "-times", "who", last="canonical")

        def line(row: Mapping[str, Any]) -> PersonLine:
            unmatched = row["standing"] == PersonStatus.PROVISIONAL
            return PersonLine(row["who"], unmatched, row["times"], row["half_hours"])

        half_hours = sums.pop("half_hours_in_all")
        sums = {"rows": sums["rows"], "times": sums["named"], "half_hours": half_hours}
        return Listing("persons", with_hours(sums), rows, line)

    def units(self, question: Question) -> list[UnitLine]:
        """Return the units reached in a slice: those of the people, and the hosts."""
        events, units = self._slice(question)
        found = (
            self._present(question, events)
            .filter(organisation_then__isnull=False)
            .values_list(
                "organisation_then__uuid", "organisation_then__name", "organisation_then__kind"
            )
            .annotate(times=Count("pk"))
            .order_by()
        )
        made = {str(uuid): UnitLine(name, kind, n, str(uuid)) for uuid, name, kind, n in found}
        for event in events:
            of_kind = question.dimension != Dimension.UNIT_KIND or event.host_kind == question.value
            if event.host and of_kind:
                uuid, name = units[event.host]
                made.setdefault(uuid, UnitLine(name, event.host_kind, 0, uuid))
        return sorted(made.values(), key=lambda line: (-line.times, line.unit))

    def register(self) -> list[UnitLine]:
        """Return the units on the register at the end of the period."""
        found = annual.registered_units(period=self.period, organisation=self.organisation)
        rows = found.order_by("kind", "name").values_list("name", "kind", "uuid")
        return [UnitLine(name, kind, 0, str(uuid)) for name, kind, uuid in rows]

    def took_part(self) -> list[tuple[str, str, datetime]]:
        """Return code, title and start of the drills joined but led by others."""
        if self.organisation is None:
            return []
        joined = annual.joined_drills(period=self.period, organisation=self.organisation)
        return [(event.code, event.title, event.starts_at) for event in joined]

    def _slice(self, question: Question) -> tuple[list[CountedEvent], dict[int, tuple[str, str]]]:
        """Return the events of a slice, and UUID and name of their organisers and hosts."""
        part = question.part
        events = annual.counted_events(
            period=self.period, organisation=self.organisation, at=self.at, parts=[part]
        )[part]
        pks = {pk for event in events for pk in (event.organiser, event.host) if pk}
        units = {
            pk: (str(uuid), name)
            for pk, uuid, name in Organisation.objects.filter(Among("pk", pks)).values_list(
                "pk", "uuid", "name"
            )
        }
        if question.dimension not in {Dimension.TOTAL, Dimension.UNIT_KIND}:
            uuids = {pk: uuid for pk, (uuid, _name) in units.items()}
            events = [
                event
                for event in events
                if annual.slice_of(event, question.dimension, uuids) == question.value
            ]
        return events, units

    def _present(self, question: Question, events: Sequence[CountedEvent]) -> QuerySet[Attendance]:
        found = Attendance.objects.counted().filter(
            Among("event_id", (event.pk for event in events))
        )
        if question.dimension != Dimension.UNIT_KIND:
            return found
        if not question.value:
            return found.filter(organisation_then__isnull=True)
        return found.filter(organisation_then__kind=question.value)

    def _runs(self, events: Sequence[CountedEvent]) -> dict[int, str]:
        first = training_yearly.first_sessions(events=events, at=self.at)
        runs = CourseRun.objects.filter(Among("pk", first)).select_related("course")
        return {first[run.pk]: f"{run.course.code}/{run.year}/{run.number}" for run in runs}


_WHO = {
    "who": Coalesce("person__canonical__name", "person__name"),
    "standing": Coalesce("person__canonical__status", "person__status"),
}
_OF_EVENT = {"starts_at": "event__starts_at", "title": "event__title"}


def _half_hours(events: Sequence[CountedEvent]) -> Any:
    """Return the half class hours of an attendance, by the length that held on its day."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for event in events:
        by_length[event.lesson_minutes].append(event.pk)
    if len(by_length) == 1:
        return F("credited_minutes") * 2 / next(iter(by_length))
    return Case(
        *(
            When(Among("event_id", pks), then=F("credited_minutes") * 2 / length)
            for length, pks in by_length.items()
        ),
        default=Value(0),
    )
