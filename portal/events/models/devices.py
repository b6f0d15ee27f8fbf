"""Phones at a door, and the venue's screen."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.events.models.events import Event
from portal.people.models import Person


class DeviceClaim(models.Model):
    """The first person who checked in with a phone at an event; the phone is his there."""

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="device_claims", db_index=False
    )
    device_digest = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="device_claims")
    claimed_at = models.DateTimeField(_("claimed at"))

    class Meta:
        verbose_name = _("phone at the door")
        verbose_name_plural = _("phones at the door")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "device_digest"], name="events_deviceclaim_device_once"
            ),
        ]
        indexes = [
            models.Index(fields=["device_digest", "-claimed_at"], name="events_deviceclaim_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.event}"


def new_display_token() -> str:
    """Return the secret of one display's address: 160 bits."""
    return secrets.token_urlsafe(20)


class Display(models.Model):
    """A screen that may show one event's rotating code, by a secret address, until revoked."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="displays")
    token = models.CharField(max_length=40, unique=True, default=new_display_token)
    created_at = models.DateTimeField(_("created at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("display")
        verbose_name_plural = _("displays")

    def __str__(self) -> str:
        return f"{self.event} {self.created_at:%Y-%m-%d %H:%M}"
