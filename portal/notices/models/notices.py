"""The outbox: what has to be said to whom, and whether it was."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.people.models import Person


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, at: datetime) -> "NoticeQuerySet":
        """Return what should have been sent by a moment and was neither sent nor withdrawn."""
        return self.filter(sent_at__isnull=True, withdrawn_at__isnull=True, due_at__lte=at)


class Notice(models.Model):
    """One message to one person, waiting, sent, failed or withdrawn."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    template = models.CharField(_("template"), max_length=60)
    values = models.JSONField(_("values"), default=dict)
    key = models.CharField(
        max_length=120,
        help_text=_("Names the occasion; the same occasion is told once."),
    )
    due_at = models.DateTimeField(_("due at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notices_notice_key_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, withdrawn_at__isnull=True),
                name="notices_notice_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.person}"
