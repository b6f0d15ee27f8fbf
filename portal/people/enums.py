"""Choices of the people app."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    DISTRICT = "DISTRICT", _("District")
    COMMITTEE = "COMMITTEE", _("Committee")
    DEPARTMENT = "DEPARTMENT", _("Department")
    TOWN = "TOWN", _("Town")
    SUBDISTRICT = "SUBDISTRICT", _("Sub-district office")
    PARK = "PARK", _("Industrial park")
    VILLAGE = "VILLAGE", _("Village")
    COMMUNITY = "COMMUNITY", _("Community")
    ENTERPRISE = "ENTERPRISE", _("Enterprise")
    SCHOOL = "SCHOOL", _("School")


class PersonStatus(models.TextChoices):
    VERIFIED = "VERIFIED", _("Verified")
    PROVISIONAL = "PROVISIONAL", _("Provisional")


class Audience(models.TextChoices):
    """Whom an event is for; also what a walk-in says of himself."""

    PUBLIC = "PUBLIC", _("General public")
    WORKER = "WORKER", _("Enterprise staff")
    NEW_RECRUIT = "NEW_RECRUIT", _("New recruits")
    MIGRANT_WORKER = "MIGRANT_WORKER", _("Migrant workers")
    PRINCIPAL = "PRINCIPAL", _("Principals and safety managers")
    OFFICIAL = "OFFICIAL", _("Officials")
    GRID_WORKER = "GRID_WORKER", _("Grid workers")
    STUDENT = "STUDENT", _("Students and teachers")
    RESCUER = "RESCUER", _("Rescue teams")


class MembershipRole(models.TextChoices):
    WORKER = "WORKER", _("Worker")
    NEW_RECRUIT = "NEW_RECRUIT", _("New recruit")
    PRINCIPAL = "PRINCIPAL", _("Principal")
    SAFETY_MANAGER = "SAFETY_MANAGER", _("Safety manager")
    OFFICIAL = "OFFICIAL", _("Official")
    GRID_WORKER = "GRID_WORKER", _("Grid worker")
    RESIDENT = "RESIDENT", _("Resident")
    STUDENT = "STUDENT", _("Student")
    TEACHER = "TEACHER", _("Teacher")
    RESCUER = "RESCUER", _("Rescue team member")


# What a kind of person is in his unit, unless somebody says otherwise.
ROLE_OF: Mapping[str, str] = {
    Audience.PUBLIC: MembershipRole.RESIDENT,
    Audience.WORKER: MembershipRole.WORKER,
    Audience.NEW_RECRUIT: MembershipRole.NEW_RECRUIT,
    Audience.MIGRANT_WORKER: MembershipRole.WORKER,
    Audience.PRINCIPAL: MembershipRole.PRINCIPAL,
    Audience.OFFICIAL: MembershipRole.OFFICIAL,
    Audience.GRID_WORKER: MembershipRole.GRID_WORKER,
    Audience.STUDENT: MembershipRole.STUDENT,
    Audience.RESCUER: MembershipRole.RESCUER,
}


class RoleCode(models.TextChoices):
    """What an account is for; each is backed by one Django group."""

    DISTRICT_MANAGER = "DISTRICT_MANAGER", _("District manager")
    ORGANISER = "ORGANISER", _("Organiser")
    DESK_STAFF = "DESK_STAFF", _("Desk staff")
    EVALUATOR = "EVALUATOR", _("Evaluator")
    PUBLICITY_EDITOR = "PUBLICITY_EDITOR", _("Publicity editor")
    REVIEWER = "REVIEWER", _("Reviewer")
    ENTERPRISE_CONTACT = "ENTERPRISE_CONTACT", _("Enterprise contact")
