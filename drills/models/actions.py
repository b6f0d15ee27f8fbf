"""What is done about a finding, by whom, until when, and who says that it is done."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from drills.enums import OPEN_ACTIONS, ActionKind, ActionState, ActionVerb
from drills.models.drills import Drill
from drills.models.findings import Finding
from drills.models.transitions import Transition
from portal.events.models import Event
from portal.lib.lines import LineField
from portal.people.models import Organisation, Person


class ActionQuerySet(models.QuerySet["ImprovementAction"]):
    def unfinished(self) -> "ActionQuerySet":
        """Return the actions somebody still has to work on or to verify."""
        return self.filter(state__in=OPEN_ACTIONS)

    def overdue(self, today: date) -> "ActionQuerySet":
        """Return the unfinished actions whose day has passed."""
        return self.unfinished().filter(due_date__lt=today)


class ImprovementAction(models.Model):
    """One task that removes a finding; somebody other than its owner says that it is done."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="actions")
    kind = models.CharField(_("kind"), max_length=11, choices=ActionKind.choices)
    measure = models.CharField(_("what is to be done"), max_length=300, blank=True)
    goal = models.CharField(_("how one will see that it is done"), max_length=300, blank=True)
    budget_yuan = models.DecimalField(
        _("budget in yuan"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    owner_unit = models.ForeignKey(
        Organisation,
        verbose_name=_("responsible unit"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    owner = models.ForeignKey(
        Person,
        verbose_name=_("responsible person"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    verifier = models.ForeignKey(
        Person,
        verbose_name=_("verified by"),
        help_text=_("Never the responsible person."),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    due_date = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=11, choices=ActionState.choices, default=ActionState.OPEN
    )
    result = models.TextField(_("what was done"), blank=True)
    plan_reference = LineField(
        _("issued plan"),
        max_length=160,
        blank=True,
        help_text=_("Title, version and date of issue of the revised plan."),
    )
    follow_up = models.ForeignKey(
        Event,
        verbose_name=_("event that carries it out"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    redrill = models.ForeignKey(
        Drill,
        verbose_name=_("drill that proves it"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("improvement action")
        verbose_name_plural = _("improvement actions")
        ordering = ["due_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True)
                | Q(verifier__isnull=True)
                | ~Q(verifier=F("owner")),
                name="drills_action_verified_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ActionState.OPEN, ActionState.WAIVED, ActionState.CANCELLED])
                | (
                    Q(
                        owner_unit__isnull=False,
                        owner__isnull=False,
                        verifier__isnull=False,
                        due_date__isnull=False,
                    )
                    & ~Q(measure="")
                    & ~Q(goal="")
                ),
                name="drills_action_assigned_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ActionState.SUBMITTED, ActionState.VERIFIED])
                | ~Q(result=""),
                name="drills_action_submitted_has_result",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ActionState.VERIFIED, ActionState.WAIVED, ActionState.CANCELLED],
                    closed_at__isnull=False,
                )
                | (
                    ~Q(
                        state__in=[
                            ActionState.VERIFIED,
                            ActionState.WAIVED,
                            ActionState.CANCELLED,
                        ]
                    )
                    & Q(closed_at__isnull=True)
                ),
                name="drills_action_closed_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_date"], name="drills_action_state_due"),
        ]

    def __str__(self) -> str:
        return self.measure or self.get_kind_display()

    @property
    def is_unfinished(self) -> bool:
        """Whether somebody still has to work on it or to verify it."""
        return self.state in OPEN_ACTIONS

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and it is not finished."""
        return self.is_unfinished and self.due_date is not None and self.due_date < today


class ActionTransition(Transition):
    """One step of one action."""

    action = models.ForeignKey(
        ImprovementAction, on_delete=models.CASCADE, related_name="transitions"
    )

    class Meta(Transition.Meta):
        verbose_name = _("step of an action")
        verbose_name_plural = _("steps of actions")

    def get_verb_display(self) -> str:
        """The step in words."""
        return str(ActionVerb(self.verb).label)


class ActionEvidence(models.Model):
    """One proof that an action was carried out: words, a picture or a document."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    action = models.ForeignKey(ImprovementAction, on_delete=models.CASCADE, related_name="evidence")
    text = models.CharField(_("text"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to="drills/evidence/%Y/%m/", blank=True)
    file_name = LineField(_("file name"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(file=""), name="drills_actionevidence_has_content"
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.file_name
