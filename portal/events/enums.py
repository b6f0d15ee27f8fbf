"""Choices of the events app, and the steps an event may take."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    TRAINING = "TRAINING", _("Training session")
    DRILL = "DRILL", _("Drill")
    LECTURE = "LECTURE", _("Lecture")
    FILM = "FILM", _("Film screening")
    LEAFLET = "LEAFLET", _("Leaflet round")
    CONTEST = "CONTEST", _("Knowledge contest")
    CONSULTATION = "CONSULTATION", _("Consultation day")
    CEREMONY = "CEREMONY", _("Ceremony")
    WARNING_LECTURE = "WARNING_LECTURE", _("Warning-education lecture")


# What the year's totals count as publicity: everything that is neither class nor drill.
PUBLICITY_KINDS = (
    EventKind.LECTURE,
    EventKind.FILM,
    EventKind.LEAFLET,
    EventKind.CONTEST,
    EventKind.CONSULTATION,
    EventKind.CEREMONY,
    EventKind.WARNING_LECTURE,
)


class EventStatus(models.TextChoices):
    DRAFT = "DRAFT", _("Draft")
    PUBLISHED = "PUBLISHED", _("Published")
    POSTPONED = "POSTPONED", _("Postponed")
    CANCELLED = "CANCELLED", _("Cancelled")
    ENDED = "ENDED", _("Ended")
    RECONCILED = "RECONCILED", _("Reconciled")
    LOCKED = "LOCKED", _("Locked")


# From -> to. A step that is not here does not exist; each has one verb in domain.lifecycle.
EVENT_STEPS: dict[str, frozenset[str]] = {
    EventStatus.DRAFT: frozenset({EventStatus.PUBLISHED, EventStatus.CANCELLED}),
    EventStatus.PUBLISHED: frozenset(
        {EventStatus.POSTPONED, EventStatus.CANCELLED, EventStatus.ENDED}
    ),
    EventStatus.POSTPONED: frozenset({EventStatus.PUBLISHED, EventStatus.CANCELLED}),
    EventStatus.CANCELLED: frozenset(),
    # The clock ends what is over; what nobody came to can still be put off or called off.
    EventStatus.ENDED: frozenset(
        {EventStatus.RECONCILED, EventStatus.POSTPONED, EventStatus.CANCELLED}
    ),
    EventStatus.RECONCILED: frozenset({EventStatus.LOCKED}),
    EventStatus.LOCKED: frozenset({EventStatus.RECONCILED}),
}


# Nothing can be done with the attendance list of such an event.
CLOSED_LISTS = (
    EventStatus.DRAFT,
    EventStatus.POSTPONED,
    EventStatus.CANCELLED,
    EventStatus.LOCKED,
)


class RegistrationMode(models.TextChoices):
    NONE = "NONE", _("No registration; everybody may come")
    OPEN = "OPEN", _("Anybody may register")
    APPROVAL = "APPROVAL", _("Registration with approval")
    INVITED = "INVITED", _("By invitation only")


class RegistrationStatus(models.TextChoices):
    REQUESTED = "REQUESTED", _("Requested")
    APPROVED = "APPROVED", _("Approved")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    WAITLISTED = "WAITLISTED", _("On the waiting list")
    OFFERED = "OFFERED", _("Offered a seat")
    REJECTED = "REJECTED", _("Rejected")
    OFFER_EXPIRED = "OFFER_EXPIRED", _("Offer expired")
    DECLINED = "DECLINED", _("Declined")
    CANCELLED = "CANCELLED", _("Cancelled")


# One person has at most one registration in these states per event.
LIVE_REGISTRATIONS = (
    RegistrationStatus.REQUESTED,
    RegistrationStatus.APPROVED,
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.WAITLISTED,
    RegistrationStatus.OFFERED,
)

# These hold a seat: an offer keeps its seat until it expires.
SEATED_REGISTRATIONS = (
    RegistrationStatus.APPROVED,
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.OFFERED,
)


class RegistrationSource(models.TextChoices):
    SELF = "SELF", _("Registered by the person")
    INVITED = "INVITED", _("Invited by the organiser")
    IMPORT = "IMPORT", _("Imported list")


class ScanKind(models.TextChoices):
    IN = "IN", _("Arrival")
    OUT = "OUT", _("Departure")
    MID = "MID", _("Roll call")


class ScanSource(models.TextChoices):
    VENUE_QR = "VENUE_QR", _("Venue code")
    PASS = "PASS", _("Personal pass")
    STAFF_MANUAL = "STAFF_MANUAL", _("Ticked by staff")
    WALK_IN = "WALK_IN", _("Walk-in")
    OFFLINE_DESK = "OFFLINE_DESK", _("Desk without network")
    PAPER = "PAPER", _("Paper sheet")
    IMPORT = "IMPORT", _("Import")


class ScanState(models.TextChoices):
    ACCEPTED = "ACCEPTED", _("Accepted")
    PENDING_REVIEW = "PENDING_REVIEW", _("Waiting for staff")
    QUARANTINED = "QUARANTINED", _("Set aside")
    REJECTED = "REJECTED", _("Rejected")
    ANNULLED = "ANNULLED", _("Annulled")


class ScanReason(models.TextChoices):
    """Why a scan is not simply accepted."""

    NONE = "", _("none")
    SECOND_PERSON = "SECOND_PERSON", _("A second person on one phone")
    OUTSIDE_WINDOW = "OUTSIDE_WINDOW", _("Outside the check-in hours")
    NOT_REGISTERED = "NOT_REGISTERED", _("Not registered")
    LATE_AFTER_LOCK = "LATE_AFTER_LOCK", _("Arrived after the event was locked")
    NOT_SEEN = "NOT_SEEN", _("Not seen by staff")
    ANNULS_ANOTHER = "ANNULS_ANOTHER", _("Annuls another scan")


class DoorOutcome(models.TextChoices):
    """What the door answers to a scan that was stored."""

    ADMITTED = "ADMITTED", _("Checked in")
    ALREADY_IN = "ALREADY_IN", _("Already checked in")
    LEFT = "LEFT", _("Checked out")
    ROLL_CALLED = "ROLL_CALLED", _("Roll call answered")
    REVIEW = "REVIEW", _("Please show this to the staff")
    NOT_COUNTED = "NOT_COUNTED", _("Not counted")


class TimeQuality(models.TextChoices):
    SERVER = "SERVER", _("Server time")
    CORRECTED = "CORRECTED", _("Corrected device time")
    UNVERIFIED = "UNVERIFIED", _("Unverified device time")


class AttendanceStatus(models.TextChoices):
    PRESENT = "PRESENT", _("Present")
    LATE = "LATE", _("Late")
    EARLY_LEAVE = "EARLY_LEAVE", _("Left early")
    LATE_AND_EARLY = "LATE_AND_EARLY", _("Late and left early")
    PARTIAL = "PARTIAL", _("Partly present")
    ABSENT = "ABSENT", _("Absent")
    EXCUSED = "EXCUSED", _("Excused")


# "Present in any form": one named person-time each.
PRESENT_STATUSES = (
    AttendanceStatus.PRESENT,
    AttendanceStatus.LATE,
    AttendanceStatus.EARLY_LEAVE,
    AttendanceStatus.LATE_AND_EARLY,
    AttendanceStatus.PARTIAL,
)


class AttendanceFlag(models.TextChoices):
    WALK_IN = "WALK_IN", _("Walk-in")
    NO_EXIT = "NO_EXIT", _("No departure scanned")
    EXIT_ASSUMED = "EXIT_ASSUMED", _("Departure assumed at the end")
    OUT_WITHOUT_IN = "OUT_WITHOUT_IN", _("Departure without arrival")
    TIME_UNVERIFIED = "TIME_UNVERIFIED", _("Device time unverified")
    DEVICE_CHANGED = "DEVICE_CHANGED", _("Another phone than before")
    OVERRIDDEN = "OVERRIDDEN", _("Corrected by hand")


class MissingOut(models.TextChoices):
    """How presence ends for somebody who never scanned out."""

    UNTIL_LAST_EVIDENCE = "UNTIL_LAST_EVIDENCE", _("Until the last scan")
    ASSUME_END = "ASSUME_END", _("Until the end")
    ZERO = "ZERO", _("No minutes")


class HeadCountMethod(models.TextChoices):
    TURNSTILE = "TURNSTILE", _("Turnstile")
    ROLL_CALL = "ROLL_CALL", _("Roll call")
    PAPER_SHEET = "PAPER_SHEET", _("Paper sheet")
    ESTIMATE = "ESTIMATE", _("Estimate")
