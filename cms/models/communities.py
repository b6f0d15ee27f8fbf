"""The model communities for safety culture, and what stands in them."""

from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from cms.blocks.story import StoryBlock
from cms.enums import ContentKind, FacilityCondition, FacilityKind
from cms.models.pages import PortalPage, ReadableQuerySet
from portal.events.domain.queries import agenda
from portal.lib.lines import LineField
from portal.people.models import Organisation


class CommunityQuerySet(ReadableQuerySet):
    def listed(self) -> "CommunityQuerySet":
        """Return what the public may read, the pilot first, with the number of facilities."""
        return (
            self.readable()
            .order_by("-pilot", "path")
            .defer_streamfields()
            .select_related("cover", "street", "locale")
            .prefetch_related("cover__renditions")
            .annotate(facility_count=Count("facilities"))
        )


class CommunityIndexPage(PortalPage):
    """The list of model communities."""

    body = StreamField(StoryBlock(), verbose_name=_("text"), blank=True)

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CommunityPage"]
    max_count_per_parent = 1
    content_panels = [*PortalPage.content_panels, FieldPanel("body")]
    search_fields = [*PortalPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("list of communities")
        verbose_name_plural = _("lists of communities")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["communities"] = CommunityPage.objects.child_of(self).listed()
        return context


class CommunityPage(PortalPage):
    """One residential community with its facilities and activities."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        help_text=_("The community in the register; its events appear on this page."),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    street = models.ForeignKey(
        Organisation,
        verbose_name=_("town or street"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    pilot = models.BooleanField(_("pilot community"), default=False)
    awarded_date = models.DateField(_("model community since"), null=True, blank=True)
    address = LineField(_("address"), max_length=160, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    residents = models.PositiveIntegerField(_("residents"), null=True, blank=True)
    opening_hours = LineField(_("opening hours"), max_length=120, blank=True)
    contact = LineField(
        _("contact"), max_length=120, blank=True, help_text=_("Office and its public number.")
    )
    body = StreamField(StoryBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(CommunityQuerySet)()

    parent_page_types = ["cms.CommunityIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *PortalPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("organisation"),
                FieldPanel("street"),
                FieldRowPanel([FieldPanel("pilot"), FieldPanel("awarded_date")]),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("households"), FieldPanel("residents")]),
                FieldPanel("opening_hours"),
                FieldPanel("contact"),
            ],
            heading=_("Community"),
        ),
        InlinePanel("facilities", heading=_("Facilities"), label=_("Facility")),
        FieldPanel("body"),
        *PortalPage.look_panels,
    ]
    search_fields = [
        *PortalPage.search_fields,
        index.RelatedFields("organisation", [index.SearchField("name", boost=4)]),
        index.RelatedFields("street", [index.SearchField("name", boost=2)]),
        index.SearchField("address"),
        index.SearchField("contact"),
        index.SearchField("body"),
        index.RelatedFields("facilities", [index.SearchField("place"), index.SearchField("shows")]),
    ]

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [
            models.CheckConstraint(
                condition=Q(households__isnull=True)
                | Q(residents__isnull=True)
                | Q(households__lte=models.F("residents")),
                name="cms_communitypage_no_more_households_than_residents",
            ),
        ]

    @property
    def content_kind(self) -> str:
        return ContentKind.COMMUNITY

    @property
    def kicker(self) -> str:
        return gettext("Model community for safety culture")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["facilities"] = self.facilities.all()
        at = timezone.now()
        if self.organisation:
            events = agenda.at_organisation(organisation=self.organisation)
            past = events.filter(ends_at__lte=at).order_by("-starts_at")
            context["coming"] = agenda.rows(events.filter(ends_at__gt=at)[:6], at=at)
            context["past"] = agenda.rows(past[:6], at=at)
        return context


class Facility(Orderable):
    """Something that stands in a community: a board, a panel, a section of the corridor."""

    page = ParentalKey(CommunityPage, on_delete=models.CASCADE, related_name="facilities")
    kind = models.CharField(_("kind"), max_length=10, choices=FacilityKind.choices)
    place = LineField(_("place"), max_length=80)
    shows = LineField(_("what it shows"), max_length=120, blank=True)
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1)
    condition = models.CharField(
        _("condition"),
        max_length=8,
        choices=FacilityCondition.choices,
        default=FacilityCondition.GOOD,
    )
    inspected_date = models.DateField(_("last inspected"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="cms_facility_is_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.place}"
