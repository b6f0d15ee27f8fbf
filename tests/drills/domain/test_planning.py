"""From an idea to the programme, and the event that goes along."""

from datetime import timedelta

import pytest
from wagtail.models import ModelLogEntry

from drills.domain import planning, steps
from drills.enums import DrillForm, DrillState, PersonRole, PublicMode
from portal.events.domain import lifecycle
from portal.events.domain import planning as event_planning
from portal.events.enums import EventKind, EventStatus
from portal.events.models import Event, Topic
from tests.factories.drills import DrillFactory, DrillPersonFactory, EvaluationTaskFactory
from tests.factories.events import NOON, AttendanceFactory, EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = NOON - timedelta(days=20)


def event_values(**changes):
    return {
        "title": "凤凰城高层火灾逃生演练",
        "topic": Topic.objects.get(code="highrise_fire"),
        "organiser": OrganisationFactory(),
        "starts_at": NOON,
        "ends_at": NOON + timedelta(hours=2),
        **changes,
    }


def test_create_proposes_a_drill_with_its_event_and_forms():
    user = UserFactory()
    lead, other = OrganisationFactory(), OrganisationFactory()
    topics = Topic.objects.filter(code__in=["fire", "highrise_fire"])

    drill = planning.create(
        by=user,
        at=AT,
        event=event_values(organiser=lead),
        topics=topics,
        co_organisers=[lead, other],
        form=DrillForm.COMBINED,
    )

    assert (drill.state, drill.created_by, drill.created_at) == (DrillState.PROPOSED, user, AT)
    assert (drill.event.kind, drill.event.status, drill.event.public) == (
        EventKind.DRILL,
        EventStatus.DRAFT,
        True,
    )
    assert not drill.event.policy.asks_departures
    assert [topic.code for topic in drill.topics.all()] == ["fire"]
    assert list(drill.co_organisers.all()) == [other]
    assert drill.sections.count() == 3 + 13 + 2
    assert [(row.before, row.after) for row in drill.transitions.all()] == [("", "PROPOSED")]


def test_create_outside_the_programme_needs_a_reason():
    with pytest.raises(steps.CommentMissing):
        planning.create(by=UserFactory(), at=AT, event=event_values(), unplanned=True)

    drill = planning.create(
        by=UserFactory(),
        at=AT,
        event=event_values(),
        unplanned=True,
        unplanned_reason=" 上级临时要求 ",
        public_mode=PublicMode.TAKE_PART,
    )

    assert (drill.state, drill.unplanned_reason) == (DrillState.PROGRAMMED, "上级临时要求")
    assert drill.event.public is True


@pytest.mark.parametrize("code", ["ebike", None])
def test_create_refuses_a_topic_that_is_not_for_drills(code):
    topic = Topic.objects.get(code=code) if code else None

    with pytest.raises(planning.TopicRefused):
        planning.create(by=UserFactory(), at=AT, event=event_values(topic=topic))
    assert Event.objects.count() == 0


def test_create_refuses_an_end_before_the_start():
    with pytest.raises(lifecycle.TimesRefused):
        planning.create(by=UserFactory(), at=AT, event=event_values(ends_at=NOON))


def test_change_keeps_event_and_drill_together():
    drill = DrillFactory(programmed=True)
    flood = Topic.objects.get(code="flood")

    planning.change(
        drill=drill,
        by=UserFactory(),
        at=AT,
        event={"title": "防汛演练", "topic": flood},
        topics=[],
        co_organisers=[],
        form=DrillForm.FIELD,
        public_mode=PublicMode.OBSERVE,
    )

    drill.refresh_from_db()
    assert (drill.event.title, drill.event.topic, drill.event.public) == ("防汛演练", flood, True)
    assert {row.section.template.code for row in drill.sections.all()} == {"A1", "A2"}


def test_change_leaves_chosen_categories_when_the_form_stays():
    drill = DrillFactory(sections=["B1-2"])

    planning.change(drill=drill, by=UserFactory(), at=AT, event={"place": "广场"}, scenario="起火")

    assert [row.section.code for row in drill.sections.all()] == ["B1-2"]


@pytest.mark.parametrize("trait", ["ready", "in_progress", "archived", "cancelled", "postponed"])
def test_change_is_refused_once_the_plan_stands(trait):
    with pytest.raises(planning.ChangeRefused):
        planning.change(drill=DrillFactory(**{trait: True}), by=UserFactory(), at=AT, event={})


def test_preparation_needs_a_commander():
    drill = DrillFactory(programmed=True)

    with pytest.raises(planning.CommanderMissing):
        planning.open_preparation(drill=drill, by=UserFactory(), at=AT)

    DrillPersonFactory(drill=drill, role=PersonRole.COMMANDER)
    assert planning.open_preparation(drill=drill, by=UserFactory(), at=AT).state == "PREPARING"


def test_postponing_a_published_drill_postpones_its_event_and_unlocks_its_forms():
    drill = DrillFactory(ready=True)

    planning.postpone(drill=drill, by=UserFactory(), at=AT, comment="台风")

    drill.refresh_from_db()
    assert (drill.state, drill.forms_locked_at) == (DrillState.POSTPONED, None)
    assert (drill.event.status, drill.event.status_reason) == (EventStatus.POSTPONED, "台风")


@pytest.mark.parametrize(
    ("trait", "event_status", "back_in"),
    [
        ("ready", EventStatus.PUBLISHED, DrillState.PROGRAMMED),
        ("preparing", EventStatus.DRAFT, DrillState.PROGRAMMED),
        ("proposed", EventStatus.DRAFT, DrillState.PROPOSED),
    ],
)
def test_rescheduling_moves_the_event_and_starts_over(trait, event_status, back_in):
    drill = DrillFactory(**({} if trait == "proposed" else {trait: True}))
    planning.postpone(drill=drill, by=UserFactory(), at=AT, comment="台风")
    later = NOON + timedelta(days=7)

    planning.reschedule(
        drill=drill, by=UserFactory(), at=AT, starts_at=later, ends_at=later + timedelta(hours=1)
    )

    drill.refresh_from_db()
    assert (drill.state, drill.event.status, drill.event.starts_at) == (
        back_in,
        event_status,
        later,
    )


def test_cancelling_cancels_the_event():
    drill = DrillFactory(ready=True)

    planning.cancel(drill=drill, by=UserFactory(), at=AT, comment="场地被占用")

    drill.refresh_from_db()
    assert (drill.state, drill.event.status) == (DrillState.CANCELLED, EventStatus.CANCELLED)


@pytest.mark.parametrize("somebody_came", [False, True])
def test_cancelling_a_drill_nobody_held_cancels_its_event_unless_somebody_came(somebody_came):
    drill = DrillFactory(ready=True, event__status=EventStatus.ENDED)
    if somebody_came:
        AttendanceFactory(event=drill.event)

    planning.cancel(drill=drill, by=UserFactory(), at=AT, comment="没有举行")

    drill.refresh_from_db()
    assert (drill.state, drill.event.status) == (
        DrillState.CANCELLED,
        EventStatus.ENDED if somebody_came else EventStatus.CANCELLED,
    )


def test_drill_whose_day_has_passed_is_put_off_and_given_a_new_date():
    """The clock has ended its event; it is what the page advises to do."""
    drill = DrillFactory(ready=True)
    lifecycle.end_due(at=drill.event.ends_at)
    drill.refresh_from_db()
    late = {"by": UserFactory(), "at": drill.event.ends_at + timedelta(days=1)}
    later = late["at"] + timedelta(days=7)

    planning.postpone(drill=drill, comment="指挥员生病，没有举行", **late)
    planning.reschedule(drill=drill, starts_at=later, ends_at=later + timedelta(hours=1), **late)

    drill.refresh_from_db()
    assert (drill.state, drill.event.status, drill.event.starts_at) == (
        DrillState.PROGRAMMED,
        EventStatus.PUBLISHED,
        later,
    )


def test_drill_nobody_else_notices_is_not_public():
    fire = Topic.objects.get(code="fire")
    given = {"by": UserFactory(), "at": AT}

    drill = planning.create(**given, event=event_values(topic=fire))
    assert drill.event.public is False
    drill = planning.change(**given, drill=drill, event={}, noticed_outside=True)
    assert drill.event.public is True
    drill = planning.change(
        **given,
        drill=drill,
        event={"topic": Topic.objects.get(code="highrise_fire")},
        noticed_outside=False,
    )
    assert drill.event.public is True


def test_another_form_takes_its_categories_from_the_evaluators_too():
    drill = planning.create(by=UserFactory(), at=AT, event=event_values(), form=DrillForm.TABLETOP)
    task = EvaluationTaskFactory(drill=drill)
    assert task.sections.count() == 2

    planning.change(drill=drill, by=UserFactory(), at=AT, event={}, form=DrillForm.FIELD)
    assert task.sections.count() == 0


def test_drill_in_a_venue_that_is_taken_needs_a_reason():
    venue = VenueFactory()
    taken = EventFactory(venue=venue, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    given = {"by": UserFactory(), "at": AT, "event": event_values(venue=venue)}

    with pytest.raises(event_planning.ClashNotAcknowledged) as refusal:
        planning.create(**given)
    drill = planning.create(**given, clash_reason="培训结束后原地演练")

    assert [clash.event for clash in refusal.value.clashes] == [taken]
    assert Event.objects.filter(kind=EventKind.DRILL).get() == drill.event
    assert ModelLogEntry.objects.filter(action="events.clash").count() == 1


def test_drill_that_moves_into_a_taken_venue_needs_a_reason():
    venue = VenueFactory()
    EventFactory(venue=venue, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    by = UserFactory()
    drill = planning.create(by=by, at=AT, event=event_values())

    with pytest.raises(event_planning.ClashNotAcknowledged):
        planning.change(drill=drill, by=by, at=AT, event={"venue": venue})
    planning.change(drill=drill, by=by, at=AT, event={"title": "改名"})

    drill.refresh_from_db()
    assert (drill.event.title, drill.event.venue) == ("改名", None)
