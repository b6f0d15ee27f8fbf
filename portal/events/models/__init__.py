from .attendance import Attendance, AttendanceOverride
from .calendars import CalendarToken
from .campaigns import Campaign
from .devices import DeviceClaim, Display
from .events import Block, Event, Venue
from .headcounts import HeadCount
from .policies import DoorPolicy
from .registrations import Registration
from .scans import Scan
from .topics import Topic

__all__ = [
    "Attendance",
    "AttendanceOverride",
    "Block",
    "CalendarToken",
    "Campaign",
    "DeviceClaim",
    "Display",
    "DoorPolicy",
    "Event",
    "HeadCount",
    "Registration",
    "Scan",
    "Topic",
    "Venue",
]
