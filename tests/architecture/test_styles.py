"""The stylesheets that the back office loads together keep out of each other's way."""

import re
from itertools import combinations

from django.conf import settings

# Loaded on every page of the back office, and beside them on the pages of the totals.
SHEETS = (
    "portal/static/portal/office.css",
    "portal/people/static/people/admin.css",
    "portal/events/static/events/backoffice.css",
    "drills/static/drills/backoffice.css",
    "portal/totals/static/totals/report.css",
)
# Wagtail's own, which each may adapt.
SHARED = {"button", "help-block", "icon", "listing", "sidebar", "w-theme-dark", "w-theme-system"}


def test_no_class_is_styled_by_two_sheets_of_the_back_office():
    styled = {sheet: _classes(settings.BASE_DIR / sheet) - SHARED for sheet in SHEETS}

    for one, other in combinations(SHEETS, 2):
        assert styled[one] & styled[other] == set(), f"{one} and {other}"


def _classes(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", text)
    return {name for line in selectors for name in re.findall(r"\.([a-z][\w-]*)", line)}
