"""Lists of the publicity as sheets."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.models import Facility
from portal.lib.sheets import Sheet


def reach_sheet(rows: Iterable[Mapping[str, Any]]) -> Sheet:
    """Return how often pages were opened and read, one page a row."""
    return Sheet(
        name=_("Reach of pages"),
        headings=[_("Title"), _("Section"), _("Opened"), pgettext("reach", "Read")],
        rows=[[row["title"], row["section"], row["views"], row["reads"]] for row in rows],
        grouped=True,
    )


def facilities_sheet(rows: Iterable[Facility], at: datetime) -> Sheet:
    """Return facilities with condition, inspections and open reports; one row each."""
    headings = [
        _("code"),
        _("community"),
        _("kind"),
        _("name in the list"),
        _("how many"),
        _("topic"),
        _("installed on"),
        _("taken away on"),
        _("condition"),
        _("last inspected"),
        _("next inspection"),
        pgettext("of a facility", "open reports"),
    ]
    cells = [
        [
            row.code,
            row.organisation.name,
            row.get_kind_display(),
            row.name,
            row.quantity,
            row.topic.label if row.topic else "",
            row.installed_date,
            row.removed_date,
            row.get_condition_display(),
            row.inspected_date,
            row.next_inspection_date,
            row.open_defects,
        ]
        for row in rows
    ]
    return Sheet(_("Facilities"), headings, cells)
