"""Who was present: derived from scans, rebuildable at any time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext_lazy as _

from portal.events.enums import PRESENT_STATUSES, AttendanceFlag, AttendanceStatus
from portal.events.models.events import Event
from portal.people.models import Organisation, Person


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def present(self) -> "AttendanceQuerySet":
        """Return those present in any form."""
        return self.filter(status__in=PRESENT_STATUSES)

    def counted(self) -> "AttendanceQuerySet":
        """Return those present, a person once in an event.

        Of two rows merged into one person the one with more minutes counts; of equals the one
        of whom the other was merged into, else the earlier.
        """
        return self.present().exclude(pk__in=Attendance.objects.doubled())

    def doubled(self) -> "models.QuerySet[Attendance, int]":
        """Return the keys of those present whose person is counted by another row already."""
        merged = Person.objects.filter(canonical__isnull=False)
        place = Window(
            RowNumber(),
            partition_by=[F("event"), Coalesce("person__canonical", "person")],
            order_by=[
                F("credited_minutes").desc(),
                F("person__canonical").asc(nulls_first=True),
                F("pk").asc(),
            ],
        )
        family = merged.values("pk").union(merged.values("canonical"))
        found = self.present().filter(person__in=family)
        return found.annotate(place=place).filter(place__gt=1).values_list("pk", flat=True)


class Attendance(models.Model):
    """One person in one event, as the accepted scans, the blocks and the policy make it."""

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="attendances", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    organisation_then = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation then"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    first_in_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    last_out_at = models.DateTimeField(_("left at"), null=True, blank=True)
    planned_minutes = models.PositiveIntegerField(_("planned minutes"), default=0)
    present_minutes = models.PositiveIntegerField(_("minutes present"), default=0)
    credited_minutes = models.PositiveIntegerField(_("minutes credited"), default=0)
    status = models.CharField(_("status"), max_length=14, choices=AttendanceStatus.choices)
    flags = models.JSONField(_("flags"), default=list, blank=True)
    evidence = models.PositiveSmallIntegerField(_("evidence"), default=0)
    rule_version = models.PositiveSmallIntegerField(default=1)
    updated_at = models.DateTimeField(_("changed at"))

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="events_attendance_once"),
            models.CheckConstraint(
                condition=Q(credited_minutes__lte=F("planned_minutes")),
                name="events_attendance_credits_no_more_than_planned",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "status"], name="events_attendance_status"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.event}"

    @property
    def is_present(self) -> bool:
        """Whether the person was there in any form, by scans or by a correction."""
        return self.status in PRESENT_STATUSES

    @property
    def flag_labels(self) -> list[str]:
        """The flags in words, those of later versions left out.

        Where nobody is asked to sign out, it says nothing that nobody did.
        """
        labels = {flag.value: str(flag.label) for flag in AttendanceFlag}
        if not self.event.policy.asks_departures:
            del labels[AttendanceFlag.NO_EXIT], labels[AttendanceFlag.EXIT_ASSUMED]
        return [labels[flag] for flag in self.flags if flag in labels]


class AttendanceOverride(models.Model):
    """A correction by hand: what the fold said is put aside for one person in one event."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="overrides")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="overrides")
    status = models.CharField(_("status"), max_length=14, choices=AttendanceStatus.choices)
    credited_minutes = models.PositiveIntegerField(_("minutes credited"), default=0)
    reason = models.CharField(_("reason"), max_length=240)
    evidence_file = models.FileField(
        _("evidence"), upload_to="attendance/%Y/%m/", null=True, blank=True
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    made_at = models.DateTimeField(_("made at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction of attendance")
        verbose_name_plural = _("corrections of attendance")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="events_override_has_reason"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="events_override_approved_by_another",
            ),
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=Q(withdrawn_at__isnull=True),
                name="events_override_valid_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.event}"
