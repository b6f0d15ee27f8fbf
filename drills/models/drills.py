"""Drills: what is drilled, how, in which state, and every step on the way."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from drills.enums import (
    COUNTED_STATES,
    LIVE_STATES,
    OVER_STATES,
    STARTED_STATES,
    DrillForm,
    DrillLevel,
    DrillNotice,
    DrillPurpose,
    DrillScope,
    DrillState,
    DrillVerb,
    PublicMode,
    StopReason,
)
from drills.models.transitions import Transition
from portal.events.models import Event, Topic
from portal.people.models import Organisation


class DrillQuerySet(models.QuerySet["Drill"]):
    def counted(self, start: datetime, end: datetime) -> "DrillQuerySet":
        """Return what a total may count: held in [start, end), summarised, no practice run."""
        return self.filter(
            state__in=COUNTED_STATES,
            is_practice=False,
            started_at__gte=start,
            started_at__lt=end,
        )

    def shown(self) -> "DrillQuerySet":
        """Return the drills whose event the public may see."""
        return self.filter(event__in=Event.objects.shown()).exclude(state=DrillState.CANCELLED)


class Drill(models.Model):
    """One emergency drill; when, where, who leads and who came stand in its event.

    The lead is the event's organiser, the primary topic the event's topic.
    """

    event = models.OneToOneField(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=12, choices=DrillState.choices, default=DrillState.PROPOSED
    )
    level = models.CharField(
        _("level"), max_length=12, choices=DrillLevel.choices, default=DrillLevel.DISTRICT
    )
    form = models.CharField(
        _("form"), max_length=8, choices=DrillForm.choices, default=DrillForm.FIELD
    )
    scope = models.CharField(
        pgettext_lazy("of a drill", "scope"),
        max_length=13,
        choices=DrillScope.choices,
        default=DrillScope.SINGLE,
    )
    purpose = models.CharField(
        _("purpose"), max_length=13, choices=DrillPurpose.choices, default=DrillPurpose.TEST
    )
    notice = models.CharField(
        _("announcement"),
        max_length=12,
        choices=DrillNotice.choices,
        default=DrillNotice.ANNOUNCED,
    )
    public_mode = models.CharField(
        _("the public"), max_length=10, choices=PublicMode.choices, default=PublicMode.NONE
    )
    noticed_outside = models.BooleanField(
        _("others may notice it"),
        default=False,
        help_text=_("Neighbours or passers-by will see or hear it: they are told before."),
    )
    topics = models.ManyToManyField(
        Topic,
        verbose_name=_("further topics"),
        help_text=_("Shown as tags; the totals count the main topic only."),
        related_name="+",
        blank=True,
    )
    co_organisers = models.ManyToManyField(
        Organisation,
        verbose_name=_("drill together with"),
        help_text=_("A joint drill counts once, under the unit that leads it."),
        related_name="+",
        blank=True,
    )
    scenario = models.TextField(
        _("scenario"),
        blank=True,
        help_text=_("The assumed accident in a few sentences, and how it develops."),
    )
    unplanned = models.BooleanField(_("outside the programme"), default=False)
    unplanned_reason = models.CharField(_("why outside the programme"), max_length=240, blank=True)
    is_practice = models.BooleanField(
        _("rehearsal"), default=False, help_text=_("A rehearsal is never counted.")
    )
    series = models.UUIDField(
        _("series"),
        null=True,
        blank=True,
        help_text=_("The same for repeated drills that belong together."),
    )
    safety_assessment = models.TextField(
        _("safety of the drill itself"),
        blank=True,
        help_text=_("What the drill itself may cause, what is done about it, when it is stopped."),
    )
    safety_assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assessed by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    safety_assessed_at = models.DateTimeField(_("assessed at"), null=True, blank=True)
    forms_locked_at = models.DateTimeField(_("forms locked at"), null=True, blank=True)
    started_at = models.DateTimeField(
        pgettext_lazy("of a drill", "started at"), null=True, blank=True
    )
    ended_at = models.DateTimeField(pgettext_lazy("of a drill", "ended at"), null=True, blank=True)
    stop_reason = models.CharField(
        _("how it ended"), max_length=16, choices=StopReason.choices, blank=True
    )
    injuries = models.PositiveSmallIntegerField(
        _("people really hurt"),
        default=0,
        help_text=_("Injuries the drill itself caused. Any one demands a critical finding."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created at"))

    objects = DrillQuerySet.as_manager()

    class Meta:
        verbose_name = _("drill")
        verbose_name_plural = _("drills")
        ordering = ["-event__starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="drills_drill_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(unplanned=False) | ~Q(unplanned_reason=""),
                name="drills_drill_unplanned_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(safety_assessed_at__isnull=True)
                | (Q(safety_assessed_by__isnull=False) & ~Q(safety_assessment="")),
                name="drills_drill_assessment_has_text_and_name",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(STARTED_STATES))
                | Q(started_at__isnull=False, forms_locked_at__isnull=False),
                name="drills_drill_held_was_started",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(OVER_STATES))
                | (Q(ended_at__isnull=False) & ~Q(stop_reason="")),
                name="drills_drill_over_has_end_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=DrillState.ABORTED) | ~Q(stop_reason=StopReason.COMPLETED),
                name="drills_drill_aborted_not_as_planned",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], name="drills_drill_state"),
            models.Index(fields=["started_at"], name="drills_drill_started"),
        ]

    def __str__(self) -> str:
        return self.event.title

    @property
    def is_live(self) -> bool:
        """Whether it is going on now: its pages carry the striped band."""
        return self.state in LIVE_STATES


class DrillTransition(Transition):
    """One step of one drill."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="transitions")

    class Meta(Transition.Meta):
        verbose_name = _("step of a drill")
        verbose_name_plural = _("steps of drills")
        indexes = [models.Index(fields=["drill", "made_at"], name="drills_drill_steps")]

    def get_verb_display(self) -> str:
        """The step in words; creating has none in the table of steps."""
        if self.verb in DrillVerb:
            return str(DrillVerb(self.verb).label)
        return pgettext("step of a drill", "Created")
