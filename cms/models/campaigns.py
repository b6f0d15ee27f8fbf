"""Campaigns on the site: the Safety Production Month and its like, one page a year."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks.story import StoryBlock
from cms.enums import ContentKind
from cms.models.pages import PortalPage, ReadableQuerySet
from portal.events.domain.queries import agenda
from portal.events.models import Campaign
from portal.lib.lines import LineField


class CampaignQuerySet(ReadableQuerySet):
    def listed(self) -> "CampaignQuerySet":
        """Return what the public may read, the latest campaign first."""
        return (
            self.readable()
            .order_by("-campaign__start_date", "path")
            .defer_streamfields()
            .select_related("cover", "campaign", "locale")
            .prefetch_related("cover__renditions")
        )


class CampaignIndexPage(PortalPage):
    """The list of campaigns."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CampaignPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of campaigns")
        verbose_name_plural = _("lists of campaigns")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["campaigns"] = CampaignPage.objects.child_of(self).listed()
        return context


class CampaignPage(PortalPage):
    """One campaign: its theme, its period and everything that belongs to it."""

    PER_PAGE = 20

    campaign = models.ForeignKey(
        Campaign, verbose_name=_("campaign"), on_delete=models.PROTECT, related_name="+"
    )
    organisers = LineField(_("organisers"), max_length=200, blank=True)
    body = StreamField(StoryBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(CampaignQuerySet)()

    parent_page_types = ["cms.CampaignIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("campaign"),
        FieldPanel("organisers"),
        FieldPanel("body"),
        *PortalPage.look_panels,
    ]
    search_fields = [
        *PortalPage.search_fields,
        index.RelatedFields(
            "campaign",
            [
                index.SearchField("name", boost=4),
                index.SearchField("name_en", boost=4),
                index.SearchField("theme", boost=4),
                index.SearchField("theme_en", boost=4),
            ],
        ),
        index.SearchField("organisers"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("campaign page")
        verbose_name_plural = _("campaign pages")

    @property
    def content_kind(self) -> str:
        return ContentKind.CAMPAIGN

    @property
    def kicker(self) -> str:
        return pgettext("kind of page", "Campaign")

    @property
    def last_date(self) -> date:
        """The last day of the campaign."""
        return self.campaign.end_date - timedelta(days=1)

    @property
    def theme(self) -> str:
        """The campaign's theme in the language of the page."""
        english = self.locale.language_code == "en"
        return (self.campaign.theme_en if english else "") or self.campaign.theme

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        at = timezone.now()
        events = agenda.of_campaign(campaign=self.campaign)
        context["coming"] = agenda.rows(events.filter(ends_at__gt=at)[: self.PER_PAGE], at=at)
        past = events.filter(ends_at__lte=at).order_by("-starts_at", "-pk")
        page_obj = Paginator(past, self.PER_PAGE).get_page(request.GET.get("page"))
        page_obj.object_list = agenda.rows(page_obj.object_list, at=at)
        context["page_obj"] = page_obj
        return context
