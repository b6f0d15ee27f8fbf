"""Attendances corrected by hand, and who signed for it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.events.domain import planning
from portal.events.enums import (
    AttendanceStatus,
    EventStatus,
)
from portal.people.domain import roles
from portal.people.enums import RoleCode
from tests.factories.events import AttendanceFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.portal.events.views.asking import page, url

pytestmark = pytest.mark.django_db


PDF = b"%PDF-1.7 sheet"


HOUR = timedelta(hours=1)


@pytest.fixture
def late(over):
    over.blocks.create(starts_at=over.starts_at, ends_at=over.ends_at)
    return AttendanceFactory(
        event=over, person=PersonFactory(name="买买提"), status=AttendanceStatus.LATE
    )


def test_attendance_is_corrected_and_the_page_says_by_whom_and_why(back_office, organiser, late):
    form = {"status": "PRESENT", "credited_minutes": "90", "reason": "堵车，补课一小时"}
    sent = {**form, "evidence_file": SimpleUploadedFile("sheet.pdf", PDF)}

    back_office.post(url("correct", late.event, late.pk), sent)

    made = late.event.overrides.get()
    after = page(back_office, late.event).content.decode()
    late.refresh_from_db()
    assert (late.status, late.credited_minutes) == (AttendanceStatus.PRESENT, 90)
    assert all(said in after for said in ("堵车，补课一小时", str(organiser), "人工更正"))
    assert url("correction_evidence", late.event, made.pk) in after
    proof = back_office.get(url("correction_evidence", late.event, made.pk))
    assert b"".join(proof.streaming_content) == PDF


def test_correction_is_withdrawn_on_its_page(back_office, late):
    form = {"status": "EXCUSED", "credited_minutes": "0", "reason": "病假"}
    back_office.post(url("correct", late.event, late.pk), form)
    made = late.event.overrides.get()
    assert late.event.attendances.get().status == AttendanceStatus.EXCUSED

    back_office.post(url("withdraw_correction", late.event, made.pk), {"reason": "没有请假"})

    made.refresh_from_db()
    assert made.withdrawn_at > made.made_at
    # No scan stands behind the row that was corrected: without the correction nothing is left.
    assert not late.event.attendances.exists()
    assert "病假" not in page(back_office, late.event).content.decode().partition("ev-history")[0]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"reason": ""}, "reason"),
        ({"credited_minutes": "121"}, "__all__"),
        ({"evidence_file": SimpleUploadedFile("x.pdf", b"no pdf")}, "evidence_file"),
    ],
)
def test_correction_that_cannot_be_keeps_what_was_typed(back_office, late, changed, wrong):
    form = {"status": "PRESENT", "credited_minutes": "90", "reason": "补课", **changed}

    response = back_office.post(url("correct", late.event, late.pk), form)

    assert list(response.context["form"].errors) == [wrong]
    assert not late.event.overrides.exists()


def test_locked_event_asks_for_a_second_person_who_signs_in(back_office, office, late):
    late.event.status = EventStatus.LOCKED
    late.event.save()
    second = UserFactory(scope=office, username="second")
    second.groups.add(roles.sync()[RoleCode.ORGANISER])
    form = {"status": "PRESENT", "credited_minutes": "90", "reason": "漏记"}
    signed = {**form, "username": "second", "password": "correct horse battery"}

    alone = back_office.post(url("correct", late.event, late.pk), form)
    wrong = back_office.post(url("correct", late.event, late.pk), {**signed, "password": "x"})
    back_office.post(url("correct", late.event, late.pk), signed)

    assert sorted(alone.context["form"].errors) == ["password", "username"]
    assert list(wrong.context["form"].errors) == ["password"]
    assert late.event.overrides.get().approved_by == second


def test_nothing_is_offered_to_be_corrected_before_the_end(back_office, office, now):
    running = AttendanceFactory(event__organiser=office, event__starts_at=now - HOUR)

    assert (
        url("correct", running.event, running.pk)
        not in page(back_office, running.event).content.decode()
    )


@pytest.mark.parametrize(("asks", "shown"), [(True, True), (False, False)])
def test_page_says_who_did_not_sign_out_only_where_it_was_asked(back_office, late, asks, shown):
    late.event.policy_values = planning.door_policy(asks_departure=asks)
    late.event.save()
    late.flags = ["EXIT_ASSUMED", "NO_EXIT", "WALK_IN"]
    late.save()

    told = page(back_office, late.event).content.decode()

    assert ("未签退" in told, "现场登记" in told) == (shown, True)
