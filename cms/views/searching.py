"""The search of the site: a page without a script, and suggestions for those who have one."""

import hashlib
import logging
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.generic import View
from wagtail.contrib.search_promotions.models import SearchPromotion

from cms.domain import noting
from cms.domain.queries import finding, suggesting
from cms.domain.queries.finding import Found, Way, Wish
from cms.domain.queries.results import results
from cms.domain.queries.suggesting import Suggestion
from cms.enums import ResultKind
from cms.forms.searching import SearchForm
from cms.models.pages import ReadableQuerySet
from cms.search import words
from portal.events.domain.queries import agenda
from portal.events.models import Topic
from portal.lib import throttles, visitors
from portal.lib.periods import business_date

logger = logging.getLogger(__name__)

PER_PAGE = 10
# Above the pages; all of them are one tap away.
EVENTS_SHOWN = 3
SUGGESTED = 5
# By address: behind one there may be a whole office.
SEARCHES_A_MINUTE, SUGGESTIONS_A_MINUTE = 90, 400
SUGGESTIONS_KEPT = 60


class Search(View):
    """Results with the words marked, filters with numbers, and a hint where there is nothing."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        form = SearchForm(request.GET)
        wish = form.wish(language=get_language() or "zh-hans")
        if len(request.GET.get("q", "")) > 2 * words.LONGEST_QUERY:
            return redirect(f"{request.path}?{urlencode({'q': wish.text})}")
        if not words.cut(wish.text):
            return self._show({"wish": wish, "topics": _topics()})
        try:
            address = visitors.address(request.META)
            throttles.count(f"search:{address}", limit=SEARCHES_A_MINUTE, seconds=60)
        except throttles.TriedTooOften as refusal:
            return self._show({"wish": wish, "refusal": refusal}, status=429)
        found = finding.find(wish, at=at)
        if not (wish.kind or wish.topic or wish.community or "page" in request.GET):
            _note(wish, found, at)
        context = {"wish": wish, "found": found, **self._list(wish, found, at)}
        if not found.total or found.way is Way.ANY:
            context |= _hints(wish, at)
        return self._show(context)

    def _list(self, wish: Wish, found: Found, at: datetime) -> dict[str, Any]:
        only_events = wish.kind == ResultKind.EVENT
        rows = found.events if only_events else found.pages
        page_obj = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        first = not only_events and page_obj.number == 1
        events = (
            page_obj.object_list if only_events else found.events[:EVENTS_SHOWN] if first else []
        )
        return {
            "page_obj": page_obj,
            "results": [] if only_events else results(page_obj.object_list, found.groups),
            "events": agenda.rows(events, at=at),
            "more_events": not only_events and len(found.events) > EVENTS_SHOWN,
            "promoted": _promoted(wish) if first and page_obj.number == 1 else [],
            "kinds": [(ResultKind(kind), number) for kind, number in found.kinds],
            "is_partial": found.way is not Way.ALL,
        }

    def _show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        return render(self.request, "cms/search.html", context, status=status)


@require_safe
def suggest_json(request: HttpRequest) -> HttpResponse:
    """Answer what somebody types with pages and events to go to at once."""
    typed = " ".join(request.GET.get("q", "").split())[: words.LONGEST_QUERY]
    language = get_language() or "zh-hans"
    digest = hashlib.sha256(words.fold(typed).encode("utf-8", "replace")).hexdigest()
    key = f"suggest:{language}:{digest}"
    rows = cache.get(key)
    if rows is None:
        try:
            address = visitors.address(request.META)
            throttles.count(f"suggest:{address}", limit=SUGGESTIONS_A_MINUTE, seconds=60)
        except throttles.TriedTooOften:
            return JsonResponse({"suggestions": []}, status=429)
        found = suggesting.suggest(typed, language=language, at=timezone.now())
        rows = [_row(one) for one in found]
        cache.set(key, rows, SUGGESTIONS_KEPT)
    answer = JsonResponse({"suggestions": rows}, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = f"max-age={SUGGESTIONS_KEPT}"
    return answer


def _row(one: Suggestion) -> dict[str, str]:
    return {"title": one.title, "kind": str(ResultKind(one.kind).label), "url": _address(one)}


def _address(one: Suggestion) -> str:
    if one.event:
        return reverse("public:event", args=[one.event.code])
    return one.page.get_url() or ""


def _hints(wish: Wish, at: datetime) -> dict[str, Any]:
    """Return what else to try where nothing has all of the words."""
    near = suggesting.suggest(wish.text, language=wish.language, at=at, limit=SUGGESTED)
    return {
        "meant": suggesting.meant(wish.text, language=wish.language, at=at),
        "near": [(one.title, _address(one)) for one in near],
        "topics": _topics(),
    }


def _topics() -> QuerySet[Topic]:
    """Return the topics to begin with; "other" is none to look for."""
    return Topic.objects.exclude(code="other")


def _promoted(wish: Wish) -> list[SearchPromotion]:
    """Return what editors put above the results of these very words, if all may read it."""
    if wish.kind or wish.topic or wish.community:
        return []
    spellings = {wish.text.lower(), words.fold(wish.text)}
    readable = ReadableQuerySet(SearchPromotion.page.field.related_model).readable()
    chosen = SearchPromotion.objects.filter(query__query_string__in=spellings)
    inside = chosen.filter(
        page__in=readable.filter(locale__language_code=wish.language).values("pk")
    )
    outside = chosen.filter(page__isnull=True)
    return list((inside | outside).select_related("page__locale").order_by("sort_order", "pk"))


def _note(wish: Wish, found: Found, at: datetime) -> None:
    is_found = bool(found.total) and found.way is not Way.ANY
    try:
        noting.note(wish.text, language=wish.language, day=business_date(at), found=is_found)
    except DatabaseError:
        logger.exception("A search could not be counted")
