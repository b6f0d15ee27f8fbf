"""News, notices, safety knowledge and warning cases: one type of page with a kind."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks.story import StoryBlock
from cms.enums import ArticleKind
from cms.models.pages import PortalPage, ReadableQuerySet
from portal.events.domain.queries import agenda
from portal.events.models import Event, Topic
from portal.lib.lines import LineField
from portal.lib.periods import business_date, business_midnight


def today() -> date:
    """Return the day of publication of an article that is being written."""
    return business_date(timezone.now())


class ArticleFilter(forms.Form):
    """What a reader of the list wants to see."""

    kind = forms.ChoiceField(required=False, choices=[("", _("All")), *ArticleKind.choices])
    topic = forms.ModelChoiceField(
        required=False, queryset=Topic.objects.all(), to_field_name="code"
    )


class ArticleQuerySet(ReadableQuerySet):
    def newest(self) -> "ArticleQuerySet":
        """Return what the public may read, the newest first, with its cover."""
        return (
            self.readable()
            .order_by("-published_date", "-pk")
            .defer_streamfields()
            .select_related("cover", "locale")
            .prefetch_related("cover__renditions")
        )


class NewsIndexPage(PortalPage):
    """The list of articles, by kind and topic."""

    PER_PAGE = 12

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ArticlePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of articles")
        verbose_name_plural = _("lists of articles")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        articles = ArticlePage.objects.child_of(self).newest()
        wanted = ArticleFilter(request.GET)
        wanted.is_valid()
        kind = wanted.cleaned_data.get("kind")
        topic = wanted.cleaned_data.get("topic")
        if kind:
            articles = articles.filter(kind=kind)
        if topic:
            articles = articles.filter(topics=topic)
        context["kinds"] = ArticleKind.choices
        context["kind"] = kind
        context["topic"] = topic
        context["page_obj"] = Paginator(articles, self.PER_PAGE).get_page(request.GET.get("page"))
        return context


class ArticlePage(PortalPage):
    """One article."""

    kind = models.CharField(
        _("kind"), max_length=10, choices=ArticleKind.choices, default=ArticleKind.NEWS
    )
    published_date = models.DateField(_("published on"), default=today)
    urgent = models.BooleanField(
        _("emergency notice"),
        default=False,
        help_text=_(
            "For notices of danger at hand: published as soon as one other person has read it; "
            "two more read it afterwards, within 24 hours."
        ),
    )
    author_unit = LineField(_("written by"), max_length=80, blank=True)
    source = LineField(
        _("source"), max_length=120, blank=True, help_text=_("Regulation, report or office.")
    )
    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        help_text=_("The class, drill or activity this article invites to."),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    body = StreamField(StoryBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(ArticleQuerySet)()

    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *PortalPage.content_panels,
        MultiFieldPanel(
            [FieldPanel("kind"), FieldPanel("urgent"), FieldPanel("published_date")],
            heading=_("Article"),
        ),
        FieldPanel("body"),
        *PortalPage.look_panels,
        MultiFieldPanel(
            [FieldPanel("author_unit"), FieldPanel("source"), FieldPanel("event")],
            heading=_("Where it comes from"),
        ),
    ]
    search_fields = [
        *PortalPage.search_fields,
        index.SearchField("body"),
        index.SearchField("author_unit"),
        index.SearchField("source"),
        index.FilterField("kind"),
        index.FilterField("published_date"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(
                condition=Q(urgent=False) | Q(kind=ArticleKind.NOTICE),
                name="cms_articlepage_only_notices_are_urgent",
                violation_error_message=_(
                    "Only a notice can be an emergency notice. Choose the kind “Notice”, or take "
                    "the mark away."
                ),
            ),
        ]

    @property
    def content_kind(self) -> str:
        return self.kind

    @property
    def kicker(self) -> str:
        return self.get_kind_display()

    @property
    def published_at(self) -> datetime:
        """When it was published: to the minute where the day is that of going up."""
        first = self.first_published_at
        if first and business_date(first) == self.published_date:
            return first
        return business_midnight(self.published_date)

    def invitation(self, *, at: datetime) -> Event | None:
        """Return the event to come to, with its seats and standing; None once it is over."""
        events = agenda.rows(agenda.coming(at=at).filter(pk=self.event_id), at=at)
        return events[0] if events else None

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["topics"] = list(self.topics.all())
        context["event"] = self.invitation(at=timezone.now())
        context["more"] = (
            ArticlePage.objects.sibling_of(self, inclusive=False)
            .newest()
            .filter(kind=self.kind)[:4]
        )
        return context
