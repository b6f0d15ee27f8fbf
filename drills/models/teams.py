"""Who has which role in a drill."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills.enums import EVALUATING_ROLES, PersonRole
from drills.models.drills import Drill
from portal.lib.lines import LineField
from portal.people.models import Organisation, Person


class DrillPerson(models.Model):
    """One person in one role of a drill: by account, from the register, or by name."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="people")
    role = models.CharField(_("role"), max_length=16, choices=PersonRole.choices)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        help_text=_("Needed for whoever works in the portal: evaluators, the safety officer."),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    name = LineField(
        pgettext_lazy("person", "name"),
        max_length=60,
        blank=True,
        help_text=_("For somebody not on the register."),
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("person in a drill")
        verbose_name_plural = _("people in drills")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(person__isnull=False) | ~Q(name=""),
                name="drills_drillperson_is_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=EVALUATING_ROLES) | Q(account__isnull=False),
                name="drills_drillperson_evaluator_has_account",
            ),
            models.UniqueConstraint(
                fields=["drill"],
                condition=Q(role=PersonRole.COMMANDER),
                name="drills_drillperson_one_commander",
            ),
            models.UniqueConstraint(
                fields=["drill"],
                condition=Q(role=PersonRole.CHIEF_EVALUATOR),
                name="drills_drillperson_one_chief_evaluator",
            ),
            models.UniqueConstraint(
                fields=["drill", "role", "account"], name="drills_drillperson_account_role_once"
            ),
            models.UniqueConstraint(
                fields=["drill", "role", "person"], name="drills_drillperson_person_role_once"
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name, wherever it stands."""
        if self.name:
            return self.name
        return str(self.person or self.account)
