"""Calendars over HTTP: what is in them, and how little is sent again."""

import uuid
from datetime import timedelta

import icalendar
import pytest
from django.core.cache import cache
from django.utils import timezone
from django.utils.http import http_date

from portal.events.domain import lifecycle, registering, subscribing
from portal.events.enums import EventStatus, RegistrationStatus
from portal.events.models import Event, Topic
from portal.lib import tokens
from portal.lib.periods import business_date, business_midnight
from portal.people.domain import merging
from portal.people.enums import Audience
from portal.people.models import PersonMerge
from tests.factories.events import EventFactory, VenueFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PUBLIC = "/calendar/public.ics"


@pytest.fixture(autouse=True)
def _empty_cache(settings):
    settings.PORTAL_BASE_URL = "https://portal.example"
    cache.clear()


@pytest.fixture
def event():
    return _event(title="消防课", venue=VenueFactory(name="三楼", address="人民路 1 号"))


def _event(days=1, **fields):
    now = timezone.now()
    return EventFactory(starts_at=now + days * DAY, changed_at=now - 30 * DAY, **fields)


def _titles(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return [
        str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(response.content).events
    ]


# --- What is in them --------------------------------------------------------------------------


def test_public_calendar_has_the_window_the_public_may_see(client):
    for title, days in (("三月前", -89), ("明天", 1), ("明年", 399)):
        _event(title=title, days=days)
    _event(title="太久", days=-92)
    _event(title="太远", days=401)
    _event(title="草稿", status=EventStatus.DRAFT)
    _event(title="内部", public=False)

    assert _titles(client, PUBLIC) == ["三月前", "明天", "明年"]


@pytest.mark.parametrize(
    ("status", "ical_status"),
    [
        (EventStatus.PUBLISHED, "CONFIRMED"),
        (EventStatus.CANCELLED, "CANCELLED"),
        (EventStatus.POSTPONED, "TENTATIVE"),
        (EventStatus.LOCKED, "CONFIRMED"),
    ],
)
def test_status_is_told_as_calendars_know_it(client, status, ical_status):
    _event(days=-20, status=status, status_reason="台风")

    (shown,) = icalendar.Calendar.from_ical(client.get(PUBLIC).content).events

    off = status in {EventStatus.CANCELLED, EventStatus.POSTPONED}
    assert shown["STATUS"] == ical_status
    assert ("台风" in shown["DESCRIPTION"]) is off


def test_entry_names_the_place_the_page_and_the_organiser(client, event):
    (shown,) = icalendar.Calendar.from_ical(client.get(PUBLIC).content).events

    assert (shown["UID"], shown["LOCATION"], shown["URL"], shown["CONTACT"]) == (
        event.ical_uid,
        "三楼 人民路 1 号",
        f"https://portal.example/e/{event.code}/",
        event.organiser.name,
    )
    assert "VALARM" not in client.get(PUBLIC).content.decode()


def test_audience_calendar_has_that_audience_only(client):
    _event(title="学生课", audience=Audience.STUDENT)
    _event(title="大家的课")

    assert _titles(client, "/calendar/audience/student.ics") == ["学生课"]
    assert client.get("/calendar/audience/nobody.ics").status_code == 404


def test_organisation_calendar_has_what_it_and_those_below_arrange_or_host(client):
    town = OrganisationFactory()
    village = OrganisationFactory(parent=town)
    _event(title="镇里的", organiser=town)
    _event(title="村里的", organiser=village)
    _event(title="送到村里的", host=village)
    _event(title="别处的")

    assert sorted(_titles(client, f"/calendar/organisation/{town.uuid}.ics")) == sorted(
        ["镇里的", "村里的", "送到村里的"]
    )
    assert _titles(client, f"/calendar/organisation/{village.uuid}.ics") == ["村里的", "送到村里的"]
    assert client.get(f"/calendar/organisation/{uuid.uuid4()}.ics").status_code == 404


def test_personal_calendar_has_seats_only_internal_too_and_reminds(client):
    person = PersonFactory()
    for title, status in (("有座", "CONFIRMED"), ("候补", "WAITLISTED"), ("退了", "CANCELLED")):
        RegistrationFactory(
            event=_event(title=title, public=False),
            person=person,
            status=status,
            waitlisted_at=timezone.now(),
        )
    RegistrationFactory(
        event=_event(title="过期"),
        person=person,
        status=RegistrationStatus.OFFERED,
        offer_expires_at=timezone.now(),
    )
    RegistrationFactory(event=_event(title="别人的"))
    secret = subscribing.subscribe(person=person, at=timezone.now())
    address = f"/calendar/personal/{secret}.ics"

    response = client.get(address)

    assert _titles(client, address) == ["有座"]
    assert "BEGIN:VALARM" in response.content.decode()
    assert response["Cache-Control"] == "private, max-age=900"


def test_personal_calendar_has_what_merged_rows_of_the_person_are_registered_for(client):
    kept, found, third = PersonFactory.create_batch(3)
    for title, person in (("甲", kept), ("乙", found), ("丙", third)):
        RegistrationFactory(event=_event(title=title), person=person)
    secrets = [subscribing.subscribe(person=one, at=timezone.now()) for one in (kept, found)]
    by = UserFactory()
    made = merging.merge(source=found, target=kept, by=by, at=timezone.now(), reason="同一人")

    shown = [_titles(client, f"/calendar/personal/{secret}.ics") for secret in secrets]
    page = client.get(f"/my-calendar/{secrets[0]}/").content.decode()
    merging.undo(made=made, by=by, at=timezone.now())

    assert shown == [["甲", "乙"], ["甲", "乙"]]
    assert ("乙" in page, "丙" in page) == (True, False)
    assert _titles(client, f"/calendar/personal/{secrets[0]}.ics") == ["甲"]


def test_personal_calendar_is_modified_when_a_seat_is_given_back_or_a_merge_undone(client):
    person, other = PersonFactory.create_batch(2)
    seat = RegistrationFactory(event=_event(), person=person)
    RegistrationFactory(event=_event(), person=other)
    address = f"/calendar/personal/{subscribing.subscribe(person=person, at=timezone.now())}.ics"
    later = business_midnight(business_date(timezone.now())) + timedelta(seconds=1)
    steps = [
        lambda at: merging.merge(source=other, target=person, by=UserFactory(), at=at, reason="同"),
        lambda at: merging.undo(made=PersonMerge.objects.get(), by=UserFactory(), at=at),
        lambda at: registering.withdraw(registration=seat, at=at),
    ]

    seen = [client.get(address)["Last-Modified"]]
    for number, step in enumerate(steps):
        step(later + timedelta(seconds=number))
        seen.append(_ask(client, address, if_modified_since=seen[-1])["Last-Modified"])

    assert seen == sorted(set(seen))


def test_personal_calendar_reminds_of_nothing_that_is_off(client):
    person = PersonFactory()
    RegistrationFactory(event=_event(status=EventStatus.CANCELLED), person=person)
    secret = subscribing.subscribe(person=person, at=timezone.now())

    data = client.get(f"/calendar/personal/{secret}.ics").content.decode()

    assert ("STATUS:CANCELLED" in data, "VALARM" in data) == (True, False)


def test_revoked_and_made_up_secrets_are_not_found(client):
    person = PersonFactory()
    secret = subscribing.subscribe(person=person, at=timezone.now())
    subscribing.revoke(person=person, at=timezone.now())

    for tried in (secret, tokens.new_secret(), "x"):
        assert client.get(f"/calendar/personal/{tried}.ics").status_code == 404


def test_one_event_is_a_file(client, event):
    response = client.get(f"/e/{event.code.lower()}/event.ics")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert _titles(client, f"/e/{event.code}/event.ics") == ["消防课"]


def test_language_is_chosen_by_the_address_only(client):
    _event(title="课", status=EventStatus.CANCELLED)

    english = client.get(f"{PUBLIC}?lang=en", headers={"accept-language": "zh"})
    chinese = client.get(PUBLIC, headers={"accept-language": "en"})
    nonsense = client.get(f"{PUBLIC}?lang=xx")

    assert "[Cancelled] 课" in english.content.decode()
    assert "/en/e/" in english.content.decode()
    assert chinese.content == nonsense.content != english.content


# --- Validators --------------------------------------------------------------------------------


def _ask(client, address=PUBLIC, **headers):
    return client.get(
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


@pytest.mark.parametrize("cold", [True, False])
def test_bytes_and_validators_are_the_same_until_something_changes(client, event, cold):
    first = _ask(client)
    if cold:
        cache.clear()

    second = _ask(client)

    assert (second.content, second["ETag"], second["Last-Modified"]) == (
        first.content,
        first["ETag"],
        first["Last-Modified"],
    )
    assert (first["Cache-Control"], first["ETag"][0]) == ("max-age=900", '"')


def test_asker_who_has_it_gets_304_with_the_same_validators(client, event):
    first = _ask(client)

    again = _ask(client, if_none_match=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    for header in ("ETag", "Last-Modified", "Cache-Control"):
        assert again[header] == first[header]
    assert _ask(client, if_modified_since=first["Last-Modified"]).status_code == 304
    assert _ask(client, if_none_match="*").status_code == 304


def test_if_none_match_goes_before_if_modified_since(client, event):
    first = _ask(client)

    changed = _ask(client, if_none_match='"other"', if_modified_since=first["Last-Modified"])
    same = _ask(client, if_none_match=first["ETag"], if_modified_since=http_date(0))

    assert (changed.status_code, same.status_code) == (200, 304)


def test_head_answers_without_the_bytes(client, event):
    response = client.head(PUBLIC)

    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == client.get(PUBLIC)["ETag"]


def test_new_venue_raises_sequence_and_changes_the_etag(client, event):
    first = _ask(client)
    by = UserFactory()

    lifecycle.change(event=event, by=by, at=timezone.now(), venue=VenueFactory(name="四楼"))

    second = _ask(client, if_none_match=first["ETag"])
    assert second.status_code == 200
    (before,) = icalendar.Calendar.from_ical(first.content).events
    (after,) = icalendar.Calendar.from_ical(second.content).events
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert (before["LOCATION"], after["LOCATION"]) == ("三楼 人民路 1 号", "四楼")


def test_cancelled_event_stays_in_the_calendar(client, event):
    lifecycle.cancel(event=event, by=UserFactory(), at=timezone.now(), reason="台风")

    (shown,) = icalendar.Calendar.from_ical(client.get(PUBLIC).content).events

    assert (shown["UID"], shown["STATUS"], shown["SEQUENCE"]) == (event.ical_uid, "CANCELLED", 1)


def test_hosts_name_in_the_request_changes_nothing(client, event, settings):
    settings.ALLOWED_HOSTS = ["*"]

    assert (
        client.get(PUBLIC).content == client.get(PUBLIC, headers={"host": "evil.example"}).content
    )


@pytest.mark.parametrize(("warm", "queries"), [(False, 2), (True, 1)])
@pytest.mark.parametrize("events", [1, 3])
def test_calendar_asks_the_same_questions_for_one_and_three(
    client, events, warm, queries, django_assert_num_queries
):
    for _number in range(events):
        for status in (EventStatus.PUBLISHED, EventStatus.CANCELLED, EventStatus.POSTPONED):
            topic = Topic.objects.get(code="fire")
            _event(venue=VenueFactory(), host=OrganisationFactory(), topic=topic, status=status)
            _event(place="广场", status=status)
    if warm:
        client.get(PUBLIC)

    with django_assert_num_queries(queries):
        client.get(PUBLIC)


def test_calendar_of_nothing_is_a_calendar(client):
    assert _titles(client, PUBLIC) == []
    assert Event.objects.count() == 0
