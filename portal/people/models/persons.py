"""Persons, where they belonged and when, and which of them turned out to be one."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.lib.identity import masked_identity
from portal.lib.lines import LineField
from portal.lib.names import masked_name, masked_phone, name_key
from portal.lib.pinyin import name_sounds
from portal.people.enums import Audience, MembershipRole, PersonStatus
from portal.people.models.organisations import Organisation

# Stands where a name was; it is read in any language.
NO_NAME = "***"
# The row of somebody who was forgotten.
NOTHING_KNOWN = {
    "name": NO_NAME,
    "name_key": "",
    "name_sounds": "",
    "unit_text": "",
    "phone_digest": None,
    "phone_last4": "",
    "phone_sealed": "",
    "identity_digest": None,
    "identity_last4": "",
    "walk_in_key": None,
}
_SAYS_NOTHING = {
    f"{name}__isnull" if value is None else name: True if value is None else value
    for name, value in NOTHING_KNOWN.items()
}


class SoundsField(models.CharField):
    """The pinyin of the person's name; written wherever the row is, in bulk as well."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        anonymous = model_instance.anonymised_at is not None
        sounds = "" if anonymous else name_sounds(model_instance.name)[: self.max_length]
        setattr(model_instance, self.attname, sounds)
        return sounds


class PersonQuerySet(models.QuerySet["Person"]):
    def living(self) -> "PersonQuerySet":
        """Return the persons of whom something is known: all that were not anonymised."""
        return self.filter(anonymised_at__isnull=True)


class Person(models.Model):
    """Somebody who is trained, drills or is responsible; known by name and a keyed phone digest.

    ``identity_digest`` is the keyed digest of an identity number, and the number itself stands
    nowhere; it is kept only where a course asks for it (`docs/decisions/007-identity-numbers.md`).
    ``walk_in_key`` is the keyed digest of what a walk-in said of himself: twice the same words
    are one person. ``canonical`` is derived from the open merges (`domain.merging`): the person
    this one turned out to be, null for himself. ``anonymised_at`` says that nothing is known of
    him any more (`domain.anonymising`); his status stays, because he is counted by it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = LineField(pgettext_lazy("person", "name"), max_length=60)
    name_key = models.CharField(max_length=60, editable=False, db_index=True)
    name_sounds = SoundsField(max_length=240, editable=False, default="")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="persons",
        null=True,
        blank=True,
    )
    phone_digest = models.CharField(max_length=64, null=True, blank=True, editable=False)
    phone_last4 = models.CharField(_("last four digits"), max_length=4, blank=True)
    phone_sealed = models.TextField(blank=True, editable=False)
    identity_digest = models.CharField(max_length=64, null=True, blank=True, editable=False)
    identity_last4 = models.CharField(max_length=4, blank=True, editable=False)
    audience = models.CharField(_("audience"), max_length=16, choices=Audience.choices, blank=True)
    unit_text = LineField(
        _("unit as given"),
        max_length=120,
        blank=True,
        help_text=_("What a walk-in wrote, where it is not on the register."),
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=PersonStatus.choices,
        default=PersonStatus.VERIFIED,
    )
    walk_in_key = models.CharField(max_length=64, null=True, blank=True, editable=False)
    canonical = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.UniqueConstraint(
                fields=["phone_digest"],
                condition=Q(status="VERIFIED", phone_digest__isnull=False),
                name="people_person_verified_phone_once",
            ),
            models.UniqueConstraint(
                fields=["identity_digest"],
                condition=Q(status="VERIFIED", identity_digest__isnull=False),
                name="people_person_verified_identity_once",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True) | Q(**_SAYS_NOTHING),
                name="people_person_anonymised_says_nothing",
            ),
            models.UniqueConstraint(fields=["walk_in_key"], name="people_person_walk_in_once"),
        ]
        indexes = [
            models.Index(fields=["phone_digest"], name="people_person_phone"),
            models.Index(fields=["identity_digest"], name="people_person_identity"),
            models.Index(fields=["organisation", "name_key"], name="people_person_unit_name"),
            models.Index(fields=["name_key", "phone_last4"], name="people_person_name_last4"),
        ]
        permissions = [
            ("unmask_person", _("Can see full phone numbers")),
            ("anonymise_person", _("Can anonymise persons")),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Keep the comparable form of the name beside the name."""
        self.name_key = "" if self.anonymised_at else name_key(self.name)[:60]
        super().save(*args, **kwargs)

    @property
    def masked_name(self) -> str:
        """The name as it may stand on a screen others see."""
        return masked_name(self.name)

    @property
    def masked_phone(self) -> str:
        """The phone number as it may stand in a list."""
        return masked_phone(self.phone_last4)

    @property
    def masked_identity(self) -> str:
        """The identity number as it may be shown: its last four characters."""
        return masked_identity(self.identity_last4)

    @property
    def unit_name(self) -> str:
        """Where the person belongs, from the register or in his own words."""
        return self.organisation.name if self.organisation else self.unit_text


class Membership(models.Model):
    """Where somebody belonged, in which role, from one day to another (end exclusive)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(
        _("role"), max_length=16, choices=MembershipRole.choices, default=MembershipRole.WORKER
    )
    position = LineField(_("position"), max_length=60, blank=True)
    since_date = models.DateField(_("since"))
    until_date = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-since_date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gt=F("since_date")),
                name="people_membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(until_date__isnull=True),
                name="people_membership_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation}"


class PersonMerge(models.Model):
    """The statement that two persons are one; reversible, and no row of theirs is re-pointed."""

    source = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_into")
    target = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_from")
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=200)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("merge of persons")
        verbose_name_plural = _("merges of persons")
        constraints = [
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="people_personmerge_two_persons"
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(undone_at__isnull=True),
                name="people_personmerge_source_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
