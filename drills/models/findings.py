"""What a drill showed: shortfalls, and what was done well."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from drills.enums import FindingKind, FindingState, FindingTarget, FindingVerb, RootCause
from drills.models.drills import Drill
from drills.models.forms import FormItem
from drills.models.objectives import Objective
from drills.models.transitions import Transition


class Finding(models.Model):
    """One shortfall between what was expected and what happened, or one good practice."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(_("kind"), max_length=8, choices=FindingKind.choices)
    target = models.CharField(_("concerns"), max_length=14, choices=FindingTarget.choices)
    cause = models.CharField(_("cause"), max_length=15, choices=RootCause.choices, blank=True)
    text = models.CharField(_("finding"), max_length=500)
    expected = models.CharField(_("what was expected"), max_length=300, blank=True)
    actual = models.CharField(_("what happened"), max_length=300, blank=True)
    objective = models.ForeignKey(
        Objective,
        verbose_name=_("objective"),
        on_delete=models.PROTECT,
        related_name="findings",
        null=True,
        blank=True,
    )
    item = models.ForeignKey(
        FormItem,
        verbose_name=_("item of the form"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("state"), max_length=9, choices=FindingState.choices, default=FindingState.DRAFT
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("raised by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    raised_at = models.DateTimeField(_("raised at"))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["raised_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="drills_finding_has_text"),
        ]

    def __str__(self) -> str:
        return self.text


class FindingTransition(Transition):
    """One step of one finding."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="transitions")

    class Meta(Transition.Meta):
        verbose_name = _("step of a finding")
        verbose_name_plural = _("steps of findings")

    def get_verb_display(self) -> str:
        """The step in words."""
        return str(FindingVerb(self.verb).label)
