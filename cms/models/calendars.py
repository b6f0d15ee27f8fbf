"""The calendar of classes, drills and activities; without a script."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.enums import CalendarScope
from cms.models.pages import PortalPage
from portal.events.domain.queries import agenda
from portal.events.enums import EventKind
from portal.events.models import Topic
from portal.lib.periods import Period, business_date
from portal.people.enums import Audience


class CalendarFilter(forms.Form):
    """What a reader of the calendar wants to see."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    topic = forms.ModelChoiceField(
        label=_("Topic"),
        required=False,
        queryset=Topic.objects.all(),
        to_field_name="code",
        empty_label=_("All topics"),
    )
    audience = forms.ChoiceField(
        label=_("For whom"),
        required=False,
        choices=[("", _("Everybody")), *Audience.choices],
    )
    month = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scope: CalendarScope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind, EventKind(kind).label) for kind in scope.kinds]
        if len(choices) == 1:
            del self.fields["kind"]
        else:
            self.fields["kind"].choices = [("", _("All kinds")), *choices]

    def clean_month(self) -> Period | None:
        text = self.cleaned_data["month"]
        if not text:
            return None
        try:
            period = Period.parse(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write the month as 2025-06.")) from error
        return period if period.months == 1 else None


def neighbour(month: Period, step: int) -> Period:
    """Return the month before (-1) or after (+1) another."""
    number = month.year * 12 + month.first_month - 1 + step
    return Period(number // 12, number % 12 + 1, 1)


class CalendarPage(PortalPage):
    """What is on: from now on, or in one month."""

    PER_PAGE = 20

    scope = models.CharField(
        _("shows"), max_length=10, choices=CalendarScope.choices, default=CalendarScope.ALL
    )

    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*PortalPage.content_panels, FieldPanel("scope")]

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        at = timezone.now()
        scope = CalendarScope(self.scope)
        form = CalendarFilter(request.GET, scope=scope)
        form.is_valid()
        wanted = form.cleaned_data
        kinds = (wanted["kind"],) if wanted.get("kind") else scope.kinds
        month = wanted.get("month")
        if month:
            events = agenda.between(start=month.start, end=month.end, kinds=kinds)
        else:
            events = agenda.coming(at=at, kinds=kinds)
        if wanted.get("topic"):
            events = events.filter(topic=wanted["topic"])
        if wanted.get("audience"):
            events = events.filter(audience=wanted["audience"])
        page_obj = Paginator(events, self.PER_PAGE).get_page(request.GET.get("page"))
        page_obj.object_list = agenda.rows(page_obj.object_list, at=at)
        today = business_date(at)
        current = month or Period(today.year, today.month, 1)
        context |= {
            "form": form,
            "month": month,
            "before": neighbour(current, -1),
            "current": current,
            "after": neighbour(current, 1),
            "filtered": any(wanted.get(name) for name in ("kind", "topic", "audience")),
            "page_obj": page_obj,
        }
        return context
