"""Publicity in the back office: who reviews what, words to avoid, what stands in communities."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets.button import HeaderButton

from cms import exports
from cms.domain import messages
from cms.domain.queries import facilities
from cms.enums import FacilityCondition, FacilityKind, MessageKind, MessageState
from cms.forms import AnswerForm, FacilityForm, FilmForm, SoundForm
from cms.models import (
    AudioAsset,
    Facility,
    FacilityDefect,
    FacilityInspection,
    Message,
    ReviewRule,
    ReviewTask,
    VideoAsset,
    WordingTerm,
)
from cms.views.facilities import PrintPosters
from cms.views.facilities_office import KeepFacility, ShowPhoto
from portal.events.viewsets import SheetIndexView
from portal.lib import phrases
from portal.lib.periods import business_date
from portal.people.domain import scope
from portal.people.models import Organisation, User
from portal.people.views.scoped import ScopedEditView, ScopedViewSet

_NO_HISTORY = frozenset({"history", "history_results", "usage"})


def all_rules(*, user: User) -> QuerySet[ReviewRule]:
    """Return every rule; they are those of the whole district."""
    return ReviewRule.objects.all()


def all_stages(*, user: User) -> QuerySet[ReviewTask]:
    """Return the three stages in their order."""
    return ReviewTask.objects.prefetch_related("groups").order_by("pk")


class ReviewRuleViewSet(ScopedViewSet):
    model = ReviewRule
    icon = "list-ol"
    name = "review_rule"
    menu_label = _("Rules of review")
    add_to_settings_menu = True
    menu_order = 310
    rows_of = staticmethod(all_rules)
    of_the_district = True
    without = _NO_HISTORY
    template_prefix = "cms/review_rules/"
    list_display = (
        "kind",
        Column("get_stages_display", label=_("reviews")),
        Column("days", label=_("days for each review")),
    )
    form_fields = ("kind", "stages", "days")
    add_to_reference_index = False


class StageForm(WagtailAdminModelForm):
    """Which groups give opinions at one stage; at least one, or nothing is ever published."""

    groups = forms.ModelMultipleChoiceField(
        label=_("who may review"),
        queryset=Group.objects.order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one group, or nothing is published any more.")
        },
    )

    class Meta:
        model = ReviewTask
        fields = ("groups",)


def _named_groups(stage: ReviewTask) -> str:
    return phrases.listed(group.name for group in stage.groups.all())


class ReviewStageViewSet(ScopedViewSet):
    model = ReviewTask
    # A number too, though the key is that of the task above it.
    pk_path_converter = "int"
    icon = "group"
    name = "review_stage"
    menu_label = _("Who reviews")
    add_to_settings_menu = True
    menu_order = 311
    rows_of = staticmethod(all_stages)
    of_the_district = True
    without = _NO_HISTORY | {"add", "delete"}
    template_prefix = "cms/review_stages/"
    list_display = (
        Column("get_stage_display", label=_("stage")),
        Column("groups", label=_("who may review"), accessor=_named_groups),
    )
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return StageForm


def all_terms(*, user: User) -> QuerySet[WordingTerm]:
    """Return the whole dictionary; it is that of the district."""
    return WordingTerm.objects.all()


class WordingTermViewSet(ScopedViewSet):
    model = WordingTerm
    icon = "openquote"
    name = "wording_term"
    menu_label = _("Dictionary of words")
    add_to_settings_menu = True
    menu_order = 312
    rows_of = staticmethod(all_terms)
    of_the_district = True
    without = _NO_HISTORY
    template_prefix = "cms/wording_terms/"
    list_display = ("term", "better", Column("get_level_display", label=_("level")))
    list_filter = ("level",)
    search_fields = ("term", "better")
    search_backend_name = None
    form_fields = ("term", "better", "level")
    add_to_reference_index = False


def all_films(*, user: User) -> QuerySet[VideoAsset]:
    """Return every film; whoever writes pages may use it."""
    return VideoAsset.objects.all()


def all_sounds(*, user: User) -> QuerySet[AudioAsset]:
    """Return every sound; whoever writes pages may use it."""
    return AudioAsset.objects.all()


def _has_file(recording: VideoAsset) -> bool:
    return bool(recording.file)


def _has_captions(recording: VideoAsset) -> bool:
    return bool(recording.captions)


class FilmViewSet(ScopedViewSet):
    model = VideoAsset
    icon = "media"
    name = "film"
    rows_of = staticmethod(all_films)
    template_prefix = "cms/films/"
    list_display = (
        "title",
        Column("seconds", label=_("length in seconds"), sort_key="seconds"),
        BooleanColumn("file", label=_("has a file"), accessor=_has_file),
        BooleanColumn("captions", label=_("has subtitles"), accessor=_has_captions),
        DateColumn("added_at", label=_("added"), sort_key="added_at"),
    )
    search_fields = ("title", "title_en")
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return FilmForm


class SoundViewSet(ScopedViewSet):
    model = AudioAsset
    icon = "media"
    name = "sound"
    rows_of = staticmethod(all_sounds)
    template_prefix = "cms/sounds/"
    list_display = (
        "title",
        Column("seconds", label=_("length in seconds"), sort_key="seconds"),
        DateColumn("added_at", label=_("added"), sort_key="added_at"),
    )
    search_fields = ("title", "title_en")
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return SoundForm


class RecordingGroup(ModelViewSetGroup):
    menu_label = _("Films and sounds")
    menu_icon = "media"
    menu_order = 206
    items = (FilmViewSet, SoundViewSet)


def all_messages(*, user: User) -> QuerySet[Message]:
    """Return what was written to the office; only who works for the whole district reads it."""
    return Message.objects.all() if scope.sees_whole(user) else Message.objects.none()


class MessageFilters(WagtailFilterSet):
    """State, subject, and whether a message is overdue."""

    state = django_filters.MultipleChoiceFilter(
        label=_("state"), choices=MessageState.choices, widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(
        label=pgettext_lazy("of a message", "about"),
        choices=MessageKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    overdue = django_filters.ChoiceFilter(
        label=pgettext_lazy("message", "overdue"),
        choices=[("on", _("Only what is overdue"))],
        method="only_overdue",
        empty_label=_("Any"),
    )

    class Meta:
        model = Message
        fields = ("state", "kind")

    def only_overdue(self, rows: QuerySet[Message], name: str, wanted: str) -> QuerySet[Message]:
        """Narrow the list to what is late."""
        return rows.overdue(at=timezone.now()) if wanted else rows


class BeginningColumn(Column):
    """The first words of a message, with its number; leads to the answer."""

    cell_template_name = "cms/messages/beginning.html"

    def get_cell_context_data(self, instance: Message, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["address"] = reverse("message:edit", args=[instance.pk])
        return context


class StandingColumn(Column):
    """Whether a message waits, is late, or in how many days it was answered."""

    cell_template_name = "cms/messages/standing.html"

    def get_cell_context_data(self, instance: Message, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context |= {"shown": instance.shown(), "late": instance.days_late(timezone.now())}
        return context


class AnswerView(ScopedEditView):
    """Answers one message through the domain."""

    success_message = _("The answer stands on the page of message %(object)s.")
    template_name = "cms/messages/edit.html"

    def save_instance(self) -> Message:
        given = self.form.cleaned_data
        messages.close(
            message=self.form.instance,
            state=given["state"],
            answer=given["answer"],
            by=self.request.user,
            at=timezone.now(),
        )
        return self.form.instance

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        at = timezone.now()
        context |= {
            "shown": self.object.shown(),
            "late": self.object.days_late(at),
            "phone": messages.phone_of(self.object),
        }
        return context


class MessageViewSet(ScopedViewSet):
    model = Message
    icon = "mail"
    name = "message"
    menu_label = _("Messages to the office")
    menu_order = 207
    add_to_admin_menu = True
    rows_of = staticmethod(all_messages)
    of_the_district = True
    without = frozenset({"add", "delete", "usage"})
    edit_view_class = AnswerView
    template_prefix = "cms/messages/"
    filterset_class = MessageFilters
    search_fields = ("reference", "text", "answer")
    search_backend_name = None
    list_display = (
        BeginningColumn("text", label=pgettext_lazy("to the office", "message")),
        Column("get_kind_display", label=pgettext_lazy("of a message", "about")),
        DateColumn("sent_at", label=pgettext_lazy("of a message", "sent"), sort_key="sent_at"),
        Column("due_date", label=_("to be answered by"), sort_key="due_date"),
        StandingColumn("state", label=_("state")),
    )
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return AnswerForm


# --- What stands in the communities --------------------------------------------------------


def _communities(request: HttpRequest | None) -> QuerySet[Organisation]:
    if request is None:
        return Organisation.objects.none()
    return facilities.communities_of(request.user).order_by("path")


# As long before an inspection it is called due.
SOON = timedelta(days=30)


class FacilityFilters(WagtailFilterSet):
    """Where, what, in which condition, and what has to be done."""

    OVERDUE, DUE, NEVER, REPORTED, GONE = "OVERDUE", "DUE", "NEVER", "REPORTED", "GONE"
    standing = django_filters.ChoiceFilter(
        label=_("what has to be done"),
        method="stands",
        empty_label=_("All that stand"),
        choices=[
            (OVERDUE, _("Inspection overdue")),
            (DUE, _("Inspection due within 30 days")),
            (NEVER, _("Never inspected")),
            (REPORTED, _("Reported by residents")),
            (GONE, _("Taken away")),
        ],
    )
    community = django_filters.ModelChoiceFilter(
        label=_("community"), queryset=_communities, field_name="organisation"
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("kind"), choices=FacilityKind.choices, widget=forms.CheckboxSelectMultiple
    )
    condition = django_filters.MultipleChoiceFilter(
        label=_("condition"),
        choices=FacilityCondition.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Facility
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Show what stands, unless what was taken away is asked for."""
        rows = super().filter_queryset(queryset)
        gone = self.form.cleaned_data.get("standing") == self.GONE
        return rows.exclude(removed_date=None) if gone else rows.filter(removed_date=None)

    def stands(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        today = business_date(timezone.now())
        of_it = {"facility": OuterRef("pk")}
        return {
            self.OVERDUE: lambda: rows.filter(next_inspection_date__lt=today),
            self.DUE: lambda: rows.filter(next_inspection_date__range=(today, today + SOON)),
            self.NEVER: lambda: rows.exclude(Exists(FacilityInspection.objects.filter(**of_it))),
            self.REPORTED: lambda: rows.filter(
                Exists(FacilityDefect.objects.filter(settled_at=None, **of_it))
            ),
            self.GONE: lambda: rows,
        }[value]()


class FacilityColumn(Column):
    """A cell of a template of ours; `today` tells what is overdue."""

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"today": business_date(timezone.now())}


class ConditionColumn(FacilityColumn):
    cell_template_name = "cms/facilities/condition_cell.html"


class InspectionColumn(FacilityColumn):
    cell_template_name = "cms/facilities/inspection_cell.html"


class ReportsColumn(FacilityColumn):
    cell_template_name = "cms/facilities/reports_cell.html"


class ListFacilities(SheetIndexView):
    add_item_label = _("Enter a facility")
    # What is overdue stands first.
    default_ordering = "next_inspection_date"
    sheet_of = staticmethod(exports.facilities_sheet)

    def get_base_queryset(self) -> QuerySet[Facility]:
        rows = super().get_base_queryset().select_related("organisation", "topic")
        return rows.with_last_inspection().with_open_defects()

    def get_edit_url(self, instance: Facility) -> str:
        return reverse("facility:show", args=[instance.pk])

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = list(super().header_buttons)
        place = self.request.GET.get("community", "")
        if place.isascii() and place.isdecimal():
            address = reverse("facility:posters", args=[place])
            buttons.append(HeaderButton(_("Print all codes"), url=address, icon_name="print"))
        return buttons


class FacilityViewSet(ScopedViewSet):
    model = Facility
    name = "facility"
    icon = "clipboard-list"
    menu_label = _("Facilities")
    menu_order = 208
    add_to_admin_menu = True
    index_view_class = ListFacilities
    rows_of = staticmethod(facilities.kept_by)
    without = frozenset({"delete", "usage"})
    add_to_reference_index = False
    list_per_page = 50
    filterset_class = FacilityFilters
    search_fields = ("name", "code", "organisation__name")
    search_backend_name = None
    list_display = (
        TitleColumn("name", label=_("facility"), url_name="facility:show", accessor="__str__"),
        Column("community", label=_("community"), accessor="organisation"),
        Column("quantity", label=_("how many"), classname="wide-only"),
        ConditionColumn("condition", label=_("condition"), sort_key="condition"),
        Column("inspected_date", label=_("last inspected"), classname="wide-only"),
        InspectionColumn(
            "next_inspection_date", label=_("next inspection"), sort_key="next_inspection_date"
        ),
        ReportsColumn("open_defects", label=pgettext_lazy("of a facility", "open reports")),
    )

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return FacilityForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/", KeepFacility.as_view(), name="show"),
            path("<int:pk>/code/", PrintPosters.as_view(), {"ending": ""}, name="poster"),
            path("<int:pk>/code.pdf", PrintPosters.as_view(), {"ending": "pdf"}, name="poster-pdf"),
            path(
                "of/<int:organisation>/codes/",
                PrintPosters.as_view(),
                {"ending": ""},
                name="posters",
            ),
            path(
                "of/<int:organisation>/codes.pdf",
                PrintPosters.as_view(),
                {"ending": "pdf"},
                name="posters-pdf",
            ),
            path("photographs/<uuid:uuid>/", ShowPhoto.as_view(), name="photo"),
        ]
