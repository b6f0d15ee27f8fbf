"""Events: when, where, by whom, for whom."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.events.enums import EventKind, EventStatus, RegistrationMode
from portal.events.models.campaigns import Campaign
from portal.events.models.policies import DoorPolicy
from portal.events.models.topics import Topic
from portal.lib.lines import LineField
from portal.people.enums import Audience
from portal.people.models import Organisation

# Crockford's base 32: no I, L, O, U, so a code read aloud or typed is not misread.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8


def new_event_code() -> str:
    """Return a random public code of eight characters (40 bits)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def new_ical_uid() -> str:
    """Return a calendar identifier that never changes and never depends on the host's name."""
    return f"{uuid.uuid4()}@{settings.CALENDAR_UID_DOMAIN}"


class Venue(models.Model):
    """A room, a yard or a square where people can meet."""

    name = LineField(_("name"), max_length=80)
    address = LineField(_("address"), max_length=160, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("belongs to"),
        on_delete=models.PROTECT,
        related_name="venues",
        null=True,
        blank=True,
    )
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EventQuerySet(models.QuerySet["Event"]):
    def organised_below(self, top: Organisation) -> "EventQuerySet":
        """Return the events organised by an organisation or anything under it."""
        return self.filter(organiser__path__startswith=top.path)

    def counted(self, at: datetime) -> "EventQuerySet":
        """Return the events that a total may count at a moment.

        A published event whose end has passed has ended, whether or not the sweep that
        says so in its row has run.
        """
        return self.filter(
            Q(status__in=[EventStatus.ENDED, EventStatus.RECONCILED, EventStatus.LOCKED])
            | Q(status=EventStatus.PUBLISHED, ends_at__lte=at)
        )

    def shown(self) -> "EventQuerySet":
        """Return the events the public may see: everything but drafts and internal ones."""
        return self.filter(public=True).exclude(status=EventStatus.DRAFT)


class Event(models.Model):
    """People meeting somewhere at some time: a class, a drill or an activity has one."""

    code = models.CharField(
        _("code"), max_length=CODE_LENGTH, unique=True, default=new_event_code, editable=False
    )
    kind = models.CharField(_("kind"), max_length=16, choices=EventKind.choices)
    title = LineField(pgettext_lazy("event", "title"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        on_delete=models.PROTECT,
        related_name="events",
        null=True,
        blank=True,
    )
    audience = models.CharField(
        _("audience"), max_length=16, choices=Audience.choices, default=Audience.PUBLIC
    )
    organiser = models.ForeignKey(
        Organisation,
        verbose_name=_("organiser"),
        on_delete=models.PROTECT,
        related_name="organised_events",
    )
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("host"),
        help_text=_("Where the event takes place at somebody's site: the unit visited."),
        on_delete=models.PROTECT,
        related_name="hosted_events",
        null=True,
        blank=True,
    )
    venue = models.ForeignKey(
        Venue,
        verbose_name=_("venue"),
        on_delete=models.PROTECT,
        related_name="events",
        null=True,
        blank=True,
    )
    place = LineField(
        _("place"), max_length=160, blank=True, help_text=_("Where it is not a known venue.")
    )
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        on_delete=models.PROTECT,
        related_name="events",
        null=True,
        blank=True,
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    status = models.CharField(
        _("status"), max_length=12, choices=EventStatus.choices, default=EventStatus.DRAFT
    )
    public = models.BooleanField(_("shown to the public"), default=True)
    registration_mode = models.CharField(
        _("registration"),
        max_length=8,
        choices=RegistrationMode.choices,
        default=RegistrationMode.NONE,
    )
    hard_capacity = models.PositiveIntegerField(
        _("seats"),
        null=True,
        blank=True,
        help_text=_("Registrations beyond this number go to the waiting list."),
    )
    policy_values = models.JSONField(_("check-in policy"), default=dict, blank=True)
    roll_call_until = models.DateTimeField(null=True, blank=True, editable=False)
    secret_epoch = models.PositiveIntegerField(default=0, editable=False)
    ical_uid = models.CharField(max_length=120, unique=True, default=new_ical_uid, editable=False)
    ical_sequence = models.PositiveIntegerField(default=0, editable=False)
    reconcile_reason = models.CharField(_("why there is no head count"), max_length=240, blank=True)
    status_reason = models.CharField(_("reason"), max_length=240, blank=True)
    cost_yuan = models.DecimalField(
        _("cost in yuan"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(
        _("changed at"), help_text=_("Last change that calendars must show.")
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="events_event_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "starts_at"], name="events_event_kind_start"),
            models.Index(fields=["starts_at"], name="events_event_start"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def policy(self) -> DoorPolicy:
        """The rules of this event's door."""
        return DoorPolicy.from_values(self.policy_values)

    @property
    def where(self) -> str:
        """The place in words: venue, free text, or the host's name."""
        if self.venue:
            return self.venue.name
        if self.place:
            return self.place
        return self.host.name if self.host else ""

    @property
    def door_opens_at(self) -> datetime:
        """When check-in opens."""
        return self.starts_at - timedelta(minutes=self.policy.opens_before)

    @property
    def door_closes_at(self) -> datetime:
        """When check-in closes."""
        return self.ends_at + timedelta(minutes=self.policy.closes_after)

    def status_at(self, at: datetime) -> str:
        """Return the status as of a moment: a published event past its end has ended."""
        if self.status == EventStatus.PUBLISHED and self.ends_at <= at:
            return EventStatus.ENDED
        return self.status


class Block(models.Model):
    """A stretch of teaching, or a break, within an event; hours are computed on these only."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="blocks")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    creditable = models.BooleanField(_("counts towards hours"), default=True)
    title = LineField(pgettext_lazy("stretch of time", "title"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="events_block_ends_after_start"
            ),
            models.UniqueConstraint(fields=["event", "starts_at"], name="events_block_start_once"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"
