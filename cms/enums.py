"""Choices of the publicity pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.events.enums import PUBLICITY_KINDS, EventKind


class ArticleKind(models.TextChoices):
    NEWS = "NEWS", _("News item")
    NOTICE = "NOTICE", _("Notice")
    KNOWLEDGE = "KNOWLEDGE", _("Safety knowledge")
    CASE = "CASE", _("Warning case")


class ContentKind(models.TextChoices):
    """What is reviewed by one rule: the kinds of articles, and the other pages."""

    NEWS = "NEWS", _("News item")
    NOTICE = "NOTICE", _("Notice")
    KNOWLEDGE = "KNOWLEDGE", _("Safety knowledge")
    CASE = "CASE", _("Warning case")
    COMMUNITY = "COMMUNITY", _("Community")
    CAMPAIGN = "CAMPAIGN", _("Campaign")
    OTHER = "OTHER", _("Other page")


class ReviewLane(models.TextChoices):
    """By which way a text is released."""

    ORDINARY = "ORDINARY", _("Ordinary")
    URGENT = "URGENT", _("Urgent: reviewed afterwards")


class ReviewState(models.TextChoices):
    OPEN = "OPEN", _("In review")
    APPROVED = "APPROVED", _("Approved")
    RETURNED = "RETURNED", _("Sent back")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    OBJECTED = "OBJECTED", _("Taken down after review")


class ReviewPart(models.TextChoices):
    """What somebody has to do with a text under review; each of them another person."""

    AUTHOR = "AUTHOR", _("Author")
    FIRST = "FIRST", _("First review")
    SECOND = "SECOND", _("Second review")
    THIRD = "THIRD", _("Final review")


# Which reviews a text needs before it is published, by their number.
STAGES: dict[int, tuple[ReviewPart, ...]] = {
    1: (ReviewPart.THIRD,),
    2: (ReviewPart.FIRST, ReviewPart.THIRD),
    3: (ReviewPart.FIRST, ReviewPart.SECOND, ReviewPart.THIRD),
}


class Verdict(models.TextChoices):
    PASSED = "PASSED", pgettext_lazy("review", "Passed")
    RETURNED = "RETURNED", pgettext_lazy("review", "Sent back")


class WordingLevel(models.TextChoices):
    """What the wording gate does about a word."""

    BLOCK = "BLOCK", _("Has to be mended")
    WARN = "WARN", _("May stand for a reason")


class CalloutKind(models.TextChoices):
    """What a call-out says; the codes are those of the four signs."""

    STOP = "STOP", _("Danger: never do this")
    CARE = "CARE", _("Take care")
    MUST = "MUST", _("You must")
    SAFE = "SAFE", _("The safe way")


class FacilityKind(models.TextChoices):
    BOARD = "BOARD", _("Display board")
    PANEL = "PANEL", _("Panel")
    CORRIDOR = "CORRIDOR", _("Section of the safety corridor")
    SCREEN = "SCREEN", _("Screen")
    CABINET = "CABINET", _("Emergency cabinet")
    CORNER = "CORNER", _("Experience corner")
    SHELTER = "SHELTER", _("Shelter sign")


class FacilityCondition(models.TextChoices):
    GOOD = "GOOD", _("In good order")
    WORN = "WORN", _("Worn")
    REPAIR = "REPAIR", _("Being repaired")


class DefectKind(models.TextChoices):
    """What somebody who stands before a facility finds wrong with it."""

    DAMAGED = "DAMAGED", _("Damaged or loose")
    UNREADABLE = "UNREADABLE", _("Faded or covered: cannot be read")
    MISSING = "MISSING", _("Something is missing or used up")
    OUTDATED = "OUTDATED", _("What it says is not true any more")
    OTHER = "OTHER", pgettext_lazy("defect", "Something else")


class Face(models.TextChoices):
    """How somebody liked something; told by a face, without a word."""

    GOOD = "GOOD", pgettext_lazy("face", "Good")
    FAIR = "FAIR", pgettext_lazy("face", "So-so")
    POOR = "POOR", pgettext_lazy("face", "Poor")


class CalendarScope(models.TextChoices):
    """Which events one calendar page shows."""

    ALL = "ALL", _("Everything")
    CLASSES = "CLASSES", _("Classes only")
    DRILLS = "DRILLS", _("Drills only")
    ACTIVITIES = "ACTIVITIES", _("Activities only")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of events shown."""
        return {
            CalendarScope.ALL: tuple(EventKind.values),
            CalendarScope.CLASSES: (EventKind.TRAINING.value,),
            CalendarScope.DRILLS: (EventKind.DRILL.value,),
            CalendarScope.ACTIVITIES: tuple(kind.value for kind in PUBLICITY_KINDS),
        }[self]


class Drawing(models.TextChoices):
    """The drawn picture of a page: a pictogram on one of the four signs."""

    FLAME = "FLAME", _("Flame")
    EBIKE = "EBIKE", _("Electric bicycle")
    GAS = "GAS", _("Gas cooker")
    STAIRS = "STAIRS", _("Stairs and way out")
    EXTINGUISHER = "EXTINGUISHER", _("Fire extinguisher")
    WATER = "WATER", _("Flood water")
    SLOPE = "SLOPE", _("Falling rock")
    QUAKE = "QUAKE", _("Shaking house")
    FLASK = "FLASK", _("Chemicals")
    MANHOLE = "MANHOLE", _("Confined space")
    HELMET = "HELMET", _("Hard hat")
    LIFT = "LIFT", _("Lift")
    HEATER = "HEATER", _("Heater")
    PHONE = "PHONE", _("Emergency call")
    CHECKLIST = "CHECKLIST", _("Checklist")
    PEOPLE = "PEOPLE", _("People meeting")
