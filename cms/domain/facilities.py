"""What is kept of a facility: inspections, reports of defects, scans of its code.

Facts are true at once and go through no review; see decision 013.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.enums import DefectKind, FacilityCondition
from cms.models import Facility, FacilityDefect, FacilityInspection, FacilityScans
from portal.lib import upserts
from portal.lib.lines import one_line
from portal.lib.periods import business_date
from portal.lib.refusals import Refusal
from portal.people.models import User

# As many reports on one facility wait at once; more say nothing new.
MOST_OPEN_DEFECTS = 20


class InspectionRefused(Refusal):
    """The inspection cannot have been like that."""

    code = "inspection_refused"


class DefectRefused(Refusal):
    """The report is not taken."""

    code = "defect_refused"


@transaction.atomic
def inspect(
    *,
    facility: Facility,
    inspected_date: date,
    condition: str,
    note: str,
    next_date: date | None,
    by: User,
    at: datetime,
    photo: Any = None,
) -> FacilityInspection:
    """Enter that somebody looked at a facility; it has that condition from then on.

    One entered late is kept, and changes neither the condition nor the next day that a newer one
    has set.

    Args:
        facility: that was looked at.
        inspected_date: the day somebody stood before it.
        condition: one of `FacilityCondition`.
        note: what was found; needed unless it is in good order.
        next_date: when it is looked at again; None leaves no day set.
        by: who was there.
        at: now, timezone-aware.
        photo: a picture that was cleaned, or nothing.

    Raises:
        InspectionRefused: a day to come or before it stood there, a next day that is not later,
            or a condition without a word on what is wrong.
    """
    note = one_line(note)
    facility = Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    if inspected_date > business_date(at):
        raise InspectionRefused(_("An inspection is entered on its day or later, not before."))
    if facility.installed_date and inspected_date < facility.installed_date:
        raise InspectionRefused(
            _("The facility did not stand there yet on that day. Correct one of the two days.")
        )
    if next_date and next_date <= inspected_date:
        raise InspectionRefused(_("The next inspection comes after this one. Choose a later day."))
    if condition != FacilityCondition.GOOD and not note:
        raise InspectionRefused(_("Say in a few words what is wrong."))
    newest = facility.inspections.order_by("-inspected_date").first()
    made = FacilityInspection.objects.create(
        facility=facility,
        inspected_date=inspected_date,
        condition=condition,
        note=note,
        photo=photo or "",
        by=by,
        by_name=str(by),
        entered_at=at,
    )
    if newest is None or newest.inspected_date <= inspected_date:
        facility.condition, facility.next_inspection_date = condition, next_date
        facility.save(update_fields=["condition", "next_inspection_date"])
    log(facility, "cms.inspect_facility", user=by, data={"condition": condition})
    return made


@transaction.atomic
def report_defect(*, facility: Facility, kind: str, text: str, at: datetime) -> FacilityDefect:
    """Take a report of somebody who stands before a facility.

    Args:
        facility: that is reported.
        kind: one of `DefectKind`.
        text: in a few words; needed where the kind is none of those named.
        at: now, timezone-aware.

    Raises:
        DefectRefused: when it was taken away, when nothing is said, or when very many reports on
            it wait already.
    """
    text = one_line(text)
    facility = Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    if facility.removed_date:
        raise DefectRefused(_("This facility was taken away; there is nothing to report."))
    if kind == DefectKind.OTHER and not text:
        raise DefectRefused(_("Say in a few words what is wrong."))
    if facility.defects.filter(settled_at=None).count() >= MOST_OPEN_DEFECTS:
        raise DefectRefused(
            _("Many people have reported this already; the community is looking after it.")
        )
    return FacilityDefect.objects.create(facility=facility, kind=kind, text=text, reported_at=at)


@transaction.atomic
def settle_defect(*, defect: FacilityDefect, note: str, by: User, at: datetime) -> FacilityDefect:
    """Say what was done about a report; one that is settled stays as it is.

    Raises:
        DefectRefused: without a word on what was done.
    """
    note = one_line(note)
    if not note:
        raise DefectRefused(_("Say what was done, or why nothing has to be done."))
    defect = FacilityDefect.objects.select_for_update(no_key=True).get(pk=defect.pk)
    if defect.settled_at:
        return defect
    defect.settled_at, defect.settled_by, defect.settled_note = at, by, note
    defect.save(update_fields=["settled_at", "settled_by", "settled_note"])
    log(defect.facility, "cms.settle_defect", user=by)
    return defect


def count_scan(*, facility: Facility, at: datetime) -> None:
    """Count one scan of a facility's code on its day; nothing is kept of who scanned it."""
    row = {"facility_id": facility.pk, "date": business_date(at), "scans": 1}
    upserts.insert_or_add((FacilityScans, row), unique=("facility", "date"), add="scans")
