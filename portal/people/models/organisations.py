"""Organisations as a tree, what they are tagged with, how many people they have."""

import re
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from portal.lib.lines import LineField
from portal.lib.names import unit_key
from portal.people.enums import OrganisationKind

ALIAS_SEPARATOR = re.compile(r"[,，、;；\n]")


def validate_credit_code(value: str) -> None:
    """Refuse a unified social credit code whose check digit is wrong (GB 32100-2015)."""
    if not uscc.is_valid(value):
        raise ValidationError(
            _(
                "This is not a valid unified social credit code: 18 characters, "
                "the last a check digit. Compare it with the business licence."
            ),
            code="credit_code",
        )


class OrganisationTag(models.Model):
    """A trade, a risk or a legal subject that organisations can be marked with."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = LineField(_("name in Chinese"), max_length=60)
    name_en = LineField(_("name in English"), max_length=80)

    class Meta:
        verbose_name = _("organisation tag")
        verbose_name_plural = _("organisation tags")
        ordering = ["code"]

    def __str__(self) -> str:
        """Return the name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class OrganisationQuerySet(MP_NodeQuerySet):
    def below(self, top: "Organisation") -> "OrganisationQuerySet":
        """Return an organisation and everything under it."""
        return self.filter(path__startswith=top.path)


class OrganisationManager(MP_NodeManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> OrganisationQuerySet:
        """Return the tree in its order; treebeard's own manager names its own queryset."""
        return OrganisationQuerySet(self.model, using=self._db).order_by("path")


class Organisation(MP_Node):
    """One body in the district's tree: a department, a town, a community, an enterprise."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = LineField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False, default="", db_index=True)
    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind.choices)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        validators=[validate_credit_code],
    )
    aliases = LineField(
        _("other names"),
        max_length=240,
        blank=True,
        help_text=_("Names under which rosters list it, separated by commas."),
    )
    address = LineField(_("address"), max_length=200, blank=True)
    tags = models.ManyToManyField(
        OrganisationTag, verbose_name=_("tags"), blank=True, related_name="organisations"
    )
    closed_date = models.DateField(_("closed on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = OrganisationManager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="people_organisation_credit_code_once",
            ),
        ]
        indexes = [models.Index(fields=["name"], name="people_organisation_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Keep the comparable form of the name beside the name."""
        self.name_key = unit_key(self.name)[:120]
        super().save(*args, **kwargs)

    @property
    def keys(self) -> set[str]:
        """The comparable forms of its name and its other names."""
        names = [self.name, *ALIAS_SEPARATOR.split(self.aliases)]
        return {key for key in map(unit_key, names) if key}


class Headcount(models.Model):
    """How many people worked or lived in an organisation on one day."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="headcounts",
    )
    counted_date = models.DateField(_("counted on"))
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        verbose_name = _("headcount")
        verbose_name_plural = _("headcounts")
        ordering = ["-counted_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "counted_date"], name="people_headcount_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.people}"
