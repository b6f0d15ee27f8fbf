"""Who asked for a seat, who has one, who waits."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from portal.events.enums import (
    LIVE_REGISTRATIONS,
    SEATED_REGISTRATIONS,
    RegistrationSource,
    RegistrationStatus,
)
from portal.events.models.attendance import Attendance
from portal.events.models.events import Event
from portal.people.models import Organisation, Person


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def live(self) -> "RegistrationQuerySet":
        """Return the registrations that still mean something."""
        return self.filter(status__in=LIVE_REGISTRATIONS)

    def seated(self) -> "RegistrationQuerySet":
        """Return the registrations that hold a seat."""
        return self.filter(status__in=SEATED_REGISTRATIONS)

    @staticmethod
    def whose_person_came() -> Q:
        """Return the condition that the person of a registration was present in its event.

        Also under another row of the register that is the same person. Only for those who were
        merged is more looked up than one row.
        """
        present = Attendance.objects.present().filter(event=OuterRef("event"))
        merged = Person.objects.filter(canonical__isnull=False)
        family = merged.values("pk").union(merged.values("canonical"))
        root = Coalesce(OuterRef("person__canonical"), OuterRef("person"))
        same = present.filter(Q(person=root) | Q(person__canonical=root))
        return Q(Exists(present.filter(person=OuterRef("person")))) | (
            Q(person__in=family) & Q(Exists(same))
        )


class Registration(models.Model):
    """One person's wish to come to one event. Attending is not a status of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    organisation_then = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation then"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    source = models.CharField(
        _("source"),
        max_length=8,
        choices=RegistrationSource.choices,
        default=RegistrationSource.SELF,
    )
    status = models.CharField(
        _("status"),
        max_length=14,
        choices=RegistrationStatus.choices,
        default=RegistrationStatus.REQUESTED,
    )
    requested_at = models.DateTimeField(_("requested at"))
    waitlisted_at = models.DateTimeField(_("on the waiting list since"), null=True, blank=True)
    offer_expires_at = models.DateTimeField(_("offer expires at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=Q(status__in=LIVE_REGISTRATIONS),
                name="events_registration_live_once",
            ),
            models.CheckConstraint(
                condition=~Q(status=RegistrationStatus.WAITLISTED) | Q(waitlisted_at__isnull=False),
                name="events_registration_waits_since_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status=RegistrationStatus.OFFERED) | Q(offer_expires_at__isnull=False),
                name="events_registration_offer_expires",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "status"], name="events_registration_status"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.event}"

    @property
    def is_live(self) -> bool:
        """Whether it still means something."""
        return self.status in LIVE_REGISTRATIONS

    def status_at(self, at: datetime) -> str:
        """Return the status as of a moment: an offer past its time has expired."""
        offered = self.status == RegistrationStatus.OFFERED
        if offered and self.offer_expires_at and self.offer_expires_at <= at:
            return RegistrationStatus.OFFER_EXPIRED
        return self.status
