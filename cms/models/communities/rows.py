"""What stands in rows on a community page: words on facilities, leaflets, photographs."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import Document
from wagtail.models import Orderable

from cms.models.facilities import Facility
from cms.models.pictures import Picture
from portal.lib.lines import LineField


class FacilityWords(Orderable):
    """What a community's page says of one facility, in the page's language."""

    page = ParentalKey("cms.CommunityPage", on_delete=models.CASCADE, related_name="facility_words")
    facility = models.ForeignKey(
        Facility, verbose_name=_("facility"), on_delete=models.CASCADE, related_name="words"
    )
    place = LineField(_("place"), max_length=80)
    shows = LineField(_("what it shows"), max_length=120, blank=True)
    text = models.TextField(
        _("more about it"),
        max_length=600,
        blank=True,
        help_text=_("Read by who scans its code: what to look at, how to use it."),
    )
    photo = models.ForeignKey(
        Picture,
        verbose_name=_("photograph"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    photo_text = LineField(_("what the photograph shows"), max_length=120, blank=True)

    panels = [
        FieldPanel("facility"),
        FieldPanel("place"),
        FieldPanel("shows"),
        FieldPanel("text"),
        FieldPanel("photo"),
        FieldPanel("photo_text"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("words on a facility")
        verbose_name_plural = _("words on facilities")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "facility"], name="cms_facilitywords_once_on_a_page"
            ),
        ]

    def __str__(self) -> str:
        return self.place


class CommunityLeaflet(Orderable):
    """A document to take home, on a community's page."""

    page = ParentalKey("cms.CommunityPage", on_delete=models.CASCADE, related_name="leaflets")
    document = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.CASCADE, related_name="+"
    )
    title = LineField(_("title"), max_length=80)

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("leaflet")
        verbose_name_plural = _("leaflets")

    def __str__(self) -> str:
        return self.title


class CommunityPhoto(Orderable):
    """A photograph of people or places, shown once it is noted who agreed to it."""

    page = ParentalKey("cms.CommunityPage", on_delete=models.CASCADE, related_name="photos")
    picture = models.ForeignKey(
        Picture, verbose_name=_("picture"), on_delete=models.CASCADE, related_name="+"
    )
    caption = LineField(_("what is to be seen"), max_length=120)
    consent_note = LineField(
        _("consent"),
        max_length=160,
        blank=True,
        help_text=_(
            "Who agreed, when and how; or “nobody can be recognised”. Never published; "
            "without it the photograph is not shown."
        ),
    )

    panels = [FieldPanel("picture"), FieldPanel("caption"), FieldPanel("consent_note")]

    class Meta(Orderable.Meta):
        verbose_name = _("photograph")
        verbose_name_plural = _("photographs")

    def __str__(self) -> str:
        return self.caption

    @property
    def may_be_shown(self) -> bool:
        """Whether somebody noted that the people in it agreed."""
        return bool(self.consent_note.strip())
