"""Courses, runs, sessions, trainers and class hours in the back office."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.events.domain import planning
from portal.events.enums import EventStatus, RegistrationMode
from portal.lib import sheets
from portal.people.domain import roles
from portal.people.enums import Audience, RoleCode
from tests.factories.events import NOON, AttendanceFactory, EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.training import (
    CourseFactory,
    CourseRunFactory,
    TrainerFactory,
    TrainingSessionFactory,
)
from training.domain import credits  # noqa: A004 - the word of the trade
from training.enums import CourseKind, SessionKind
from training.models import Course, CourseRun, LessonLength, Trainer, TrainingSession

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def course():
    return CourseFactory(title="有限空间作业安全", audience=Audience.WORKER, planned_minutes=120)


def typed(office, course, **fields):
    """What a planner types for a class on a day in the future."""
    return {
        "course": course.pk,
        "kind": SessionKind.CLASSROOM,
        "start_date": "2099-06-01",
        "start_time": "09:00",
        "end_time": "11:00",
        "place": "镇文化站",
        "organiser": office.pk,
        "public": "on",
        "registration_mode": RegistrationMode.OPEN,
        "hard_capacity": "40",
        "times": "1",
        **fields,
    }


def plan(browser, office, course, **fields):
    return browser.post(reverse("session:add"), typed(office, course, **fields))


def mine(office, **fields):
    return TrainingSessionFactory(
        run__organiser=office, event__organiser=office, event__place="礼堂", **fields
    )


# --- Planning -----------------------------------------------------------------------------


def test_form_proposes_the_length_of_the_course(back_office, course):
    response = back_office.get(reverse("session:add"), {"course": course.pk})

    form = response.context["form"]
    assert (form["course"].value(), f"{form['end_time'].value():%H:%M}") == (course.pk, "11:00")


def test_form_proposes_the_run_that_was_asked_for(back_office, office, course):
    run = CourseRunFactory(course=course, organiser=office)

    response = back_office.get(reverse("session:add"), {"run": run.pk})

    form = response.context["form"]
    assert (form["run"].value(), form["course"].value()) == (run.pk, course.pk)


@pytest.mark.parametrize("key", ["x", "99999999999999999999", "4711"])
def test_form_ignores_a_course_that_is_not_there(back_office, key):
    response = back_office.get(reverse("session:add"), {"course": key, "run": key})

    assert response.status_code == 200
    assert response.context["form"]["course"].value() is None


def test_class_is_planned_in_a_new_run_with_the_values_of_its_course(back_office, office, course):
    trainer = TrainerFactory(organisation=office)

    response = plan(
        back_office, office, course, trainers=[trainer.pk], breaks_0="10:00", breaks_1="10:10"
    )

    session = TrainingSession.objects.get()
    event = session.event
    assert response.url == reverse("event:inspect", args=[event.pk])
    assert (session.run.course, session.run.year, session.run.number) == (course, 2099, 1)
    assert (event.title, event.topic, event.audience) == (
        course.title,
        course.topic,
        Audience.WORKER,
    )
    assert (event.status, event.hard_capacity) == (EventStatus.DRAFT, 40)
    assert list(session.trainers.all()) == [trainer]
    assert len(planning.breaks_of(event)) == 1
    assert not event.policy.asks_departures


def test_class_is_planned_in_a_run_that_there_is(back_office, office, course):
    run = CourseRunFactory(course=course, organiser=office, year=timezone.localdate().year)

    plan(back_office, office, course, run=run.pk, title="第三课", asks_departure="on")

    session = TrainingSession.objects.get()
    assert (session.run, session.event.title) == (run, "第三课")
    assert session.event.policy.asks_departures


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"course": ""}, "course"),
        ({"times": "0"}, "times"),
        ({"times": "27"}, "times"),
        ({"kind": SessionKind.IN_COMPANY_VISIT}, "host"),
        ({"place": ""}, "venue"),
        ({"trainers": ["4711"]}, "trainers"),
        ({"run": "4711"}, "run"),
        ({"start_time": "25:00"}, "start_time"),
    ],
)
def test_planning_refuses_and_keeps_what_was_typed(back_office, office, course, fields, wrong):
    values = {**typed(office, course, summary="请保留这段说明"), **fields}

    response = back_office.post(reverse("session:add"), values)

    assert wrong in response.context["form"].errors
    assert "请保留这段说明" in response.content.decode()
    assert TrainingSession.objects.count() == 0
    assert CourseRun.objects.count() == 0


def test_planning_in_a_run_of_another_course_is_refused(back_office, office, course):
    run = CourseRunFactory(organiser=office, year=timezone.localdate().year)

    response = plan(back_office, office, course, run=run.pk)

    assert list(response.context["form"].errors) == ["run"]


def test_planning_where_venue_and_trainer_are_taken_takes_a_reason(back_office, office, course):
    venue, trainer = VenueFactory(organisation=office), TrainerFactory()
    fields = {"venue": venue.pk, "trainers": [trainer.pk]}
    plan(back_office, office, course, **fields)

    asked = plan(back_office, office, course, **fields)
    plan(back_office, office, course, **fields, clash_seen="on", clash_reason="两班合上")

    assert [clash.kind for clash in asked.context["form"].clashes] == ["VENUE", "TRAINER"]
    assert TrainingSession.objects.count() == 2


def test_series_is_shown_before_it_is_planned(back_office, office, course):
    shown = plan(back_office, office, course, times="3")
    signature = shown.context["form"].dates_signature
    other = plan(back_office, office, course, times="4", seen_dates=signature)
    planned = plan(back_office, office, course, times="3", seen_dates=signature)

    assert "已安排 3 场" in back_office.get(planned.url).content.decode()
    assert len(shown.context["form"].slots) == 3
    assert "times" in shown.context["form"].errors
    assert len(other.context["form"].slots) == 4
    sessions = TrainingSession.objects.order_by("number")
    assert [timezone.localtime(one.event.starts_at).day for one in sessions] == [1, 8, 15]
    assert CourseRun.objects.count() == 1


def test_series_is_published_at_once(back_office, office, course):
    signature = plan(back_office, office, course, times="3").context["form"].dates_signature
    page = plan(back_office, office, course, times="3", seen_dates=signature).url
    run = CourseRun.objects.get()
    assert page == reverse("run:inspect", args=[run.pk])
    button = reverse("run:publish", args=[run.pk])
    assert button in back_office.get(page).content.decode()

    answer = back_office.post(button, follow=True)
    again = back_office.post(button, follow=True)

    statuses = run.sessions.values_list("event__status", flat=True)
    assert set(statuses) == {EventStatus.PUBLISHED}
    run.refresh_from_db()
    assert run.status == "RUNNING"
    assert button not in answer.content.decode()
    assert "没有待发布的场次" in again.content.decode()


def test_run_of_another_unit_is_not_published(back_office):
    draft = TrainingSessionFactory(event__status=EventStatus.DRAFT)

    answer = back_office.post(reverse("run:publish", args=[draft.run_id]))

    draft.event.refresh_from_db()
    assert (answer.status_code, draft.event.status) == (404, EventStatus.DRAFT)


def test_planning_is_not_for_readers(reader):
    assert reader.get(reverse("session:add")).status_code == 302


def test_planning_takes_a_role_beside_the_permission(client, office):
    group = roles.sync()[RoleCode.ORGANISER]
    group.portal_role.delete()
    user = UserFactory(scope=office)
    user.groups.add(group)
    client.force_login(user)

    assert client.get(reverse("session:add")).status_code == 302


# --- Changing ----------------------------------------------------------------------------------


def test_class_is_changed(back_office, office, course):
    retired = TrainerFactory(active=False)
    plan(back_office, office, course)
    session = TrainingSession.objects.get()
    session.trainers.add(retired)
    address = reverse("session:edit", args=[session.pk])

    shown = back_office.get(address)
    response = back_office.post(
        address,
        typed(
            office, course, title="", start_time="14:00", end_time="16:00", trainers=[retired.pk]
        ),
    )

    session.refresh_from_db()
    assert shown.context["form"]["trainers"].value() == [retired.pk]
    assert response.url == reverse("event:inspect", args=[session.event_id])
    assert timezone.localtime(session.event.starts_at).hour == 14
    assert session.event.title == course.title


def test_change_of_what_is_over_is_refused_in_words(back_office, office, course):
    session = mine(office, event__status=EventStatus.ENDED)

    response = back_office.post(reverse("session:edit", args=[session.pk]), typed(office, course))

    assert response.context["form"].non_field_errors()


def test_class_of_another_unit_is_not_there(back_office):
    session = TrainingSessionFactory()

    assert back_office.get(reverse("session:edit", args=[session.pk])).status_code == 404


def test_class_at_the_own_unit_is_seen_and_not_changed(back_office, office):
    session = TrainingSessionFactory(event__host=office)

    assert back_office.get(reverse("session:edit", args=[session.pk])).status_code == 302


def test_page_of_the_event_knows_its_class(back_office, office):
    session = mine(office, event__starts_at=timezone.now() + DAY)
    session.trainers.add(TrainerFactory(name="王志远"))

    response = back_office.get(reverse("event:inspect", args=[session.event_id]))

    address = reverse("session:edit", args=[session.pk])
    assert response.context["edit_url"] == address
    assert ("move", address) in [(step.code, url) for step, url in response.context["steps"]]
    assert "王志远" in response.content.decode()


def test_page_of_a_class_without_its_session(back_office, office):
    event = EventFactory(organiser=office)

    response = back_office.get(reverse("event:inspect", args=[event.pk]))

    assert response.context["facts"] == []


# --- Lists --------------------------------------------------------------------------------------


def titles(browser, **query):
    response = browser.get(reverse("session:index"), query)
    return [session.event.title for session in response.context["object_list"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["后", "先"]),
        ({"q": "欧阳"}, ["先"]),
        ({"way": SessionKind.PRACTICE}, ["先"]),
        ({"status": EventStatus.DRAFT}, ["后"]),
        ({"audience": Audience.STUDENT}, ["后"]),
        ({"ordering": "event__starts_at"}, ["先", "后"]),
    ],
)
def test_sessions_are_narrowed(back_office, office, query, found):
    first = mine(office, event__title="先", kind=SessionKind.PRACTICE)
    first.trainers.add(TrainerFactory(name="欧阳文博"), TrainerFactory(name="欧阳"))
    mine(
        office,
        event__title="后",
        event__starts_at=NOON + DAY,
        event__status=EventStatus.DRAFT,
        event__audience=Audience.STUDENT,
    )
    TrainingSessionFactory(event__title="外单位")

    assert titles(back_office, **query) == found


def test_sessions_take_the_same_queries_for_any_number(back_office, office):
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            session = mine(office)
            session.trainers.add(TrainerFactory())
            AttendanceFactory(event=session.event)
        with CaptureQueriesContext(connection) as queries:
            back_office.get(reverse("session:index"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_sessions_are_exported_with_course_run_and_trainers(back_office, office, form):
    session = mine(office)
    session.trainers.set([TrainerFactory(name="甲"), TrainerFactory(name="乙")])
    AttendanceFactory(event=session.event)

    response = back_office.get(reverse("session:index"), {"export": form})

    rows = sheets.read(response.content)[0].rows
    assert len(rows) == 2
    assert rows[1].cells[0] == session.run.course.title
    assert rows[1].cells[6] == session.event.code
    assert "甲" in rows[1].cells[5]
    assert "乙" in rows[1].cells[5]


# --- Runs --------------------------------------------------------------------------------


def test_run_begins_with_the_next_number(back_office, office, course):
    CourseRunFactory(course=course, year=2026, number=4)

    response = back_office.post(
        reverse("run:add"),
        {"course": course.pk, "organiser": office.pk, "year": "2026", "note": "第五期"},
    )

    run = CourseRun.objects.get(number=5)
    assert response.url == reverse("run:inspect", args=[run.pk])
    assert (run.organiser, run.note) == (office, "第五期")


def test_run_for_another_unit_is_refused(back_office, course):
    response = back_office.post(
        reverse("run:add"),
        {"course": course.pk, "organiser": OrganisationFactory().pk, "year": "2026"},
    )

    assert "organiser" in response.context["form"].errors


def test_run_page_shows_sessions_and_hours(back_office, office):
    session = mine(office, event__status=EventStatus.RECONCILED)
    AttendanceFactory(event=session.event)
    credits.enter(session=session, at=NOON + DAY)

    response = back_office.get(reverse("run:inspect", args=[session.run_id]))

    balance = response.context["balance"]
    assert (balance.persons, balance.hours) == (1, Decimal("2.5"))
    assert [row.pk for row, _state in response.context["rows"]] == [session.pk]


def test_run_page_without_sessions_says_how_to_begin(back_office, office):
    run = CourseRunFactory(organiser=office)

    response = back_office.get(reverse("run:inspect", args=[run.pk]))

    assert f"{reverse('session:add')}?run={run.pk}" in response.content.decode()


def test_run_note_is_changed_and_nothing_else(back_office, office):
    run = CourseRunFactory(organiser=office, number=2)

    back_office.post(reverse("run:edit", args=[run.pk]), {"note": "补课", "number": "9"})

    run.refresh_from_db()
    assert (run.note, run.number) == ("补课", 2)


def test_runs_of_other_units_are_not_there(back_office, office):
    run = CourseRunFactory(organiser=office)
    stranger = CourseRunFactory()

    response = back_office.get(reverse("run:index"))

    assert list(response.context["object_list"]) == [run]
    for name in ("inspect", "edit", "history"):
        assert back_office.get(reverse(f"run:{name}", args=[stranger.pk])).status_code == 404


def test_run_is_not_changed_without_the_role(client, office):
    group = roles.sync()[RoleCode.ORGANISER]
    group.portal_role.delete()
    user = UserFactory(scope=office)
    user.groups.add(group)
    client.force_login(user)
    run = CourseRunFactory(organiser=office)

    assert client.get(reverse("run:edit", args=[run.pk])).status_code == 302


# --- Courses, trainers, class hours ------------------------------------------------------


def course_values(**fields):
    return {
        "title": "消防安全常识",
        "kind": CourseKind.PUBLIC,
        "topic": CourseFactory().topic.pk,
        "audience": Audience.PUBLIC,
        "planned_minutes": "90",
        "active": "on",
        **fields,
    }


def test_course_gets_a_code_from_its_title(back_office):
    for _time in range(2):
        back_office.post(reverse("course:add"), course_values())
    back_office.post(reverse("course:add"), course_values(title="？？？"))
    back_office.post(reverse("course:add"), course_values(code="fire-basics"))

    codes = Course.objects.exclude(code__startswith="course-").values_list("code", flat=True)
    assert set(codes) == {
        "xiao-fang-an-quan-chang-shi",
        "xiao-fang-an-quan-chang-shi-2",
        "course",
        "fire-basics",
    }


@pytest.mark.parametrize("minutes", ["0", "-5", "999999", "x"])
def test_course_takes_time(back_office, minutes):
    response = back_office.post(reverse("course:add"), course_values(planned_minutes=minutes))

    assert "planned_minutes" in response.context["form"].errors


def test_courses_are_listed(back_office, course):
    response = back_office.get(reverse("course:index"), {"q": "有限空间"})

    assert list(response.context["object_list"]) == [course]


def test_signs_for_yes_and_no_have_words_of_ours(back_office, course):
    CourseFactory(active=False)

    page = back_office.get(reverse("course:index")).content.decode()

    words = re.findall(r'<span class="w-sr-only">\s*(是|否|True|False)\s*</span>', page)
    assert set(words) == {"是", "否"}


def test_trainer_is_of_the_scope_or_from_outside(back_office, office):
    refused = back_office.post(
        reverse("trainer:add"), {"name": "甲", "organisation": "4711", "active": "on"}
    )
    back_office.post(reverse("trainer:add"), {"name": "乙", "active": "on"})

    assert "organisation" in refused.context["form"].errors
    assert Trainer.objects.get().organisation is None


SHARED = [
    ("course", Course, lambda: course_values(code="fire")),
    ("trainer", Trainer, lambda: {"name": "甲", "active": "on"}),
]


@pytest.mark.parametrize(("name", "model", "values"), SHARED, ids=["course", "trainer"])
def test_what_a_part_of_the_district_adds_belongs_to_it(back_office, office, name, model, values):
    stranger = OrganisationFactory()
    given, address = values(), reverse(f"{name}:add")
    before = set(model.objects.values_list("pk", flat=True))

    refused = [
        back_office.post(address, given | {"organisation": owner}).context["form"].errors.keys()
        for owner in ("", stranger.pk)
    ]
    back_office.post(address, given | {"organisation": office.pk})

    assert refused == [{"organisation"}, {"organisation"}]
    assert model.objects.exclude(pk__in=before).get().organisation == office


@pytest.mark.parametrize(
    ("name", "model", "factory"),
    [("course", Course, CourseFactory), ("trainer", Trainer, TrainerFactory)],
    ids=["course", "trainer"],
)
def test_what_belongs_to_the_district_is_changed_by_who_sees_all_of_it(
    back_office, office, name, model, factory
):
    own, shared = factory(organisation=office), factory()
    pages = [
        reverse(f"{name}:{page}", args=[row.pk])
        for page in ("edit", "history", "usage")
        for row in (own, shared)
    ]
    of_all = [back_office.get(page).status_code for page in pages]

    OrganisationFactory(name="邻区")
    of_a_part = [back_office.get(page).status_code for page in pages]
    listed = back_office.get(reverse(f"{name}:index"))

    assert (of_all, of_a_part) == ([200] * 6, [200, 404] * 3)
    assert set(listed.context["object_list"]) == {own, shared}
    linked = [page in listed.content.decode() for page in pages[:2]]
    assert linked == [True, False]


def test_trainers_of_other_units_are_not_there(back_office, office):
    mine = TrainerFactory(organisation=office)
    stranger = TrainerFactory(organisation=OrganisationFactory())

    response = back_office.get(reverse("trainer:index"))

    assert list(response.context["object_list"]) == [mine]
    assert back_office.get(reverse("trainer:edit", args=[stranger.pk])).status_code == 404


def test_class_hours_are_set_by_the_district(client, office):
    user = UserFactory(scope=office)
    user.groups.add(roles.sync()[RoleCode.DISTRICT_MANAGER])
    client.force_login(user)

    client.post(reverse("lessonlength:add"), {"since_date": "2026-01-01", "minutes": "40"})
    OrganisationFactory(name="邻区")
    client.post(reverse("lessonlength:add"), {"since_date": "2027-01-01", "minutes": "30"})

    assert LessonLength.objects.get().since_date == date(2026, 1, 1)
    assert client.get(reverse("lessonlength:index")).status_code == 200


def test_no_length_of_a_class_hour_says_which_one_holds(client, office):
    user = UserFactory(scope=office)
    user.groups.add(roles.sync()[RoleCode.DISTRICT_MANAGER])
    client.force_login(user)

    page = client.get(reverse("lessonlength:index")).content.decode()

    assert "一学时为 45 分钟" in page


def test_class_hours_are_not_set_by_organisers(back_office):
    assert back_office.get(reverse("lessonlength:add")).status_code == 302


def test_trainer_is_linked_to_a_person_of_the_scope(back_office, office):
    person = PersonFactory(name="王小明", organisation=office)
    stranger = PersonFactory(organisation=OrganisationFactory())
    typed = {
        "name": "王小明",
        "title": "消防工程师",
        "organisation": office.pk,
        "active": "on",
    }

    refused = back_office.post(reverse("trainer:add"), {**typed, "person": stranger.pk})
    back_office.post(reverse("trainer:add"), {**typed, "person": person.pk})

    assert list(refused.context["form"].errors) == ["person"]
    assert Trainer.objects.get(name="王小明").person == person
