"""The rows behind frozen figures, read from the snapshot; only names are those of now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from portal.people.models import Organisation, Person
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
from portal.totals.enums import Dimension, RowKind
from portal.totals.models import Snapshot, SnapshotRow


@dataclass(frozen=True, slots=True)
class Frozen:
    """Where the rows come from: what was frozen."""

    snapshot: Snapshot

    def events(self, question: Question) -> list[EventLine]:
        """Return the events of a slice; by kind of unit those with people of that kind."""
        events = self._slice(question)
        by_kind = question.dimension == Dimension.UNIT_KIND
        named: dict[str, int] = defaultdict(int)
        shown: dict[str, list[int]] = {}
        sums = (
            self._rows(question, RowKind.ATTENDANCE, events)
            .values_list("event", "unit_kind")
            .annotate(named=Count("pk"), half_hours=Sum(_number("half_hours")))
            .order_by()
        )
        for code, kind, count, half_hours in sums:
            named[code] += count
            if not by_kind or kind == question.value:
                found = shown.setdefault(code, [0, 0])
                found[0] += count
                found[1] += half_hours
        runs = dict(
            self.snapshot.rows.filter(kind=RowKind.RUN, part=question.part).values_list(
                "event", "key"
            )
        )
        made = []
        for row in events:
            values = row.values
            headed = max(0, (values["head_count"] or 0) - named[row.event])
            if by_kind and row.unit_kind != question.value:
                headed = 0
            each = values["planned_minutes"] * 2 // values["lesson_minutes"]
            people, half_hours = shown.get(row.event, (0, 0))
            made.append(
                EventLine(
                    code=row.event,
                    title=values["title"],
                    starts_at=_start(values),
                    topic=values["topic"],
                    organiser=values["organiser_name"],
                    host=values["host_name"],
                    named=people,
                    headed=headed,
                    half_hours=half_hours,
                    headed_half_hours=headed * each,
                    provisional=values["provisional"],
                    joint=bool(values["took_part"]),
                    run=runs.get(row.event, ""),
                )
            )
        return sorted(made, key=lambda line: (line.starts_at, line.code))

    def attendances(self, question: Question, wish: Wish) -> Listing:
        """Return the attendances of a slice."""
        events = self._slice(question)
        by_code = {row.event: row.values for row in events}
        found = self._of_kind(question, self._rows(question, RowKind.ATTENDANCE, events))
        found = searched(self._named(found), wish, "title", "who", "where")
        sums = found.aggregate(
            rows=Count("pk"),
            minutes=Sum(_number("minutes"), default=0),
            half_hours=Sum(_number("half_hours"), default=0),
        )

        def line(row: Mapping[str, Any]) -> AttendanceLine:
            event, values = by_code[row["event"]], row["values"]
            return AttendanceLine(
                code=row["event"],
                title=event["title"],
                starts_at=_start(event),
                person=row["who"] or "",
                unit=row["where"] or "",
                minutes=values["minutes"],
                half_hours=values["half_hours"],
                provisional=values["provisional"],
            )

        order = {**_ORDER, "unit": "where", "minutes": "minutes_credited"}
        rows = ordered(
            found.annotate(minutes_credited=_number("minutes")),
            wish,
            order,
            "start",
            "event",
            "where",
            "who",
        )
        values = rows.values("event", "values", "who", "where")
        return Listing("attendances", with_hours(sums), values, line)

    def seats(self, question: Question, wish: Wish, *, came: bool) -> Listing:
        """Return the confirmed registrations of a slice; on wish those only who came."""
        events = self._slice(question)
        by_code = {row.event: row.values for row in events}
        found = self._rows(question, RowKind.SEAT, events)
        if came:
            found = found.filter(values__came=True)
        found = searched(self._named(found), wish, "title", "who")
        sums = found.aggregate(rows=Count("pk"), came=Count("pk", filter=Q(values__came=True)))

        def line(row: Mapping[str, Any]) -> AttendanceLine:
            event = by_code[row["event"]]
            return AttendanceLine(
                row["event"],
                event["title"],
                _start(event),
                row["who"] or "",
                came=row["values"]["came"],
            )

        rows = ordered(found, wish, _ORDER, "start", "event", "who")
        return Listing("seats", sums, rows.values("event", "values", "who"), line)

    def persons(self, question: Question, wish: Wish, *, provisional: bool | None) -> Listing:
        """Return the canonical persons of a slice: all, those to be matched, or the others."""
        found = self._rows(question, RowKind.ATTENDANCE, self._slice(question))
        found = self._of_kind(question, found)
        if provisional is not None:
            found = found.filter(values__provisional=provisional)
        grouped = (
            searched(self._named(found), wish, "who")
            .annotate(unmatched=KT("values__provisional"))
            .values("person", "who", "unmatched")
            .annotate(times=Count("pk"), half_hours=Sum(_number("half_hours")))
        )
        found_sums = grouped.aggregate(
            rows=Count("person"),
            named=Sum("times", default=0),
            half_hours_in_all=Sum("half_hours", default=0),
        )
        order = {"person": "who", "times": "times", "hours": "half_hours"}
        rows = ordered(grouped, wish, order, "-times", "who", last="person")

        def line(row: Mapping[str, Any]) -> PersonLine:
            unmatched = row["unmatched"] == "true"
            return PersonLine(row["who"] or "", unmatched, row["times"], row["half_hours"])

        sums = {
            "rows": found_sums["rows"],
            "times": found_sums["named"],
            "half_hours": found_sums["half_hours_in_all"],
        }
        return Listing("persons", with_hours(sums), rows, line)

    def units(self, question: Question) -> list[UnitLine]:
        """Return the units reached in a slice: those of the people, and the hosts."""
        events = self._slice(question)
        found = self._of_kind(question, self._rows(question, RowKind.ATTENDANCE, events))
        sums = (
            found.filter(unit__isnull=False)
            .values_list("unit", "unit_kind")
            .annotate(times=Count("pk"))
            .order_by()
        )
        times = {(unit, kind): number for unit, kind, number in sums}
        for row in events:
            of_kind = question.dimension != Dimension.UNIT_KIND or row.unit_kind == question.value
            if row.unit and of_kind:
                times.setdefault((row.unit, row.unit_kind), 0)
        names = dict(
            Organisation.objects.filter(uuid__in={unit for unit, _kind in times}).values_list(
                "uuid", "name"
            )
        )
        made = [
            UnitLine(names.get(unit, ""), kind, number, str(unit))
            for (unit, kind), number in times.items()
        ]
        return sorted(made, key=lambda line: (-line.times, line.unit))

    def register(self) -> list[UnitLine]:
        """Return the units on the register at the end of the period."""
        rows = self.snapshot.rows.filter(kind=RowKind.UNIT)
        made = [UnitLine(str(row.values["name"]), row.unit_kind, 0, str(row.unit)) for row in rows]
        return sorted(made, key=lambda line: (line.kind, line.unit))

    def took_part(self) -> list[tuple[str, str, datetime]]:
        """Return code, title and start of the drills joined but led by others."""
        rows = self.snapshot.rows.filter(kind=RowKind.TOOK_PART).order_by("position")
        return [(row.event, str(row.values["title"]), _start(row.values)) for row in rows]

    def _slice(self, question: Question) -> list[SnapshotRow]:
        rows = self.snapshot.rows.filter(part=question.part, kind=RowKind.EVENT)
        if question.dimension in {Dimension.TOTAL, Dimension.UNIT_KIND}:
            return list(rows)
        name = question.dimension.value
        return [row for row in rows if str(row.values[name]) == question.value]

    def _rows(
        self, question: Question, kind: RowKind, events: Sequence[SnapshotRow]
    ) -> QuerySet[SnapshotRow]:
        found = self.snapshot.rows.filter(part=question.part, kind=kind)
        if question.dimension in {Dimension.TOTAL, Dimension.UNIT_KIND}:
            return found
        return found.filter(event__in=[row.event for row in events])

    def _of_kind(self, question: Question, found: QuerySet[SnapshotRow]) -> QuerySet[SnapshotRow]:
        if question.dimension != Dimension.UNIT_KIND:
            return found
        return found.filter(unit_kind=question.value)

    def _named(self, found: QuerySet[SnapshotRow]) -> QuerySet[SnapshotRow]:
        """Add names to rows that hold none: person, unit, and title and start of the event."""
        event = self.snapshot.rows.filter(kind=RowKind.EVENT, event=OuterRef("event"))
        person = Person.objects.filter(uuid=OuterRef("person")).values("name")
        unit = Organisation.objects.filter(uuid=OuterRef("unit")).values("name")
        return found.annotate(
            who=Subquery(person[:1]),
            where=Subquery(unit[:1]),
            title=Subquery(event.values_list(KT("values__title"))[:1]),
            start=Subquery(event.values_list(KT("values__starts_at"))[:1]),
        )


_ORDER = {"starts_at": "start", "title": "title", "person": "who"}


def _number(name: str) -> Cast:
    return Cast(KT(f"values__{name}"), IntegerField())


def _start(values: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(values["starts_at"])
