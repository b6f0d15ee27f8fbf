"""Lists of the publicity as sheets."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.lib.sheets import Sheet


def reach_sheet(rows: Iterable[Mapping[str, Any]]) -> Sheet:
    """Return how often pages were opened and read, one page a row."""
    return Sheet(
        name=_("Reach of pages"),
        headings=[_("Title"), _("Section"), _("Opened"), pgettext("reach", "Read")],
        rows=[[row["title"], row["section"], row["views"], row["reads"]] for row in rows],
        grouped=True,
    )
