"""Lists of events and of people present, as rows of a spreadsheet."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.events.models import Attendance, Event
from portal.events.states import state_of
from portal.lib.periods import BUSINESS_ZONE
from portal.lib.sheets import Sheet
from portal.people.models import User


def event_headings() -> list[str]:
    """Return the headings of `event_cells`."""
    return [
        _("code"),
        _("kind"),
        _("title"),
        _("day"),
        _("starts at"),
        _("ends at"),
        _("place"),
        _("organiser"),
        _("host"),
        _("topic"),
        _("audience"),
        _("state"),
        _("named"),
        _("counted"),
        _("person-times"),
    ]


def event_cells(event: Event, figures: Any, at: datetime) -> list[Any]:
    """Return one event as cells.

    Args:
        figures: carries `named` and `counted` as `duties.with_figures` gives them.
        at: the moment whose state is written.
    """
    starts_at = event.starts_at.astimezone(BUSINESS_ZONE)
    ends_at = event.ends_at.astimezone(BUSINESS_ZONE)
    return [
        event.code,
        event.get_kind_display(),
        event.title,
        starts_at.date(),
        starts_at.time(),
        ends_at.time(),
        event.where,
        event.organiser.name,
        event.host.name if event.host else "",
        event.topic.label if event.topic else "",
        event.get_audience_display(),
        str(state_of(event, at).word),
        figures.named or 0,
        figures.counted,
        max(figures.named or 0, figures.counted or 0),
    ]


def events_sheet(events: Iterable[Event], at: datetime) -> Sheet:
    """Return a list of events that `duties.with_figures` has seen."""
    return Sheet(_("Events"), event_headings(), [event_cells(event, event, at) for event in events])


def attendance_sheet(event: Event, attendances: Iterable[Attendance]) -> Sheet:
    """Return who was present at an event, in order of arrival."""
    headings = [
        _("no."),
        _("name"),
        _("unit"),
        _("last four digits"),
        _("arrived at"),
        _("left at"),
        _("minutes present"),
        _("minutes credited"),
        _("state"),
        _("remarks"),
    ]
    rows = [
        [
            number,
            row.person.name,
            row.organisation_then.name if row.organisation_then else row.person.unit_text,
            row.person.phone_last4,
            row.first_in_at,
            row.last_out_at,
            row.present_minutes,
            row.credited_minutes,
            row.get_status_display(),
            pgettext("between remarks", "; ").join(row.flag_labels),
        ]
        for number, row in enumerate(attendances, 1)
    ]
    return Sheet(_("Attendance"), headings, rows)


def about_sheet(*, title: str, by: User, at: datetime, rows: int) -> Sheet:
    """Return the tab that says what a file is, who asked for it and when."""
    return Sheet(
        _("About this file"),
        [_("item"), _("content")],
        [
            [_("name of the list"), title],
            [_("rows"), rows],
            [_("exported by"), str(by)],
            [_("exported at"), at.astimezone(BUSINESS_ZONE)],
            [_("note"), _("Contains personal data. Pass it on only to those who need it.")],
        ],
    )
