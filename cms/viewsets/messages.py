"""Messages to the office."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from cms.domain import messages
from cms.enums import MessageKind, MessageState
from cms.forms.messages import AnswerForm
from cms.models import (
    Message,
)
from portal.people.domain import scope
from portal.people.models import User
from portal.people.views.scoped import ScopedEditView, ScopedViewSet


def all_messages(*, user: User) -> QuerySet[Message]:
    """Return what was written to the office; only who works for the whole district reads it."""
    return Message.objects.all() if scope.sees_whole(user) else Message.objects.none()


class MessageFilters(WagtailFilterSet):
    """State, subject, and whether a message is overdue."""

    state = django_filters.MultipleChoiceFilter(
        label=_("state"), choices=MessageState.choices, widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(
        label=pgettext_lazy("of a message", "about"),
        choices=MessageKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    overdue = django_filters.ChoiceFilter(
        label=pgettext_lazy("message", "overdue"),
        choices=[("on", _("Only what is overdue"))],
        method="only_overdue",
        empty_label=_("Any"),
    )

    class Meta:
        model = Message
        fields = ("state", "kind")

    def only_overdue(self, rows: QuerySet[Message], name: str, wanted: str) -> QuerySet[Message]:
        """Narrow the list to what is late."""
        return rows.overdue(at=timezone.now()) if wanted else rows


class BeginningColumn(Column):
    """The first words of a message, with its number; leads to the answer."""

    cell_template_name = "cms/messages/beginning.html"

    def get_cell_context_data(self, instance: Message, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["address"] = reverse("message:edit", args=[instance.pk])
        return context


class StandingColumn(Column):
    """Whether a message waits, is late, or in how many days it was answered."""

    cell_template_name = "cms/messages/standing.html"

    def get_cell_context_data(self, instance: Message, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context |= {"shown": instance.shown(), "late": instance.days_late(timezone.now())}
        return context


class AnswerView(ScopedEditView):
    """Answers one message through the domain."""

    success_message = _("The answer stands on the page of message %(object)s.")
    template_name = "cms/messages/edit.html"

    def save_instance(self) -> Message:
        given = self.form.cleaned_data
        messages.close(
            message=self.form.instance,
            state=given["state"],
            answer=given["answer"],
            by=self.request.user,
            at=timezone.now(),
        )
        return self.form.instance

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        at = timezone.now()
        context |= {
            "shown": self.object.shown(),
            "late": self.object.days_late(at),
            "phone": messages.phone_of(self.object),
        }
        return context


class MessageViewSet(ScopedViewSet):
    model = Message
    icon = "mail"
    name = "message"
    menu_label = _("Messages to the office")
    menu_order = 207
    add_to_admin_menu = True
    rows_of = staticmethod(all_messages)
    of_the_district = True
    without = frozenset({"add", "delete", "usage"})
    edit_view_class = AnswerView
    template_prefix = "cms/messages/"
    filterset_class = MessageFilters
    search_fields = ("reference", "text", "answer")
    search_backend_name = None
    list_display = (
        BeginningColumn("text", label=pgettext_lazy("to the office", "message")),
        Column("get_kind_display", label=pgettext_lazy("of a message", "about")),
        DateColumn("sent_at", label=pgettext_lazy("of a message", "sent"), sort_key="sent_at"),
        Column("due_date", label=_("to be answered by"), sort_key="due_date"),
        StandingColumn("state", label=_("state")),
    )
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return AnswerForm
