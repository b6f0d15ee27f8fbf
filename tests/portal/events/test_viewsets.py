"""Lists and forms of events, venues, campaigns and topics in the back office."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.events.domain import planning
from portal.events.enums import EventKind, EventStatus, RegistrationMode
from portal.events.models import Campaign, Event, Topic, Venue
from portal.lib import sheets
from portal.people.domain import roles
from portal.people.enums import Audience, RoleCode
from tests.factories.events import AttendanceFactory, EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


def typed(office, **fields):
    """What a planner types for a lecture tomorrow."""
    return {
        "kind": EventKind.WARNING_LECTURE,
        "title": "警示教育讲座",
        "audience": Audience.WORKER,
        "start_date": "2099-06-01",
        "start_time": "09:00",
        "end_time": "11:00",
        "place": "企业会议室",
        "organiser": office.pk,
        "public": "on",
        "registration_mode": RegistrationMode.NONE,
        **fields,
    }


def titles(browser, **query):
    response = browser.get(reverse("event:index"), query)
    return [event.title for event in response.context["object_list"]]


def test_title_and_place_are_one_line(back_office, office):
    broken = typed(office, title="讲座\r\u2028一", place="会议\u2029室")

    back_office.post(reverse("event:add"), broken)

    planned = Event.objects.get()
    assert (planned.title, planned.place) == ("讲座  一", "会议 室")


# --- The list ----------------------------------------------------------------------------


def test_list_shows_the_scope_newest_first(back_office, office, now):
    EventFactory(organiser=office, title="旧", starts_at=now - DAY)
    EventFactory(organiser=office, title="新", starts_at=now + DAY)
    EventFactory(title="外单位", organiser=OrganisationFactory())

    assert titles(back_office) == ["新", "旧"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "消防"}, ["消防讲座"]),
        ({"q": "体育馆"}, ["燃气演练"]),
        ({"kind": EventKind.DRILL}, ["燃气演练"]),
        ({"status": EventStatus.ENDED}, ["燃气演练"]),
        ({"status": EventStatus.PUBLISHED}, ["消防讲座"]),
        ({"audience": Audience.STUDENT}, ["消防讲座"]),
        ({"period": "WEEK"}, ["消防讲座"]),
        ({"period": "TODAY"}, []),
        ({"period": "nonsense"}, ["消防讲座", "燃气演练"]),
        ({"starts_from": "1999-01-01", "starts_to": "1999-12-31"}, []),
    ],
)
def test_list_is_narrowed(back_office, office, now, query, found):
    EventFactory(
        organiser=office,
        title="消防讲座",
        kind=EventKind.LECTURE,
        audience=Audience.STUDENT,
        starts_at=now + 2 * DAY,
    )
    EventFactory(
        organiser=office,
        title="燃气演练",
        kind=EventKind.DRILL,
        starts_at=now - 40 * DAY,
        place="体育馆",
    )

    assert titles(back_office, **query) == found


@pytest.mark.parametrize("period", ["MONTH", "YEAR", "LAST_YEAR"])
def test_list_of_a_period_of_the_calendar(back_office, office, now, period):
    today = timezone.localdate()
    year = today.year - (period == "LAST_YEAR")
    inside = now.replace(year=year, month=today.month, day=15)
    EventFactory(organiser=office, title="在内", starts_at=inside)
    EventFactory(organiser=office, title="在外", starts_at=inside.replace(year=year - 1))

    assert titles(back_office, period=period) == ["在内"]


def test_list_of_a_topic_and_of_an_organiser(back_office, office, now):
    fire = Topic.objects.get(code="fire")
    below = OrganisationFactory(parent=office)
    EventFactory(organiser=below, title="火", topic=fire, starts_at=now)
    EventFactory(organiser=office, title="水", starts_at=now)

    assert titles(back_office, topic=fire.pk) == ["火"]
    assert titles(back_office, organiser=below.pk) == ["火"]


def test_list_takes_the_same_queries_for_any_number_of_events(back_office, office):
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            AttendanceFactory(event=EventFactory(organiser=office, topic=Topic.objects.first()))
        with CaptureQueriesContext(connection) as queries:
            back_office.get(reverse("event:index"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_list_is_exported_with_its_figures(back_office, office, form):
    event = EventFactory(organiser=office, title="=1+1")
    AttendanceFactory.create_batch(2, event=event)

    response = back_office.get(reverse("event:index"), {"export": form})

    rows = sheets.read(response.content)[0].rows
    assert len(rows) == 2
    assert rows[1].cells[0] == event.code
    assert rows[1].cells[2].lstrip("'") == "=1+1"
    assert rows[1].cells[12] == "2"


def test_list_of_nothing_says_how_to_begin(back_office):
    response = back_office.get(reverse("event:index"))

    assert reverse("event:add") in response.content.decode()


def test_history_leads_back_to_the_page(back_office, office):
    event = EventFactory(organiser=office, kind=EventKind.DRILL)

    response = back_office.get(reverse("event:history", args=[event.pk]))

    assert reverse("event:inspect", args=[event.pk]) in response.content.decode()


def test_history_of_another_unit_is_not_there(back_office):
    event = EventFactory(organiser=OrganisationFactory())

    assert back_office.get(reverse("event:history", args=[event.pk])).status_code == 404


# --- Planning -------------------------------------------------------------------------------


def test_form_proposes_tomorrow_and_the_own_unit(back_office, office):
    response = back_office.get(reverse("event:add"))

    form = response.context["form"]
    assert form["organiser"].value() == office.pk
    assert form["start_date"].value() == timezone.localdate() + DAY


def test_event_is_planned_as_a_draft(back_office, office):
    response = back_office.post(
        reverse("event:add"), typed(office, breaks_0="10:00", breaks_1="10:15")
    )

    event = Event.objects.get()
    assert response.url == reverse("event:inspect", args=[event.pk])
    assert (event.kind, event.status, event.title) == (
        EventKind.WARNING_LECTURE,
        EventStatus.DRAFT,
        "警示教育讲座",
    )
    assert len(planning.breaks_of(event)) == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": ""}, "title"),
        ({"start_date": "tomorrow"}, "start_date"),
        ({"end_time": "08:00"}, "end_time"),
        ({"breaks_0": "10:00"}, "breaks"),
        ({"breaks_0": "10:00", "breaks_1": "12:00"}, "breaks"),
        ({"breaks_0": "08:00", "breaks_1": "08:15"}, "breaks"),
        ({"place": ""}, "venue"),
        ({"hard_capacity": "0"}, "hard_capacity"),
        ({"kind": EventKind.DRILL}, "kind"),
    ],
)
def test_planning_refuses_and_keeps_what_was_typed(back_office, office, fields, wrong):
    response = back_office.post(
        reverse("event:add"), typed(office, summary="请保留这段说明", **fields)
    )

    assert response.status_code == 200
    assert wrong in response.context["form"].errors
    assert "请保留这段说明" in response.content.decode()
    assert Event.objects.count() == 0


def test_planning_for_another_unit_is_refused(back_office):
    stranger = OrganisationFactory()

    response = back_office.post(reverse("event:add"), typed(stranger))

    assert "organiser" in response.context["form"].errors


def test_planning_where_the_venue_is_taken_takes_a_tick_and_a_reason(back_office, office):
    venue = VenueFactory(organisation=office)
    first = typed(office, venue=venue.pk)
    back_office.post(reverse("event:add"), first)

    asked = back_office.post(reverse("event:add"), first)
    ticked = back_office.post(reverse("event:add"), {**first, "clash_seen": "on"})
    back_office.post(
        reverse("event:add"), {**first, "clash_seen": "on", "clash_reason": "大厅分区"}
    )

    assert [clash.what for clash in asked.context["form"].clashes] == [venue.name]
    assert "clash_reason" in ticked.context["form"].errors
    assert Event.objects.count() == 2


def test_event_over_midnight_has_its_break_on_the_next_day(back_office, office):
    back_office.post(
        reverse("event:add"),
        typed(
            office,
            start_time="22:00",
            end_time="02:00",
            end_date="2099-06-02",
            breaks_0="00:30",
            breaks_1="01:00",
        ),
    )

    (pause,) = planning.breaks_of(Event.objects.get())
    assert timezone.localtime(pause[0]).date() == date(2099, 6, 2)


def test_planning_is_not_for_readers(reader, office):
    assert reader.get(reverse("event:add")).status_code == 302


def test_planning_takes_a_role_beside_the_permission(client, office):
    group = roles.sync()[RoleCode.ORGANISER]
    group.portal_role.delete()
    user = UserFactory(scope=office)
    user.groups.add(group)
    client.force_login(user)

    assert client.get(reverse("event:add")).status_code == 302


def test_event_is_changed(back_office, office):
    back_office.post(reverse("event:add"), typed(office, breaks_0="10:00", breaks_1="10:15"))
    event = Event.objects.get()
    address = reverse("event:edit", args=[event.pk])

    shown = back_office.get(address)
    back_office.post(address, typed(office, title="新标题", asks_departure="on"))

    event.refresh_from_db()
    assert shown.context["form"]["title"].value() == "警示教育讲座"
    assert (event.title, event.policy.asks_departures) == ("新标题", True)
    assert planning.breaks_of(event) == []


def test_change_of_what_is_over_is_refused_in_words(back_office, office):
    event = EventFactory(organiser=office, kind=EventKind.LECTURE, status=EventStatus.ENDED)

    response = back_office.post(reverse("event:edit", args=[event.pk]), typed(office))

    assert response.context["form"].non_field_errors()


def test_change_of_other_kinds_and_other_units_is_not_there(back_office, office):
    drill = EventFactory(organiser=office, kind=EventKind.DRILL)
    stranger = EventFactory(organiser=OrganisationFactory(), kind=EventKind.LECTURE)

    for event in (drill, stranger):
        assert back_office.get(reverse("event:edit", args=[event.pk])).status_code == 404


def test_host_sees_an_event_and_does_not_change_it(back_office, office):
    event = EventFactory(
        organiser=OrganisationFactory(), host=office, kind=EventKind.LECTURE, place="车间"
    )

    assert back_office.get(reverse("event:inspect", args=[event.pk])).status_code == 200
    assert back_office.get(reverse("event:edit", args=[event.pk])).status_code == 302


# --- Venues, campaigns, topics -----------------------------------------------------------------


def test_venue_is_made_for_a_unit_of_the_scope(back_office, office):
    stranger = OrganisationFactory()

    refused = back_office.post(
        reverse("venue:add"), {"name": "会议室", "organisation": stranger.pk}
    )
    back_office.post(reverse("venue:add"), {"name": "会议室", "organisation": office.pk})

    assert "organisation" in refused.context["form"].errors
    assert Venue.objects.get().organisation == office


def test_venue_of_nobody_is_made_by_an_administrator(admin_client):
    admin_client.post(reverse("venue:add"), {"name": "中心广场"})

    assert Venue.objects.get().organisation is None


def test_venues_of_other_units_are_not_there(back_office, office):
    mine = VenueFactory(organisation=office)
    stranger = VenueFactory(organisation=OrganisationFactory())

    response = back_office.get(reverse("venue:index"))

    assert list(response.context["object_list"]) == [mine]
    assert back_office.get(reverse("venue:edit", args=[mine.pk])).status_code == 200
    for name in ("edit", "history", "usage"):
        assert back_office.get(reverse(f"venue:{name}", args=[stranger.pk])).status_code == 404


def test_venue_is_deleted_only_by_those_who_may(admin_client):
    venue = VenueFactory()

    admin_client.post(reverse("venue:delete", args=[venue.pk]))

    assert Venue.objects.count() == 0


def test_campaigns_and_topics_are_read_by_organisers(back_office):
    Campaign.objects.create(
        name="安全生产月", start_date=date(2025, 6, 1), end_date=date(2025, 7, 1)
    )

    campaigns = back_office.get(reverse("campaign:index"))
    topics = back_office.get(reverse("topic:index"))

    assert len(campaigns.context["object_list"]) == 1
    assert topics.context["paginator"].count == Topic.objects.count()
    assert back_office.get(reverse("topic:add")).status_code == 302


def test_venue_is_chosen_by_search_among_those_that_may_be_used(back_office, office):
    VenueFactory(name="平安会堂", organisation=office)
    VenueFactory(name="邻区会堂", organisation=OrganisationFactory())

    response = back_office.get(reverse("venue_chooser:choose_results"), {"q": "ht"})

    assert [venue.name for venue in response.context["results"]] == ["平安会堂"]


@pytest.mark.parametrize("name", ["organiser", "host", "venue"])
def test_key_that_is_none_is_said_and_what_was_typed_stays(back_office, office, name):
    response = back_office.post(reverse("event:add"), typed(office, **{name: "abc"}))

    assert list(response.context["form"].errors) == [name]
    assert "警示教育讲座" in response.content.decode()


def test_code_of_a_topic_stays_what_it_is(client, office):
    client.force_login(UserFactory(is_superuser=True))
    topic = Topic.objects.get(code="fire")

    client.post(
        reverse("topic:edit", args=[topic.pk]),
        {"code": "other", "name_zh": "火灾", "name_en": "Fire", "sign": "STOP", "position": "20"},
    )

    topic.refresh_from_db()
    assert (topic.code, topic.name_zh) == ("fire", "火灾")


def test_title_of_an_event_is_that_of_its_page(back_office, office):
    event = EventFactory(organiser=office, title="消防讲座")

    page = back_office.get(reverse("event:inspect", args=[event.pk])).content.decode()

    assert "<title>" in page
    assert page.split("<title>")[1].strip().startswith("消防讲座")


def test_filter_left_open_says_so(back_office):
    page = back_office.get(reverse("event:index")).content.decode()

    assert "---------" not in page


def test_who_takes_a_list_as_a_file_leaves_a_line_in_the_log(back_office, office):
    back_office.get(reverse("event:index"), {"export": "csv"})

    line = ModelLogEntry.objects.get(action="events.export_list")
    assert (line.user.pk, line.data["list"]) == (int(line.object_id), "活动")
