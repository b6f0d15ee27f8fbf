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


class ResultKind(models.TextChoices):
    """What a search finds: coming events, the kinds of articles, other pages."""

    EVENT = "EVENT", _("Coming events")
    KNOWLEDGE = ArticleKind.KNOWLEDGE.value, ArticleKind.KNOWLEDGE.label
    CASE = ArticleKind.CASE.value, ArticleKind.CASE.label
    NOTICE = ArticleKind.NOTICE.value, ArticleKind.NOTICE.label
    NEWS = ArticleKind.NEWS.value, ArticleKind.NEWS.label
    COMMUNITY = "COMMUNITY", _("Model community")
    CAMPAIGN = "CAMPAIGN", pgettext_lazy("kind of page", "Campaign")
    PAGE = "PAGE", _("Other pages")


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
