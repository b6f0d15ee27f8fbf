"""Plain values -> iCalendar (RFC 5545, RFC 7986), the same bytes for the same values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vDatetime, vDuration

from portal.lib.lines import one_line, printable
from portal.lib.periods import BUSINESS_ZONE

PRODID = "-//Safety Culture Portal//Events//EN"
# Clients ask again after this long, if they listen at all.
REFRESH = timedelta(minutes=15)
# Shanghai had summer time from 1986 to 1991; a zone that begins later needs one rule only.
FIRST_DATE = date(2020, 1, 1)

FOLDED_AT = 75
_END = b"END:VCALENDAR\r\n"
_MOMENTS = ("starts_at", "ends_at", "changed_at")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar shows of one event. Moments are timezone-aware.

    Args:
        uid: the event's identifier, the same for ever.
        sequence: how often start, end, place or status changed.
        changed_at: last change; becomes LAST-MODIFIED and DTSTAMP.
        title: one line.
        place: one line, "" when unknown.
        description: may have several lines.
        url: address of the event's page.
        contact: who organises it.
        cancelled: it will not take place.
        tentative: it will take place at a time not yet known.
        alarm: how long before the start to remind; in personal calendars only.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    title: str
    place: str = ""
    description: str = ""
    url: str = ""
    contact: str = ""
    cancelled: bool = False
    tentative: bool = False
    alarm: timedelta | None = None


def calendar(*, name: str, entries: Iterable[Entry]) -> bytes:
    """Return a whole calendar as bytes: CRLF, folded at 75 octets, characters left whole.

    Args:
        name: what a subscriber's calendar is called (NAME and X-WR-CALNAME).
        entries: in the order in which they shall stand.
    """
    whole = Calendar()
    whole.add("prodid", PRODID)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.calendar_name = one_line(name)
    whole.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", vDuration(REFRESH))
    whole.add_component(_zone())
    frame = whole.to_ical()
    return b"".join([frame.removesuffix(_END), *map(_written, entries), _END])


def invitation(
    entry: Entry, *, organizer: str, attendee: str, attendee_name: str, at: datetime
) -> bytes:
    """Return the calendar that goes with a mail to one person (RFC 5546, RFC 6047).

    A request puts the event into the reader's calendar, or moves it there; for a cancelled
    event it is a cancellation, which takes it off. Nobody is asked to reply.

    Args:
        entry: the event as it now is; named as in every other calendar.
        organizer: mail address of the sender.
        attendee: mail address of the reader.
        attendee_name: the reader's name.
        at: when this is written, timezone-aware; parts two mails of one sequence.
    """
    whole = Calendar()
    whole.add("prodid", PRODID)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", method(entry))
    whole.add_component(_zone())
    event = _event(replace(entry, alarm=None) if entry.cancelled else entry)
    event["DTSTAMP"] = vDatetime(at.astimezone(UTC).replace(microsecond=0))
    sender = vCalAddress(f"mailto:{organizer}")
    if entry.contact:
        sender.params["CN"] = _parameter(entry.contact)
    reader = vCalAddress(f"mailto:{attendee}")
    reader.params["CN"] = _parameter(attendee_name)
    reader.params["ROLE"] = "REQ-PARTICIPANT"
    reader.params["PARTSTAT"] = "ACCEPTED"
    reader.params["RSVP"] = "FALSE"
    event.add("organizer", sender, encode=False)
    event.add("attendee", reader, encode=False)
    whole.add_component(event)
    return whole.to_ical()


def method(entry: Entry) -> str:
    """Return what a mail asks of the reader's calendar."""
    return "CANCEL" if entry.cancelled else "REQUEST"


def to_values(entry: Entry) -> dict[str, Any]:
    """Return an entry as values JSON can hold."""
    values = asdict(entry)
    for name in _MOMENTS:
        values[name] = values[name].isoformat()
    if entry.alarm is not None:
        values["alarm"] = int(entry.alarm.total_seconds())
    return values


def from_values(values: Mapping[str, Any]) -> Entry:
    """Return the entry that `to_values` wrote down."""
    moments = {name: datetime.fromisoformat(values[name]) for name in _MOMENTS}
    alarm = values["alarm"]
    return Entry(
        **{**values, **moments, "alarm": None if alarm is None else timedelta(seconds=alarm)}
    )


def _parameter(text: str) -> str:
    # A parameter's value has no way to write a quotation mark (RFC 5545, 3.1).
    return one_line(text).replace('"', "'")


def lines(text: str) -> str:
    """Return a text of several lines, parted by a line feed and by nothing else."""
    rows = printable(text.replace("\r\n", "\n"), keep="\n").split("\n")
    return "\n".join(" ".join(row.split()) for row in rows).strip()


@cache
def _zone() -> Timezone:
    return Timezone.from_tzid(BUSINESS_ZONE.key, first_date=FIRST_DATE)


def _properties(entry: Entry) -> Iterator[tuple[str, str | int | datetime]]:
    """Yield what an event says, in the library's order."""
    # The moment of the last change, not of the question: the bytes stay the same.
    changed_at = entry.changed_at.astimezone(UTC).replace(microsecond=0)
    yield "SUMMARY", one_line(entry.title)
    yield "DTSTART", entry.starts_at.astimezone(BUSINESS_ZONE).replace(microsecond=0)
    yield "DTEND", entry.ends_at.astimezone(BUSINESS_ZONE).replace(microsecond=0)
    yield "DTSTAMP", changed_at
    yield "UID", entry.uid
    yield "SEQUENCE", entry.sequence
    if contact := one_line(entry.contact):
        yield "CONTACT", contact
    if description := lines(entry.description):
        yield "DESCRIPTION", description
    yield "LAST-MODIFIED", changed_at
    if place := one_line(entry.place):
        yield "LOCATION", place
    yield "STATUS", _status(entry)
    if entry.url:
        yield "URL", entry.url


def _event(entry: Entry) -> Event:
    event = Event()
    for name, value in _properties(entry):
        event.add(name, value)
    if entry.alarm is not None:
        event.add_component(_alarm(entry.alarm, one_line(entry.title)))
    return event


def _written(entry: Entry) -> bytes:
    """Return the bytes the library writes of an event, in a twentieth of its time.

    The public calendar has up to thousands of them, a personal one, with its alarms, a few.
    """
    if entry.alarm is not None:
        return _event(entry).to_ical()
    rows = [_row(name, value) for name, value in _properties(entry)]
    return b"\r\n".join([b"BEGIN:VEVENT", *rows, b"END:VEVENT", b""])


def _row(name: str, value: str | int | datetime) -> bytes:
    if isinstance(value, datetime):
        if value.tzinfo is UTC:
            return f"{name}:{value:%Y%m%dT%H%M%SZ}".encode()
        return f"{name};TZID={BUSINESS_ZONE.key}:{value:%Y%m%dT%H%M%S}".encode()
    text = str(value)
    if name != "URL":
        for sign, escaped in _ESCAPED:
            text = text.replace(sign, escaped)
    return _folded(f"{name}:{text}".encode())


# The backslash comes first: the others put in more of it (RFC 5545, 3.3.11).
_ESCAPED = (("\\", r"\\"), (";", r"\;"), (",", r"\,"), ("\n", r"\n"))


def _folded(row: bytes) -> bytes:
    """Fold a row at 75 octets with the space that begins the next (RFC 5545, 3.1)."""
    pieces = []
    while len(row) >= FOLDED_AT:
        end = FOLDED_AT - 1
        # Neither a character nor what is escaped is parted.
        while row[end] & 0b1100_0000 == 0b1000_0000:
            end -= 1
        if row[end - 1 : end] in {b"\\", b"^"}:
            end -= 1
        pieces.append(row[:end])
        row = row[end:]
    return b"\r\n ".join([*pieces, row])


def _status(entry: Entry) -> str:
    if entry.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.tentative else "CONFIRMED"


def _alarm(before: timedelta, title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", title)
    return alarm
