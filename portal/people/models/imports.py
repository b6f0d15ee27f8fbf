"""A roster that was sent in: what it would change, what it did change."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.people.models.organisations import Organisation


class RosterImport(models.Model):
    """One uploaded roster, its preview, its progress and its report, which stays."""

    class State(models.TextChoices):
        READING = "READING", _("Reading")
        PREVIEWED = "PREVIEWED", _("Waiting for confirmation")
        APPLYING = "APPLYING", _("Applying")
        APPLIED = "APPLIED", _("Applied")
        FAILED = "FAILED", _("Failed")
        DISCARDED = "DISCARDED", _("Discarded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        help_text=_("Persons are added to this organisation or to the units below it."),
        on_delete=models.PROTECT,
        related_name="roster_imports",
    )
    file_name = models.CharField(_("file name"), max_length=200)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.READING
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("left alone"), default=0)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    message = models.TextField(_("message"), blank=True)

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name
