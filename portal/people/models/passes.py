"""A person's QR pass."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.people.models.persons import Person


class Pass(models.Model):
    """A personal QR pass: its code carries this row's UUID and a signature, no personal data."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passes")
    key_number = models.PositiveSmallIntegerField(default=1)
    issued_at = models.DateTimeField(_("issued at"))
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("pass")
        verbose_name_plural = _("passes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")),
                name="people_pass_expires_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.issued_at:%Y-%m-%d}"
