"""What people write to the office, and the page on which they do."""

from datetime import date, datetime
from typing import Any, Self
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks.story import StoryBlock
from cms.enums import MessageKind, MessageState
from cms.models.pages import PortalPage, ReadableQuerySet
from portal.lib import working_days
from portal.lib.names import masked_phone
from portal.lib.periods import business_date
from portal.people.models import User

MOST_LETTERS = 1000


class FeedbackPage(PortalPage):
    """A form for a message to the office, with the days within which it is answered."""

    answer_days = models.PositiveSmallIntegerField(
        _("answered within (working days)"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    body = StreamField(StoryBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(ReadableQuerySet)()

    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("answer_days"),
        FieldPanel("body"),
    ]
    search_fields = [*PortalPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("page for messages")
        verbose_name_plural = _("pages for messages")


class MessageQuerySet(models.QuerySet["Message"]):
    def overdue(self, *, at: datetime) -> Self:
        """Return what should have been answered before today."""
        return self.filter(state=MessageState.OPEN, due_date__lt=business_date(at))


class Message(models.Model):
    """One message; whoever has its secret address reads what became of it."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    reference = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(
        pgettext_lazy("of a message", "about"), max_length=10, choices=MessageKind.choices
    )
    text = models.TextField(pgettext_lazy("to the office", "message"), max_length=MOST_LETTERS)
    phone_sealed = models.TextField(blank=True, editable=False)
    phone_last4 = models.CharField(max_length=4, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, editable=False)
    sent_at = models.DateTimeField(pgettext_lazy("of a message", "sent"))
    due_date = models.DateField(_("to be answered by"))
    state = models.CharField(
        _("state"), max_length=10, choices=MessageState.choices, default=MessageState.OPEN
    )
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User,
        verbose_name=_("answered by"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = models.Manager.from_queryset(MessageQuerySet)()

    class Meta:
        verbose_name = pgettext_lazy("to the office", "message")
        verbose_name_plural = pgettext_lazy("to the office", "messages")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MessageState.OPEN, answered_at=None)
                | (~Q(state=MessageState.OPEN) & Q(answered_at__isnull=False) & ~Q(answer="")),
                name="cms_message_is_closed_with_words",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_date"], name="cms_message_due")]

    def __str__(self) -> str:
        return self.reference

    @property
    def masked_phone(self) -> str:
        """The phone number as it may stand in a list; "" where none was left."""
        return masked_phone(self.phone_last4)

    @property
    def sent_date(self) -> date:
        """The day on which it came, of the business calendar."""
        return business_date(self.sent_at)

    @property
    def answered_within(self) -> int | None:
        """In how many working days it was answered; None while it waits."""
        if self.answered_at is None:
            return None
        return working_days.between(self.sent_date, business_date(self.answered_at))

    @property
    def is_answered_in_time(self) -> bool:
        """Say whether the answer came by the day that was promised."""
        return self.answered_at is not None and business_date(self.answered_at) <= self.due_date

    def is_overdue(self, at: datetime) -> bool:
        """Say whether it should have been answered before today."""
        return self.state == MessageState.OPEN and self.due_date < business_date(at)

    def days_late(self, at: datetime) -> int:
        """Return how many working days it is late; 0 while it is not, or answered."""
        return working_days.between(self.due_date, business_date(at)) if self.is_overdue(at) else 0

    def shown(self) -> dict[str, Any]:
        """Return the sign and the words of its state."""
        signs = {MessageState.OPEN: "care", MessageState.ANSWERED: "safe"}
        return {
            "shape": signs.get(MessageState(self.state), "must"),
            "label": self.get_state_display(),
        }
