"""Choices of the totals app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Part(models.TextChoices):
    """The three parts of the year; each is counted by itself."""

    TRAINING = "TRAINING", pgettext_lazy("part of the year's figures", "Training")
    DRILLS = "DRILLS", pgettext_lazy("part of the year's figures", "Drills")
    PUBLICITY = "PUBLICITY", pgettext_lazy("part of the year's figures", "Publicity")


class Dimension(models.TextChoices):
    """Along what a part is divided."""

    TOTAL = "total", _("In all")
    MONTH = "month", _("By month")
    TOPIC = "topic", _("By topic")
    AUDIENCE = "audience", _("By audience")
    UNIT_KIND = "unit_kind", _("By kind of unit")
    ORGANISER = "organiser", _("By organiser")


# What every part of a report is divided along.
DIVISIONS = tuple(dimension for dimension in Dimension if dimension != Dimension.TOTAL)


class Measure(models.TextChoices):
    """A figure that can be asked for its rows."""

    EVENTS = "events", _("Events held")
    RUNS = "runs", _("Runs")
    JOINT = "joint", _("Joint drills")
    NAMED = "named", _("Named person-times")
    HEADED = "headed", _("Head-count person-times")
    PERSON_TIMES = "person_times", _("Person-times")
    PERSONS = "persons", _("Unique persons")
    VERIFIED = "verified", _("Unique persons, verified")
    PROVISIONAL = "provisional", _("Unique persons, provisional")
    HOURS = "hours", _("Person-hours")
    HEADED_HOURS = "headed_hours", _("Person-hours, estimated")
    UNITS = "units", _("Units reached")
    CONFIRMED = "confirmed", _("Confirmed registrations")
    CAME = "came", _("Confirmed registrations whose person came")
    REGISTERED = "registered", _("Units reached, on the register")
    REGISTER = "register", _("Units on the register")
    NOT_REACHED = "not_reached", _("Units not reached")


class RowKind(models.TextChoices):
    """What one frozen row says."""

    EVENT = "EVENT", _("Event")
    ATTENDANCE = "ATTENDANCE", _("Attendance of a person")
    SEAT = "SEAT", _("Confirmed registration")
    RUN = "RUN", _("Run")
    TOOK_PART = "TOOK_PART", _("Drill taken part in")
    UNIT = "UNIT", _("Unit on the register")


class Cause(models.TextChoices):
    """Why a row differs between two countings."""

    EVENT_ADDED = "EVENT_ADDED", _("Event counted later")
    EVENT_CANCELLED = "EVENT_CANCELLED", _("Event cancelled")
    EVENT_MOVED = "EVENT_MOVED", _("Event moved to another day")
    EVENT_RECLASSIFIED = "EVENT_RECLASSIFIED", _("Event given another topic, audience or unit")
    EVENT_RELABELLED = "EVENT_RELABELLED", _("Event renamed")
    EVENT_REMOVED = "EVENT_REMOVED", _("Event no longer counted")
    DRILL_ARCHIVED = "DRILL_ARCHIVED", _("Drill archived")
    JOINT_CHANGED = "JOINT_CHANGED", _("Other units of a joint drill")
    HEAD_COUNT = "HEAD_COUNT", _("Head count replaced")
    PLAN_CHANGED = "PLAN_CHANGED", _("Teaching blocks changed")
    LATE_SYNC = "LATE_SYNC", _("Late sync of a desk")
    LATE_SCAN = "LATE_SCAN", _("Check-in entered later")
    ANNULLED = "ANNULLED", _("Check-in annulled")
    CORRECTED = "CORRECTED", _("Corrected by hand")
    MERGED = "MERGED", _("Persons merged")
    UNMERGED = "UNMERGED", _("Merge undone")
    VERIFIED = "VERIFIED", _("Person matched to the register")
    UNIT_CHANGED = "UNIT_CHANGED", _("Unit of a person changed")
    RECOMPUTED = "RECOMPUTED", _("Attendance computed again")
    SEAT_CHANGED = "SEAT_CHANGED", _("Registration changed")
    RUN_CHANGED = "RUN_CHANGED", _("Run changed")
    REGISTER_CHANGED = "REGISTER_CHANGED", _("Register of units changed")
