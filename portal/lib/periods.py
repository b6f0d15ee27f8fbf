"""Years, halves, quarters and months of the business calendar, as half-open bounds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BUSINESS_ZONE = ZoneInfo("Asia/Shanghai")
# Between these anything here may happen. The first day of the year 1 begins nowhere else in the
# world, and no day comes after the last of 9999.
FIRST_YEAR, LAST_YEAR = 1900, 2200


def business_date(at: datetime) -> date:
    """Return the day a moment belongs to in Asia/Shanghai."""
    return at.astimezone(BUSINESS_ZONE).date()


def business_midnight(day: date) -> datetime:
    """Return the first moment of a day in Asia/Shanghai, timezone-aware."""
    return datetime(day.year, day.month, day.day, tzinfo=BUSINESS_ZONE)


def check_reach(day: date) -> None:
    """Refuse a day, or a moment, that cannot be meant.

    Raises:
        ValidationError: before 1900 or after 2200.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("Give a day between the years %(first)s and %(last)s."),
            code="out_of_reach",
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )


@dataclass(frozen=True, slots=True)
class Period:
    """Some whole months of one year: [start, end) as aware moments in Asia/Shanghai."""

    year: int
    first_month: int = 1
    months: int = 12

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2025``, ``2025H1``, ``2025Q3`` or ``2025-06``; raises ValueError otherwise."""
        text = text.strip().upper()
        if not text[:4].isdigit() or len(text) < 4:
            raise ValueError(text)
        year, rest = int(text[:4]), text[4:]
        if not 1990 <= year <= 2200:
            raise ValueError(text)
        if rest == "":
            return cls(year)
        if rest in {"H1", "H2"}:
            return cls(year, 1 + 6 * (int(rest[1]) - 1), 6)
        if rest in {"Q1", "Q2", "Q3", "Q4"}:
            return cls(year, 1 + 3 * (int(rest[1]) - 1), 3)
        if rest.startswith("-") and rest[1:].isdigit() and 1 <= int(rest[1:]) <= 12:
            return cls(year, int(rest[1:]), 1)
        raise ValueError(text)

    @property
    def code(self) -> str:
        """The text that `parse` reads back to this period."""
        if self.months == 12:
            return f"{self.year}"
        if self.months == 6:
            return f"{self.year}H{self.first_month // 6 + 1}"
        if self.months == 3:
            return f"{self.year}Q{self.first_month // 3 + 1}"
        return f"{self.year}-{self.first_month:02d}"

    @property
    def label(self) -> str:
        """The period in the reader's language."""
        values = {"year": self.year, "month": self.first_month}
        if self.months == 12:
            return _("%(year)s") % values
        if self.months == 6:
            half = (
                _("first half of %(year)s")
                if self.first_month == 1
                else _("second half of %(year)s")
            )
            return half % values
        if self.months == 3:
            return _("quarter %(quarter)s of %(year)s") % {
                "quarter": self.first_month // 3 + 1,
                "year": self.year,
            }
        return _("%(year)s-%(month)02d") % values

    @property
    def start(self) -> datetime:
        """First moment that belongs to the period."""
        return business_midnight(self.start_date)

    @property
    def end(self) -> datetime:
        """First moment that no longer belongs to it."""
        return business_midnight(self.end_date)

    @property
    def start_date(self) -> date:
        """First day of the period."""
        return date(self.year, self.first_month, 1)

    @property
    def end_date(self) -> date:
        """First day after the period."""
        last = self.first_month + self.months
        return date(self.year + (last - 1) // 12, (last - 1) % 12 + 1, 1)

    @property
    def month_numbers(self) -> range:
        """The months covered, as numbers of the year."""
        return range(self.first_month, self.first_month + self.months)
