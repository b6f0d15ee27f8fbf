"""The back office's form for planning a drill and changing the plan."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from drills import permissions
from drills.domain import planning
from drills.enums import DrillForm, DrillLevel, DrillNotice, DrillPurpose, DrillScope, PublicMode
from drills.forms.acting import moment
from drills.models import Drill
from portal.events.choosers import VenueWidget
from portal.events.domain import planning as event_planning
from portal.events.domain.planning import Clash
from portal.events.domain.queries import places
from portal.events.models import Topic, Venue
from portal.lib.choices import FilteredChoices
from portal.lib.periods import BUSINESS_ZONE, business_date
from portal.people.choosers import OrganisationWidget
from portal.people.domain import scope
from portal.people.enums import OrganisationKind
from portal.people.models import Organisation, User

# Who drills along: public bodies. Enterprises take part, they do not organise for the district.
_CO_ORGANISING = (
    OrganisationKind.COMMITTEE,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.TOWN,
    OrganisationKind.SUBDISTRICT,
    OrganisationKind.PARK,
    OrganisationKind.COMMUNITY,
    OrganisationKind.VILLAGE,
    OrganisationKind.SCHOOL,
)
_EVENT_FIELDS = ("title", "topic", "organiser", "venue", "place", "summary")
_DRILL_FIELDS = (
    "level",
    "form",
    "scope",
    "purpose",
    "notice",
    "public_mode",
    "noticed_outside",
    "scenario",
    "is_practice",
    "unplanned",
    "unplanned_reason",
)


class PlanForm(forms.Form):
    """What is drilled, when, where, by whom, and how far it concerns the public.

    Args:
        instance: the drill to be changed; none for a new one.
        for_user: who plans; he chooses among what he may see.
    """

    title = forms.CharField(label=_("title"), max_length=120)
    topic = forms.ModelChoiceField(
        label=_("main topic"),
        queryset=Topic.objects.filter(for_drills=True),
        empty_label=_("Choose a topic"),
        help_text=_(
            "The special case before the general one: a fire in a high-rise home is "
            "“high-rise”, not “fire”."
        ),
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("further topics"),
        queryset=Topic.objects.filter(for_drills=True),
        required=False,
        widget=FilteredChoices,
        help_text=_("Shown as tags; the totals count the main topic only."),
    )
    start_date = forms.DateField(label=_("day"), widget=AdminDateInput)
    start_time = forms.TimeField(label=_("from"), widget=AdminTimeInput)
    end_time = forms.TimeField(label=pgettext_lazy("time of day", "until"), widget=AdminTimeInput)
    venue = forms.ModelChoiceField(
        label=_("venue"),
        queryset=Venue.objects.none(),
        required=False,
        widget=VenueWidget,
    )
    clash_seen = forms.BooleanField(label=_("I have seen it; it is meant."), required=False)
    clash_reason = forms.CharField(
        label=_("Why it is meant"), required=False, max_length=200, widget=forms.TextInput
    )
    place = forms.CharField(
        label=_("place in words"),
        max_length=160,
        required=False,
        help_text=_("Where it is not a known venue, such as: block 2, assembly point in the yard."),
    )
    organiser = forms.ModelChoiceField(
        label=_("led by"), queryset=Organisation.objects.none(), widget=OrganisationWidget
    )
    co_organisers = forms.ModelMultipleChoiceField(
        label=_("drill together with"),
        queryset=Organisation.objects.filter(kind__in=_CO_ORGANISING).order_by("path"),
        required=False,
        widget=FilteredChoices,
        help_text=_("A joint drill counts once, under the unit that leads it."),
    )
    level = forms.ChoiceField(label=_("level"), choices=DrillLevel.choices)
    form = forms.ChoiceField(
        label=_("form"),
        choices=DrillForm.choices,
        initial=DrillForm.FIELD,
        help_text=_("Field drills are rated with forms A1 and A2, tabletop exercises with B1."),
    )
    scope = forms.ChoiceField(
        label=pgettext_lazy("of a drill", "scope"),
        choices=DrillScope.choices,
        initial=DrillScope.SINGLE,
    )
    purpose = forms.ChoiceField(label=_("purpose"), choices=DrillPurpose.choices)
    notice = forms.ChoiceField(label=_("announcement"), choices=DrillNotice.choices)
    public_mode = forms.ChoiceField(
        label=_("the public"),
        choices=PublicMode.choices,
        help_text=_("Where the public is concerned, a notice must be published before."),
    )
    noticed_outside = forms.BooleanField(
        label=_("others may notice it"),
        required=False,
        help_text=_(
            "Neighbours or passers-by will see or hear it, though it is not for them: they are "
            "told before. In a high-rise home this always holds."
        ),
    )
    scenario = forms.CharField(
        label=_("scenario"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The assumed accident in a few sentences, and how it develops."),
    )
    summary = forms.CharField(
        label=_("for the public"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What people will see and hear, and what they should do. Stands on its page."),
    )
    is_practice = forms.BooleanField(
        label=_("rehearsal"), required=False, help_text=_("A rehearsal is never counted.")
    )
    unplanned = forms.BooleanField(label=_("outside the programme"), required=False)
    unplanned_reason = forms.CharField(
        label=_("why outside the programme"), max_length=240, required=False
    )

    def __init__(self, *args, instance: Drill | None = None, for_user: User, **kwargs) -> None:
        self.instance = instance
        self.clashes: list[Clash] = []
        known = _values_of(instance) if instance else self._proposed(for_user)
        super().__init__(*args, initial={**known, **(kwargs.pop("initial", None) or {})}, **kwargs)
        self.fields["organiser"].queryset = (
            scope.organisations(for_user).filter(closed_date__isnull=True).order_by("path")
        )
        self.fields["venue"].queryset = places.venues(user=for_user)
        if instance is not None or not permissions.may_add_to_programme(for_user):
            del self.fields["unplanned"], self.fields["unplanned_reason"]

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields under the headings of the page."""
        parts = (
            (
                gettext("What and when"),
                "title topic start_date start_time end_time venue place",
            ),
            (gettext("Who"), "organiser level co_organisers"),
            (gettext("How"), "form scope purpose notice scenario topics"),
            (gettext("The public"), "public_mode noticed_outside summary"),
            (gettext("Counting"), "is_practice unplanned unplanned_reason"),
        )
        return [
            (heading, [self[name] for name in names.split() if name in self.fields])
            for heading, names in parts
        ]

    def clean(self) -> dict[str, Any]:
        """Put day and clock together; outside the programme asks why."""
        values = super().clean()
        if not self.errors:
            values["starts_at"] = moment(values["start_date"], values["start_time"])
            values["ends_at"] = moment(values["start_date"], values["end_time"])
            if values["ends_at"] <= values["starts_at"]:
                self.add_error("end_time", gettext("It would end before it begins."))
            else:
                self._look_for_clashes(values)
        if values.get("unplanned") and not values.get("unplanned_reason", "").strip():
            self.add_error("unplanned_reason", gettext("Write why it is not in the programme."))
        return values

    def _look_for_clashes(self, values: dict[str, Any]) -> None:
        self.clashes = event_planning.venue_clashes(
            venue=values["venue"],
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            leaving_out=self.instance.event if self.instance else None,
        )
        if self.clashes and not (values["clash_seen"] and values["clash_reason"].strip()):
            refusal = event_planning.ClashNotAcknowledged(self.clashes)
            self.add_error("clash_reason", refusal.message)

    def save(self, *, by: User, at: datetime) -> Drill:
        """Plan the drill, or change its plan."""
        values = self.cleaned_data
        given = {
            "by": by,
            "at": at,
            "event": {
                **{name: values[name] for name in _EVENT_FIELDS},
                "starts_at": values["starts_at"],
                "ends_at": values["ends_at"],
            },
            "clash_reason": values["clash_reason"] if values["clash_seen"] else "",
            "topics": values["topics"],
            "co_organisers": values["co_organisers"],
            **{name: values[name] for name in _DRILL_FIELDS if name in values},
        }
        if self.instance is None:
            return planning.create(**given)
        return planning.change(drill=self.instance, **given)

    def _proposed(self, user: User) -> dict[str, Any]:
        return {
            "start_date": business_date(timezone.now()) + timedelta(days=30),
            "start_time": time(9, 30),
            "end_time": time(11, 0),
            "organiser": user.scope_id,
        }


def _values_of(drill: Drill) -> dict[str, Any]:
    event = drill.event
    starts_at = event.starts_at.astimezone(BUSINESS_ZONE)
    ends_at = event.ends_at.astimezone(BUSINESS_ZONE)
    return {
        **{name: getattr(event, name) for name in _EVENT_FIELDS},
        **{name: getattr(drill, name) for name in _DRILL_FIELDS},
        "topics": list(drill.topics.all()),
        "co_organisers": list(drill.co_organisers.all()),
        "start_date": starts_at.date(),
        "start_time": starts_at.time(),
        "end_time": ends_at.time(),
    }
