"""Who rates what in a drill, the ratings, and the grade that comes of them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills.enums import Grade, ItemScore
from drills.models.drills import Drill
from drills.models.forms import FormItem, FormSection
from portal.lib.lines import LineField


class DrillSection(models.Model):
    """One category of a form as one drill uses it: tested or not, and how much it weighs."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="sections")
    section = models.ForeignKey(FormSection, on_delete=models.PROTECT, related_name="+")
    tested = models.BooleanField(_("tested"), default=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta:
        verbose_name = _("category in a drill")
        verbose_name_plural = _("categories in drills")
        ordering = ["section__template__code", "section__position"]
        constraints = [
            models.UniqueConstraint(fields=["drill", "section"], name="drills_drillsection_once"),
            models.CheckConstraint(
                condition=Q(weight__gt=0), name="drills_drillsection_has_weight"
            ),
        ]

    def __str__(self) -> str:
        return str(self.section)


class EvaluationTask(models.Model):
    """What one evaluator rates in one drill, and from where."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="tasks")
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("evaluator"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    sections = models.ManyToManyField(FormSection, verbose_name=_("categories"), related_name="+")
    location = LineField(pgettext_lazy("of an evaluator", "post"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("evaluation task")
        verbose_name_plural = _("evaluation tasks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["drill", "evaluator"], name="drills_evaluationtask_evaluator_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluator} – {self.drill}"


class ItemRating(models.Model):
    """How one evaluator rates one item; a change of mind is a new row, the old one stays."""

    task = models.ForeignKey(EvaluationTask, on_delete=models.PROTECT, related_name="ratings")
    item = models.ForeignKey(FormItem, on_delete=models.PROTECT, related_name="ratings")
    score = models.CharField(_("rating"), max_length=12, choices=ItemScore.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    revision = models.PositiveSmallIntegerField(pgettext_lazy("of a rating", "revision"), default=1)
    current = models.BooleanField(_("in force"), default=True)
    client_ref = models.UUIDField(
        null=True, blank=True, help_text=_("Made by the phone; the same one is stored once.")
    )
    rated_at = models.DateTimeField(_("rated at"))

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ["item__section__position", "item__position", "revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "item"],
                condition=Q(current=True),
                name="drills_itemrating_current_once",
            ),
            models.UniqueConstraint(
                fields=["task", "item", "revision"], name="drills_itemrating_revision_once"
            ),
            models.UniqueConstraint(
                fields=["task", "client_ref"], name="drills_itemrating_client_ref_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.code}: {self.get_score_display()}"


class Reconciliation(models.Model):
    """The chief evaluator's word on an item on which the evaluators lie far apart."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="reconciliations")
    item = models.ForeignKey(FormItem, on_delete=models.PROTECT, related_name="+")
    chosen = models.CharField(_("rating"), max_length=12, choices=ItemScore.choices)
    ratings = models.JSONField(
        _("ratings at the time"), default=dict, help_text=_("Evaluator's name to rating.")
    )
    reason = models.CharField(_("reason"), max_length=500)
    current = models.BooleanField(_("in force"), default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(pgettext_lazy("of a step", "made at"))

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["drill", "item"],
                condition=Q(current=True),
                name="drills_reconciliation_current_once",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="drills_reconciliation_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.code}: {self.get_chosen_display()}"


class GradeDecision(models.Model):
    """The grade of a drill: what the rules propose and why, and what a person confirmed."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="decisions")
    proposed = models.CharField(_("proposed grade"), max_length=10, choices=Grade.choices)
    total = models.DecimalField(_("total"), max_digits=5, decimal_places=2, null=True, blank=True)
    coverage = models.DecimalField(_("coverage in percent"), max_digits=5, decimal_places=2)
    rule_trace = models.JSONField(_("how the grade came about"), default=list)
    coverage_reason = models.CharField(
        _("why it is graded in spite of low coverage"), max_length=500, blank=True
    )
    confirmed = models.CharField(_("confirmed grade"), max_length=10, choices=Grade.choices)
    reason = models.CharField(_("reason for another grade"), max_length=500, blank=True)
    current = models.BooleanField(_("in force"), default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_at = models.DateTimeField(_("confirmed at"))

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["drill"],
                condition=Q(current=True),
                name="drills_gradedecision_current_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed=F("proposed")) | ~Q(reason=""),
                name="drills_gradedecision_change_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(total__gte=0, total__lte=100),
                name="drills_gradedecision_total_0_to_100",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drill}: {self.get_confirmed_display()}"
