"""Drills the public may see."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from drills.models import Drill

PAGE_SIZE = 20


class ListDrills(View):
    """Coming drills first, the nearest on top; then those that were held."""

    def get(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        shown = Drill.objects.shown().select_related(
            "event__topic", "event__organiser", "event__venue", "event__host"
        )
        past = shown.filter(event__ends_at__lt=at).order_by("-event__starts_at", "-pk")
        return render(
            request,
            "drills/list.html",
            {
                "coming": list(
                    shown.filter(event__ends_at__gte=at).order_by("event__starts_at", "pk")[:50]
                ),
                "page_obj": Paginator(past, PAGE_SIZE).get_page(request.GET.get("page")),
            },
        )
