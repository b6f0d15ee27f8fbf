"""An event's page in the back office, and the acts on it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import ExifTags, Image
from wagtail.models import ModelLogEntry

from portal.events.domain import headcounts, planning
from portal.events.enums import (
    AttendanceStatus,
    EventKind,
    EventStatus,
    HeadCountMethod,
    RegistrationMode,
    RegistrationStatus,
    ScanState,
)
from portal.events.models import HeadCount, Registration, Scan
from portal.events.views import papers
from portal.lib import sheets
from portal.people.domain import roles
from portal.people.enums import RoleCode
from tests.factories.events import AttendanceFactory, EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PDF = b"%PDF-1.7 sheet"


def photo():
    """A picture that says where it was taken, with something behind it."""
    exif, out = Image.Exif(), BytesIO()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    Image.new("RGB", (40, 20), "red").save(out, "JPEG", exif=exif, comment=b"secret")
    return out.getvalue() + b"<script>"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def coming(office, now):
    return EventFactory(
        organiser=office,
        starts_at=now + 48 * HOUR,
        registration_mode=RegistrationMode.APPROVAL,
        place="镇文化站",
    )


@pytest.fixture
def over(office, now):
    return EventFactory(organiser=office, starts_at=now - 4 * HOUR, status=EventStatus.ENDED)


def url(name, event, *args):
    return reverse(f"event:{name}", args=[event.pk, *args])


def page(browser, event):
    return browser.get(url("inspect", event))


def said(response):
    return [str(message) for message in response.context["messages"]]


def register(event, **fields):
    at = timezone.now()
    return Registration.objects.create(
        **{
            "event": event,
            "person": PersonFactory(organisation=event.organiser),
            "requested_at": at,
            "changed_at": at,
            **fields,
        }
    )


# --- The page ----------------------------------------------------------------------------


def test_page_shows_all_about_an_event(back_office, over):
    person = PersonFactory(name="买买提", unit_text="", organisation=over.organiser)
    AttendanceFactory(event=over, person=person, flags=["WALK_IN", "OF_A_LATER_VERSION"])
    register(over, status=RegistrationStatus.CONFIRMED)
    Scan.objects.create(
        event=over,
        person=person,
        kind="IN",
        source="VENUE_QR",
        state=ScanState.PENDING_REVIEW,
        received_at=over.starts_at,
        effective_at=over.starts_at,
    )

    response = page(back_office, over)

    assert response.status_code == 200
    assert response.context["figures"].total == 1
    assert [step.code for step, _url in response.context["steps"]] == ["reconcile"]
    assert response.context["may_count"]
    assert "买买提" in response.content.decode()


def test_screen_is_offered_as_long_as_there_is_a_door(back_office, coming, over):
    offered = [
        reverse("events:desk-screen", args=[event.code])
        in page(back_office, event).content.decode()
        for event in (coming, over)
    ]

    assert (offered, coming.status) == ([True, False], EventStatus.PUBLISHED)


@pytest.mark.parametrize("kind", [EventKind.DRILL, EventKind.TRAINING])
def test_page_of_what_another_app_knows_has_no_form_here(back_office, coming, kind):
    coming.kind = kind
    coming.save()

    response = page(back_office, coming)

    assert response.context["edit_url"] == ""


def test_page_of_publicity_leads_to_its_form(back_office, coming):
    coming.kind = EventKind.LECTURE
    coming.save()

    response = page(back_office, coming)

    assert response.context["edit_url"] == url("edit", coming)


def test_page_of_another_unit_is_not_there(back_office):
    assert page(back_office, EventFactory(organiser=OrganisationFactory())).status_code == 404


def test_page_for_a_reader_has_no_buttons(reader, coming):
    response = page(reader, coming)

    assert response.status_code == 200
    assert (response.context["steps"], response.context["edit_url"]) == ([], "")
    assert not response.context["may_register"]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries_for_any_number_of_people(
    back_office, over, rows, django_assert_max_num_queries
):
    for _row in range(rows):
        AttendanceFactory(event=over)
        register(over, status=RegistrationStatus.CONFIRMED)
        headcounts.record(
            event=over,
            count=rows,
            method=HeadCountMethod.ROLL_CALL,
            counted_at=over.starts_at,
            by=UserFactory(),
        )

    with django_assert_max_num_queries(36):
        page(back_office, over)


# --- Steps -------------------------------------------------------------------------------


def test_publish_is_one_click(back_office, coming):
    coming.status = EventStatus.DRAFT
    coming.save()

    response = back_office.post(url("step", coming, "publish"), follow=True)

    coming.refresh_from_db()
    assert coming.status == EventStatus.PUBLISHED
    assert response.redirect_chain == [(url("inspect", coming), 302)]


def test_step_that_is_not_possible_is_refused_in_words(back_office, coming):
    response = back_office.post(url("step", coming, "publish"), follow=True)

    assert len(said(response)) == 1
    assert coming.title in said(response)[0]


def test_step_form_of_a_step_that_is_not_possible_leads_back(back_office, over):
    response = back_office.get(url("step", over, "publish"), follow=True)

    assert response.redirect_chain == [(url("inspect", over), 302)]


def test_unknown_step_is_not_there(back_office, coming):
    assert back_office.get(url("step", coming, "explode")).status_code == 404


def test_steps_are_not_for_readers(reader, coming):
    response = reader.post(url("step", coming, "postpone"), {"reason": "暴雨"})

    coming.refresh_from_db()
    assert response.status_code == 302
    assert coming.status == EventStatus.PUBLISHED


def test_steps_of_another_unit_are_not_there(back_office):
    event = EventFactory(organiser=OrganisationFactory())

    assert back_office.post(url("step", event, "end")).status_code == 404


@pytest.mark.parametrize(
    ("code", "status"), [("postpone", EventStatus.POSTPONED), ("cancel", EventStatus.CANCELLED)]
)
def test_step_with_a_reason(back_office, coming, code, status):
    asked = back_office.get(url("step", coming, code))
    missing = back_office.post(url("step", coming, code), {"reason": ""})
    back_office.post(url("step", coming, code), {"reason": "暴雨橙色预警"})

    coming.refresh_from_db()
    assert (asked.status_code, missing.status_code) == (200, 422)
    assert (coming.status, coming.status_reason) == (status, "暴雨橙色预警")


def when(moment, **more):
    local = timezone.localtime(moment)
    return {
        "start_date": f"{local:%Y-%m-%d}",
        "start_time": f"{local:%H:%M}",
        "end_time": "23:59",
        "place": "二楼会议室",
        **more,
    }


def test_move_takes_time_and_place(back_office, coming, now):
    start = (now + 72 * HOUR).replace(hour=1, minute=30, second=0)

    back_office.post(url("step", coming, "move"), when(start))

    coming.refresh_from_db()
    assert (coming.starts_at, coming.place) == (start, "二楼会议室")


def test_move_refuses_an_end_before_the_start_and_keeps_what_was_typed(back_office, coming, now):
    response = back_office.post(
        url("step", coming, "move"), when(now, start_time="10:00", end_time="09:00")
    )

    assert response.status_code == 422
    assert 'value="二楼会议室"' in response.content.decode()
    assert "end_time" in response.context["form"].errors


def test_move_to_a_venue_that_is_taken_asks_for_a_reason(back_office, coming, office, now):
    venue = VenueFactory(organisation=office)
    start = (now + 72 * HOUR).replace(hour=2, minute=0, second=0)
    taken = EventFactory(venue=venue, starts_at=start, title="已占用的会议")
    values = when(start, venue=venue.pk)

    asked = back_office.post(url("step", coming, "move"), values)
    back_office.post(
        url("step", coming, "move"), {**values, "clash_seen": "on", "clash_reason": "分区使用"}
    )

    coming.refresh_from_db()
    assert asked.status_code == 422
    assert taken.title in asked.content.decode()
    assert (coming.venue, coming.starts_at) == (venue, start)


def test_resume_publishes_at_the_new_time(back_office, coming, now):
    coming.status = EventStatus.POSTPONED
    coming.save()
    start = (now + 96 * HOUR).replace(hour=1, minute=0, second=0)

    back_office.post(url("step", coming, "resume"), when(start))

    coming.refresh_from_db()
    assert (coming.status, coming.starts_at) == (EventStatus.PUBLISHED, start)


def test_reconcile_without_a_count_asks_for_a_reason(back_office, over):
    asked = back_office.get(url("step", over, "reconcile"))
    refused = back_office.post(url("step", over, "reconcile"), {"reason": ""})
    back_office.post(url("step", over, "reconcile"), {"reason": "场地开放，无法清点"})

    over.refresh_from_db()
    assert asked.context["figures"].named == 0
    assert url("count", over) in asked.content.decode()
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors()
    assert over.status == EventStatus.RECONCILED


def test_lock_with_fewer_heads_than_names_is_refused_in_words(back_office, over, organiser):
    AttendanceFactory.create_batch(2, event=over)
    headcounts.record(
        event=over,
        count=1,
        method=HeadCountMethod.ESTIMATE,
        counted_at=over.starts_at,
        by=organiser,
    )
    over.status = EventStatus.RECONCILED
    over.save()

    response = back_office.post(url("step", over, "lock"), follow=True)

    over.refresh_from_db()
    assert over.status == EventStatus.RECONCILED
    assert "2" in said(response)[0]


@pytest.fixture
def locked(over):
    over.status = EventStatus.LOCKED
    over.save()
    return over


def unlock(browser, event, **fields):
    return browser.post(
        url("step", event, "unlock"),
        {
            "reason": "补录三人",
            "username": "second",
            "password": "correct horse battery",
            **fields,
        },
    )


@pytest.fixture
def second(office):
    user = UserFactory(username="second", scope=office)
    user.groups.add(roles.sync()[RoleCode.DISTRICT_MANAGER])
    return user


def test_unlock_by_two_people(back_office, locked, second):
    unlock(back_office, locked)

    locked.refresh_from_db()
    assert locked.status == EventStatus.RECONCILED
    assert ModelLogEntry.objects.get(action="events.second").user == second


@pytest.mark.parametrize("fields", [{"password": "wrong"}, {"username": "nobody"}, {"reason": ""}])
def test_unlock_is_refused_without_a_second_person_or_reason(back_office, locked, second, fields):
    response = unlock(back_office, locked, **fields)

    locked.refresh_from_db()
    assert (response.status_code, locked.status) == (422, EventStatus.LOCKED)
    assert "correct horse" not in response.content.decode()


def test_unlock_by_one_person_twice_is_refused(back_office, locked, organiser):
    response = unlock(back_office, locked, username=organiser.username)

    locked.refresh_from_db()
    assert locked.status == EventStatus.LOCKED
    assert response.context["form"].non_field_errors()


def test_unlock_by_somebody_of_another_unit_is_refused(back_office, locked):
    user = UserFactory(username="second", scope=OrganisationFactory())
    user.groups.add(roles.sync()[RoleCode.ORGANISER])

    assert unlock(back_office, locked).status_code == 422


# --- Head counts ---------------------------------------------------------------------------


def count(browser, event, **fields):
    at = timezone.localtime(event.starts_at)
    return browser.post(
        url("count", event),
        {
            "count": "18",
            "method": HeadCountMethod.PAPER_SHEET,
            "counted_at": f"{at:%Y-%m-%d %H:%M}",
            **fields,
        },
    )


def test_head_count_is_recorded_with_its_evidence(back_office, over):
    shown = back_office.get(url("count", over))

    count(back_office, over, evidence_file=SimpleUploadedFile("图 1.jpeg", photo()))

    recorded = HeadCount.objects.get()
    evidence = back_office.get(url("evidence", over, recorded.pk))
    assert shown.status_code == 200
    assert (recorded.count, recorded.event) == (18, over)
    stored = b"".join(evidence.streaming_content)
    with Image.open(BytesIO(stored)) as picture:
        assert (picture.size, dict(picture.getexif()), "comment" in picture.info) == (
            (40, 20),
            {},
            False,
        )
    assert b"<script>" not in stored
    assert evidence["Content-Type"] == "image/jpeg"
    assert evidence["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_sheet_of_a_head_count_is_a_download(back_office, over):
    count(back_office, over, evidence_file=SimpleUploadedFile("名单.html", PDF))

    evidence = back_office.get(url("evidence", over, HeadCount.objects.get().pk))
    assert b"".join(evidence.streaming_content) == PDF
    assert evidence["Content-Disposition"].startswith("attachment")
    assert evidence["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("count", "-1"),
        ("count", "many"),
        ("counted_at", "2099-01-01 09:00"),
        ("evidence_file", SimpleUploadedFile("a.jpg", b"<script>")),
        ("evidence_file", SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0 no picture")),
        ("evidence_file", SimpleUploadedFile("a.pdf", PDF + b" " * (15 * 1024 * 1024))),
        ("evidence_file", SimpleUploadedFile("a.xlsx", b"PK\x03\x04")),
    ],
)
def test_head_count_refuses_what_cannot_be(back_office, over, field, value):
    response = count(back_office, over, note="保留我", **{field: value})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "保留我" in response.content.decode()


def test_head_count_of_a_locked_event_is_refused_in_words(back_office, locked):
    response = count(back_office, locked)

    assert response.context["form"].non_field_errors()
    assert HeadCount.objects.count() == 0


def test_head_counts_are_not_for_readers(reader, over):
    assert count(reader, over).status_code == 302
    assert HeadCount.objects.count() == 0


def test_evidence_that_is_not_there(back_office, over):
    assert back_office.get(url("evidence", over, 4711)).status_code == 404


# --- Registrations -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "status"),
    [("approve", RegistrationStatus.APPROVED), ("reject", RegistrationStatus.REJECTED)],
)
def test_request_is_decided(back_office, coming, verdict, status):
    request = register(coming)

    response = back_office.post(url("decide", coming, request.uuid, verdict), follow=True)

    request.refresh_from_db()
    assert request.status == status
    assert request.person.name in said(response)[0]


def test_request_decided_already_is_refused_in_words(back_office, coming):
    request = register(coming, status=RegistrationStatus.REJECTED)

    response = back_office.post(url("decide", coming, request.uuid, "approve"), follow=True)

    request.refresh_from_db()
    assert request.status == RegistrationStatus.REJECTED
    assert len(said(response)) == 1


def test_unknown_verdict_is_not_there(back_office, coming):
    request = register(coming)

    assert back_office.post(url("decide", coming, request.uuid, "bless")).status_code == 404


def test_people_are_found_and_added(back_office, coming, office):
    person = PersonFactory(name="王小强", organisation=office, phone_last4="2468")
    PersonFactory(name="王小强", organisation=OrganisationFactory())

    by_name = back_office.get(url("find_person", coming), {"q": "小强"})
    by_digits = back_office.get(url("find_person", coming), {"q": "2468"})
    back_office.post(url("add_person", coming, person.uuid), {"q": "小强"})
    again = back_office.get(url("find_person", coming), {"q": "小强"})

    assert list(by_name.context["found"]) == list(by_digits.context["found"]) == [person]
    assert Registration.objects.get().person == person
    assert again.context["taken"] == {person.pk}


def test_search_needs_two_characters(back_office, coming):
    response = back_office.get(url("find_person", coming), {"q": "王"})

    assert response.context["form"].errors
    assert list(response.context["found"]) == []


def test_person_of_another_unit_cannot_be_added(back_office, coming):
    stranger = PersonFactory()

    assert back_office.post(url("add_person", coming, stranger.uuid)).status_code == 404


def test_person_cannot_be_added_once_it_is_over(back_office, over, office):
    over.registration_mode = RegistrationMode.OPEN
    over.save()
    person = PersonFactory(organisation=office)

    response = back_office.post(url("add_person", over, person.uuid), follow=True)

    assert Registration.objects.count() == 0
    assert len(said(response)) == 1


# --- Paper and sheets ----------------------------------------------------------------------


def test_attendance_sheet_holds_who_was_present_and_who_took_it(back_office, over, organiser):
    AttendanceFactory(event=over, person__name="=1+1", flags=["WALK_IN"])
    AttendanceFactory(event=over, person__name="缺席者", status=AttendanceStatus.ABSENT)
    walk_in = PersonFactory(name="散客", organisation=None, unit_text="路过")
    AttendanceFactory(event=over, person=walk_in, organisation_then=None)

    response = back_office.get(url("export", over))

    names, about = sheets.read(response.content)
    assert [row.cells[1:3] for row in names.rows[1:]] == [
        ("=1+1", over.attendances.get(person__name="=1+1").organisation_then.name),
        ("散客", "路过"),
    ]
    assert str(organiser) in [row.cells[1] for row in about.rows]
    assert "no-store" in response["Cache-Control"]
    assert ModelLogEntry.objects.get(action="events.export").data == {"rows": 2}


def test_attendance_sheet_is_not_for_readers_nor_other_units(reader, over):
    assert reader.get(url("export", over)).status_code == 302
    other = EventFactory(organiser=OrganisationFactory())
    assert reader.get(url("export", other)).status_code == 404


def test_sign_in_sheet_lists_seats_and_empty_lines(back_office, coming):
    register(coming, status=RegistrationStatus.CONFIRMED, person=PersonFactory(name="赵丽华"))
    register(coming, status=RegistrationStatus.REJECTED, person=PersonFactory(name="不来的人"))

    response = back_office.get(url("sheet", coming))

    text = response.content.decode()
    assert response.status_code == 200
    assert ("赵丽华" in text, "不来的人" in text, "<svg" in text) == (True, False, True)
    assert list(response.context["lines"]) == list(range(2, 22))


@pytest.mark.parametrize(
    ("people", "lines"), [(0, 21), (11, 21), (12, 45), (35, 45), (36, 69), (106, 117)]
)
def test_sign_in_sheet_fills_its_last_page_and_leaves_lines_for_others(people, lines):
    assert papers.PrintSignInSheet().lines_for(people) == lines


# --- Corrections by hand -------------------------------------------------------------------------


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
