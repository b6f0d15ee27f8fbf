"""Courses, runs, sessions, trainers and class hours in the back office."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup

from portal.events.domain.queries import duties
from portal.events.filters import EventFilters
from portal.events.states import state_of
from portal.events.tables import FiguresColumn, PlaceColumn, StateColumn, TimeColumn
from portal.events.viewsets import PlanningView, SheetIndexView
from portal.people.models import User
from portal.people.views.scoped import (
    ScopedCreateView,
    ScopedEditView,
    ScopedIndexView,
    ScopedInspectView,
    ScopedViewSet,
)
from training import exports
from training.domain import credits  # noqa: A004 - the word of the trade
from training.domain.queries import schedule
from training.enums import SessionKind
from training.forms import (
    CourseForm,
    PlanSessionForm,
    RunForm,
    RunNoteForm,
    SessionForm,
    TrainerForm,
    proposed,
)
from training.models import Course, CourseRun, CreditEntry, LessonLength, Trainer, TrainingSession
from training.permissions import (
    drafts_to_publish,
    may_change_run,
    may_change_session,
    may_plan,
)
from training.views.publishing import PublishRun


class SessionFilters(EventFilters):
    path = "event__"

    kind = None
    way = django_filters.MultipleChoiceFilter(
        field_name="kind",
        label=_("way of teaching"),
        choices=SessionKind.choices,
        widget=CheckboxSelectMultiple,
    )

    class Meta:
        model = TrainingSession
        fields = ()


class SessionIndexView(SheetIndexView):
    add_item_label = _("Plan a training session")
    sheet_of = staticmethod(exports.sessions_sheet)

    def get_base_queryset(self) -> QuerySet[TrainingSession]:
        return duties.with_figures(super().get_base_queryset(), path="event__").prefetch_related(
            "trainers"
        )

    def search_queryset(self, queryset: QuerySet[TrainingSession]) -> QuerySet[TrainingSession]:
        """Search beside the list: a class with two trainers of that name stands in it once."""
        if not self.is_searching:
            return queryset
        found = super().search_queryset(TrainingSession.objects.order_by())
        return queryset.filter(pk__in=found.values("pk"))


class PlanSession(PlanningView, ScopedCreateView):
    template_name = "training/plan_session.html"
    page_title = _("Plan a training session")
    success_message = _("“%(object)s” is planned as a draft. Check it, then publish it.")
    error_message = _("It is not planned yet. Correct what is marked below.")
    submit_button_label = _("Plan as a draft")
    submit_button_active_label = _("Planning…")

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_plan(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial_form_instance(self) -> None:
        return None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("session:index"), "label": _("Training sessions")},
            {"url": "", "label": self.page_title},
        ]

    def get_page_subtitle(self) -> str:
        return ""

    def get_success_message(self, instance: TrainingSession) -> str:
        """Say how many classes were planned, where it is a series."""
        times = self.form.cleaned_data["times"]
        if times == 1:
            return super().get_success_message(instance)
        return ngettext(
            "%(times)s class of “%(object)s” is planned as a draft. Check it, then publish it.",
            "%(times)s classes of “%(object)s” are planned as drafts. Check them, then publish "
            "them here at once, or each on its own page.",
            times,
        ) % {"times": times, "object": instance}

    def get_success_url(self) -> str:
        """Lead to the class; after a series to its run, where all of it is published."""
        if self.form.cleaned_data["times"] == 1:
            return super().get_success_url()
        return reverse("run:inspect", args=[self.object.run_id])

    def get_initial(self) -> dict[str, Any]:
        return {
            key: value
            for key, value in proposed(
                course=self.asked_for("course", schedule.courses(user=self.request.user)),
                run=self.asked_for("run", schedule.runs(user=self.request.user)),
            ).items()
            if value is not None
        }

    def asked_for(self, name: str, rows: QuerySet) -> Any:
        """Return the row whose key stands in the address, if the account may see it."""
        key = self.request.GET.get(name, "")
        return rows.filter(pk=key).first() if key.isdecimal() and len(key) < 12 else None


class ChangeSession(PlanningView, ScopedEditView):
    template_name = "training/plan_session.html"
    success_message = _("“%(object)s” is changed.")
    error_message = _("Nothing is changed yet. Correct what is marked below.")

    def get_object(self, queryset: QuerySet | None = None) -> TrainingSession:
        session = super().get_object(queryset)
        if not may_change_session(self.request.user, session):
            raise PermissionDenied
        return session

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.object}

    def planned(self) -> Any:
        return self.object.event

    def get_side_panels(self) -> MediaContainer:
        return MediaContainer([])


class SessionViewSet(ScopedViewSet):
    model = TrainingSession
    name = "session"
    url_prefix = "sessions"
    icon = "calendar-check"
    rows_of = staticmethod(schedule.sessions)
    index_view_class = SessionIndexView
    add_view_class = PlanSession
    edit_view_class = ChangeSession
    # The page of a session, and its history, are those of its event.
    without = frozenset({"delete", "usage", "history", "history_results"})
    add_to_reference_index = False
    export_filename = "sessions"
    list_per_page = 30
    ordering = ("-event__starts_at", "-pk")
    search_fields = (
        "event__title",
        "event__code",
        "run__course__title",
        "event__venue__name",
        "event__host__name",
        "trainers__name",
    )
    search_backend_name = None
    filterset_class = SessionFilters
    list_display = (
        TitleColumn(
            "title",
            label=_("title"),
            accessor="event.title",
            url_name="event:inspect",
            id_accessor="event_id",
            sort_key="event__title",
        ),
        TimeColumn("starts_at", label=_("time"), sort_key="event__starts_at"),
        StateColumn("status", label=_("state")),
        Column("get_kind_display", label=_("way of teaching"), classname="wide-only"),
        PlaceColumn("where", label=_("place"), classname="wide-only"),
        Column(
            "organiser",
            label=_("organiser"),
            accessor="event.organiser",
            classname="wide-only",
        ),
        FiguresColumn("named", label=_("person-times")),
    )

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return SessionForm if for_update else PlanSessionForm


class RunIndexView(ScopedIndexView):
    page_title = _("Runs")
    add_item_label = _("Begin a run")

    def get_base_queryset(self) -> QuerySet[CourseRun]:
        return super().get_base_queryset().annotate(session_count=Count("sessions"))


class BeginRun(PlanningView, ScopedCreateView):
    template_name = "wagtailadmin/generic/create.html"
    page_title = _("Begin a run")
    success_message = _("“%(object)s” has begun. Now plan its sessions.")
    submit_button_label = _("Begin")

    def get_initial_form_instance(self) -> None:
        return None

    def get_success_url(self) -> str:
        return reverse("run:inspect", args=[self.object.pk])


class ChangeRun(ScopedEditView):
    def get_object(self, queryset: QuerySet | None = None) -> CourseRun:
        run = super().get_object(queryset)
        if not may_change_run(self.request.user, run):
            raise PermissionDenied
        return run


class SeeRun(ScopedInspectView):
    """A run with its sessions and what was earned in them."""

    template_name = "training/run_page.html"

    def get_fields(self) -> list[str]:
        return []

    def get_page_title(self) -> str:
        return str(self.object)

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("run:index"), "label": _("Runs")},
            {"url": "", "label": str(self.object)},
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        run, at = self.object, timezone.now()
        sessions = duties.with_figures(
            schedule.sessions(user=self.request.user).filter(run=run), path="event__"
        )
        rows = list(sessions.prefetch_related("trainers").order_by("number"))
        may_change = may_change_run(self.request.user, run)
        return {
            **super().get_context_data(**kwargs),
            "run": run,
            "sessions": rows,
            "rows": [(session, state_of(session.event, at)) for session in rows],
            "balance": credits.balance(entries=CreditEntry.objects.filter(session__run=run)),
            "may_change": may_change,
            "drafts": len(drafts_to_publish(self.request.user, run)) if may_change else 0,
        }


class RunViewSet(ScopedViewSet):
    model = CourseRun
    name = "run"
    menu_label = _("Runs")
    url_prefix = "runs"
    icon = "list-ol"
    rows_of = staticmethod(schedule.runs)
    index_view_class = RunIndexView
    add_view_class = BeginRun
    edit_view_class = ChangeRun
    inspect_view_class = SeeRun
    inspect_view_enabled = True
    without = frozenset({"delete", "usage"})
    add_to_reference_index = False
    list_display = (
        TitleColumn("run", label=_("run"), accessor="__str__", url_name="run:inspect"),
        Column("organiser", label=_("organiser"), classname="wide-only"),
        Column("session_count", label=_("training sessions")),
        Column("get_status_display", label=_("state")),
        Column("note", label=_("note"), classname="wide-only"),
    )
    list_filter = ("year", "status", "course")
    search_fields = ("course__title", "organiser__name", "note")
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return RunNoteForm if for_update else RunForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/publish/", PublishRun.as_view(), name="publish"),
        ]


class CourseViewSet(ScopedViewSet):
    model = Course
    icon = "openquote"
    rows_of = staticmethod(schedule.courses)
    changed_of = staticmethod(schedule.own_courses)
    list_display = (
        "title",
        Column("get_kind_display", label=_("kind"), classname="wide-only"),
        Column("topic", label=_("topic")),
        Column("get_audience_display", label=_("audience"), classname="wide-only"),
        "planned_minutes",
        Column("organisation", label=_("kept by"), classname="wide-only"),
        BooleanColumn("active", label=_("offered")),
    )
    list_filter = ("kind", "topic", "audience", "active")
    search_fields = ("title", "code", "summary")
    search_backend_name = None
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return CourseForm


class CalendarColumn(TitleColumn):
    """Leads to the calendar of the public classes somebody teaches."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, get_url=self.address, **kwargs)

    def address(self, trainer: Trainer) -> str:
        return reverse("training:trainer-calendar", args=[trainer.uuid])

    def get_value(self, instance: Trainer) -> str:
        return _("Subscribe")


class TrainerViewSet(ScopedViewSet):
    model = Trainer
    icon = "user"
    rows_of = staticmethod(schedule.trainers)
    changed_of = staticmethod(schedule.own_trainers)
    list_display = (
        "name",
        Column("title", label=pgettext_lazy("of a person", "title"), classname="wide-only"),
        Column("organisation", label=_("organisation")),
        BooleanColumn("active", label=_("available")),
        CalendarColumn("uuid", label=pgettext_lazy("to subscribe to", "calendar")),
    )
    list_filter = ("active",)
    search_fields = ("name", "title", "organisation__name")
    search_backend_name = None
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return TrainerForm


def lesson_lengths(*, user: User) -> QuerySet[LessonLength]:
    """Return the lengths of a class hour, which hold for everybody."""
    return LessonLength.objects.all()


class LessonLengthViewSet(ScopedViewSet):
    model = LessonLength
    icon = "time"
    rows_of = staticmethod(lesson_lengths)
    of_the_district = True
    template_prefix = "training/lesson_lengths/"
    list_display = ("since_date", "minutes")
    form_fields = ("since_date", "minutes")
    add_to_reference_index = False


class TrainingGroup(ModelViewSetGroup):
    menu_label = _("Training")
    menu_icon = "openquote"
    menu_order = 210
    items = (SessionViewSet, RunViewSet, CourseViewSet, TrainerViewSet, LessonLengthViewSet)
