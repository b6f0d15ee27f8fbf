"""Filters above the list of classes."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.events.models import Event, Topic
from portal.lib import dates
from portal.lib.periods import BUSINESS_ZONE, Period
from portal.people.enums import Audience, OrganisationKind


class ClassFilters(forms.Form):
    """Which classes to show; nothing chosen means all that are still to come."""

    month = forms.ChoiceField(label=_("When"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    audience = forms.ChoiceField(label=_("For whom"), required=False)
    organiser = forms.ChoiceField(label=_("Organised by"), required=False)

    def __init__(self, *args: Any, classes: QuerySet[Event], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        months = classes.order_by().datetimes("starts_at", "month", "DESC", tzinfo=BUSINESS_ZONE)
        self.fields["month"].choices = [
            ("", _("From today")),
            *((f"{month:%Y-%m}", dates.month_name(month)) for month in months),
        ]
        self.fields["topic"].choices = every + [
            (topic.code, topic.label) for topic in Topic.objects.all()
        ]
        self.fields["audience"].choices = every + Audience.choices
        self.fields["organiser"].choices = every + OrganisationKind.choices
        self._classes = classes

    @property
    def is_used(self) -> bool:
        """Whether anything was chosen."""
        return any(self.data.get(name) for name in self.fields)

    def chosen(self, at: datetime) -> QuerySet[Event]:
        """Return the classes that fit; a choice that is none is left out."""
        events = self._classes
        self.full_clean()
        picked = self.cleaned_data
        if month := picked.get("month"):
            period = Period.parse(month)
            events = events.filter(starts_at__gte=period.start, starts_at__lt=period.end)
        else:
            events = events.filter(ends_at__gt=at)
        if topic := picked.get("topic"):
            events = events.filter(topic__code=topic)
        if audience := picked.get("audience"):
            events = events.filter(audience=audience)
        if organiser := picked.get("organiser"):
            events = events.filter(organiser__kind=organiser)
        return events
