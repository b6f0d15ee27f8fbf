"""The ledger of hours."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.people.models import Organisation, Person
from training.models.sessions import TrainingSession


class LessonLength(models.Model):
    """How many minutes one class hour (学时) has from a day on, until a later row."""

    since_date = models.DateField(_("since"), unique=True)
    minutes = models.PositiveSmallIntegerField(_("minutes of one class hour"))

    class Meta:
        verbose_name = _("length of a class hour")
        verbose_name_plural = _("lengths of a class hour")
        ordering = ["-since_date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0), name="training_lessonlength_takes_time"
            ),
        ]

    def __str__(self) -> str:
        return _("%(minutes)s minutes since %(since)s") % {
            "minutes": self.minutes,
            "since": self.since_date,
        }


class CreditEntry(models.Model):
    """Minutes credited to one person for one session; never edited, a correction reverses it.

    A balance is a sum of entries: the reversing row carries the same minutes with a minus.
    """

    session = models.ForeignKey(
        TrainingSession, on_delete=models.PROTECT, related_name="credit_entries"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credit_entries")
    minutes = models.IntegerField(_("minutes"))
    organisation_then = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    role_then = models.CharField(_("role then"), max_length=16, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="reversed_by", null=True, blank=True
    )

    class Meta:
        verbose_name = _("credit entry")
        verbose_name_plural = _("credit entries")
        ordering = ["entered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, minutes__gte=0)
                | Q(reverses__isnull=False, minutes__lte=0),
                name="training_creditentry_only_reversals_are_negative",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")),
                name="training_creditentry_reverses_another",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "session"], name="training_credit_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.minutes}"
