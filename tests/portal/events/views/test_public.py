"""An event's page and the list of classes, as anybody reads them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.events.enums import EventKind, EventStatus, RegistrationMode
from portal.events.models import Topic
from portal.people.enums import Audience, OrganisationKind
from tests.factories.events import EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory
from tests.factories.registrations import OpenEventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tomorrow():
    return timezone.now() + DAY


def _page(client, event):
    return client.get(f"/e/{event.code}/")


def test_event_page_says_when_where_for_whom_and_by_whom(client, tomorrow):
    event = EventFactory(
        title="消防 <b>课</b>",
        starts_at=tomorrow,
        topic=Topic.objects.get(code="fire"),
        audience=Audience.STUDENT,
        organiser=OrganisationFactory(name="安委办"),
        venue=VenueFactory(name="三楼会议室", address="人民路 1 号"),
    )

    page = _page(client, event).content.decode()

    missing = [
        words
        for words in ("消防 &lt;b&gt;课", "三楼会议室", "人民路 1 号", "安委办", event.code)
        if words not in page
    ]
    assert missing == []


@pytest.mark.parametrize(
    "fields",
    [{"status": EventStatus.DRAFT}, {"public": False}],
)
@pytest.mark.parametrize(
    "address", ["/e/{}/", "/e/{}/register/", "/e/{}/poster/", "/e/{}/poster.pdf", "/e/{}/event.ics"]
)
def test_draft_or_internal_event_is_not_found(client, tomorrow, fields, address):
    event = EventFactory(starts_at=tomorrow, **fields)

    assert client.get(address.format(event.code)).status_code == 404


@pytest.mark.parametrize("address", ["/e/ZZZZZZZZ/", "/e/x/", "/e/ZZZZZZZZ/event.ics"])
def test_made_up_code_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_code_is_found_in_small_letters_and_in_the_capitals_of_a_qr_code(client, tomorrow):
    event = EventFactory(starts_at=tomorrow)

    assert client.get(f"/e/{event.code.lower()}/").status_code == 200
    for short in (f"/E/{event.code}", f"/E/{event.code}/"):
        response = client.get(short)
        assert (response.status_code, response["Location"]) == (301, f"/e/{event.code}/")


@pytest.mark.parametrize(
    ("fields", "standing", "registers"),
    [
        ({}, "OPEN", True),
        ({"hard_capacity": 0}, "FULL", True),
        ({"registration_mode": RegistrationMode.APPROVAL}, "OPEN", True),
        ({"registration_mode": RegistrationMode.NONE}, "WELCOME", False),
        ({"registration_mode": RegistrationMode.INVITED}, "INVITED", False),
        ({"status": EventStatus.CANCELLED, "status_reason": "台风"}, "CANCELLED", False),
        ({"status": EventStatus.POSTPONED, "status_reason": "台风"}, "POSTPONED", False),
        ({"status": EventStatus.LOCKED}, "ENDED", False),
    ],
)
def test_event_page_offers_what_its_standing_allows(client, tomorrow, fields, standing, registers):
    event = OpenEventFactory(starts_at=tomorrow, **fields)

    response = _page(client, event)

    page = response.content.decode()
    assert response.context["event"].standing == standing
    assert (f'href="/e/{event.code}/register/"' in page) is registers
    assert ("台风" in page) is ("status_reason" in fields)


def test_event_page_of_a_running_event_has_no_registration(client):
    event = OpenEventFactory(starts_at=timezone.now() - timedelta(minutes=5))

    response = _page(client, event)

    assert response.context["event"].standing == "RUNNING"
    assert f'href="/e/{event.code}/register/"' not in response.content.decode()


def test_event_page_in_english(client, tomorrow):
    event = OpenEventFactory(starts_at=tomorrow, hard_capacity=3)

    page = client.get(f"/en/e/{event.code}/").content.decode()

    assert "3 seats left" in page
    assert f"/e/{event.code}/event.ics?lang=en" in page
    assert 'lang="en"' in page


def test_event_page_asks_the_database_three_times(client, tomorrow, django_assert_max_num_queries):
    event = OpenEventFactory(starts_at=tomorrow, hard_capacity=3)
    RegistrationFactory.create_batch(3, event=event)

    with django_assert_max_num_queries(3):
        _page(client, event)


# --- The list --------------------------------------------------------------------------------


def _titles(client, **filters):
    return [event.title for event in client.get("/classes/", filters).context["events"]]


def test_classes_are_what_somebody_teaches_and_is_still_to_come(client, tomorrow):
    EventFactory(title="培训", starts_at=tomorrow)
    EventFactory(title="讲座", kind=EventKind.LECTURE, starts_at=tomorrow + DAY)
    EventFactory(title="取消的", starts_at=tomorrow + 2 * DAY, status=EventStatus.CANCELLED)
    EventFactory(title="演练", kind=EventKind.DRILL, starts_at=tomorrow)
    EventFactory(title="过去的", starts_at=tomorrow - 3 * DAY)
    EventFactory(title="内部的", starts_at=tomorrow, public=False)

    assert _titles(client) == ["培训", "讲座", "取消的"]


def test_classes_are_narrowed_by_each_filter(client, tomorrow):
    fire = Topic.objects.get(code="fire")
    EventFactory(title="消防", starts_at=tomorrow, topic=fire)
    EventFactory(title="学生", starts_at=tomorrow, audience=Audience.STUDENT)
    school = OrganisationFactory(kind=OrganisationKind.SCHOOL)
    EventFactory(title="学校", starts_at=tomorrow, organiser=school)
    old = EventFactory(title="去年", starts_at=tomorrow - 365 * DAY)

    assert _titles(client, topic="fire") == ["消防"]
    assert _titles(client, audience="STUDENT") == ["学生"]
    assert _titles(client, organiser="SCHOOL") == ["学校"]
    assert _titles(client, month=f"{timezone.localtime(old.starts_at):%Y-%m}") == ["去年"]
    assert _titles(client, topic="fire", audience="STUDENT") == []


def test_classes_leave_out_a_choice_that_is_none(client, tomorrow):
    EventFactory(title="培训", starts_at=tomorrow)

    assert _titles(client, topic="x' OR 1=1", month="2025-99", organiser="??") == ["培训"]


def test_empty_list_says_how_to_go_on(client):
    assert 'href="/classes/"' in client.get("/classes/", {"topic": "fire"}).content.decode()
    assert client.get("/classes/").status_code == 200


def test_classes_are_paged_and_keep_their_filters(client, tomorrow):
    unit = OrganisationFactory()
    EventFactory.create_batch(21, starts_at=tomorrow, organiser=unit)

    first = client.get("/classes/", {"audience": "PUBLIC"})
    second = client.get("/classes/", {"audience": "PUBLIC", "page": 2})

    assert [len(page.context["events"]) for page in (first, second)] == [20, 1]
    assert "audience=PUBLIC&amp;page=2" in first.content.decode()
    for page, shown in ((99, 1), ("x", 20), (0, 1)):
        asked = client.get("/classes/", {"page": page})
        assert (asked.status_code, len(asked.context["events"])) == (200, shown)


def test_classes_offer_calendars_to_subscribe_to(client, settings):
    settings.PORTAL_BASE_URL = "https://portal.example"

    page = client.get("/classes/").content.decode()

    assert f"webcal://portal.example{reverse('calendar:public')}" in page
    assert "https://portal.example/calendar/audience/student.ics" in page


@pytest.mark.parametrize("count", [1, 3])
def test_classes_ask_the_same_questions_for_one_and_for_three(
    client, tomorrow, count, django_assert_num_queries
):
    topic = Topic.objects.get(code="fire")
    for _event in range(count):
        event = OpenEventFactory(
            starts_at=tomorrow, topic=topic, hard_capacity=9, venue=VenueFactory()
        )
        RegistrationFactory(event=event)

    # Months and topics of the filters, count, page, seats.
    with django_assert_num_queries(6):
        client.get("/classes/")
