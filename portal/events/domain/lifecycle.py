"""The life of an event: planned, published, moved, called off, ended, reconciled, locked."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.events.domain import announcing, attendances, doors, headcounts, registering
from portal.events.enums import EVENT_STEPS, EventStatus
from portal.events.models import Block, Event
from portal.lib.refusals import Refusal
from portal.people.domain.queries import canonical
from portal.people.models import User

# A change of one of these is one that calendars must announce.
CALENDAR_FIELDS = frozenset({"starts_at", "ends_at", "venue", "place", "status"})

Stretches = Sequence[tuple[datetime, datetime, bool]]


class StepRefused(Refusal):
    """The event's status does not allow this step."""

    code = "step_refused"


class WasHeld(Refusal):
    """An event is said not to have taken place, and somebody was there."""

    code = "was_held"


class TimesRefused(Refusal):
    """The event would end before it begins, or a block would lie outside it."""

    code = "times_refused"


class ReasonMissing(Refusal):
    """A step that must be explained was not."""

    code = "reason_missing"


class CountMissing(Refusal):
    """Neither a head count nor a written reason why there is none."""

    code = "count_missing"


class CountBelowNamed(Refusal):
    """Fewer people were counted than are named, and nobody has explained it."""

    code = "count_below_named"


class DoorNotQuiet(Refusal):
    """A web process may still take the event's door for open."""

    code = "door_not_quiet"


class SecondPersonMissing(Refusal):
    """A step that takes two people was taken by one."""

    code = "second_person_missing"


@transaction.atomic
def plan(*, by: User, at: datetime, blocks: Stretches = (), **fields: Any) -> Event:
    """Plan an event; it is a draft until it is published.

    Args:
        by: who plans.
        at: now, timezone-aware.
        blocks: (start, end, creditable) of teaching and breaks; none given means one
            creditable block over the whole event.
        fields: of `Event`; kind, title, organiser, starts_at and ends_at are required.

    Raises:
        TimesRefused: when it ends before it begins, or a block lies outside it.
    """
    _check_times(fields["starts_at"], fields["ends_at"], blocks)
    event = Event.objects.create(changed_at=at, **fields)
    _set_blocks(event, blocks)
    log(instance=event, action="events.plan", user=by)
    return event


@transaction.atomic
def change(
    *, event: Event, by: User, at: datetime, blocks: Stretches | None = None, **fields: Any
) -> Event:
    """Change a planned or published event; calendars learn of a new time or place.

    Args:
        blocks: the new stretches; None keeps them, moved along with a new start.

    Raises:
        StepRefused: once the event has ended or was called off.
        TimesRefused: as in `plan`.
    """
    event = _locked_row(event)
    if event.status not in {EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.POSTPONED}:
        raise StepRefused(
            _("“%(title)s” is over or called off; it can no longer be changed.")
            % {"title": event.title}
        )
    before = {name: getattr(event, name) for name in fields}
    starts_at = fields.get("starts_at", event.starts_at)
    ends_at = fields.get("ends_at", event.ends_at)
    if blocks is None and (starts_at, ends_at) != (event.starts_at, event.ends_at):
        blocks = _moved_blocks(event, starts_at, ends_at)
    _check_times(starts_at, ends_at, blocks or ())
    changed = {name: value for name, value in fields.items() if before[name] != value}
    for name, value in changed.items():
        setattr(event, name, value)
    if changed:
        _save(event, at, announce=bool(CALENDAR_FIELDS.intersection(changed)))
        log(
            instance=event,
            action="events.change",
            user=by,
            data={
                "changed": {
                    name: [str(before[name]), str(value)] for name, value in changed.items()
                }
            },
        )
    if blocks is not None:
        event.blocks.all().delete()
        _set_blocks(event, blocks)
    if (blocks is not None or "policy_values" in changed) and event.scans.exists():
        # Who is in the room already is measured by the new times and the new rules.
        attendances.rebuild(event=event, at=at)
    if "hard_capacity" in changed:
        # Who waits need not wait for somebody else to come or go.
        registering.offer(event=event, at=at)
    return event


@transaction.atomic
def publish(*, event: Event, by: User, at: datetime) -> Event:
    """Publish a draft: people see it, register for it, and its door opens by the clock."""
    return _step(event, EventStatus.PUBLISHED, by, at, only_from=EventStatus.DRAFT)


@transaction.atomic
def postpone(*, event: Event, by: User, at: datetime, reason: str) -> Event:
    """Put a published event off until `resume` gives it a new time; also one nobody came to.

    Raises:
        WasHeld: its time is over and somebody was there.
    """
    _need_reason(reason)
    _refuse_held(event, at)
    return _step(event, EventStatus.POSTPONED, by, at, reason=reason)


@transaction.atomic
def resume(
    *, event: Event, by: User, at: datetime, starts_at: datetime, ends_at: datetime
) -> Event:
    """Publish a postponed event again, at its new time; its calendar entry moves."""
    event = _step(event, EventStatus.PUBLISHED, by, at, only_from=EventStatus.POSTPONED)
    event = change(event=event, by=by, at=at, starts_at=starts_at, ends_at=ends_at)
    # Seats given back meanwhile were kept until there is a day to offer them for.
    registering.offer(event=event, at=at)
    return event


@transaction.atomic
def cancel(*, event: Event, by: User, at: datetime, reason: str) -> Event:
    """Call an event off, also one nobody came to; it stays visible as cancelled.

    Raises:
        WasHeld: its time is over and somebody was there.
    """
    _need_reason(reason)
    _refuse_held(event, at)
    return _step(event, EventStatus.CANCELLED, by, at, reason=reason)


@transaction.atomic
def end(*, event: Event, by: User | None, at: datetime) -> Event:
    """End a published event; by nobody when the clock does it.

    Raises:
        StepRefused: when it has not begun, or its status does not allow it.
    """
    if at < event.starts_at:
        raise StepRefused(
            _("“%(title)s” has not begun. Cancel or postpone it instead.") % {"title": event.title}
        )
    return _step(event, EventStatus.ENDED, by, at)


def end_due(*, at: datetime) -> int:
    """End every published event whose time is over.

    Returns:
        How many were ended. Nothing depends on this having run: readers take a published
        event past its end as ended.
    """
    due = Event.objects.filter(status=EventStatus.PUBLISHED, ends_at__lte=at)
    count = 0
    for event in due.iterator(chunk_size=200):
        try:
            end(event=event, by=None, at=at)
        except StepRefused:
            continue  # somebody was quicker
        count += 1
    return count


@transaction.atomic
def reconcile(*, event: Event, by: User, at: datetime, reason: str = "") -> Event:
    """Declare who came: named people beside the head count, or why there is no count.

    Raises:
        StepRefused: when the event has not ended.
        CountMissing: without a head count and without a reason.
        CountBelowNamed: when fewer were counted than are named and no reason is given.
    """
    event = _locked_row(event)
    if headcounts.latest(event) is None and not reason.strip():
        raise CountMissing(
            _("Enter how many people were in the room, or write why nobody counted.")
        )
    if event.status == EventStatus.PUBLISHED and event.ends_at <= at:
        event = _step(event, EventStatus.ENDED, by, at)
    attendances.rebuild(event=event, at=at)
    _check_count(event, reason)
    return _step(
        event,
        EventStatus.RECONCILED,
        by,
        at,
        reason=reason,
        only_from=EventStatus.ENDED,
        reconcile_reason=reason.strip(),
    )


@transaction.atomic
def lock(*, event: Event, by: User, at: datetime) -> Event:
    """Close the books of a reconciled event: from now on nobody is added to it.

    Raises:
        DoorNotQuiet: it was reconciled seconds ago; somebody may be confirming just now.
        CountBelowNamed: when fewer were counted than are named and no reason is given.
    """
    event = _locked_row(event)
    if event.status == EventStatus.RECONCILED and not doors.is_quiet(event=event, at=at):
        raise DoorNotQuiet(
            _("Somebody may be checking in at this moment. Lock the event in a few seconds.")
        )
    _check_count(event, event.reconcile_reason)
    return _step(event, EventStatus.LOCKED, by, at)


@transaction.atomic
def unlock(*, event: Event, by: User, seconded_by: User, at: datetime, reason: str) -> Event:
    """Open a locked event's books again, with a reason and by two people.

    Raises:
        SecondPersonMissing: when both are one person.
    """
    _need_reason(reason)
    if canonical.is_same_hand(by, seconded_by):
        raise SecondPersonMissing(_("Unlocking takes a second person. Ask a colleague to confirm."))
    event = _step(
        event, EventStatus.RECONCILED, by, at, reason=reason, only_from=EventStatus.LOCKED
    )
    log(instance=event, action="events.second", user=seconded_by, data={"reason": reason})
    return event


def _refuse_held(event: Event, at: datetime) -> None:
    """Refuse to say that an event did not take place when somebody was there."""
    event = _locked_row(event)
    if was_held(event, at):
        raise WasHeld(
            _(
                "“%(title)s” is over and somebody was there. If nobody was, undo the check-ins and "
                "record a head count of 0 first."
            )
            % {"title": event.title}
        )


def was_held(event: Event, at: datetime) -> bool:
    """Say whether an event is over and somebody is known to have been there: a name or a head."""
    if event.status_at(at) != EventStatus.ENDED:
        return False
    count = headcounts.latest(event)
    return bool(count and count.count) or event.attendances.present().exists()


def _check_count(event: Event, reason: str) -> None:
    """Refuse a count below the names that nobody explains."""
    count = headcounts.latest(event)
    if count is None or count.note or reason.strip():
        return
    named = event.attendances.counted().count()
    if count.count < named:
        raise CountBelowNamed(
            _(
                "%(count)s people were counted but %(named)s are named. "
                "Count again, correct the names, or write what explains it."
            )
            % {"count": count.count, "named": named}
        )


def _locked_row(event: Event) -> Event:
    # In the weak mode: scans refer to the row, and one of the two would wait for ever.
    return Event.objects.select_for_update(no_key=True, of=("self",)).get(pk=event.pk)


def _step(
    event: Event,
    status: str,
    by: User | None,
    at: datetime,
    *,
    reason: str = "",
    only_from: str | None = None,
    reconcile_reason: str | None = None,
) -> Event:
    event = _locked_row(event)
    allowed = status in EVENT_STEPS[event.status] and only_from in {None, event.status}
    if not allowed:
        raise StepRefused(
            _("“%(title)s” is “%(status)s”; this step is not possible now.")
            % {"title": event.title, "status": event.get_status_display()}
        )
    before, event.status = event.status, status
    event.status_reason = reason.strip()
    if reconcile_reason is not None:
        event.reconcile_reason = reconcile_reason
    _save(event, at, announce=_shown_in_calendars(before) != _shown_in_calendars(status))
    log(
        instance=event,
        action=f"events.{status.lower()}",
        user=by,
        data={"from": before, "to": status, "reason": reason},
    )
    return event


def _shown_in_calendars(status: str) -> str:
    """Return what a calendar shows of a status; the books kept afterwards are not its matter."""
    if status in {EventStatus.ENDED, EventStatus.RECONCILED, EventStatus.LOCKED}:
        return EventStatus.PUBLISHED
    return status


def _save(event: Event, at: datetime, *, announce: bool) -> None:
    event.changed_at = at
    announce = announce and event.status != EventStatus.DRAFT
    if announce:
        event.ical_sequence += 1
    event.save()
    if announce:
        announcing.announce(event=event, at=at)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Write a reason; it is kept with the event."))


def _check_times(starts_at: datetime, ends_at: datetime, blocks: Stretches) -> None:
    if ends_at <= starts_at:
        raise TimesRefused(_("The event ends before it begins. Correct the times."))
    for block_start, block_end, _creditable in blocks:
        if not starts_at <= block_start < block_end <= ends_at:
            raise TimesRefused(_("A block lies outside the event. Correct its times."))
    ordered = sorted(blocks)
    for earlier, later in pairwise(ordered):
        if later[0] < earlier[1]:
            raise TimesRefused(_("Two blocks overlap. Correct their times."))


def _moved_blocks(event: Event, starts_at: datetime, ends_at: datetime) -> Stretches:
    """Shift the blocks with the start; when that no longer fits, one block over everything."""
    shift = starts_at - event.starts_at
    blocks = [
        (block.starts_at + shift, block.ends_at + shift, block.creditable)
        for block in event.blocks.all()
    ]
    if ends_at - starts_at != event.ends_at - event.starts_at:
        return [(starts_at, ends_at, True)]
    return blocks


def _set_blocks(event: Event, blocks: Stretches) -> None:
    stretches = blocks or [(event.starts_at, event.ends_at, True)]
    Block.objects.bulk_create(
        Block(event=event, starts_at=start, ends_at=end, creditable=creditable)
        for start, end, creditable in stretches
    )
