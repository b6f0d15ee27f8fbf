"""Letters for a new password, until they are sent."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class PasswordLetterQuerySet(models.QuerySet["PasswordLetter"]):
    def due(self, at: datetime) -> "PasswordLetterQuerySet":
        """Return what should have been sent by a moment."""
        return self.filter(due_at__lte=at)


class PasswordLetter(models.Model):
    """One wish for a new password, from whoever it came; deleted once it is answered.

    It names an address and no account: whether there is one is found out when the letter is
    sent, and the page that asked knows as little as its visitor.
    """

    address = models.TextField(_("address, sealed"))
    language = models.CharField(_("language"), max_length=10)
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    objects = PasswordLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter for a new password")
        verbose_name_plural = _("letters for a new password")

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M}"
