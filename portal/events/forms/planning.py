"""Forms of the back office with which an event is planned, changed and moved."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput, AdminTimeInput

from portal.events.choosers import VenueWidget
from portal.events.domain import planning
from portal.events.domain.planning import Break, Clash
from portal.events.domain.queries import places
from portal.events.enums import PUBLICITY_KINDS, EventKind, RegistrationMode
from portal.events.models import Campaign, Event, Topic, Venue
from portal.lib.periods import BUSINESS_ZONE, business_date
from portal.people.choosers import OrganisationWidget
from portal.people.domain import scope
from portal.people.enums import Audience
from portal.people.models import Organisation, User

MOST_BREAKS = 8


def moment(day: date, clock: time) -> datetime:
    """Return a day and a clock time of Asia/Shanghai as an aware moment."""
    return datetime.combine(day, clock, tzinfo=BUSINESS_ZONE)


class BreaksWidget(forms.MultiWidget):
    """Pairs of clock times: from, until. A script shows as many lines as there are breaks."""

    class Media:
        js = ("events/breaks.js",)

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets = [AdminTimeInput() for _pair in range(MOST_BREAKS) for _end in range(2)]
        super().__init__(widgets, attrs)

    def decompress(self, value: Sequence[tuple[time, time]] | None) -> list[time | None]:
        flat: list[time | None] = [clock for pair in value or () for clock in pair]
        return flat + [None] * (2 * MOST_BREAKS - len(flat))

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Draw each pair on a line; the renderer of forms knows only templates of apps."""
        parts = [
            (part["attrs"]["id"], self._render(part["template_name"], {"widget": part}, renderer))
            for part in self.get_context(name, value, attrs)["widget"]["subwidgets"]
        ]
        pairs = list(zip(parts[::2], parts[1::2], strict=True))
        return render_to_string("portal/events/widgets/breaks.html", {"pairs": pairs})


class BreaksField(forms.MultiValueField):
    """Up to eight breaks; empty lines are left out, half a line is refused."""

    widget = BreaksWidget

    def __init__(self, **kwargs) -> None:
        fields = [forms.TimeField(required=False) for _end in range(2 * MOST_BREAKS)]
        super().__init__(fields, required=False, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[time | None]) -> list[tuple[time, time]]:
        pairs = list(zip(data_list[::2], data_list[1::2], strict=False))
        if any((begins is None) != (ends is None) for begins, ends in pairs):
            raise forms.ValidationError(gettext("Give each break a beginning and an end."))
        return [(begins, ends) for begins, ends in pairs if begins is not None]


class TimeAndPlaceForm(forms.Form):
    """When and where an event takes place, and what else is there at that time.

    Args:
        instance: the event to be moved; none for a new one.
        for_user: who plans; he chooses among what he may see.
    """

    start_date = forms.DateField(label=_("day of the event"), widget=AdminDateInput)
    start_time = forms.TimeField(label=_("starts at"), widget=AdminTimeInput)
    end_time = forms.TimeField(label=_("ends at"), widget=AdminTimeInput)
    end_date = forms.DateField(
        label=_("last day"),
        widget=AdminDateInput,
        required=False,
        help_text=_("Only where it ends on another day."),
    )
    venue = forms.ModelChoiceField(
        label=_("venue"), queryset=Venue.objects.none(), required=False, widget=VenueWidget
    )
    place = forms.CharField(
        label=_("place in words"),
        max_length=160,
        required=False,
        help_text=_("Where it is not a known venue, or how to find the room."),
    )
    clash_seen = forms.BooleanField(label=_("I have seen it; it is meant."), required=False)
    clash_reason = forms.CharField(
        label=_("Why it is meant"), required=False, max_length=200, widget=forms.TextInput
    )

    def __init__(
        self,
        *args,
        instance: Event | None = None,
        for_user: User,
        initial: dict[str, Any] | None = None,
        **kwargs,
    ) -> None:
        self.instance = instance
        self.user = for_user
        self.clashes: list[Clash] = []
        known = self.values_of(instance) if instance else self.defaults()
        super().__init__(*args, initial={**known, **(initial or {})}, **kwargs)
        self.fields["venue"].queryset = places.venues(user=for_user)

    def defaults(self) -> dict[str, Any]:
        """Return what a new form proposes: tomorrow morning."""
        return {
            "start_date": business_date(timezone.now()) + timedelta(days=1),
            "start_time": time(9, 0),
            "end_time": time(10, 30),
        }

    def values_of(self, event: Event) -> dict[str, Any]:
        """Return the fields of an event as the form shows them."""
        starts_at = event.starts_at.astimezone(BUSINESS_ZONE)
        ends_at = event.ends_at.astimezone(BUSINESS_ZONE)
        return {
            "venue": event.venue_id,
            "place": event.place,
            "start_date": starts_at.date(),
            "start_time": starts_at.time(),
            "end_time": ends_at.time(),
            "end_date": ends_at.date() if ends_at.date() != starts_at.date() else None,
        }

    def clean(self) -> dict[str, Any]:
        """Put day and clock together, and look for clashes."""
        values = super().clean()
        if self.errors:
            return values
        day = values["start_date"]
        values["starts_at"] = moment(day, values["start_time"])
        values["ends_at"] = moment(values["end_date"] or day, values["end_time"])
        if values["ends_at"] <= values["starts_at"]:
            self.add_error("end_time", gettext("It would end before it begins. Correct the times."))
            return values
        self.check_details(values)
        if self.errors:
            return values
        self.clashes = self.find_clashes(values)
        if self.clashes and not (values["clash_seen"] and values["clash_reason"].strip()):
            self.add_error("clash_reason", planning.ClashNotAcknowledged(self.clashes).message)
        return values

    def check_details(self, values: dict[str, Any]) -> None:
        """Add errors of what the form asks for beyond time and place."""

    def find_clashes(self, values: dict[str, Any]) -> list[Clash]:
        """Return what is in the way of the times and the place that were typed."""
        return planning.venue_clashes(
            venue=values["venue"],
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            leaving_out=self.instance,
        )

    def time_and_place(self) -> dict[str, Any]:
        """Return the clean values as the domain takes them."""
        values = self.cleaned_data
        return {
            "starts_at": values["starts_at"],
            "ends_at": values["ends_at"],
            "venue": values["venue"],
            "place": values["place"],
            "clash_reason": values["clash_reason"] if values["clash_seen"] else "",
        }


class EventForm(TimeAndPlaceForm):
    """All that every kind of event has: what, when, where, by whom and for whom."""

    title = forms.CharField(label=_("title"), max_length=120)
    topic = forms.ModelChoiceField(
        label=_("topic"), queryset=Topic.objects.all(), required=False, empty_label=_("no topic")
    )
    audience = forms.ChoiceField(
        label=_("audience"), choices=Audience.choices, initial=Audience.PUBLIC
    )
    campaign = forms.ModelChoiceField(
        label=_("campaign"), queryset=Campaign.objects.all(), required=False, empty_label=_("none")
    )
    breaks = BreaksField(
        label=_("breaks"), help_text=_("Breaks do not count towards hours. Empty lines are fine.")
    )
    organiser = forms.ModelChoiceField(
        label=_("organiser"), queryset=Organisation.objects.none(), widget=OrganisationWidget
    )
    host = forms.ModelChoiceField(
        label=_("host"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=OrganisationWidget,
        help_text=_("The unit that is visited, where the event comes to its door."),
    )
    public = forms.BooleanField(
        label=_("shown to the public"),
        required=False,
        initial=True,
        help_text=_("On the calendar of the site and in the public feed."),
    )
    registration_mode = forms.ChoiceField(
        label=_("registration"),
        choices=RegistrationMode.choices,
        initial=RegistrationMode.NONE,
        widget=forms.RadioSelect,
    )
    hard_capacity = forms.IntegerField(
        label=_("seats"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Whoever registers beyond this number waits. Empty: no limit."),
    )
    asks_departure = forms.BooleanField(
        label=_("People sign out as well"),
        required=False,
        help_text=_("Otherwise everybody present is taken to stay until the end."),
    )
    summary = forms.CharField(
        label=_("summary"), required=False, widget=AdminAutoHeightTextInput, max_length=2000
    )
    cost_yuan = forms.DecimalField(
        label=_("cost in yuan"), required=False, min_value=0, max_digits=12, decimal_places=2
    )

    # Fields that go to the event as they are.
    EVENT_FIELDS: tuple[str, ...] = (
        "title",
        "topic",
        "audience",
        "campaign",
        "organiser",
        "host",
        "public",
        "registration_mode",
        "hard_capacity",
        "summary",
        "cost_yuan",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        units = scope.organisations(self.user).filter(closed_date__isnull=True).order_by("path")
        self.fields["organiser"].queryset = units
        self.fields["host"].queryset = units

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "organiser": self.user.scope_id}

    def values_of(self, event: Event) -> dict[str, Any]:
        return {
            **{name: getattr(event, name) for name in self.EVENT_FIELDS},
            **super().values_of(event),
            "breaks": [
                (begins.astimezone(BUSINESS_ZONE).time(), ends.astimezone(BUSINESS_ZONE).time())
                for begins, ends in planning.breaks_of(event)
            ],
            "asks_departure": event.policy.asks_departures,
        }

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings, in the order in which a planner thinks."""
        return [(heading, [self[name] for name in names]) for heading, names in self.layout()]

    def layout(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return headings and the names of the fields below them."""
        return [
            (gettext("What"), ("title", "topic", "audience")),
            (gettext("When"), ("start_date", "start_time", "end_time", "end_date", "breaks")),
            (gettext("Where and by whom"), ("venue", "place", "organiser", "host")),
            (gettext("Registration"), ("registration_mode", "hard_capacity", "public")),
            (gettext("At the door and in the books"), ("asks_departure", "campaign", "cost_yuan")),
            (gettext("Shown to people"), ("summary",)),
        ]

    def check_details(self, values: dict[str, Any]) -> None:
        """Check that the breaks fit, and that people can find the place."""
        values["breaks_at"] = self._breaks_at(values["starts_at"], values["breaks"])
        try:
            planning.stretches(
                starts_at=values["starts_at"],
                ends_at=values["ends_at"],
                breaks=values["breaks_at"],
            )
        except planning.BreakOutside as refusal:
            self.add_error("breaks", refusal.message)
        if not (values["venue"] or values["place"] or values["host"]):
            self.add_error("venue", gettext("Choose a venue, or write where it takes place."))

    def domain_values(self) -> dict[str, Any]:
        """Return the clean values as the domain takes them."""
        values = self.cleaned_data
        return {
            **{name: values[name] for name in self.EVENT_FIELDS},
            **self.time_and_place(),
            "breaks": values["breaks_at"],
            "asks_departure": values["asks_departure"],
        }

    def _breaks_at(self, starts_at: datetime, pairs: Sequence[tuple[time, time]]) -> list[Break]:
        """Return the breaks as moments; one before the start's clock lies on the next day."""
        first = starts_at.date()
        breaks = []
        for begins, ends in pairs:
            day = first if begins >= starts_at.time() else first + timedelta(days=1)
            breaks.append((moment(day, begins), moment(day, ends)))
        return breaks


class PublicityForm(EventForm):
    """An event that is neither class nor drill: a lecture, a film, a contest …"""

    kind = forms.ChoiceField(
        label=_("kind"),
        choices=[(kind.value, kind.label) for kind in PUBLICITY_KINDS],
        initial=EventKind.LECTURE,
    )
    EVENT_FIELDS = ("kind", *EventForm.EVENT_FIELDS)

    def layout(self) -> list[tuple[str, tuple[str, ...]]]:
        (heading, names), *others = super().layout()
        return [(heading, ("kind", *names)), *others]

    def save(self, *, by: User, at: datetime) -> Event:
        """Plan the event, or change it."""
        values = self.domain_values()
        if self.instance is None:
            return planning.plan(by=by, at=at, **values)
        return planning.change(event=self.instance, by=by, at=at, **values)
