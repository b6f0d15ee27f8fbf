"""Lists of drills and of actions as rows of a spreadsheet."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from drills.models import Drill, ImprovementAction
from portal.lib.periods import BUSINESS_ZONE, business_date
from portal.lib.phrases import listed
from portal.lib.sheets import Sheet


def drills_sheet(drills: Iterable[Drill], at: datetime) -> Sheet:
    """Return drills with lead, co-organisers, state and confirmed grade; one row each."""
    headings = [
        _("code"),
        _("title"),
        _("day"),
        _("place"),
        _("main topic"),
        _("level"),
        _("form"),
        _("purpose"),
        _("led by"),
        _("drill together with"),
        _("state"),
        _("grade"),
        _("rehearsal"),
    ]
    rows = [
        [
            drill.event.code,
            drill.event.title,
            drill.event.starts_at.astimezone(BUSINESS_ZONE).date(),
            drill.event.where,
            drill.event.topic.label,
            drill.get_level_display(),
            drill.get_form_display(),
            drill.get_purpose_display(),
            drill.event.organiser.name,
            listed(unit.name for unit in drill.co_organisers.all()),
            drill.get_state_display(),
            _grade_of(drill),
            _("yes") if drill.is_practice else "",
        ]
        for drill in drills
    ]
    return Sheet(_("Drills"), headings, rows)


def actions_sheet(actions: Iterable[ImprovementAction], at: datetime) -> Sheet:
    """Return actions with their finding, people, day and state at a moment; one row each."""
    today = business_date(at)
    headings = [
        _("drill"),
        _("finding"),
        _("what is to be done"),
        _("kind"),
        _("responsible unit"),
        _("responsible person"),
        _("verified by"),
        _("due on"),
        _("state"),
        _("overdue"),
    ]
    rows = [
        [
            action.finding.drill.event.title,
            action.finding.text,
            str(action),
            action.get_kind_display(),
            str(action.owner_unit or ""),
            str(action.owner or ""),
            str(action.verifier or ""),
            action.due_date,
            action.get_state_display(),
            _("yes") if action.is_overdue(today) else "",
        ]
        for action in actions
    ]
    return Sheet(pgettext("drill", "Actions"), headings, rows)


def _grade_of(drill: Drill) -> str:
    for decision in drill.decisions.all():
        if decision.current:
            return str(decision.get_confirmed_display())
    return ""
