"""Lists of training sessions as rows of a spreadsheet."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from portal.events import exports
from portal.lib.phrases import listed
from portal.lib.sheets import Sheet
from training.models import TrainingSession


def sessions_sheet(sessions: Iterable[TrainingSession], at: datetime) -> Sheet:
    """Return sessions that `duties.with_figures` has seen, with course, run and trainers."""
    headings = [
        _("course"),
        _("year"),
        _("run"),
        _("number in the run"),
        _("way of teaching"),
        _("trainers"),
    ]
    rows = [
        [
            session.run.course.title,
            session.run.year,
            session.run.number,
            session.number,
            session.get_kind_display(),
            listed(trainer.name for trainer in session.trainers.all()),
            *exports.event_cells(session.event, session, at),
        ]
        for session in sessions
    ]
    return Sheet(_("Training sessions"), [*headings, *exports.event_headings()], rows)
