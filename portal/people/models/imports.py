"""A roster that was sent in: what it would change, what it did change."""

import uuid

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.lib.lines import LineField
from portal.people.models.organisations import Organisation


def private_files() -> FileSystemStorage:
    """Return the storage no address leads to."""
    return FileSystemStorage(location=settings.PRIVATE_ROOT, base_url=None)


class RosterImport(models.Model):
    """One uploaded roster, its preview, its progress and its report, which stays.

    The file is kept only until it was read; ``notes`` are codes with values, said in words by
    `domain.wording`. ``identity_for`` is the code of the course that asks for identity numbers;
    "" keeps none.
    """

    class State(models.TextChoices):
        READING = "READING", _("Reading")
        PREVIEWED = "PREVIEWED", _("Waiting for confirmation")
        APPLYING = "APPLYING", _("Applying")
        APPLIED = "APPLIED", _("Applied")
        FAILED = "FAILED", _("Failed")
        DISCARDED = "DISCARDED", _("Discarded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        help_text=_("Persons are added to this organisation or to the units below it."),
        on_delete=models.PROTECT,
        related_name="roster_imports",
    )
    file_name = LineField(_("file name"), max_length=200)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.READING
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("left alone"), default=0)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    message = models.TextField(_("message"), blank=True)
    file = models.FileField(storage=private_files, upload_to="rosters", blank=True)
    since_date = models.DateField(
        _("valid from"),
        help_text=_("From this day on the persons belong to their units."),
    )
    unknown_to_chosen = models.BooleanField(
        _("put persons of unknown units into the chosen organisation"),
        default=False,
        help_text=_("Otherwise a row whose unit is not on the register is an error."),
    )
    identity_for = models.CharField(
        _("identity numbers kept for"), max_length=32, blank=True, editable=False
    )
    sheet_name = LineField(_("sheet"), max_length=31, blank=True)
    headings = models.JSONField(_("headings"), default=list, blank=True)
    notes = models.JSONField(_("notes"), default=list, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name


class RosterRow(models.Model):
    """One row of a roster: what it would do or did to the register, or what is wrong with it.

    The cells stand sealed in ``sealed``: a row that is refused may hold anything. ``person_uuid``
    is the matched person's, or the one a new person will have. ``identity_digest`` waits here
    between preview and application, and not longer.
    """

    class Outcome(models.TextChoices):
        ADD = "ADD", pgettext_lazy("row of a roster", "Added")
        CHANGE = "CHANGE", pgettext_lazy("row of a roster", "Changed")
        SAME = "SAME", pgettext_lazy("row of a roster", "Left alone")
        ERROR = "ERROR", pgettext_lazy("row of a roster", "Error")

    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome.choices)
    name = LineField(_("name"), max_length=60, blank=True)
    phone_last4 = models.CharField(_("last four digits"), max_length=4, blank=True)
    unit = LineField(_("unit"), max_length=120, blank=True)
    person_uuid = models.UUIDField(null=True, blank=True, editable=False)
    changes = models.JSONField(default=list, blank=True)
    problems = models.JSONField(default=list, blank=True)
    sealed = models.TextField(blank=True, editable=False)
    identity_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("row of a roster")
        verbose_name_plural = _("rows of a roster")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["roster", "number"], name="people_rosterrow_once"),
        ]
        indexes = [
            models.Index(fields=["roster", "outcome", "number"], name="people_rosterrow_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
