"""The model communities for safety culture: where they are, what stands and happens in them."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks.story import StoryBlock
from cms.enums import ContentKind
from cms.models.communities.editing import CommunityForm, WordsPanel
from cms.models.communities.rows import FacilityWords
from cms.models.facilities import Facility
from cms.models.pages import PortalPage, ReadableQuerySet
from portal.events.domain.queries import agenda
from portal.events.enums import EventKind
from portal.lib.lines import LineField
from portal.people.models import Organisation

# What is called a lecture when somebody asks for the next one.
LECTURES = (EventKind.LECTURE, EventKind.WARNING_LECTURE, EventKind.TRAINING)


# Of the events to come, as many are looked at for a lecture, and shown.
MOST_COMING = 6


class CommunityQuerySet(ReadableQuerySet):
    def listed(self) -> "CommunityQuerySet":
        """Return what the public may read, the pilot first."""
        return (
            self.readable()
            .order_by("-pilot", "path")
            .defer_streamfields()
            .select_related("cover", "street", "locale")
            .prefetch_related("cover__renditions")
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
        context["communities"] = list(CommunityPage.objects.child_of(self).listed())
        context["placed"] = [one for one in context["communities"] if one.is_placed]
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
    map_x = models.PositiveSmallIntegerField(
        _("place on the map, from the left"),
        validators=[MaxValueValidator(100)],
        help_text=_("0 to 100 per cent of the width of the drawn map."),
        null=True,
        blank=True,
    )
    map_y = models.PositiveSmallIntegerField(
        _("place on the map, from the top"),
        validators=[MaxValueValidator(100)],
        help_text=_("0 to 100 per cent of its height."),
        null=True,
        blank=True,
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("As a GPS receiver shows it (WGS 84), such as 39.90690."),
        null=True,
        blank=True,
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        null=True,
        blank=True,
    )
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    residents = models.PositiveIntegerField(_("residents"), null=True, blank=True)
    elderly_percent = models.PositiveSmallIntegerField(
        _("residents over 60, per cent"),
        validators=[MaxValueValidator(100)],
        null=True,
        blank=True,
    )
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
                FieldRowPanel([FieldPanel("map_x"), FieldPanel("map_y")]),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                FieldRowPanel([FieldPanel("households"), FieldPanel("residents")]),
                FieldPanel("elderly_percent"),
                FieldPanel("opening_hours"),
                FieldPanel("contact"),
            ],
            heading=_("Community"),
        ),
        FieldPanel("body"),
        WordsPanel(
            "facility_words",
            heading=_("Facilities"),
            label=_("Facility"),
            help_text=_(
                "What people read of each. Number, condition and inspections are kept under "
                "“Facilities” in the menu and are shown by themselves."
            ),
        ),
        InlinePanel("leaflets", heading=_("Leaflets"), label=_("Leaflet")),
        InlinePanel(
            "photos",
            heading=_("Photographs"),
            label=_("Photograph"),
            help_text=_("One whose consent is not noted is kept and not shown."),
        ),
        *PortalPage.look_panels,
    ]
    search_fields = [
        *PortalPage.search_fields,
        index.RelatedFields("organisation", [index.SearchField("name", boost=4)]),
        index.RelatedFields("street", [index.SearchField("name", boost=2)]),
        index.SearchField("address"),
        index.SearchField("contact"),
        index.SearchField("body"),
        index.RelatedFields(
            "facility_words",
            [index.SearchField("place"), index.SearchField("shows"), index.SearchField("text")],
        ),
    ]

    base_form_class = CommunityForm

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
            models.CheckConstraint(
                condition=Q(elderly_percent__isnull=True) | Q(elderly_percent__lte=100),
                name="cms_communitypage_elderly_at_most_all",
            ),
            models.CheckConstraint(
                condition=Q(map_x__isnull=True, map_y__isnull=True)
                | Q(map_x__isnull=False, map_y__isnull=False, map_x__lte=100, map_y__lte=100),
                name="cms_communitypage_placed_on_the_map",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="cms_communitypage_position_has_two_numbers",
            ),
        ]

    @property
    def content_kind(self) -> str:
        return ContentKind.COMMUNITY

    @property
    def kicker(self) -> str:
        return gettext("Model community for safety culture")

    @property
    def is_placed(self) -> bool:
        """Whether the community has a mark on the drawn map."""
        return self.map_x is not None and self.map_y is not None

    def shown_facilities(self) -> list[FacilityWords]:
        """Return the words on what stands here now, each with its facility's facts."""
        rows = list(self.facility_words.all())
        standing = Facility.objects.standing().filter(organisation=self.organisation_id)
        facts = standing.with_last_inspection().in_bulk([row.facility_id for row in rows])
        for row in rows:
            row.facts = facts.get(row.facility_id)
        return [row for row in rows if row.facts]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["facilities"] = self.shown_facilities()
        photos = self.photos.select_related("picture").prefetch_related("picture__renditions")
        context["photos"] = [one for one in photos.all() if one.may_be_shown]
        context["leaflets"] = list(self.leaflets.select_related("document").all())
        at = timezone.now()
        if self.organisation:
            events = agenda.at_organisation(organisation=self.organisation)
            past = events.filter(ends_at__lte=at).order_by("-starts_at")
            coming = agenda.rows(events.filter(ends_at__gt=at)[:MOST_COMING], at=at)
            context["coming"] = coming
            context["past"] = agenda.rows(past[:6], at=at)
            context["lecture"] = next(
                (
                    one
                    for one in coming
                    if one.kind in LECTURES and one.standing.takes_registrations
                ),
                None,
            )
        return context
