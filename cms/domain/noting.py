"""Counting what is searched for: the words and the day, and nothing about who asked."""

import re
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits

from cms.models import MissedSearch
from cms.search import words

# A phone, an identity or an account number: that somebody typed it is nobody's business.
_PRIVATE = re.compile(r"\d[\d\s-]{5,}\d|@")
LONGEST = 60


def normalised(text: str) -> str:
    """Return a query as it is counted: folded, one blank between words.

    Returns:
        "" for what is not kept: mere punctuation, whole sentences, numbers of persons.
    """
    plain = " ".join(words.fold(text[: words.LONGEST_QUERY]).split())
    is_kept = words.tokens(plain) and len(plain) <= LONGEST and not _PRIVATE.search(plain)
    return plain if is_kept else ""


def note(text: str, *, language: str, day: date, found: bool) -> None:
    """Count one search.

    Args:
        text: as typed.
        language: of the site it was typed on.
        day: in Shanghai.
        found: whether something has all of the words.
    """
    plain = normalised(text)
    if not plain:
        return
    with transaction.atomic():
        query, _new = Query.objects.get_or_create(query_string=plain)
        hits, _new = QueryDailyHits.objects.get_or_create(query=query, date=day)
        QueryDailyHits.objects.filter(pk=hits.pk).update(hits=F("hits") + 1)
        if not found:
            missed, _new = MissedSearch.objects.get_or_create(
                words=plain, language=language, date=day
            )
            MissedSearch.objects.filter(pk=missed.pk).update(times=F("times") + 1)


def forget(*, day: date) -> None:
    """Drop what was counted longer ago than `WAGTAILSEARCH_HITS_MAX_AGE` days.

    Args:
        day: today in Shanghai.
    """
    first = day - timedelta(days=settings.WAGTAILSEARCH_HITS_MAX_AGE)
    MissedSearch.objects.filter(date__lt=first).delete()
    QueryDailyHits.objects.filter(date__lt=first).delete()
    Query.garbage_collect()
