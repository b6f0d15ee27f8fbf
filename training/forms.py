"""Forms of the back office for courses, runs, trainers and sessions."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin
from wagtail.admin.forms.models import WagtailAdminModelForm

from portal.events.domain.planning import Clash
from portal.events.forms.planning import EventForm
from portal.events.models import Event, Topic
from portal.lib.choices import FilteredChoices
from portal.lib.periods import business_date
from portal.people.choosers import OrganisationWidget, PersonWidget
from portal.people.domain import scope
from portal.people.enums import Audience
from portal.people.models import Organisation, User
from training.domain import planning, runs, sessions
from training.domain.planning import Slot
from training.domain.queries import schedule
from training.enums import SessionKind
from training.models import Course, CourseRun, Trainer, TrainingSession


def _keep_within(field: forms.ModelChoiceField, user: User) -> None:
    """Offer the organisations of a scope; only who sees the district leaves it to the district."""
    field.queryset = scope.organisations(user).order_by("path")
    if not scope.sees_whole(user):
        field.required = True
        field.initial = user.scope_id


class CourseForm(WagtailAdminModelForm):
    """A course; its code is made from the title where none is typed."""

    class Meta:
        model = Course
        fields = (
            "title",
            "kind",
            "topic",
            "audience",
            "planned_minutes",
            "summary",
            "keeps_identity",
            "identity_basis",
            "code",
            "organisation",
            "active",
        )
        widgets = {"organisation": OrganisationWidget}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False
        self.fields["code"].help_text = _("Empty: made from the title.")
        self.fields["planned_minutes"].min_value = 1
        self.fields["planned_minutes"].help_text = _("A class hour has 45 minutes.")
        _keep_within(self.fields["organisation"], self.for_user)

    def clean_planned_minutes(self) -> int:
        minutes = self.cleaned_data["planned_minutes"]
        if not 1 <= minutes <= 100_000:
            raise forms.ValidationError(gettext("A course takes at least one minute."))
        return minutes

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("keeps_identity") and not given.get("identity_basis"):
            self.add_error(
                "identity_basis", gettext("Please name the rule; without one no number is kept.")
            )
        return given

    def clean_code(self) -> str:
        return self.cleaned_data["code"] or self._free_code()

    def _free_code(self) -> str:
        """Return the title in pinyin as a code that no other course has."""
        stem = slugify(" ".join(lazy_pinyin(self.cleaned_data.get("title", ""))))[:28] or "course"
        code, number = stem.rstrip("-"), 1
        while Course.objects.exclude(pk=self.instance.pk).filter(code=code).exists():
            number += 1
            code = f"{stem.rstrip('-')}-{number}"
        return code


class TrainerForm(WagtailAdminModelForm):
    """Somebody who teaches, of a unit of the account's scope or from outside."""

    class Meta:
        model = Trainer
        fields = ("name", "title", "organisation", "person", "active")
        widgets = {"organisation": OrganisationWidget, "person": PersonWidget}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        unit, person = self.fields["organisation"], self.fields["person"]
        _keep_within(unit, self.for_user)
        unit.help_text = (
            _("The unit the trainer belongs to, or that keeps the entry of an expert from outside.")
            if unit.required
            else _("Empty: an expert from outside.")
        )
        person.queryset = scope.persons(self.for_user).living()
        person.help_text = _("On the register, if he is: what he teaches then stands beside it.")
        self.fields["title"].help_text = _("Such as: fire engineer, registered safety engineer.")


class RunForm(forms.Form):
    """Begins the next run of a course."""

    course = forms.ModelChoiceField(
        label=_("course"), queryset=Course.objects.none(), empty_label=_("Choose a course")
    )
    organiser = forms.ModelChoiceField(
        label=_("organiser"), queryset=Organisation.objects.none(), widget=OrganisationWidget
    )
    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2200)
    note = forms.CharField(label=_("note"), max_length=200, required=False)

    def __init__(self, *args, instance: Any = None, for_user: User, **kwargs) -> None:
        kwargs["initial"] = {
            "year": business_date(timezone.now()).year,
            "organiser": for_user.scope_id,
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = schedule.courses(user=for_user).filter(active=True)
        self.fields["organiser"].queryset = (
            scope.organisations(for_user).filter(closed_date__isnull=True).order_by("path")
        )

    def save(self, *, by: User, at: datetime) -> CourseRun:
        """Begin the run with the next number of its course and year."""
        return runs.begin(by=by, at=at, **self.cleaned_data)


class RunNoteForm(WagtailAdminModelForm):
    """What may be changed of a run: its note; number and year stand in certificates."""

    class Meta:
        model = CourseRun
        fields = ("note",)


class SessionForm(EventForm):
    """Everything about one class on one page.

    Args:
        session: the one to be changed; none for a new one.
    """

    title = forms.CharField(
        label=_("title"),
        max_length=120,
        required=False,
        help_text=_("Empty: the name of the course."),
    )
    topic = forms.ModelChoiceField(
        label=_("topic"),
        queryset=Topic.objects.all(),
        required=False,
        empty_label=_("as the course"),
    )
    audience = forms.ChoiceField(
        label=_("audience"), choices=[("", _("as the course")), *Audience.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("way of teaching"), choices=SessionKind.choices, initial=SessionKind.CLASSROOM
    )
    trainers = forms.ModelMultipleChoiceField(
        label=_("trainers"),
        queryset=Trainer.objects.none(),
        required=False,
        widget=FilteredChoices(attrs={"class": "ev-choices"}),
    )

    def __init__(self, *args, session: TrainingSession | None = None, **kwargs) -> None:
        self.session = session
        super().__init__(*args, **kwargs)
        trainers = schedule.trainers(user=self.user)
        chosen = session.trainers.all() if session else Trainer.objects.none()
        self.fields["trainers"].queryset = (
            trainers.filter(active=True) | trainers.filter(pk__in=chosen)
        ).distinct()

    def values_of(self, event: Event) -> dict[str, Any]:
        return {
            **super().values_of(event),
            "kind": self.session.kind,
            "trainers": [trainer.pk for trainer in self.session.trainers.all()],
        }

    def layout(self) -> list[tuple[str, tuple[str, ...]]]:
        (heading, names), *others = super().layout()
        when, where, *rest = others
        return [
            (heading, ("kind", *names)),
            when,
            where,
            (gettext("Who teaches"), ("trainers",)),
            *rest,
        ]

    def check_details(self, values: dict[str, Any]) -> None:
        super().check_details(values)
        if values["kind"] == SessionKind.IN_COMPANY_VISIT and not values["host"]:
            self.add_error(
                "host", gettext("A lesson to the door has a host: choose the unit you visit.")
            )

    def find_clashes(self, values: dict[str, Any]) -> list[Clash]:
        return planning.clashes(
            venue=values["venue"],
            trainers=list(values["trainers"]),
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            leaving_out=self.instance,
        )

    def domain_values(self) -> dict[str, Any]:
        """Return the clean values; what is empty is left to the course."""
        values = super().domain_values()
        for name in ("title", "topic", "audience"):
            if not values[name]:
                del values[name]
        return {
            **values,
            "kind": self.cleaned_data["kind"],
            "trainers": list(self.cleaned_data["trainers"]),
        }

    def save(self, *, by: User, at: datetime) -> TrainingSession:
        """Change the session."""
        values = self.domain_values()
        course = self.session.run.course
        kept = {"title": course.title, "topic": course.topic, "audience": course.audience}
        return sessions.change(session=self.session, by=by, at=at, **{**kept, **values})


class PlanSessionForm(SessionForm):
    """A new class of a course: in a run that there is or in a new one, once or every week."""

    course = forms.ModelChoiceField(
        label=_("course"), queryset=Course.objects.none(), empty_label=_("Choose a course")
    )
    run = forms.ModelChoiceField(
        label=_("run"),
        queryset=CourseRun.objects.none(),
        required=False,
        empty_label=_("begin a new run"),
    )
    times = forms.IntegerField(
        label=_("every week, how many times"),
        initial=1,
        min_value=1,
        max_value=planning.MOST_REPEATS,
        help_text=_("1: only once. The dates are shown before anything is planned."),
    )
    seen_dates = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        self.slots: list[Slot] = []
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = schedule.courses(user=self.user).filter(active=True)
        self.fields["run"].queryset = (
            schedule.runs(user=self.user)
            .filter(year__gte=business_date(timezone.now()).year - 1)
            .order_by("course__title", "-year", "-number")
        )

    def layout(self) -> list[tuple[str, tuple[str, ...]]]:
        (heading, names), (when, times), *rest = super().layout()
        return [
            (heading, ("course", "run", *names)),
            (when, (*times, "times")),
            *rest,
        ]

    @property
    def dates_signature(self) -> str:
        """What the planner has seen in the preview; other dates have to be seen again."""
        return "/".join(f"{slot.starts_at:%Y%m%d%H%M}-{slot.ends_at:%H%M}" for slot in self.slots)

    def check_details(self, values: dict[str, Any]) -> None:
        super().check_details(values)
        if values["run"] and values["run"].course_id != values["course"].pk:
            self.add_error("run", gettext("That is a run of another course. Choose one of this."))

    def find_clashes(self, values: dict[str, Any]) -> list[Clash]:
        self.slots = planning.preview(
            venue=values["venue"],
            trainers=list(values["trainers"]),
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            times=values["times"],
        )
        if len(self.slots) > 1 and values["seen_dates"] != self.dates_signature:
            self.add_error("times", gettext("Look at the dates below, then plan them."))
        return [clash for slot in self.slots for clash in slot.clashes]

    def save(self, *, by: User, at: datetime) -> TrainingSession:
        """Plan the session, or the series; returns the first."""
        values, run = self.domain_values(), self.cleaned_data["run"]
        if run is None:
            run = runs.begin(
                course=self.cleaned_data["course"],
                organiser=values["organiser"],
                year=business_date(values["starts_at"]).year,
                by=by,
                at=at,
            )
        return planning.plan_series(
            run=run, by=by, at=at, times=self.cleaned_data["times"], **values
        )[0]


def proposed(*, course: Course | None, run: CourseRun | None) -> dict[str, Any]:
    """Return what the form proposes for a course: its length, in the run that was asked for."""
    course = run.course if run else course
    if course is None:
        return {}
    ends_at = datetime.combine(date.min, time(9, 0)) + timedelta(
        minutes=min(course.planned_minutes, 12 * 60)
    )
    return {
        "course": course.pk,
        "run": run.pk if run else None,
        "organiser": run.organiser_id if run else None,
        "end_time": ends_at.time(),
    }
