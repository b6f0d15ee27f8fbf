"""What stands in the communities for years: boards, cabinets, screens, and how they are kept.

A facility is one thing, whatever language its page is read in. Its facts (where it belongs, how
many, in which condition, when it is looked at again) are kept in the back office and are true at
once; its words and its photograph stand on the community's page and go through review with it.
"""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from cms.enums import DefectKind, FacilityCondition, FacilityKind
from portal.events.models import Topic
from portal.events.models.events import CODE_LENGTH, new_event_code
from portal.lib.lines import LineField
from portal.people.models import Organisation


class FacilityQuerySet(models.QuerySet["Facility"]):
    def standing(self) -> Self:
        """Return the facilities that have not been taken away."""
        return self.filter(removed_date=None)

    def overdue(self, today: date) -> Self:
        """Return the standing facilities whose day of inspection has passed."""
        return self.standing().filter(next_inspection_date__lt=today)

    def with_last_inspection(self) -> Self:
        """Give each facility the day it was last looked at, as `inspected_date`."""
        rows = FacilityInspection.objects.filter(facility=OuterRef("pk"))
        newest = rows.order_by("-inspected_date", "-pk").values("inspected_date")
        return self.annotate(inspected_date=Subquery(newest[:1]))

    def with_open_defects(self) -> Self:
        """Give each facility the number of reports nobody has settled, as `open_defects`."""
        waiting = Count("defects", filter=Q(defects__settled_at=None), distinct=True)
        return self.annotate(open_defects=waiting)


class Facility(models.Model):
    """Something that stands in a community: a board, a cabinet, a section of the corridor."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(
        _("code"), max_length=CODE_LENGTH, unique=True, default=new_event_code, editable=False
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("community"),
        help_text=_("Where it stands; its words are written on this community's page."),
        on_delete=models.PROTECT,
        related_name="+",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=FacilityKind.choices)
    name = LineField(
        _("name in the list"),
        max_length=80,
        help_text=_("For the office only, such as “East gate, left”."),
    )
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1)
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        help_text=_("Its page leads to what is known about it."),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    installed_date = models.DateField(_("installed on"), null=True, blank=True)
    removed_date = models.DateField(
        _("taken away on"),
        null=True,
        blank=True,
        help_text=_("It stays in the records; its code then says that it is gone."),
    )
    condition = models.CharField(
        _("condition"),
        max_length=8,
        choices=FacilityCondition.choices,
        default=FacilityCondition.GOOD,
    )
    next_inspection_date = models.DateField(_("next inspection"), null=True, blank=True)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        ordering = ["organisation__path", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="cms_facility_is_at_least_one"
            ),
            models.CheckConstraint(
                condition=Q(removed_date__isnull=True)
                | Q(installed_date__isnull=True)
                | Q(removed_date__gte=F("installed_date")),
                name="cms_facility_installed_before_taken_away",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_inspection_date"],
                condition=Q(removed_date__isnull=True),
                name="cms_facility_next_inspection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class FacilityInspection(models.Model):
    """Somebody looked at a facility on one day and found it in a condition; never changed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="inspections")
    inspected_date = models.DateField(_("inspected on"))
    condition = models.CharField(_("condition"), max_length=8, choices=FacilityCondition.choices)
    note = models.CharField(_("what was found"), max_length=300, blank=True)
    photo = models.FileField(_("photograph"), upload_to="facilities/%Y/%m/", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("inspected by"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
    )
    by_name = LineField(_("name"), max_length=150, help_text=_("As it was at that time."))
    entered_at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("inspection of a facility")
        verbose_name_plural = _("inspections of facilities")
        ordering = ["-inspected_date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(condition=FacilityCondition.GOOD) | ~Q(note=""),
                name="cms_facilityinspection_says_what_is_wrong",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspected_date} {self.get_condition_display()}"


class FacilityDefect(models.Model):
    """Somebody who stood before a facility says what is wrong with it; nobody asks who."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="defects")
    kind = models.CharField(_("what is wrong"), max_length=10, choices=DefectKind.choices)
    text = models.CharField(_("in a few words"), max_length=200, blank=True)
    reported_at = models.DateTimeField(_("reported"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    settled_note = models.CharField(_("what was done"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("report of a defect")
        verbose_name_plural = _("reports of defects")
        ordering = [F("settled_at").asc(nulls_first=True), "-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | ~Q(settled_note=""),
                name="cms_facilitydefect_settled_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DefectKind.OTHER) | ~Q(text=""),
                name="cms_facilitydefect_other_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text}".strip()


class FacilityScans(models.Model):
    """How often a facility's code was scanned on one day; nothing about who scanned it."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="scans")
    date = models.DateField(_("day"))
    scans = models.PositiveIntegerField(_("scans"), default=0)

    class Meta:
        verbose_name = _("scans of a facility")
        verbose_name_plural = _("scans of facilities")
        ordering = ["-date"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "date"], name="cms_facilityscans_one_row_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date}: {self.scans}"
