"""What happened to a drill, in order."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from drills.models import ActionTransition, Drill, DrillTransition, FindingTransition


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history: when, who, what about what, and why."""

    made_at: datetime
    made_by: str
    subject: str
    step: str
    comment: str


def of_drill(drill: Drill) -> list[Entry]:
    """Return every step of a drill, its findings and its actions, the latest first."""
    entries = [
        Entry(row.made_at, str(row.made_by), _("Drill"), row.get_verb_display(), row.comment)
        for row in DrillTransition.objects.filter(drill=drill).select_related("made_by")
    ]
    entries += [
        Entry(row.made_at, str(row.made_by), row.finding.text, row.get_verb_display(), row.comment)
        for row in FindingTransition.objects.filter(finding__drill=drill).select_related(
            "made_by", "finding"
        )
    ]
    entries += [
        Entry(row.made_at, str(row.made_by), str(row.action), row.get_verb_display(), row.comment)
        for row in ActionTransition.objects.filter(action__finding__drill=drill).select_related(
            "made_by", "action"
        )
    ]
    return sorted(entries, key=lambda entry: entry.made_at, reverse=True)
