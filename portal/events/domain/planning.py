"""Planning an event: what is in its way, its breaks, what its door asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Literal

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.events.domain import lifecycle
from portal.events.domain.queries import clashes
from portal.events.enums import MissingOut
from portal.events.models import DoorPolicy, Event, Venue
from portal.lib import turns
from portal.lib.refusals import Refusal
from portal.people.models import User

# Names what only one does at a time; any other than those of other purposes.
PLANNING_LOCK = 7_012_003

# A stretch of an event: from, until (exclusive), whether it counts towards hours.
Stretch = tuple[datetime, datetime, bool]
# A break: from, until (exclusive).
Break = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Clash:
    """Something wanted twice at one time: a venue or a trainer, and by which other event."""

    kind: Literal["VENUE", "TRAINER"]
    what: str
    event: Event


class ClashNotAcknowledged(Refusal):
    """The venue or a trainer is wanted twice, and nobody has said that this is meant."""

    code: ClassVar[str] = "clash_not_acknowledged"

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(
            _(
                "The venue or a trainer is taken at that time. Choose another time, or tick "
                "that you have seen it and say why it is meant."
            )
        )
        self.clashes = list(clashes)


class BreakOutside(Refusal):
    """A break is empty, overlaps another, leaves the event, or leaves nothing of it."""

    code: ClassVar[str] = "break_outside"


def venue_clashes(
    *,
    venue: Venue | None,
    starts_at: datetime,
    ends_at: datetime,
    leaving_out: Event | None = None,
) -> list[Clash]:
    """Return the events of any kind that want a venue in [starts_at, ends_at).

    Args:
        starts_at: timezone-aware.
        ends_at: timezone-aware, exclusive: one event may begin when another ends.
        leaving_out: the event that is being moved.
    """
    found = clashes.at_venue(
        venue=venue, starts_at=starts_at, ends_at=ends_at, leaving_out=leaving_out
    )
    return [Clash("VENUE", str(venue), event) for event in found]


def look_alone() -> None:
    """Let one plan at a time look what is taken and take it: two at once would not see each other.

    Called before the look, in the transaction that plans or moves, and before any row is locked.
    """
    turns.alone(PLANNING_LOCK)


def refuse_clashes(found: Sequence[Clash], *, reason: str) -> None:
    """Raise ClashNotAcknowledged for clashes that nobody has given a reason for."""
    if found and not reason.strip():
        raise ClashNotAcknowledged(found)


def stretches(*, starts_at: datetime, ends_at: datetime, breaks: Sequence[Break]) -> list[Stretch]:
    """Cut an event into teaching and breaks; only teaching counts towards hours.

    Args:
        starts_at: timezone-aware.
        ends_at: timezone-aware, exclusive.
        breaks: in any order, not overlapping.

    Raises:
        BreakOutside: a break is empty, overlaps another, or leaves the event.
    """
    cut: list[Stretch] = []
    edge = starts_at
    for begins, ends in sorted(breaks):
        if begins < edge or ends > ends_at or ends <= begins:
            raise BreakOutside(
                _("The breaks must lie within the event, one after another. Check their times.")
            )
        if begins > edge:
            cut.append((edge, begins, True))
        cut.append((begins, ends, False))
        edge = ends
    if edge < ends_at:
        cut.append((edge, ends_at, True))
    if not any(creditable for _start, _end, creditable in cut):
        raise BreakOutside(_("Nothing is left between the breaks. Check their times."))
    return cut


def breaks_of(event: Event) -> list[Break]:
    """Return the breaks of an event in order of time."""
    return [
        (block.starts_at, block.ends_at) for block in event.blocks.all() if not block.creditable
    ]


def door_policy(*, asks_departure: bool, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the stored door policy of an event.

    Where nobody is asked to sign out, a person present stays until the end; where
    departures are asked for, presence ends with the last evidence of it.
    """
    policy = DoorPolicy.from_values(values or {})
    if not asks_departure:
        policy = replace(policy, missing_out=MissingOut.ASSUME_END.value)
    elif not policy.asks_departures:
        policy = replace(policy, missing_out=MissingOut.UNTIL_LAST_EVIDENCE.value)
    return policy.to_values()


@transaction.atomic
def plan(
    *,
    by: User,
    at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    breaks: Sequence[Break] = (),
    asks_departure: bool = False,
    clashes: Sequence[Clash] | None = None,
    clash_reason: str = "",
    **fields: Any,
) -> Event:
    """Plan an event as a draft, with its breaks and what its door asks for.

    Args:
        asks_departure: whether people sign out; see `door_policy`.
        clashes: what is in its way, where the caller knows of more than the venue.
        clash_reason: why it is meant that something is taken; "" when all must be free.
        fields: further fields of the event.

    Raises:
        ClashNotAcknowledged: something is taken and no reason is given.
        BreakOutside: the breaks do not fit.
        lifecycle.TimesRefused: it would end before it begins.
    """
    look_alone()
    if clashes is None:
        clashes = venue_clashes(venue=fields.get("venue"), starts_at=starts_at, ends_at=ends_at)
    refuse_clashes(clashes, reason=clash_reason)
    event = lifecycle.plan(
        by=by,
        at=at,
        blocks=stretches(starts_at=starts_at, ends_at=ends_at, breaks=breaks) if breaks else (),
        **{
            **fields,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "policy_values": door_policy(
                asks_departure=asks_departure, values=fields.get("policy_values")
            ),
        },
    )
    _log_clashes(event, clashes, reason=clash_reason, by=by, at=at)
    return event


@transaction.atomic
def change(
    *,
    event: Event,
    by: User,
    at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    breaks: Sequence[Break] | None = None,
    asks_departure: bool | None = None,
    clashes: Sequence[Clash] | None = None,
    clash_reason: str = "",
    **fields: Any,
) -> Event:
    """Change or move an event that has not ended.

    Args:
        starts_at: timezone-aware; the old value where it stays.
        ends_at: timezone-aware, exclusive.
        breaks: None keeps them, moved along with the start.
        asks_departure: None keeps what the door asks for.
        clashes: what is in its way, where the caller knows of more than the venue.
        clash_reason: why it is meant that something is taken.
        fields: further fields of the event.

    Raises:
        ClashNotAcknowledged: something is taken and no reason is given.
        BreakOutside: the breaks do not fit.
        lifecycle.StepRefused: the event is over or called off.
        lifecycle.TimesRefused: it would end before it begins.
    """
    look_alone()
    if clashes is None:
        clashes = venue_clashes(
            venue=fields.get("venue", event.venue),
            starts_at=starts_at,
            ends_at=ends_at,
            leaving_out=event,
        )
    refuse_clashes(clashes, reason=clash_reason)
    if asks_departure is not None:
        fields["policy_values"] = door_policy(
            asks_departure=asks_departure, values=event.policy_values
        )
    blocks = (
        None if breaks is None else stretches(starts_at=starts_at, ends_at=ends_at, breaks=breaks)
    )
    event = lifecycle.change(
        event=event, by=by, at=at, blocks=blocks, starts_at=starts_at, ends_at=ends_at, **fields
    )
    _log_clashes(event, clashes, reason=clash_reason, by=by, at=at)
    return event


@transaction.atomic
def resume(
    *,
    event: Event,
    by: User,
    at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    clash_reason: str = "",
    **fields: Any,
) -> Event:
    """Give a postponed event its new time, and its venue where `fields` name one.

    Raises:
        ClashNotAcknowledged: the venue is taken and no reason is given.
        lifecycle.StepRefused: the event is not postponed.
    """
    look_alone()
    event = lifecycle.resume(event=event, by=by, at=at, starts_at=starts_at, ends_at=ends_at)
    return change(
        event=event,
        by=by,
        at=at,
        starts_at=starts_at,
        ends_at=ends_at,
        clash_reason=clash_reason,
        **fields,
    )


def _log_clashes(
    event: Event, found: Sequence[Clash], *, reason: str, by: User, at: datetime
) -> None:
    """Keep in the event's history that clashes were seen, and why they are meant."""
    if found:
        log(
            instance=event,
            action="events.clash",
            user=by,
            timestamp=at,
            data={
                "reason": reason.strip(),
                "clashes": [
                    {"kind": clash.kind, "what": clash.what, "event": clash.event.code}
                    for clash in found
                ],
            },
        )
