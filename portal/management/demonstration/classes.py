"""The classes of the past year, held: their people, head counts and hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice

from portal.events.enums import EventKind, EventStatus, RegistrationMode
from portal.events.models import Block, Event, Topic, Venue
from portal.management.demonstration.classes_of_2025 import (
    ADDRESSES,
    ASKS_IDENTITY,
    COURSES,
    EMERGENCY,
    TRAINERS,
    WALKED_IN,
    YEAR_2025,
    Line,
)
from portal.management.demonstration.identity import steady_code
from portal.management.demonstration.persons import People
from portal.management.demonstration.signing_in import POLICY, count_heads, sign_in
from portal.people.models import Organisation, Person, User
from training.domain import credits as hours
from training.enums import RunStatus, SessionKind
from training.models import Course, CourseRun, Trainer, TrainingSession


@dataclass(slots=True)
class Teaching:
    """What later classes are planned with."""

    courses: dict[str, Course]
    trainers: list[Trainer]
    venues: dict[str, Venue]


def load_courses(organisations: dict[str, Organisation]) -> Teaching:
    """Make courses, trainers and venues."""
    topics = Topic.objects.in_bulk(field_name="code")
    courses = {
        code: Course.objects.create(
            code=code,
            title=title,
            kind=kind,
            topic=topics[topic],
            audience=audience,
            planned_minutes=minutes,
            summary=summary,
            keeps_identity=code in ASKS_IDENTITY,
            identity_basis=ASKS_IDENTITY.get(code, ""),
        )
        for code, (title, kind, topic, audience, minutes, summary) in COURSES.items()
    }
    trainers = [
        Trainer.objects.create(name=name, title=title, organisation=organisations[EMERGENCY])
        for name, title in TRAINERS
    ]
    names = dict.fromkeys(line.where for line in YEAR_2025 if not line.at_host)
    venues = {
        name: Venue.objects.create(name=name, capacity=240, address=ADDRESSES.get(name, ""))
        for name in names
    }
    return Teaching(courses, trainers, venues)


def load_year(
    organisations: dict[str, Organisation], people: People, teaching: Teaching, by: User
) -> list[TrainingSession]:
    """Make the 53 sessions of 2025 with everybody who came, settled and locked."""
    invited = _Invitations(people)
    runs: dict[tuple[str, int], CourseRun] = {}
    sessions = []
    for number, line in enumerate(YEAR_2025):
        course = teaching.courses[line.course]
        organiser = organisations[line.organiser]
        key = (line.course, line.run)
        if key not in runs:
            runs[key] = CourseRun.objects.create(
                course=course,
                organiser=organiser,
                year=2025,
                number=line.run,
                status=RunStatus.CLOSED,
            )
        event = _event(line, number, course, organiser, organisations, teaching)
        session = TrainingSession.objects.create(
            run=runs[key],
            event=event,
            number=runs[key].sessions.count() + 1,
            kind=SessionKind.IN_COMPANY_VISIT if line.at_host else SessionKind.CLASSROOM,
        )
        session.trainers.add(teaching.trainers[number % len(teaching.trainers)])
        present = invited.to(line, course)
        sign_in(event, present, absent=invited.missing(line, course))
        if line.counted:
            count_heads(event, line.named + line.counted, by)
        Event.objects.filter(pk=event.pk).update(status=EventStatus.LOCKED)
        session.event.status = EventStatus.LOCKED
        hours.enter(session=session, at=event.ends_at + timedelta(days=1))
        sessions.append(session)
    return sessions


def _event(
    line: Line,
    number: int,
    course: Course,
    organiser: Organisation,
    organisations: dict[str, Organisation],
    teaching: Teaching,
) -> Event:
    host = organisations[line.where] if line.at_host else None
    ends_at = line.starts_at + timedelta(minutes=course.planned_minutes)
    event = Event.objects.create(
        code=steady_code("class", number),
        kind=EventKind.TRAINING,
        title=f"{course.title}：{host.name}" if host else course.title,
        summary=course.summary,
        topic=course.topic,
        audience=course.audience,
        organiser=organiser,
        host=host,
        venue=None if host else teaching.venues[line.where],
        starts_at=line.starts_at,
        ends_at=ends_at,
        status=EventStatus.RECONCILED,
        public=host is None,
        registration_mode=RegistrationMode.NONE if host else RegistrationMode.OPEN,
        hard_capacity=None if host else 240,
        policy_values=POLICY.to_values(),
        reconcile_reason="" if line.counted else "全部实名签到，未另行清点",
        cost_yuan=1200 + 100 * (number % 7),
        changed_at=line.starts_at - timedelta(days=14),
    )
    Block.objects.create(event=event, starts_at=event.starts_at, ends_at=event.ends_at)
    return event


class _Invitations:
    """Deals the people of each group out to its classes in turn: each comes at least once."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.turns: dict[str, Iterator[Person]] = {
            group: cycle(crowd) for group, crowd in people.attending.items()
        }
        self.walk_ins = iter(people.walk_ins)

    def to(self, line: Line, course: Course) -> list[Person]:
        """Return who comes to a class: the host's staff, or the next of the group."""
        if line.at_host:
            return self.people.staff[line.where][: line.named]
        strangers = list(islice(self.walk_ins, WALKED_IN.get(line.day, 0)))
        known = islice(self.turns[course.audience], line.named - len(strangers))
        return [*known, *strangers]

    def missing(self, line: Line, course: Course) -> list[Person]:
        """Return who had a seat and did not come: some of those who never come."""
        if line.at_host:
            return []
        return self.people.away[course.audience][: line.named // 20]
