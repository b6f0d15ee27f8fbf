"""Filters that the lists of events and of what has an event share."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from portal.events.domain.queries import duties
from portal.events.enums import EventKind, EventStatus
from portal.events.models import Event, Topic
from portal.lib.periods import Period, business_date, business_midnight
from portal.people.domain import scope
from portal.people.enums import Audience
from portal.people.models import Organisation

TODAY, WEEK, MONTH, YEAR, LAST_YEAR = "TODAY", "WEEK", "MONTH", "YEAR", "LAST_YEAR"
PERIODS = [
    (TODAY, _("Today")),
    (WEEK, _("The next seven days")),
    (MONTH, _("This month")),
    (YEAR, _("This year")),
    (LAST_YEAR, _("Last year")),
]


def organisers(request: Any) -> QuerySet[Organisation]:
    """Return the units of the account's scope that have organised something."""
    return scope.organisations(request.user).filter(
        pk__in=duties.organised(user=request.user).order_by().values("organiser")
    )


def within_days(rows: QuerySet, moment: str, days: slice) -> QuerySet:
    """Narrow rows to a moment between two business days, both included, each if given."""
    if days.start:
        rows = rows.filter(**{f"{moment}__gte": business_midnight(business_date(days.start))})
    if days.stop:
        last = business_midnight(business_date(days.stop)) + timedelta(days=1)
        rows = rows.filter(**{f"{moment}__lt": last})
    return rows


class EventFilters(WagtailFilterSet):
    """Period, state, kind, topic, audience and organiser of events."""

    # Lookup from a row of the list to its event.
    path: ClassVar[str] = ""

    period = django_filters.ChoiceFilter(
        label=_("period"), choices=PERIODS, method="in_period", empty_label=_("Any time")
    )
    starts = django_filters.DateFromToRangeFilter(
        label=_("from day to day"), method="between", widget=DateRangePickerWidget
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("state"),
        choices=EventStatus.choices,
        method="in_state",
        widget=CheckboxSelectMultiple,
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("kind"),
        choices=EventKind.choices,
        method="one_of",
        widget=CheckboxSelectMultiple,
    )
    topic = django_filters.ModelChoiceFilter(
        label=_("topic"), queryset=Topic.objects.all(), method="equal"
    )
    audience = django_filters.ChoiceFilter(
        label=_("audience"), choices=Audience.choices, method="equal"
    )
    organiser = django_filters.ModelChoiceFilter(
        label=_("organiser"), queryset=organisers, method="equal"
    )

    class Meta:
        model = Event
        fields: ClassVar[list[str]] = []

    def equal(self, rows: QuerySet, name: str, value: object) -> QuerySet:
        return rows.filter(**{f"{self.path}{name}": value})

    def one_of(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        return rows.filter(**{f"{self.path}{name}__in": values}) if values else rows

    def in_state(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        """Narrow to states as the clock makes them: published and over is ended."""
        if not values:
            return rows
        over = Q(**{f"{self.path}ends_at__lte": timezone.now()})
        published = Q(**{f"{self.path}status": EventStatus.PUBLISHED})
        wanted = Q(**{f"{self.path}status__in": values}) & ~(published & over)
        if EventStatus.ENDED in values:
            wanted |= published & over
        return rows.filter(wanted)

    def between(self, rows: QuerySet, name: str, value: slice) -> QuerySet:
        return within_days(rows, f"{self.path}starts_at", value)

    def in_period(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        today = business_date(timezone.now())
        midnight = business_midnight(today)
        month = Period(today.year, today.month, 1)
        start, end = {
            TODAY: (midnight, midnight + timedelta(days=1)),
            WEEK: (midnight, midnight + timedelta(days=7)),
            MONTH: (month.start, month.end),
            YEAR: (Period(today.year).start, Period(today.year).end),
            LAST_YEAR: (Period(today.year - 1).start, Period(today.year - 1).end),
        }[value]
        return rows.filter(
            **{f"{self.path}starts_at__gte": start, f"{self.path}starts_at__lt": end}
        )
