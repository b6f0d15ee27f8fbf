"""Frozen figures: what was counted, the rows behind it, and who answers for it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.lib.periods import Period
from portal.people.models import Organisation
from portal.totals.enums import Part, RowKind


class FrozenRowChanged(Exception):
    """Somebody tried to change or delete what is frozen; that is a fault in a program."""


class FrozenQuerySet(models.QuerySet):
    """Rows that are written once."""

    def update(self, **values) -> int:
        raise FrozenRowChanged("frozen rows are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise FrozenRowChanged("frozen rows are never deleted")


class Snapshot(models.Model):
    """The figures of one period and organisation as they stood at a moment; a revision."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.CharField(_("period counted"), max_length=7)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        help_text=_("Whose events and those of everything below it; empty for all."),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    revision = models.PositiveSmallIntegerField(_("revision"))
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )
    definitions_version = models.PositiveSmallIntegerField(_("version of the definitions"))
    figures = models.JSONField(_("figures"))
    rows_total = models.PositiveIntegerField(_("rows"))
    digest = models.CharField(_("digest"), max_length=64)
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    counted_at = models.DateTimeField(_("moment of counting"))
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("frozen by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("signed by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("frozen figures")
        verbose_name_plural = _("frozen figures")
        ordering = ["-period", "organisation", "-revision"]
        permissions = [("sign_snapshot", _("Can sign frozen figures"))]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "revision"],
                condition=Q(organisation__isnull=True),
                name="totals_snapshot_revision_once_for_all",
            ),
            models.UniqueConstraint(
                fields=["period", "organisation", "revision"],
                condition=Q(organisation__isnull=False),
                name="totals_snapshot_revision_once",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("frozen_by")),
                name="totals_snapshot_signed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True, signed_at__isnull=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="totals_snapshot_signed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(revision=1, supersedes__isnull=True)
                | (Q(revision__gt=1, supersedes__isnull=False) & ~Q(reason="")),
                name="totals_snapshot_later_revision_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} r{self.revision} {self.short_digest}"

    @property
    def period_label(self) -> str:
        """The period in the reader's language."""
        return Period.parse(self.period).label

    @property
    def short_digest(self) -> str:
        """Enough of the digest to tell two apart by eye."""
        return f"{self.digest[:4]}…{self.digest[-4:]}"


class SnapshotRow(models.Model):
    """One row behind the frozen figures; no name of a person is in it.

    `values` is what was digested; the columns beside it repeat parts of it for finding.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=RowKind.choices)
    part = models.CharField(max_length=9, choices=Part.choices, blank=True)
    key = models.CharField(max_length=120)
    event = models.CharField(max_length=8, blank=True)
    person = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    unit_kind = models.CharField(max_length=16, blank=True)
    values = models.JSONField()

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("frozen row")
        verbose_name_plural = _("frozen rows")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "position"], name="totals_snapshotrow_position_once"
            ),
            models.UniqueConstraint(
                fields=["snapshot", "kind", "key"], name="totals_snapshotrow_key_once"
            ),
        ]
        indexes = [
            models.Index(fields=["snapshot", "part", "kind"], name="totals_snapshotrow_part"),
            models.Index(fields=["snapshot", "event"], name="totals_snapshotrow_event"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
