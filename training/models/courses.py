"""What is taught, and each time it is taught."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.events.models import Topic
from portal.lib.lines import LineField
from portal.people.enums import Audience
from portal.people.models import Organisation
from training.enums import CourseKind, RunStatus


class Course(models.Model):
    """A subject that is taught again and again: title, topic, audience, planned minutes.

    Only for a course that ``keeps_identity``, and says by which rule, may rosters bring identity
    numbers.
    """

    code = models.SlugField(_("code"), max_length=32, unique=True)
    title = LineField(pgettext_lazy("course", "title"), max_length=100)
    kind = models.CharField(
        _("kind"), max_length=12, choices=CourseKind.choices, default=CourseKind.INITIAL
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="+"
    )
    audience = models.CharField(
        _("audience"), max_length=16, choices=Audience.choices, default=Audience.WORKER
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("kept by"),
        help_text=_(
            "Everybody may teach it; this unit and those above may change it. Empty: the district."
        ),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    planned_minutes = models.PositiveIntegerField(_("planned minutes"), default=90)
    summary = models.TextField(_("summary"), blank=True)
    active = models.BooleanField(_("offered"), default=True)
    keeps_identity = models.BooleanField(
        _("keep identity numbers for matching"),
        default=False,
        help_text=_(
            "Off: identity numbers in a roster are not kept. On: a roster imported for this "
            "course may bring them; kept are a keyed digest and the last four characters."
        ),
    )
    identity_basis = LineField(
        _("rule that asks for identity numbers"),
        max_length=200,
        blank=True,
        help_text=_("The law, standard or notice, by name and number."),
    )

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_minutes__gt=0), name="training_course_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(keeps_identity=False) | ~Q(identity_basis=""),
                name="training_course_identity_has_basis",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CourseRun(models.Model):
    """One run (期) of a course in a year, of one or several sessions (场)."""

    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="runs"
    )
    organiser = models.ForeignKey(
        Organisation, verbose_name=_("organiser"), on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(
        _("status"), max_length=10, choices=RunStatus.choices, default=RunStatus.PLANNED
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-year", "course", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "year", "number"], name="training_courserun_number_once"
            ),
        ]

    def __str__(self) -> str:
        return _("%(course)s, run %(number)s of %(year)s") % {
            "course": self.course,
            "number": self.number,
            "year": self.year,
        }
