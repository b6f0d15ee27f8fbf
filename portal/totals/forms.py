"""What is asked for: which period, whose figures, which rows."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.events.models import Event
from portal.lib import dates
from portal.lib.periods import Period, business_date
from portal.people.domain import scope
from portal.people.models import Organisation, User
from portal.totals import permissions
from portal.totals.domain.lines import Question, Wish
from portal.totals.enums import Dimension, Measure, Part

FIRST_YEARS = 1


class OrganisationField(forms.ModelChoiceField):
    """The tree as a list, what lies below set in by a full-width space."""

    def label_from_instance(self, one: Organisation) -> str:
        """Return the name, set in by its depth."""
        return "\u3000" * (one.depth - self.top_depth) + one.name

    top_depth = 1


class PeriodForm(forms.Form):
    """A year, and all of it or a part."""

    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)
    span = forms.ChoiceField(label=gettext_lazy("Part of the year"), required=False)

    def __init__(self, *args: Any, at: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in years(at)]
        self.fields["span"].choices = spans()

    @property
    def period(self) -> Period:
        """The period chosen."""
        cleaned = self.cleaned_data
        return Period.parse(f"{cleaned['year']}{cleaned['span']}")


class FiguresForm(PeriodForm):
    """A period and whose figures."""

    organisation = OrganisationField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=gettext_lazy("Events organised by it and by everything below it."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = permissions.organisations(user)
        field.empty_label = _("All organisations")
        self.user = user
        if not scope.sees_whole(user):
            field.empty_label = None
            field.top_depth = user.scope.depth if user.scope else 1

    def clean_organisation(self) -> Organisation | None:
        """Return whose figures: never more than the account may see."""
        chosen = self.cleaned_data["organisation"]
        if chosen is None and not scope.sees_whole(self.user):
            return self.user.scope
        # The root of the tree is the whole district: one question, one series of frozen figures.
        return None if chosen is None or scope.is_whole(chosen) else chosen


class QuestionForm(forms.Form):
    """The figure whose rows are wanted."""

    part = forms.TypedChoiceField(choices=Part.choices, coerce=Part)
    measure = forms.TypedChoiceField(choices=Measure.choices, coerce=Measure)
    dimension = forms.TypedChoiceField(choices=Dimension.choices, coerce=Dimension)
    value = forms.CharField(max_length=40, required=False)

    @property
    def question(self) -> Question:
        """The figure asked for."""
        return Question(**self.cleaned_data)


class WishForm(forms.Form):
    """In which order rows are wanted, and which of them."""

    q = forms.CharField(label=gettext_lazy("Search"), max_length=60, required=False)
    sort = forms.CharField(max_length=20, required=False)

    @property
    def wish(self) -> Wish:
        """The order and the words looked for; what means nothing is left out."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        return Wish(cleaned.get("q", ""), cleaned.get("sort", ""))


class FreezeForm(forms.Form):
    """Why the figures are frozen."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=240, required=False)


def years(at: date) -> list[int]:
    """Return the years that can be asked for, newest first."""
    first = Event.objects.order_by("starts_at").values_list("starts_at", flat=True).first()
    begin = min(business_date(first).year if first else at.year, at.year - FIRST_YEARS)
    return list(range(at.year, begin - 1, -1))


def spans() -> list[tuple[str, str]]:
    """Return the whole year, its halves, quarters and months."""
    return [
        ("", _("Whole year")),
        ("H1", _("First half")),
        ("H2", _("Second half")),
        *((f"Q{n}", _("Quarter %(number)s") % {"number": n}) for n in range(1, 5)),
        *((f"-{n:02d}", dates.month_short(date(2025, n, 1))) for n in range(1, 13)),
    ]
