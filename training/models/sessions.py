"""Sessions: a class on one day, and who teaches it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.events.models import Event
from portal.lib.lines import LineField
from portal.people.models import Organisation, Person
from training.enums import SessionKind
from training.models.courses import CourseRun


class Trainer(models.Model):
    """Somebody who teaches: an own person, or an expert from outside known by name."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = LineField(pgettext_lazy("person", "name"), max_length=60)
    title = LineField(pgettext_lazy("of a person", "title"), max_length=80, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    person = models.OneToOneField(
        Person,
        verbose_name=_("person"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    active = models.BooleanField(_("available"), default=True)

    class Meta:
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TrainingSession(models.Model):
    """One class (场) of a run; when, where and who came stand in its event."""

    run = models.ForeignKey(
        CourseRun, verbose_name=_("run"), on_delete=models.PROTECT, related_name="sessions"
    )
    event = models.OneToOneField(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveSmallIntegerField(_("number in the run"), default=1)
    kind = models.CharField(
        _("kind"), max_length=16, choices=SessionKind.choices, default=SessionKind.CLASSROOM
    )
    trainers = models.ManyToManyField(
        Trainer, verbose_name=_("trainers"), related_name="sessions", blank=True
    )
    credited_at = models.DateTimeField(
        _("hours entered at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the ledger was last brought in line with the attendances."),
    )

    class Meta:
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        ordering = ["event__starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"], name="training_trainingsession_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.event.title
