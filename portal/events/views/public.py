"""What anybody may read of events: one event's page, the list of classes."""

from typing import Any

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from portal.events.domain.queries import upcoming
from portal.events.domain.queries.standing import Standing
from portal.events.enums import EventKind
from portal.events.forms.listing import ClassFilters
from portal.events.models import Event

# What people look for under "classes": whatever somebody teaches in a room.
CLASS_KINDS = (EventKind.TRAINING, EventKind.LECTURE, EventKind.WARNING_LECTURE)
PER_PAGE = 20
_NOT_AHEAD = {Standing.ENDED, Standing.CANCELLED, Standing.POSTPONED}


@require_safe
def open_short(request: HttpRequest, code: str) -> HttpResponsePermanentRedirect:
    """Lead from an address in capitals, as QR codes have it, to the event's page."""
    return redirect("public:event", code=code.upper(), permanent=True)


def public_event(code: str) -> Event:
    """Return the event with a code if the public may see it, or raise Http404.

    Codes are typed from posters, so case does not matter.
    """
    return get_object_or_404(upcoming.public().select_related("campaign"), code=code.upper())


class ShowEvent(DetailView):
    """When, where, for whom, what is left, and the one thing to do next."""

    template_name = "portal/events/event.html"
    context_object_name = "event"

    def get_object(self, queryset: Any = None) -> Event:
        event = public_event(self.kwargs["code"])
        return upcoming.with_seats([event], timezone.now())[0]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        event = self.object
        # Whether there is a time to put into a calendar, and a reason for a poster.
        context["is_ahead"] = event.standing not in _NOT_AHEAD
        return context


class ListClasses(ListView):
    """The classes still to come, or those of a month, with filters that need no script."""

    template_name = "portal/events/classes.html"
    context_object_name = "events"
    paginate_by = PER_PAGE

    def get_queryset(self) -> Any:
        self.at = timezone.now()
        classes = upcoming.public(kinds=CLASS_KINDS)
        self.filters = ClassFilters(self.request.GET, classes=classes)
        return self.filters.chosen(self.at)

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        """Answer a page that is not there with the nearest, as the other lists do."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["events"] = upcoming.with_seats(list(context["events"]), self.at)
        context["filters"] = self.filters
        return context
