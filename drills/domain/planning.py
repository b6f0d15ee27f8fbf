"""From an idea to the programme: propose, approve, change, put off, call off."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from drills.domain import steps
from drills.enums import (
    CHANGEABLE_STATES,
    NOTICED_TOPICS,
    USES_OF_FORM,
    DrillForm,
    DrillState,
    DrillVerb,
    PersonRole,
    PublicMode,
)
from drills.models import Drill, DrillSection, DrillTransition, FormSection, FormTemplate
from portal.events.domain import lifecycle
from portal.events.domain import planning as event_planning
from portal.events.enums import EVENT_STEPS, EventKind, EventStatus
from portal.events.models import Topic
from portal.lib.refusals import Refusal
from portal.people.models import Organisation, User


class TopicRefused(Refusal):
    """The main topic is missing or is not one for drills."""

    code = "topic_refused"


class ChangeRefused(Refusal):
    """The drill has begun or was called off; its plan stands."""

    code = "change_refused"


class CommanderMissing(Refusal):
    """Preparing begins with a commander."""

    code = "commander_missing"


@transaction.atomic
def create(
    *,
    by: User,
    at: datetime,
    event: Mapping[str, Any],
    topics: Iterable[Topic] = (),
    co_organisers: Iterable[Organisation] = (),
    clash_reason: str = "",
    **fields: Any,
) -> Drill:
    """Propose a drill and plan its event; outside the programme it starts as programmed.

    Args:
        event: values of the event: title, topic, organiser (who leads), starts_at and
            ends_at are required.
        topics: further topics; the main one is dropped from them.
        co_organisers: who drills along; the lead is dropped from them.
        clash_reason: why it is meant that the venue is taken; "" when it must be free.
        fields: of `Drill`. With ``unplanned`` a reason is required.

    Raises:
        TopicRefused: the main topic is missing or not used for drills.
        ClashNotAcknowledged: the venue is taken at that time and no reason is given.
        steps.CommentMissing: unplanned without a reason.
    """
    _check_topic(event.get("topic"))
    state = DrillState.PROPOSED
    if fields.get("unplanned"):
        fields["unplanned_reason"] = steps.need_comment(fields.get("unplanned_reason", ""))
        state = DrillState.PROGRAMMED
    public = _is_noticed(
        topic=event["topic"],
        form=fields.get("form", DrillForm.FIELD),
        public_mode=fields.get("public_mode", PublicMode.NONE),
        noticed_outside=fields.get("noticed_outside", False),
    )
    # Who takes part is not asked to sign out: it ends with the drill.
    planned = event_planning.plan(
        by=by,
        at=at,
        asks_departure=False,
        clash_reason=clash_reason,
        **{**event, "kind": EventKind.DRILL, "public": public},
    )
    drill = Drill.objects.create(event=planned, state=state, created_by=by, created_at=at, **fields)
    _set_many(drill, topics, co_organisers)
    choose_forms(drill)
    DrillTransition.objects.create(
        drill=drill,
        verb="CREATE",
        after=state,
        comment=drill.unplanned_reason,
        made_by=by,
        made_at=at,
    )
    return drill


@transaction.atomic
def change(
    *,
    drill: Drill,
    by: User,
    at: datetime,
    event: Mapping[str, Any],
    topics: Iterable[Topic] | None = None,
    co_organisers: Iterable[Organisation] | None = None,
    clash_reason: str = "",
    **fields: Any,
) -> Drill:
    """Change the plan of a drill that has not begun; the calendar follows the event.

    Another form (field, tabletop) brings its own evaluation forms, as long as none is locked.

    Raises:
        ChangeRefused: once it has begun, is ready, or was called off.
        TopicRefused: as in `create`.
        ClashNotAcknowledged: as in `create`.
    """
    # Before any row is locked: one plans at a time.
    event_planning.look_alone()
    drill = steps.locked_drill(drill)
    check_open_to_change(drill)
    if "topic" in event:
        _check_topic(event["topic"])
    form_before = drill.form
    for name, value in fields.items():
        setattr(drill, name, value)
    drill.save()
    public = _is_noticed(
        topic=event.get("topic", drill.event.topic),
        form=drill.form,
        public_mode=drill.public_mode,
        noticed_outside=drill.noticed_outside,
    )
    times = {"starts_at": drill.event.starts_at, "ends_at": drill.event.ends_at}
    drill.event = event_planning.change(
        event=drill.event,
        by=by,
        at=at,
        clash_reason=clash_reason,
        **{**times, **event, "public": public},
    )
    _set_many(drill, topics, co_organisers)
    if drill.form != form_before:
        choose_forms(drill)
    return drill


def check_open_to_change(drill: Drill) -> None:
    """Refuse changes of the plan unless the drill is being planned or prepared.

    Raises:
        ChangeRefused: with the sentence for the planner.
    """
    if drill.state not in CHANGEABLE_STATES:
        raise ChangeRefused(
            _("This drill is “%(state)s”; its plan can no longer be changed.")
            % {"state": drill.get_state_display()}
        )


def choose_forms(drill: Drill) -> None:
    """Give a drill the newest versions of the forms that fit how it is played."""
    drill.sections.all().delete()
    newest: dict[str, FormTemplate] = {}
    for template in FormTemplate.objects.filter(use__in=USES_OF_FORM[drill.form]).order_by(
        "version"
    ):
        newest[template.use] = template
    DrillSection.objects.bulk_create(
        DrillSection(drill=drill, section=section)
        for section in FormSection.objects.filter(template__in=newest.values())
    )
    for task in drill.tasks.all():
        task.sections.set(task.sections.filter(template__in=newest.values()))


@transaction.atomic
def approve(*, drill: Drill, by: User, at: datetime, comment: str = "") -> Drill:
    """Put a proposed drill into the programme."""
    drill = steps.locked_drill(drill)
    steps.move_drill(drill, DrillVerb.APPROVE, by=by, at=at, comment=comment)
    return drill


@transaction.atomic
def open_preparation(*, drill: Drill, by: User, at: datetime) -> Drill:
    """Begin preparing a programmed drill.

    Raises:
        CommanderMissing: nobody is named who commands it.
    """
    drill = steps.locked_drill(drill)
    steps.check_drill(drill, DrillVerb.OPEN)
    if not drill.people.filter(role=PersonRole.COMMANDER).exists():
        raise CommanderMissing(_("Name the commander first, under “People and roles”."))
    steps.move_drill(drill, DrillVerb.OPEN, by=by, at=at)
    return drill


@transaction.atomic
def postpone(*, drill: Drill, by: User, at: datetime, comment: str) -> Drill:
    """Put a drill off; its event shows as postponed where it was already published.

    Raises:
        lifecycle.WasHeld: its day has passed and people had checked in.
    """
    drill = steps.locked_drill(drill)
    steps.check_drill(drill, DrillVerb.POSTPONE)
    comment = steps.need_comment(comment)
    if EventStatus.POSTPONED in EVENT_STEPS[drill.event.status]:
        drill.event = lifecycle.postpone(event=drill.event, by=by, at=at, reason=comment)
    drill.forms_locked_at = None
    steps.move_drill(drill, DrillVerb.POSTPONE, by=by, at=at, comment=comment)
    return drill


@transaction.atomic
def reschedule(
    *, drill: Drill, by: User, at: datetime, starts_at: datetime, ends_at: datetime
) -> Drill:
    """Give a postponed drill a new time; it is prepared, and its gates are passed, again.

    A drill that had not been approved before returns to the proposals.
    """
    drill = steps.locked_drill(drill)
    steps.check_drill(drill, DrillVerb.RESCHEDULE)
    if drill.event.status == EventStatus.POSTPONED:
        drill.event = lifecycle.resume(
            event=drill.event, by=by, at=at, starts_at=starts_at, ends_at=ends_at
        )
    else:
        drill.event = lifecycle.change(
            event=drill.event, by=by, at=at, starts_at=starts_at, ends_at=ends_at
        )
    last = drill.transitions.filter(verb=DrillVerb.POSTPONE).last()
    never_approved = last is not None and last.before == DrillState.PROPOSED
    steps.move_drill(
        drill,
        DrillVerb.RESCHEDULE,
        by=by,
        at=at,
        after=DrillState.PROPOSED if never_approved else DrillState.PROGRAMMED,
    )
    return drill


@transaction.atomic
def cancel(*, drill: Drill, by: User, at: datetime, comment: str) -> Drill:
    """Call a drill off before it begins; its event stays visible as cancelled.

    Where the day has passed and people had checked in already, their event stays as it is.
    """
    drill = steps.locked_drill(drill)
    steps.check_drill(drill, DrillVerb.CANCEL)
    comment = steps.need_comment(comment)
    may_be_cancelled = EventStatus.CANCELLED in EVENT_STEPS[drill.event.status]
    if may_be_cancelled and not lifecycle.was_held(drill.event, at):
        drill.event = lifecycle.cancel(event=drill.event, by=by, at=at, reason=comment)
    steps.move_drill(drill, DrillVerb.CANCEL, by=by, at=at, comment=comment)
    return drill


def needs_notice(drill: Drill) -> bool:
    """Say whether people who are no players must be told before: invited, or only disturbed."""
    return _is_noticed(
        topic=drill.event.topic,
        form=drill.form,
        public_mode=drill.public_mode,
        noticed_outside=drill.noticed_outside,
    )


def is_tabletop_only(drill: Drill) -> bool:
    """Say whether nobody moves outside: no safety officer and no field risks are needed."""
    return drill.form == DrillForm.TABLETOP


def _is_noticed(*, topic: Topic | None, form: str, public_mode: str, noticed_outside: bool) -> bool:
    if public_mode != PublicMode.NONE or noticed_outside:
        return True
    noticed = topic is not None and topic.code in NOTICED_TOPICS
    return noticed and form != DrillForm.TABLETOP


def _check_topic(topic: Topic | None) -> None:
    if topic is None or not topic.for_drills:
        raise TopicRefused(_("Choose a main topic that is used for drills."))


def _set_many(
    drill: Drill, topics: Iterable[Topic] | None, co_organisers: Iterable[Organisation] | None
) -> None:
    if topics is not None:
        drill.topics.set([topic for topic in topics if topic.pk != drill.event.topic_id])
    if co_organisers is not None:
        drill.co_organisers.set(
            [unit for unit in co_organisers if unit.pk != drill.event.organiser_id]
        )
