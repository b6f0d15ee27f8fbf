"""Days and times in words, in the reader's language and the business time zone."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import get_language

from portal.lib.periods import BUSINESS_ZONE

_WEEKDAYS = "一二三四五六日"


def _english() -> bool:
    return (get_language() or "").startswith("en")


def _day(value: date | datetime) -> date:
    return value.astimezone(BUSINESS_ZONE).date() if isinstance(value, datetime) else value


def weekday(value: date | datetime) -> str:
    """Return the day of the week: ``周三``, ``Wed``."""
    day = _day(value)
    return date_format(day, "D") if _english() else f"周{_WEEKDAYS[day.weekday()]}"


def month_name(value: date | datetime) -> str:
    """Return the month of a year: ``2025年6月``, ``June 2025``."""
    day = _day(value)
    return date_format(day, "F Y") if _english() else f"{day.year}年{day.month}月"


def month_short(value: date | datetime) -> str:
    """Return the month alone: ``6月``, ``Jun``."""
    that = _day(value)
    return date_format(that, "M") if _english() else f"{that.month}月"


def month_brief(value: date | datetime) -> str:
    """Return the month of a year where there is little room: ``2025年6月``, ``Jun 2025``."""
    return date_format(_day(value), "M Y") if _english() else month_name(value)


def day_number(value: date | datetime) -> str:
    """Return the number of the day in its month: ``16``."""
    return str(_day(value).day)


def short_day(value: date | datetime) -> str:
    """Return the day without its year: ``6月16日``, ``16 June``."""
    day = _day(value)
    return date_format(day, "j F") if _english() else f"{day.month}月{day.day}日"


def day(value: date | datetime) -> str:
    """Return the day with its year: ``2025年6月16日``, ``16 June 2025``."""
    that = _day(value)
    return date_format(that, "j F Y") if _english() else f"{that.year}年{that.month}月{that.day}日"


def full_day(value: date | datetime) -> str:
    """Return day and weekday: ``2025年6月16日 (星期一)``, ``Monday, 16 June 2025``."""
    that = _day(value)
    if _english():
        return date_format(that, "l, j F Y")
    return f"{day(that)} (星期{_WEEKDAYS[that.weekday()]})"


def clock(value: datetime) -> str:
    """Return the time of day in Asia/Shanghai: ``09:00``."""
    return f"{value.astimezone(BUSINESS_ZONE):%H:%M}"


def span(starts_at: datetime, ends_at: datetime) -> str:
    """Return when something takes place: ``2025年6月16日 (星期一) 09:00–11:30``.

    The day is said once when start and end share it.

    Args:
        starts_at: the first moment, timezone-aware.
        ends_at: the last moment, timezone-aware.
    """
    comma = "," if _english() else ""
    start = f"{full_day(starts_at)}{comma} {clock(starts_at)}"
    if _day(starts_at) == _day(ends_at):
        return f"{start}–{clock(ends_at)}"
    return f"{start} – {full_day(ends_at)}{comma} {clock(ends_at)}"


def days(first: date, last: date) -> str:
    """Return a stretch of days, both included: ``2025年6月1日–6月30日``, ``1–30 June 2025``."""
    if first == last:
        return day(first)
    if not _english():
        return f"{day(first)}–{short_day(last) if first.year == last.year else day(last)}"
    if first.year != last.year:
        return f"{day(first)} – {day(last)}"
    if first.month != last.month:
        return f"{short_day(first)} – {day(last)}"
    return f"{first.day}–{day(last)}"
