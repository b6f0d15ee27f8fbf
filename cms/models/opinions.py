"""What people thought of a page or an event: three faces, counted by day, nobody named."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.enums import Face
from portal.events.models import Event


class OpinionCount(models.Model):
    """How many people touched one face on one day, for one page or one event."""

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    date = models.DateField(_("day"))
    face = models.CharField(_("face"), max_length=4, choices=Face.choices)
    count = models.PositiveIntegerField(_("how many"), default=0)

    class Meta:
        verbose_name = _("count of opinions")
        verbose_name_plural = _("counts of opinions")
        ordering = ["-date", "face"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=True, event__isnull=False)
                | Q(page__isnull=False, event__isnull=True),
                name="cms_opinioncount_of_a_page_or_an_event",
            ),
            # A missing key is like no other, so each of the two is of one kind only.
            models.UniqueConstraint(
                fields=["page", "date", "face"], name="cms_opinioncount_page_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["event", "date", "face"], name="cms_opinioncount_event_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_face_display()}: {self.count}"
