"""Choices of the publicity pages."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.events.enums import PUBLICITY_KINDS, EventKind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


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
    FILM = "FILM", _("Film")
    RESOURCE = "RESOURCE", _("Poster or leaflet")
    OTHER = "OTHER", _("Other page")


class FilmKind(models.TextChoices):
    WARNING = "WARNING", _("Warning film")
    WELFARE = "WELFARE", _("Public-welfare film")


class ResourceKind(models.TextChoices):
    """What a file is printed as."""

    POSTER = "POSTER", _("Poster")
    LEAFLET = "LEAFLET", _("Leaflet")
    BOARD = "BOARD", pgettext_lazy("resource", "Board")
    CARD = "CARD", _("Safety card")


class MessageKind(models.TextChoices):
    """What somebody writes to the office about."""

    QUESTION = "QUESTION", _("A question")
    SUGGESTION = "SUGGESTION", _("A suggestion")
    HAZARD = "HAZARD", _("A hazard nearby")
    EVENT = "EVENT", _("A class, drill or activity")
    SITE = "SITE", _("This website")


class MessageState(models.TextChoices):
    OPEN = "OPEN", pgettext_lazy("message", "Waits for an answer")
    ANSWERED = "ANSWERED", pgettext_lazy("message", "Answered")
    SET_ASIDE = "SET_ASIDE", pgettext_lazy("message", "Closed without an answer")


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


class ReachKind(models.TextChoices):
    """What somebody did with a page."""

    VIEW = "VIEW", _("opened")
    READ = "READ", _("read")


class InspectionCode(models.TextChoices):
    """What the nightly inspection finds, the gravest first."""

    REVIEW = "A_REVIEW", _("Public without a review")
    FRONT = "B_FRONT", _("Nothing new on the front page")
    STALE = "C_STALE", _("A column nobody renews")
    EMPTY = "D_EMPTY", _("An empty column")
    LINK = "E_LINK", _("A link that leads nowhere")
    ENGLISH = "F_ENGLISH", _("No page in English")
    PLAIN = "G_PLAIN", _("No plain words")

    @property
    def advice(self) -> "StrPromise":
        """What to do about it."""
        return {
            InspectionCode.REVIEW: _("Take the page down, or submit its text for review."),
            InspectionCode.FRONT: _("Publish something; after two weeks a site counts as stale."),
            InspectionCode.STALE: _(
                "News are renewed within two weeks, notices within half a year."
            ),
            InspectionCode.EMPTY: _("Write the first one, or take the column down."),
            InspectionCode.LINK: _(
                "The page it leads to was taken down or deleted. Change the link."
            ),
            InspectionCode.ENGLISH: _("Write the English page, or let it show the Chinese one."),
            InspectionCode.PLAIN: _("Say the whole page in three short sentences for large type."),
        }[self]


class WordingLevel(models.TextChoices):
    """What the wording gate does about a word."""

    BLOCK = "BLOCK", _("Has to be mended")
    WARN = "WARN", _("May stand for a reason")


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
    PLUG = "PLUG", _("Plug and current")
    FIREDOOR = "FIREDOOR", _("Fire door")
    LOCK = "LOCK", _("Locked exit")
    WINDOW = "WINDOW", _("Child at the window")
    SCHOOL = "SCHOOL", _("School")
    KIT = "KIT", _("First-aid kit")
    HEART = "HEART", _("Resuscitation")
    MESSAGE = "MESSAGE", _("Written message")
    MEGAPHONE = "MEGAPHONE", _("Announcement")
    BOOK = "BOOK", _("Open book")
    EARS = "EARS", _("Hearing protection")
    DUST = "DUST", _("Dust explosion")
    WELD = "WELD", _("Welding sparks")
    GAUGE = "GAUGE", _("Pressure gauge")
    CRANE = "CRANE", _("Tower crane")
    FALL = "FALL", _("Fall from a height")
    TANKER = "TANKER", _("Tank lorry")
    TRACTOR = "TRACTOR", _("Tractor")
    CAR = "CAR", _("Car")
    SWIM = "SWIM", _("Person in the water")
    LIGHTNING = "LIGHTNING", _("Lightning")
    WIND = "WIND", _("Gale")
    HEAT = "HEAT", _("Heat")
    SNOW = "SNOW", _("Ice and snow")
    FOREST = "FOREST", _("Forest fire")
    FIREWORKS = "FIREWORKS", _("Fireworks")
