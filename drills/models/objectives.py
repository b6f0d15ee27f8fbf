"""What a drill wants to reach."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from drills.enums import ObjectiveResult
from drills.models.drills import Drill


class Objective(models.Model):
    """One objective of a drill (who does what, under which condition, how well), and its result."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="objectives")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(
        _("objective"),
        max_length=300,
        help_text=_("Who does what, under which condition, to which standard."),
    )
    retests = models.ForeignKey(
        "self",
        verbose_name=_("tests again"),
        help_text=_("The objective of an earlier drill that this one drills once more."),
        on_delete=models.PROTECT,
        related_name="retested_by",
        null=True,
        blank=True,
    )
    result = models.CharField(
        _("result"), max_length=12, choices=ObjectiveResult.choices, blank=True
    )
    result_reason = models.CharField(_("why"), max_length=300, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("judged by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["drill", "number"], name="drills_objective_number_once"
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(judged_by__isnull=False),
                name="drills_objective_judged_by_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
