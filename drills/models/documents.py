"""What is written about a drill."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from drills.enums import DocumentKind
from drills.models.drills import Drill
from portal.lib.lines import LineField


class DrillDocument(models.Model):
    """One document of a drill, as a file or as text; it counts once somebody approved it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind"), max_length=17, choices=DocumentKind.choices)
    title = LineField(_("title"), max_length=120)
    text = models.TextField(_("text"), blank=True)
    file = models.FileField(_("file"), upload_to="drills/documents/%Y/%m/", blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    added_at = models.DateTimeField(_("added at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("document of a drill")
        verbose_name_plural = _("documents of drills")
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(file=""), name="drills_drilldocument_has_content"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="drills_drilldocument_approved_by_name",
            ),
        ]

    def __str__(self) -> str:
        return self.title
