"""What stands in the demonstration's communities, how it was kept, and what people said."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from cms.domain.site import LANGUAGES
from cms.enums import Face, FacilityCondition
from cms.models import (
    CommunityPage,
    Facility,
    FacilityDefect,
    FacilityInspection,
    FacilityScans,
    FacilityWords,
    OpinionCount,
)
from portal.events.models import Topic
from portal.events.models.events import CODE_ALPHABET, CODE_LENGTH
from portal.lib.periods import business_date
from portal.people.models import Organisation

# A facility is looked at every quarter; between the award and the first time lie some days.
EVERY = timedelta(days=90)
BEFORE_THE_AWARD = timedelta(days=12)
# Days of which scans and faces are told.
DAYS = 30
FACES = {Face.GOOD: 5, Face.FAIR: 2, Face.POOR: 1}


def equip(
    *,
    pages: dict[str, CommunityPage],
    row: dict[str, Any],
    organisation: Organisation,
    at: datetime,
) -> list[Facility]:
    """Put up what a community has, look at it every quarter, and write of it in both languages.

    Args:
        pages: the community's page by language code.
        row: of the file of communities.
        organisation: where it stands.
        at: now, timezone-aware.
    """
    topics = Topic.objects.in_bulk(field_name="code")
    today = business_date(at)
    made = []
    for place, given in enumerate(row["facilities"]):
        since: date = row["awarded_date"] - BEFORE_THE_AWARD
        facility = Facility.objects.create(
            code=_code(row["slug"], place),
            organisation=organisation,
            kind=given["kind"],
            name=given["zh"][0],
            quantity=given.get("quantity", 1),
            topic=topics[given["topic"]],
            installed_date=since,
        )
        _inspect(facility, given, row["inspector"], since=since, at=at)
        for key, code in LANGUAGES.items():
            where, shows, *more = given[key]
            words = FacilityWords(
                facility=facility, sort_order=place, place=where, shows=shows, text="".join(more)
            )
            pages[code].facility_words.add(words)
        if "defect" in given:
            kind, text = given["defect"]
            FacilityDefect.objects.create(
                facility=facility, kind=kind, text=text, reported_at=at - timedelta(days=3)
            )
        made.append(facility)
    for page in pages.values():
        page.save()
    _count(made, pages, today)
    return made


def _inspect(
    facility: Facility, given: dict[str, Any], inspector: str, *, since: date, at: datetime
) -> None:
    """Enter the inspections of each quarter; the last found what is written of the condition."""
    days: list[date] = []
    day = since + EVERY // 2
    while day <= business_date(at):
        days.append(day)
        day += EVERY
    if given.get("late"):
        days = days[:-1]
    condition = given.get("condition", FacilityCondition.GOOD)
    for number, day in enumerate(days, 1):
        last = number == len(days)
        FacilityInspection.objects.create(
            facility=facility,
            inspected_date=day,
            condition=condition if last else FacilityCondition.GOOD,
            note=given.get("note", "") if last else "",
            by_name=inspector,
            entered_at=at,
        )
    facility.condition = condition if days else FacilityCondition.GOOD
    last_day = days[-1] if days else since
    facility.next_inspection_date = last_day + EVERY
    facility.save()


def _count(facilities: list[Facility], pages: dict[str, CommunityPage], today: date) -> None:
    """Let people scan and touch faces in the last days, a few more at weekends."""
    scans, faces = [], []
    for back in range(DAYS):
        day = today - timedelta(days=back)
        busy = 2 if day.weekday() >= 5 else 1
        for number, facility in enumerate(facilities):
            times = (back * 3 + number * 5) % 7 * busy
            if times:
                scans.append(FacilityScans(facility=facility, date=day, scans=times))
        for face, often in FACES.items():
            times = (back * 5 + often) % (often + 2)
            if times:
                page = pages["zh-hans"].page_ptr
                faces.append(OpinionCount(page=page, date=day, face=face, count=times))
    FacilityScans.objects.bulk_create(scans)
    OpinionCount.objects.bulk_create(faces)


def _code(slug: str, place: int) -> str:
    number = int.from_bytes(sha256(f"{slug}:{place}".encode()).digest()[:5], "big")
    return "".join(CODE_ALPHABET[number >> 5 * letter & 31] for letter in range(CODE_LENGTH))
