"""Choices of the training app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CourseKind(models.TextChoices):
    INITIAL = "INITIAL", _("Initial training")
    REFRESHER = "REFRESHER", _("Refresher")
    THREE_LEVEL = "THREE_LEVEL", _("Three-level education")
    SPECIAL = "SPECIAL", _("Special training")
    PUBLIC = "PUBLIC", _("Public education")


class SessionKind(models.TextChoices):
    CLASSROOM = "CLASSROOM", _("Classroom")
    IN_COMPANY_VISIT = "IN_COMPANY_VISIT", _("Lesson to the door")
    PRACTICE = "PRACTICE", _("Practice")
    WARNING = "WARNING", _("Warning education")


class RunStatus(models.TextChoices):
    PLANNED = "PLANNED", _("Planned")
    RUNNING = "RUNNING", _("Running")
    CLOSED = "CLOSED", _("Closed")
    CANCELLED = "CANCELLED", _("Cancelled")
