"""Days on which an office works: by which day something is due."""

from datetime import date, timedelta

# Of the public holidays those that have a date of their own; the others follow the moon and are
# announced each year, so a day that is due is never later than the office has promised.
_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Say whether a day is neither of the weekend nor a public holiday with a fixed date."""
    return day.weekday() < _SATURDAY and (day.month, day.day) not in _HOLIDAYS


def after(day: date, number: int) -> date:
    """Return the n-th working day after a day, which itself does not count."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def between(first: date, last: date) -> int:
    """Return how many working days lie after the first day, up to and with the last."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
