"""Days on which an office works."""

from datetime import date

import pytest

from portal.lib import working_days

FRIDAY, MONDAY = date(2025, 6, 13), date(2025, 6, 16)


@pytest.mark.parametrize(
    ("day", "number", "due"),
    [
        (FRIDAY, 1, MONDAY),
        (FRIDAY, 5, date(2025, 6, 20)),
        (date(2025, 6, 14), 1, MONDAY),
        (date(2025, 9, 30), 1, date(2025, 10, 6)),
        (FRIDAY, 0, FRIDAY),
    ],
)
def test_due_day_skips_weekends_and_holidays(day, number, due):
    assert working_days.after(day, number) == due


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [(FRIDAY, FRIDAY, 0), (FRIDAY, MONDAY, 1), (MONDAY, FRIDAY, 0), (FRIDAY, date(2025, 6, 20), 5)],
)
def test_days_between_leave_out_the_first(first, last, number):
    assert working_days.between(first, last) == number
