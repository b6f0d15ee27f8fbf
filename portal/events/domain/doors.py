"""One event as its door sees it: a few values, read once in seconds rather than per visitor."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from portal.events.domain.attendances import Timetable, stretches_of
from portal.events.enums import EventStatus, RegistrationMode, ScanKind
from portal.events.models import Block, Event
from portal.lib.periods import BUSINESS_ZONE
from portal.lib.refusals import Refusal


class DoorClosed(Refusal):
    """Nobody can check in now: too early, over, or called off."""

    code = "door_closed"


@dataclass(frozen=True, slots=True)
class Door(Timetable):
    """What the door must know of its event: what it measures by, what it says, when it opens."""

    code: str
    title: str
    where: str
    status: str
    epoch: int
    invited_only: bool
    roll_call_until: datetime | None
    opens_at: datetime
    closes_at: datetime

    def __hash__(self) -> int:
        # Looked up for every visitor, with all that is in it only where two are compared.
        return hash(self.event_id)

    @property
    def planned_minutes(self) -> int:
        """Minutes of teaching."""
        seconds = sum(
            (s.ends_at - s.starts_at).total_seconds() for s in self.stretches if s.creditable
        )
        return int(seconds) // 60

    @property
    def departures_from(self) -> datetime:
        """From when departures are taken."""
        return self.ends_at - timedelta(minutes=self.policy.out_before_end)

    @property
    def asks_departures(self) -> bool:
        """Whether people scan again when they leave."""
        return self.policy.asks_departures

    def kind_at(self, at: datetime) -> str:
        """Return the kind of scan the venue's screen asks for at a moment."""
        if self.roll_call_until and at < self.roll_call_until:
            return ScanKind.MID.value
        leaving = self.asks_departures and at >= self.departures_from
        return ScanKind.OUT.value if leaving else ScanKind.IN.value

    def check(self, at: datetime) -> None:
        """Refuse when nobody can check in at a moment.

        Raises:
            DoorClosed: with the sentence for the visitor.
        """
        if why := called_off(self.status):
            raise DoorClosed(why)
        if self.status in {EventStatus.RECONCILED, EventStatus.LOCKED}:
            raise DoorClosed(_("Attendance is already settled. Ask the organiser to add you."))
        if self.status == EventStatus.DRAFT:
            raise DoorClosed(_("This event is not open yet. Please ask the organiser."))
        if at < self.opens_at:
            raise DoorClosed(
                _("Check-in opens at %(time)s. Please scan again then.")
                % {"time": f"{self.opens_at.astimezone(BUSINESS_ZONE):%H:%M}"}
            )
        if at >= self.closes_at:
            raise DoorClosed(
                _("Check-in closed at %(time)s. Ask the staff to add you.")
                % {"time": f"{self.closes_at.astimezone(BUSINESS_ZONE):%H:%M}"}
            )


# How long a confirmation may be under way.
UNDER_WAY = timedelta(seconds=3)

_known: dict[str, tuple[datetime, Door]] = {}


def find(*, code: str, at: datetime) -> Door | None:
    """Return the door of an event, at most `DOOR_CACHE_SECONDS` old; None when unknown."""
    code = code.upper()
    cached = _known.get(code)
    fresh = timedelta(seconds=settings.DOOR_CACHE_SECONDS)
    if cached and abs(at - cached[0]) < fresh:
        return cached[1]
    events = Event.objects.select_related("venue", "host").prefetch_related(
        Prefetch("blocks", queryset=Block.objects.order_by("starts_at"))
    )
    event = events.filter(code=code).first()
    if event is None:
        return None
    if len(_known) > 500:
        _known.clear()
    _known[code] = (at, of(event))
    return _known[code][1]


def is_quiet(*, event: Event, at: datetime) -> bool:
    """Say whether every web process knows by now how an event stands.

    A process answers for a moment from what it read before, and a confirmation takes a moment.
    """
    known = timedelta(seconds=settings.DOOR_CACHE_SECONDS)
    return at >= event.changed_at + known + UNDER_WAY


def called_off(status: str) -> str:
    """Return the sentence for an event that does not take place, "" for any other."""
    if status == EventStatus.CANCELLED:
        return _("This event has been cancelled. Please ask the organiser.")
    if status == EventStatus.POSTPONED:
        return _("This event has been postponed. The new time will be announced.")
    return ""


def of(event: Event) -> Door:
    """Return the door of an event already at hand."""
    return Door(
        event_id=event.pk,
        code=event.code,
        title=event.title,
        where=event.where,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        status=event.status,
        epoch=event.secret_epoch,
        policy=event.policy,
        stretches=tuple(stretches_of(event)),
        invited_only=event.registration_mode == RegistrationMode.INVITED
        or not event.policy.walk_ins,
        roll_call_until=event.roll_call_until,
        opens_at=event.door_opens_at,
        closes_at=event.door_closes_at,
    )


def open_now(*, at: datetime) -> list[Event]:
    """Return the events whose door may be open at a moment, for codes typed without address."""
    near = timedelta(hours=12)
    likely = Event.objects.filter(
        starts_at__lt=at + near,
        ends_at__gt=at - near,
        status__in=[EventStatus.PUBLISHED, EventStatus.ENDED],
    )
    return [event for event in likely if event.door_opens_at <= at < event.door_closes_at]
