"""Inspections, reports and scans of what stands in the communities."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from cms.domain import facilities
from cms.domain.facilities import DefectRefused, InspectionRefused
from cms.domain.queries import facilities as queries
from cms.models import (
    CommunityIndexPage,
    Facility,
    FacilityDefect,
    FacilityInspection,
    FacilityScans,
    FacilityWords,
)
from tests.factories.cms import CommunityPageFactory, FacilityFactory
from tests.factories.events import NOON
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = NOON.date()


def look_at(facility, **given):
    said = {
        "inspected_date": TODAY,
        "condition": "GOOD",
        "note": "",
        "next_date": TODAY + timedelta(days=90),
        "by": UserFactory(last_name="马秀兰"),
        "at": NOON,
    } | given
    return facilities.inspect(facility=facility, **said)


def test_inspection_says_how_the_facility_is_and_when_it_is_looked_at_again():
    facility = FacilityFactory(next_inspection_date=TODAY - timedelta(days=1))
    assert list(Facility.objects.overdue(TODAY)) == [facility]

    made = look_at(facility, condition="WORN", note=" 边角翘起 \n")

    facility.refresh_from_db()
    assert (made.by_name, made.note) == ("马秀兰", "边角翘起")
    assert (facility.condition, facility.next_inspection_date) == (
        "WORN",
        TODAY + timedelta(days=90),
    )
    assert list(Facility.objects.overdue(TODAY)) == []
    assert Facility.objects.with_last_inspection().get().inspected_date == TODAY


def test_inspection_entered_late_changes_nothing_that_a_newer_one_said():
    facility = FacilityFactory()
    look_at(facility)

    look_at(
        facility,
        inspected_date=TODAY - timedelta(days=30),
        condition="REPAIR",
        note="柜门松",
        next_date=None,
    )

    facility.refresh_from_db()
    assert (facility.condition, facility.inspections.count()) == ("GOOD", 2)
    assert facility.next_inspection_date == TODAY + timedelta(days=90)


@pytest.mark.parametrize(
    "given",
    [
        {"inspected_date": TODAY + timedelta(days=1), "next_date": None},
        {"inspected_date": date(2024, 1, 1)},
        {"next_date": TODAY},
        {"condition": "REPAIR", "note": " "},
    ],
    ids=["in the future", "before it stood there", "next is not later", "says nothing"],
)
def test_inspection_that_cannot_be_is_refused(given):
    facility = FacilityFactory(installed_date=date(2025, 1, 1))

    with pytest.raises(InspectionRefused):
        look_at(facility, **given)

    assert facility.inspections.count() == 0


def test_inspection_stays_as_it_is():
    facility = FacilityFactory()
    made = look_at(facility)

    with pytest.raises(ProtectedError):
        facility.delete()
    if connection.vendor == "postgresql":
        rows = FacilityInspection.objects.filter(pk=made.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(condition="REPAIR", note="改")
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()


def test_report_waits_until_somebody_says_what_was_done():
    facility = FacilityFactory()
    defect = facilities.report_defect(facility=facility, kind="DAMAGED", text="门坏", at=NOON)
    by = UserFactory()
    with pytest.raises(DefectRefused):
        facilities.settle_defect(defect=defect, note=" ", by=by, at=NOON)
    assert Facility.objects.with_open_defects().get().open_defects == 1

    settled = facilities.settle_defect(defect=defect, note="换了合页", by=by, at=NOON)
    again = facilities.settle_defect(defect=defect, note="又一次", by=UserFactory(), at=NOON)

    assert (settled.settled_by, again.settled_note) == (by, "换了合页")
    assert Facility.objects.with_open_defects().get().open_defects == 0


def test_report_is_refused_where_it_says_nothing_new(monkeypatch):
    facility = FacilityFactory()
    gone = FacilityFactory(removed_date=TODAY)
    monkeypatch.setattr(facilities, "MOST_OPEN_DEFECTS", 1)
    facilities.report_defect(facility=facility, kind="MISSING", text="", at=NOON)

    for where, kind in ((facility, "MISSING"), (gone, "MISSING"), (FacilityFactory(), "OTHER")):
        with pytest.raises(DefectRefused):
            facilities.report_defect(facility=where, kind=kind, text="", at=NOON)

    assert FacilityDefect.objects.count() == 1


def test_scans_are_added_up_by_day():
    facility = FacilityFactory()
    for moment in (NOON, NOON, NOON - timedelta(days=1), NOON - timedelta(days=40)):
        facilities.count_scan(facility=facility, at=moment)

    rows = list(FacilityScans.objects.values_list("date", "scans"))
    assert rows[0] == (TODAY, 2)
    assert [number for _day, number in rows] == [2, 1, 1]
    assert queries.scans_since(facility, today=TODAY) == 3
    assert queries.scans_since(FacilityFactory(), today=TODAY) == 0


def test_words_are_those_of_the_readers_language_and_never_a_drafts(homes):
    place = OrganisationFactory()
    facility = FacilityFactory(organisation=place)
    pages = {}
    for code, words in (("zh-hans", "东门"), ("en", "East gate")):
        index = CommunityIndexPage.objects.child_of(homes[code]).get()
        pages[code] = CommunityPageFactory(parent=index, organisation=place)
        pages[code].facility_words.add(FacilityWords(facility=facility, place=words))
        pages[code].save()

    assert queries.shown(facility, language="en").words.place == "East gate"
    pages["en"].unpublish()
    assert queries.shown(facility, language="en").words.place == "东门"
    pages["zh-hans"].unpublish()
    found = queries.shown(facility, language="en")
    assert (found.words, found.page) == (None, None)


def test_words_on_another_communitys_page_are_not_believed(homes):
    index = CommunityIndexPage.objects.child_of(homes["zh-hans"]).get()
    facility = FacilityFactory()
    page = CommunityPageFactory(parent=index, organisation=OrganisationFactory())
    page.facility_words.add(FacilityWords(facility=facility, place="邻居家"))
    page.save()
    own = CommunityPageFactory(parent=index, organisation=facility.organisation)

    found = queries.shown(facility, language="zh-hans")

    assert (found.words, found.page) == (None, own)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: FacilityFactory(quantity=0),
        lambda: FacilityFactory(installed_date=TODAY, removed_date=TODAY - timedelta(days=1)),
        lambda: FacilityDefect.objects.create(
            facility=FacilityFactory(), kind="OTHER", reported_at=NOON
        ),
        lambda: FacilityDefect.objects.create(
            facility=FacilityFactory(), kind="MISSING", reported_at=NOON, settled_at=NOON
        ),
        lambda: FacilityInspection.objects.create(
            facility=FacilityFactory(), inspected_date=TODAY, condition="WORN", entered_at=NOON
        ),
    ],
    ids=["none", "gone before it came", "other without words", "settled without", "worn without"],
)
def test_database_refuses_what_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong()


def test_facilities_are_kept_by_the_community_and_who_is_above_it():
    street = OrganisationFactory()
    own, other = (OrganisationFactory(parent=street) for _ in range(2))
    facility, neighbour = (FacilityFactory(organisation=one) for one in (own, other))

    def kept(scope):
        return set(queries.kept_by(user=UserFactory(scope=scope)))

    assert (kept(own), kept(street), kept(None)) == ({facility}, {facility, neighbour}, set())
    assert set(queries.communities_of(UserFactory(scope=own))) == {own}
