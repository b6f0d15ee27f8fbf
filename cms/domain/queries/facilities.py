"""Facilities as the office sees them, and as whoever scans their code does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet, Sum

from cms.models import CommunityPage, Facility, FacilityWords
from cms.models.facilities import FacilityQuerySet
from portal.people.domain import scope
from portal.people.models import Organisation, User


def kept_by(*, user: User) -> FacilityQuerySet:
    """Return the facilities an account keeps: those of the communities in its scope."""
    return scope.within(Facility.objects.all(), user, "organisation__path")


def communities_of(user: User) -> QuerySet[Organisation]:
    """Return the communities of an account's scope that have a page or a facility."""
    own = scope.organisations(user)
    pages = CommunityPage.objects.order_by().exclude(organisation=None).values("organisation")
    with_some = Facility.objects.order_by().values("organisation")
    return own.filter(pk__in=pages) | own.filter(pk__in=with_some)


@dataclass(frozen=True, slots=True)
class Shown:
    """A facility and what is published of it in the reader's language, or else in another."""

    facility: Facility
    words: FacilityWords | None
    page: CommunityPage | None


def shown(facility: Facility, *, language: str) -> Shown:
    """Return a facility with its published words and the page of its community.

    Args:
        language: the reader's, such as ``zh-hans``.
    """
    (found,) = words_for([facility], language=language)
    if found.words:
        return found
    pages = CommunityPage.objects.readable().filter(organisation=facility.organisation_id)
    rows = list(pages.select_related("locale").defer_streamfields().order_by("path"))
    own = [one for one in rows if one.locale.language_code == language]
    return Shown(facility, None, next(iter(own or rows), None))


def words_for(facilities: Sequence[Facility], *, language: str) -> list[Shown]:
    """Return facilities with their published words, by as many questions for one as for all."""
    rows = (
        FacilityWords.objects.filter(
            facility__in=facilities,
            page__organisation=F("facility__organisation"),
            page__in=CommunityPage.objects.readable().order_by(),
        )
        .select_related("page__locale", "photo")
        .prefetch_related("photo__renditions")
        .order_by("page__path")
    )
    best: dict[int, FacilityWords] = {}
    for one in rows:
        if one.facility_id not in best or one.page.locale.language_code == language:
            best[one.facility_id] = one
    return [_shown(one, best.get(one.pk)) for one in facilities]


def _shown(facility: Facility, words: FacilityWords | None) -> Shown:
    return Shown(facility, words, words.page if words else None)


def scans_since(facility: Facility, *, today: date, days: int = 30) -> int:
    """Return how often a facility's code was scanned in the last days, today included."""
    rows = facility.scans.filter(date__gt=today - timedelta(days=days))
    return rows.aggregate(all=Sum("scans"))["all"] or 0
