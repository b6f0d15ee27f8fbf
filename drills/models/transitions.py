"""What every log of steps has in common."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Transition(models.Model):
    """One step of something with states: who, when, from where to where, and why."""

    verb = models.CharField(_("step"), max_length=12)
    before = models.CharField(_("before"), max_length=12, blank=True)
    after = models.CharField(_("after"), max_length=12)
    comment = models.TextField(pgettext_lazy("on a step", "comment"), blank=True)
    attachments = models.JSONField(_("attachments"), default=list, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_at = models.DateTimeField(pgettext_lazy("of a step", "made at"))

    class Meta:
        abstract = True
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
