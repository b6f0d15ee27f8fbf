"""Days and times in words."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from portal.lib import dates
from portal.lib.periods import BUSINESS_ZONE

MONDAY = datetime(2025, 6, 16, 9, tzinfo=BUSINESS_ZONE)
LATER = datetime(2025, 6, 16, 11, 30, tzinfo=BUSINESS_ZONE)
TUESDAY = datetime(2025, 6, 17, 11, 30, tzinfo=BUSINESS_ZONE)


@pytest.mark.parametrize(
    ("write", "chinese", "english"),
    [
        (dates.weekday, "周一", "Mon"),
        (dates.month_name, "2025年6月", "June 2025"),
        (dates.month_brief, "2025年6月", "Jun 2025"),
        (dates.month_short, "6月", "Jun"),
        (dates.day_number, "16", "16"),
        (dates.short_day, "6月16日", "16 June"),
        (dates.day, "2025年6月16日", "16 June 2025"),
        (dates.full_day, "2025年6月16日 (星期一)", "Monday, 16 June 2025"),
        (dates.clock, "09:00", "09:00"),
    ],
)
def test_moment_is_written_in_both_languages(write, chinese, english):
    assert write(MONDAY) == chinese
    with translation.override("en"):
        assert write(MONDAY) == english


def test_day_belongs_to_shanghai():
    assert dates.day(datetime(2025, 6, 15, 17, tzinfo=UTC)) == "2025年6月16日"
    assert dates.day(date(2025, 6, 16)) == "2025年6月16日"


@pytest.mark.parametrize(
    ("ends_at", "chinese", "english"),
    [
        (LATER, "2025年6月16日 (星期一) 09:00–11:30", "Monday, 16 June 2025, 09:00–11:30"),
        (
            TUESDAY,
            "2025年6月16日 (星期一) 09:00 – 2025年6月17日 (星期二) 11:30",
            "Monday, 16 June 2025, 09:00 – Tuesday, 17 June 2025, 11:30",
        ),
    ],
)
def test_span_says_the_day_once(ends_at, chinese, english):
    assert dates.span(MONDAY, ends_at) == chinese
    with translation.override("en"):
        assert dates.span(MONDAY, ends_at) == english


@pytest.mark.parametrize(
    ("first", "last", "chinese", "english"),
    [
        (date(2025, 6, 1), date(2025, 6, 1), "2025年6月1日", "1 June 2025"),
        (date(2025, 6, 1), date(2025, 6, 30), "2025年6月1日–6月30日", "1–30 June 2025"),
        (date(2025, 6, 1), date(2025, 7, 2), "2025年6月1日–7月2日", "1 June – 2 July 2025"),
        (
            date(2025, 12, 31),
            date(2026, 1, 2),
            "2025年12月31日–2026年1月2日",
            "31 December 2025 – 2 January 2026",
        ),
    ],
)
def test_days_repeat_nothing(first, last, chinese, english):
    assert dates.days(first, last) == chinese
    with translation.override("en"):
        assert dates.days(first, last) == english
