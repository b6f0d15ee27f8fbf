"""Choosing a film or a sound in Wagtail's admin, by search; everybody who writes may use all."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from cms.models import AudioAsset, VideoAsset
from portal.people.choosers import ChooserRows, ChooserSearchForm, FindingOnly


def titled(text: str, *, among: QuerySet) -> QuerySet:
    """Return those rows whose titles hold a text; all of them for none."""
    return among.filter(Q(title__icontains=text) | Q(title_en__icontains=text)) if text else among


class RecordingSearchForm(ChooserSearchForm):
    like = staticmethod(titled)


class _RecordingRows(ChooserRows):
    filter_form_class = RecordingSearchForm
    model_class: Any

    def get_object_list(self) -> QuerySet:
        return self.model_class.objects.all()

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("seconds", label=_("length in seconds"))]


class FilmChooserViewSet(FindingOnly):
    model = VideoAsset
    rows = _RecordingRows
    icon = "media"
    page_title = choose_one_text = _("Choose a film")
    choose_another_text = _("Choose another film")


class SoundChooserViewSet(FindingOnly):
    model = AudioAsset
    rows = _RecordingRows
    icon = "media"
    page_title = choose_one_text = _("Choose a sound file")
    choose_another_text = _("Choose another sound file")
