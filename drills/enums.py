"""Choices of the drills app, and the steps a drill, a finding and an action may take."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DrillForm(models.TextChoices):
    """How a drill is played (AQ/T 9007-2019)."""

    TABLETOP = "TABLETOP", _("Tabletop exercise")
    FIELD = "FIELD", _("Field drill")
    COMBINED = "COMBINED", _("Tabletop and field")


class DrillScope(models.TextChoices):
    COMPREHENSIVE = "COMPREHENSIVE", _("Comprehensive drill")
    SINGLE = "SINGLE", _("Single-function drill")


class DrillPurpose(models.TextChoices):
    TEST = "TEST", _("Test of plan and readiness")
    DEMONSTRATION = "DEMONSTRATION", _("Demonstration")
    RESEARCH = "RESEARCH", _("Research")


class DrillNotice(models.TextChoices):
    ANNOUNCED = "ANNOUNCED", _("Announced")
    TIME_BLIND = "TIME_BLIND", _("Time not announced")
    DOUBLE_BLIND = "DOUBLE_BLIND", _("Neither time nor content announced")


class DrillLevel(models.TextChoices):
    DISTRICT = "DISTRICT", pgettext_lazy("level of a drill", "District")
    DEPARTMENT = "DEPARTMENT", pgettext_lazy("level of a drill", "Department")
    TOWN = "TOWN", pgettext_lazy("level of a drill", "Town or sub-district")
    COMMUNITY = "COMMUNITY", pgettext_lazy("level of a drill", "Village or community")
    ENTERPRISE = "ENTERPRISE", pgettext_lazy("level of a drill", "Enterprise")
    BUILDING = "BUILDING", pgettext_lazy("level of a drill", "Building or estate")
    SCHOOL = "SCHOOL", pgettext_lazy("level of a drill", "School")


class PublicMode(models.TextChoices):
    NONE = "NONE", _("Not open to the public")
    OBSERVE = "OBSERVE", _("The public may watch")
    TAKE_PART = "TAKE_PART", _("The public takes part")
    EXPERIENCE = "EXPERIENCE", _("The public tries things out")


class DrillState(models.TextChoices):
    PROPOSED = "PROPOSED", _("Proposed")
    PROGRAMMED = "PROGRAMMED", _("In the programme")
    PREPARING = "PREPARING", _("In preparation")
    READY = "READY", _("Ready")
    IN_PROGRESS = "IN_PROGRESS", pgettext_lazy("state of a drill", "In progress")
    PAUSED = "PAUSED", pgettext_lazy("state of a drill", "Paused")
    ENDED = "ENDED", pgettext_lazy("state of a drill", "Ended")
    ABORTED = "ABORTED", _("Aborted")
    EVALUATING = "EVALUATING", _("Being evaluated")
    SUMMARISED = "SUMMARISED", _("Summarised")
    ARCHIVED = "ARCHIVED", _("Archived")
    REOPENED = "REOPENED", _("Reopened")
    POSTPONED = "POSTPONED", pgettext_lazy("state of a drill", "Postponed")
    CANCELLED = "CANCELLED", pgettext_lazy("state of a drill", "Cancelled")


class DrillVerb(models.TextChoices):
    """What can be done to a drill; the label is the button."""

    APPROVE = "APPROVE", _("Put into the programme")
    OPEN = "OPEN", _("Begin preparing")
    CONFIRM = "CONFIRM", _("Confirm that all is ready")
    START = "START", _("Start the drill")
    PAUSE = "PAUSE", _("Pause")
    RESUME = "RESUME", pgettext_lazy("button of a drill", "Go on")
    END = "END", _("End the drill")
    ABORT = "ABORT", _("Stop the drill")
    EVALUATE = "EVALUATE", _("Open the evaluation")
    SUMMARISE = "SUMMARISE", _("Sign the reports")
    ARCHIVE = "ARCHIVE", _("Archive")
    REOPEN = "REOPEN", _("Reopen for correction")
    POSTPONE = "POSTPONE", pgettext_lazy("button", "Postpone the drill")
    RESCHEDULE = "RESCHEDULE", _("Set a new date")
    CANCEL = "CANCEL", pgettext_lazy("button", "Cancel the drill")


BEFORE_START = (
    DrillState.PROPOSED,
    DrillState.PROGRAMMED,
    DrillState.PREPARING,
    DrillState.READY,
)

# Until it is ready, the plan may change.
CHANGEABLE_STATES = (DrillState.PROPOSED, DrillState.PROGRAMMED, DrillState.PREPARING)

# Results and the grade are decided in these.
DECIDING_STATES = (DrillState.EVALUATING, DrillState.REOPENED)

# Verb -> (states it may be done in, state it leads to). What is not here does not exist.
# A postponed drill returns to the programme, or to the proposals where it came from there.
DRILL_STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    DrillVerb.APPROVE: ((DrillState.PROPOSED,), DrillState.PROGRAMMED),
    DrillVerb.OPEN: ((DrillState.PROGRAMMED,), DrillState.PREPARING),
    DrillVerb.CONFIRM: ((DrillState.PREPARING,), DrillState.READY),
    DrillVerb.START: ((DrillState.READY,), DrillState.IN_PROGRESS),
    DrillVerb.PAUSE: ((DrillState.IN_PROGRESS,), DrillState.PAUSED),
    DrillVerb.RESUME: ((DrillState.PAUSED,), DrillState.IN_PROGRESS),
    DrillVerb.END: ((DrillState.IN_PROGRESS, DrillState.PAUSED), DrillState.ENDED),
    DrillVerb.ABORT: ((DrillState.IN_PROGRESS, DrillState.PAUSED), DrillState.ABORTED),
    DrillVerb.EVALUATE: ((DrillState.ENDED, DrillState.ABORTED), DrillState.EVALUATING),
    DrillVerb.SUMMARISE: ((DrillState.EVALUATING,), DrillState.SUMMARISED),
    DrillVerb.ARCHIVE: ((DrillState.SUMMARISED, DrillState.REOPENED), DrillState.ARCHIVED),
    DrillVerb.REOPEN: ((DrillState.ARCHIVED,), DrillState.REOPENED),
    DrillVerb.POSTPONE: (BEFORE_START, DrillState.POSTPONED),
    DrillVerb.RESCHEDULE: ((DrillState.POSTPONED,), DrillState.PROGRAMMED),
    DrillVerb.CANCEL: ((*BEFORE_START, DrillState.POSTPONED), DrillState.CANCELLED),
}

# The striped band stands over every page of a drill in these states.
LIVE_STATES = (DrillState.IN_PROGRESS, DrillState.PAUSED)

# Drills that ended, however they did; and all that were ever started.
OVER_STATES = (
    DrillState.ENDED,
    DrillState.ABORTED,
    DrillState.EVALUATING,
    DrillState.SUMMARISED,
    DrillState.ARCHIVED,
    DrillState.REOPENED,
)
STARTED_STATES = (*LIVE_STATES, *OVER_STATES)

# Evaluators may rate in these: the preparation from READY on, the rest until the report is signed.
RATING_STATES = (
    DrillState.READY,
    DrillState.IN_PROGRESS,
    DrillState.PAUSED,
    DrillState.ENDED,
    DrillState.ABORTED,
    DrillState.EVALUATING,
    DrillState.REOPENED,
)

# Nothing is done with these any more, unless they are opened again.
CLOSED_STATES = (DrillState.ARCHIVED, DrillState.CANCELLED)

# Findings are raised from the moment people act.
FINDING_STATES = (
    DrillState.IN_PROGRESS,
    DrillState.PAUSED,
    DrillState.ENDED,
    DrillState.ABORTED,
    DrillState.EVALUATING,
    DrillState.SUMMARISED,
    DrillState.REOPENED,
)

# What the year's totals count; SUMMARISED is marked provisional.
COUNTED_STATES = (DrillState.SUMMARISED, DrillState.ARCHIVED)


class StopReason(models.TextChoices):
    COMPLETED = "COMPLETED", _("Ended as planned")
    ABORTED_ERROR = "ABORTED_ERROR", _("Stopped for a serious error")
    INTERRUPTED_REAL = "INTERRUPTED_REAL", _("Interrupted by a real emergency")
    WEATHER = "WEATHER", _("Weather")
    SAFETY = "SAFETY", _("Safety")
    OTHER = "OTHER", pgettext_lazy("reason", "Other reason")


class PersonRole(models.TextChoices):
    LEADING_GROUP = "LEADING_GROUP", _("Leading group")
    COMMANDER = "COMMANDER", _("Commander")
    DEPUTY_COMMANDER = "DEPUTY_COMMANDER", _("Deputy commander")
    CHIEF_PLANNER = "CHIEF_PLANNER", _("Chief planner")
    WRITER = "WRITER", _("Document staff")
    CONTROLLER = "CONTROLLER", _("Controller")
    EVALUATOR = "EVALUATOR", pgettext_lazy("role in a drill", "Evaluator")
    CHIEF_EVALUATOR = "CHIEF_EVALUATOR", _("Chief evaluator")
    SUPPORT = "SUPPORT", _("Support")
    PLAYER = "PLAYER", _("Player")
    SIMULATOR = "SIMULATOR", _("Role player")
    NARRATOR = "NARRATOR", _("Narrator")
    SAFETY_OFFICER = "SAFETY_OFFICER", _("Safety officer")
    RECORDER = "RECORDER", _("Recorder")
    OBSERVER = "OBSERVER", _("Observer")
    MEDIA = "MEDIA", _("Media")
    PUBLIC = "PUBLIC", pgettext_lazy("role in a drill", "Public")


EVALUATING_ROLES = (PersonRole.EVALUATOR, PersonRole.CHIEF_EVALUATOR)


class DocumentKind(models.TextChoices):
    WORK_PLAN = "WORK_PLAN", _("Work plan")
    EVALUATION_PLAN = "EVALUATION_PLAN", _("Evaluation plan")
    SAFEGUARD_PLAN = "SAFEGUARD_PLAN", _("Safeguard plan")
    SCRIPT = "SCRIPT", _("Script")
    OBSERVER_HANDBOOK = "OBSERVER_HANDBOOK", _("Observer handbook")
    PUBLICITY_PLAN = "PUBLICITY_PLAN", _("Publicity plan")
    PUBLIC_NOTICE = "PUBLIC_NOTICE", _("Public notice")
    HOT_WASH = "HOT_WASH", _("Record of the on-site comment")
    EVALUATION_REPORT = "EVALUATION_REPORT", _("Evaluation report")
    SUMMARY_REPORT = "SUMMARY_REPORT", _("Summary report")


# AQ/T 9007-2019: no drill without these three.
MANDATORY_DOCUMENTS = (
    DocumentKind.WORK_PLAN,
    DocumentKind.EVALUATION_PLAN,
    DocumentKind.SAFEGUARD_PLAN,
)

# The reports with which a drill is summarised.
REPORTS = (DocumentKind.EVALUATION_REPORT, DocumentKind.SUMMARY_REPORT)

# Every drill of these topics is told to the people living there (MEM Order 5 of 2021, art. 44).
NOTICED_TOPICS = ("highrise_fire",)


class ObjectiveResult(models.TextChoices):
    ACHIEVED = "ACHIEVED", _("Achieved")
    MOSTLY = "MOSTLY", _("Mostly achieved")
    PARTLY = "PARTLY", _("Partly achieved")
    NOT_ACHIEVED = "NOT_ACHIEVED", _("Not achieved")
    NOT_TESTED = "NOT_TESTED", _("Not tested")


class TemplateUse(models.TextChoices):
    """Which part of a drill a form rates; the parts have fixed weights in the total."""

    PREPARATION = "PREPARATION", _("Preparation of a field drill")
    CONDUCT = "CONDUCT", _("Conduct of a field drill")
    TABLETOP = "TABLETOP", _("Tabletop exercise")


# Which forms a drill is rated with (AQ/T 9009-2015, annexes A and B).
USES_OF_FORM: dict[str, tuple[str, ...]] = {
    DrillForm.FIELD: (TemplateUse.PREPARATION, TemplateUse.CONDUCT),
    DrillForm.TABLETOP: (TemplateUse.TABLETOP,),
    DrillForm.COMBINED: (TemplateUse.PREPARATION, TemplateUse.CONDUCT, TemplateUse.TABLETOP),
}


class SourceMark(models.TextChoices):
    """How sure we are of a number or a wording taken from a standard."""

    TEXT = "T", _("checked against the legal text")
    SECONDARY = "S", _("checked against a publication that quotes it")
    RECALLED = "R", _("expert knowledge, not re-checked")


class ItemScore(models.TextChoices):
    EXCELLENT = "5", _("Excellent")
    AVERAGE = "3", _("Acceptable")
    POOR = "1", pgettext_lazy("score of an item", "Poor")
    ABSENT = "0", _("Missing")
    NA = "NA", _("Not applicable")
    NOT_OBSERVED = "NOT_OBSERVED", _("Not observed")

    @property
    def points(self) -> int | None:
        """The number that counts; None where there is none."""
        return int(self.value) if self.value.isdigit() else None


# Whoever gives these says in a note what he saw: a rule of this portal.
EXPLAINED_SCORES = (ItemScore.POOR, ItemScore.ABSENT)


class Grade(models.TextChoices):
    EXCELLENT = "EXCELLENT", pgettext_lazy("grade", "Excellent")
    GOOD = "GOOD", pgettext_lazy("grade", "Good")
    FAIR = "FAIR", pgettext_lazy("grade", "Fair")
    POOR = "POOR", pgettext_lazy("grade", "Poor")
    NOT_GRADED = "NOT_GRADED", pgettext_lazy("grade", "Not graded")


class FindingKind(models.TextChoices):
    STRENGTH = "STRENGTH", _("Good practice")
    MINOR = "MINOR", _("Minor shortfall")
    MAJOR = "MAJOR", _("Major shortfall")
    CRITICAL = "CRITICAL", _("Critical shortfall")


class FindingTarget(models.TextChoices):
    PLAN = "PLAN", pgettext_lazy("target of a finding", "Plan")
    ORGANISATION = "ORGANISATION", pgettext_lazy("target of a finding", "Organisation")
    PEOPLE = "PEOPLE", pgettext_lazy("target of a finding", "People's ability")
    MECHANISM = "MECHANISM", pgettext_lazy("target of a finding", "Mechanism")
    EQUIPMENT = "EQUIPMENT", pgettext_lazy("target of a finding", "Equipment")
    COMMUNICATIONS = "COMMUNICATIONS", pgettext_lazy("target of a finding", "Communications")
    TRAINING = "TRAINING", pgettext_lazy("target of a finding", "Training")
    PUBLIC = "PUBLIC", pgettext_lazy("target of a finding", "Public education")
    DRILL_DESIGN = "DRILL_DESIGN", pgettext_lazy("target of a finding", "The drill itself")
    OTHER = "OTHER", pgettext_lazy("target of a finding", "Other")


class RootCause(models.TextChoices):
    PLAN_GAP = "PLAN_GAP", _("Plan missing or unsound")
    NOT_KNOWN = "NOT_KNOWN", _("Not known")
    NOT_SKILLED = "NOT_SKILLED", _("Not practised")
    NO_RESOURCE = "NO_RESOURCE", _("People or material lacking")
    COORDINATION = "COORDINATION", _("Poor coordination")
    EQUIPMENT_FAULT = "EQUIPMENT_FAULT", _("Equipment fault")
    DESIGN_FAULT = "DESIGN_FAULT", _("Fault in the drill's design")
    OTHER = "OTHER", pgettext_lazy("cause", "Other cause")


class FindingState(models.TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("state of a finding", "To be confirmed")
    CONFIRMED = "CONFIRMED", pgettext_lazy("state of a finding", "Confirmed")
    DISPUTED = "DISPUTED", pgettext_lazy("state of a finding", "Disputed")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("state of a finding", "Withdrawn")
    ACTIONED = "ACTIONED", pgettext_lazy("state of a finding", "Being put right")
    CLOSED = "CLOSED", pgettext_lazy("state of a finding", "Closed")


class FindingVerb(models.TextChoices):
    CONFIRM = "CONFIRM", _("Confirm the finding")
    DISPUTE = "DISPUTE", _("Dispute the finding")
    WITHDRAW = "WITHDRAW", _("Withdraw the finding")
    ACTION = "ACTION", _("Put right")
    CLOSE = "CLOSE", pgettext_lazy("step of a finding", "Close")


FINDING_STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    FindingVerb.CONFIRM: ((FindingState.DRAFT, FindingState.DISPUTED), FindingState.CONFIRMED),
    FindingVerb.DISPUTE: ((FindingState.CONFIRMED,), FindingState.DISPUTED),
    FindingVerb.WITHDRAW: ((FindingState.DISPUTED,), FindingState.WITHDRAWN),
    FindingVerb.ACTION: ((FindingState.CONFIRMED,), FindingState.ACTIONED),
    FindingVerb.CLOSE: ((FindingState.CONFIRMED, FindingState.ACTIONED), FindingState.CLOSED),
}


class ActionKind(models.TextChoices):
    REVISE_PLAN = "REVISE_PLAN", _("Revise the plan")
    TRAIN = "TRAIN", _("Train")
    EQUIP = "EQUIP", _("Add equipment")
    ORGANISE = "ORGANISE", _("Adjust organisation and duties")
    PROCEDURE = "PROCEDURE", _("Improve procedures")
    REPAIR = "REPAIR", _("Repair")
    PUBLICISE = "PUBLICISE", _("Inform the public")
    REDRILL = "REDRILL", _("Drill again")


class ActionState(models.TextChoices):
    OPEN = "OPEN", pgettext_lazy("state of an action", "To be assigned")
    ASSIGNED = "ASSIGNED", pgettext_lazy("state of an action", "Assigned")
    IN_PROGRESS = "IN_PROGRESS", pgettext_lazy("state of an action", "Under way")
    SUBMITTED = "SUBMITTED", pgettext_lazy("state of an action", "To be verified")
    RETURNED = "RETURNED", pgettext_lazy("state of an action", "Sent back")
    VERIFIED = "VERIFIED", pgettext_lazy("state of an action", "Verified")
    WAIVED = "WAIVED", pgettext_lazy("state of an action", "Waived")
    CANCELLED = "CANCELLED", pgettext_lazy("state of an action", "Cancelled")


class ActionVerb(models.TextChoices):
    ASSIGN = "ASSIGN", _("Assign")
    START = "START", pgettext_lazy("step of an action", "Start")
    SUBMIT = "SUBMIT", _("Submit for verification")
    VERIFY = "VERIFY", _("Verify and close")
    SEND_BACK = "SEND_BACK", _("Send back")
    WAIVE = "WAIVE", _("Waive")
    CANCEL = "CANCEL", pgettext_lazy("step of an action", "Cancel")


_UNFINISHED = (ActionState.OPEN, ActionState.ASSIGNED, ActionState.IN_PROGRESS)

ACTION_STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    # Assigned again to others while it is not closed: somebody leaves, or is the wrong one.
    ActionVerb.ASSIGN: (
        (*_UNFINISHED, ActionState.RETURNED, ActionState.SUBMITTED),
        ActionState.ASSIGNED,
    ),
    ActionVerb.START: ((ActionState.ASSIGNED, ActionState.RETURNED), ActionState.IN_PROGRESS),
    ActionVerb.SUBMIT: ((ActionState.IN_PROGRESS,), ActionState.SUBMITTED),
    ActionVerb.VERIFY: ((ActionState.SUBMITTED,), ActionState.VERIFIED),
    ActionVerb.SEND_BACK: ((ActionState.SUBMITTED,), ActionState.RETURNED),
    ActionVerb.WAIVE: (_UNFINISHED, ActionState.WAIVED),
    ActionVerb.CANCEL: (_UNFINISHED, ActionState.CANCELLED),
}

# Somebody still has to do something; past its date such an action is overdue.
OPEN_ACTIONS = (*_UNFINISHED, ActionState.SUBMITTED, ActionState.RETURNED)

# The owner's turn: reminders go out in these.
OWNERS_TURN = (ActionState.ASSIGNED, ActionState.IN_PROGRESS, ActionState.RETURNED)
