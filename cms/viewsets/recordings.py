"""Films and sounds."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup

from cms.forms.recordings import FilmForm, SoundForm
from cms.models import (
    AudioAsset,
    VideoAsset,
)
from portal.people.models import User
from portal.people.views.scoped import ScopedViewSet


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
