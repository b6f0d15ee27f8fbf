"""How many were in the room, counted by somebody."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.events.enums import HeadCountMethod
from portal.events.models.events import Event
from portal.lib.lines import LineField


class HeadCount(models.Model):
    """One count of the people at an event; a later one supersedes it, none is edited."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="head_counts")
    count = models.PositiveIntegerField(_("count"))
    method = models.CharField(_("method"), max_length=12, choices=HeadCountMethod.choices)
    counted_at = models.DateTimeField(_("counted at"))
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("counted by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    host_confirmed_by = LineField(_("confirmed for the host by"), max_length=60, blank=True)
    evidence_file = models.FileField(
        _("evidence"), upload_to="headcounts/%Y/%m/", null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=240, blank=True)
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="superseded_by",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("head count")
        verbose_name_plural = _("head counts")
        ordering = ["-counted_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.event}: {self.count}"
