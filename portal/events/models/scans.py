"""The facts of the door."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.events.enums import ScanKind, ScanReason, ScanSource, ScanState, TimeQuality
from portal.events.models.events import Event
from portal.people.models import Pass, Person


class Scan(models.Model):
    """One reading at a door, as it happened. Its time and person never change; none is deleted.

    On PostgreSQL a trigger refuses what the sentence above forbids.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Rows are written at the door, some of them by hundreds a minute: no index that another
    # one begins with, none over columns that are nearly always empty.
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="scans", db_index=False)
    kind = models.CharField(_("kind"), max_length=3, choices=ScanKind.choices)
    source = models.CharField(_("source"), max_length=12, choices=ScanSource.choices)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="scans", null=True, blank=True
    )
    used_pass = models.ForeignKey(
        Pass,
        on_delete=models.PROTECT,
        related_name="scans",
        null=True,
        blank=True,
        db_index=False,
    )
    device_digest = models.CharField(max_length=64, blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("staff"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    gate = models.CharField(_("gate"), max_length=40, blank=True)
    claimed_at = models.DateTimeField(_("time on the device"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))
    effective_at = models.DateTimeField(pgettext_lazy("scan", "counted at"))
    time_quality = models.CharField(
        max_length=10, choices=TimeQuality.choices, default=TimeQuality.SERVER
    )
    evidence = models.PositiveSmallIntegerField(
        _("evidence"),
        default=0,
        help_text=_("0 statement, 1 own phone, 2 known phone or pass, 3 seen by staff"),
    )
    state = models.CharField(
        _("state"), max_length=14, choices=ScanState.choices, default=ScanState.ACCEPTED
    )
    reason = models.CharField(
        _("reason"), max_length=16, choices=ScanReason.choices, default=ScanReason.NONE, blank=True
    )
    note = models.CharField(_("note"), max_length=240, blank=True)
    request_digest = models.CharField(max_length=64, blank=True)
    annuls = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="annulled_by", null=True, blank=True
    )
    # What a desk without network sends along.
    desk = models.CharField(max_length=40, blank=True)
    sequence = models.PositiveIntegerField(null=True, blank=True)
    monotonic_ms = models.BigIntegerField(null=True, blank=True)
    boot = models.CharField(max_length=40, blank=True)
    raw = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["effective_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(evidence__lte=3), name="events_scan_evidence_0_to_3"
            ),
            models.CheckConstraint(
                condition=Q(annuls__isnull=True) | (Q(staff__isnull=False) & ~Q(note="")),
                name="events_scan_annulled_by_name_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=ScanState.ACCEPTED) | Q(person__isnull=False),
                name="events_scan_accepted_has_person",
            ),
            models.UniqueConstraint(
                fields=["desk", "sequence"],
                condition=~Q(desk=""),
                name="events_scan_desk_sequence_once",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "person"], name="events_scan_event_person"),
            models.Index(
                fields=["event", "received_at"],
                condition=Q(state="PENDING_REVIEW"),
                name="events_scan_pending",
            ),
            models.Index(
                fields=["staff"], condition=Q(staff__isnull=False), name="events_scan_staff"
            ),
            models.Index(
                fields=["used_pass"],
                condition=Q(used_pass__isnull=False),
                name="events_scan_used_pass",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_at:%Y-%m-%d %H:%M:%S}"
