"""Films on the site: warning films and public-welfare films."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks.story import StoryBlock
from cms.enums import ContentKind, FilmKind
from cms.models.articles import today
from cms.models.pages import PortalPage, ReadableQuerySet
from cms.models.recordings import VideoAsset
from cms.widgets import FilmWidget
from portal.events.domain.queries import agenda
from portal.events.enums import EventKind
from portal.events.models import Topic


class FilmFilter(forms.Form):
    """What a visitor of the list wants to see."""

    kind = forms.ChoiceField(required=False, choices=[("", _("All")), *FilmKind.choices])
    topic = forms.ModelChoiceField(
        required=False, queryset=Topic.objects.all(), to_field_name="code"
    )


class FilmQuerySet(ReadableQuerySet):
    def newest(self) -> "FilmQuerySet":
        """Return what the public may see, the newest first, with film and still picture."""
        return (
            self.readable()
            .order_by("-published_date", "path")
            .defer_streamfields()
            .select_related("film__poster", "cover", "locale")
            .prefetch_related("cover__renditions", "film__poster__renditions")
        )


class VideoIndexPage(PortalPage):
    """The list of films, by kind and topic."""

    PER_PAGE = 12

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.VideoPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of films")
        verbose_name_plural = _("lists of films")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        films = VideoPage.objects.child_of(self).newest()
        wanted = FilmFilter(request.GET)
        wanted.is_valid()
        kind = wanted.cleaned_data.get("kind")
        topic = wanted.cleaned_data.get("topic")
        if kind:
            films = films.filter(kind=kind)
        if topic:
            films = films.filter(topics=topic)
        context["kinds"] = FilmKind.choices
        context["kind"] = kind
        context["topic"] = topic
        context["page_obj"] = Paginator(films, self.PER_PAGE).get_page(request.GET.get("page"))
        return context


class VideoPage(PortalPage):
    """One film with its transcript; without a file it says where it is shown."""

    kind = models.CharField(
        _("kind"), max_length=10, choices=FilmKind.choices, default=FilmKind.WELFARE
    )
    published_date = models.DateField(_("published on"), default=today)
    film = models.ForeignKey(
        VideoAsset, verbose_name=_("film"), on_delete=models.PROTECT, related_name="+"
    )
    body = StreamField(StoryBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(FilmQuerySet)()

    parent_page_types = ["cms.VideoIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *PortalPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("film", widget=FilmWidget),
                FieldPanel("published_date"),
            ],
            heading=_("Film"),
        ),
        FieldPanel("body"),
        *PortalPage.look_panels,
    ]
    search_fields = [
        *PortalPage.search_fields,
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("published_date"),
        index.RelatedFields(
            "film", [index.SearchField("transcript"), index.SearchField("transcript_en")]
        ),
    ]

    class Meta:
        verbose_name = _("film page")
        verbose_name_plural = _("film pages")

    @property
    def content_kind(self) -> str:
        return ContentKind.FILM

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        at = timezone.now()
        shown = agenda.coming(at=at, kinds=(EventKind.FILM,))
        context["screenings"] = agenda.rows(shown[:3], at=at)
        context["more"] = (
            VideoPage.objects.sibling_of(self, inclusive=False).newest().filter(kind=self.kind)[:4]
        )
        return context
