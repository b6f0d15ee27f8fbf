"""A campaign: the Safety Production Month and its like, one row a year."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.lib.lines import LineField


class Campaign(models.Model):
    """A named stretch of publicity with events of its own, such as one year's Safety Month."""

    name = LineField(_("name"), max_length=80)
    name_en = LineField(_("name in English"), max_length=120, blank=True)
    theme = LineField(_("theme"), max_length=120, blank=True)
    theme_en = LineField(_("theme in English"), max_length=160, blank=True)
    start_date = models.DateField(_("starts on"))
    end_date = models.DateField(_("ends before"))

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-start_date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__gt=F("start_date")),
                name="events_campaign_ends_after_start",
            ),
            models.UniqueConstraint(fields=["name", "start_date"], name="events_campaign_once"),
        ]

    def __str__(self) -> str:
        return f"{self.start_date.year} {self.name}"
