"""The visitor's phone at the door, over HTTP: no account, no script."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.events.domain import doorcodes, scanning
from portal.events.enums import EventStatus
from portal.events.models import Attendance, DeviceClaim, Scan
from portal.events.views import door
from portal.people.models import Person
from tests.factories.events import EventFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory

pytestmark = [pytest.mark.django_db]
ENGLISH = {"accept-language": "en"}
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def client():
    """A phone that reads English, as these tests quote many sentences."""
    return Client(headers=ENGLISH)


@pytest.fixture
def event():
    """An event that has just begun: the views read the clock."""
    now = timezone.now()
    event = EventFactory(title="有限空间作业安全", starts_at=now - MINUTE)
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    return event


@pytest.fixture
def person():
    return PersonFactory(
        name="王小强", phone_last4="1000", organisation=OrganisationFactory(name="宏远机械加工厂")
    )


def address(event, kind="IN", at=None):
    code = doorcodes.current(
        event_code=event.code, epoch=event.secret_epoch, kind=kind, at=at or timezone.now()
    )
    return f"/C/{event.code}/{code.mac}"


def ticket_of(response):
    return re.search(r'name="ticket" value="([A-Z2-7]+)"', response.content.decode()).group(1)


def post(client, event, act, **fields):
    return client.post(f"/C/{event.code}/{act}", fields)


def headline(response):
    found = re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.S)
    return re.sub(r"<[^>]+>", "", found.group(1)).strip()


WANG = {"name": "王 小强", "last4": "１０００", "unit": "宏远机械加工厂"}


def check_in(client, event, **who):
    """Walk the whole way of a phone that was never seen; return the answer."""
    ticket = ticket_of(client.get(address(event)))
    asked = post(client, event, "identify", ticket=ticket, **(who or WANG))
    return post(client, event, "confirm", ticket=ticket_of(asked))


def test_first_visit_asks_who_it_is_then_is_it_you_then_checks_in(client, event, person):
    first = client.get(address(event))
    asked = post(client, event, "identify", ticket=ticket_of(first), **WANG)
    answer = post(client, event, "confirm", ticket=ticket_of(asked))

    kept = Attendance.objects.get()
    assert [headline(page) for page in (first, asked, answer)] == [
        "Who are you?",
        "王*强,is it you?",
        "Checked in",
    ]
    assert (kept.event, kept.person) == (event, person)
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == (
        "max-age=0, no-cache, no-store, must-revalidate, private",
        "same-origin",
    )


def test_one_tap_takes_few_queries(client, event, person, settings, django_assert_max_num_queries):
    settings.DOOR_CACHE_SECONDS = 60
    asked = post(client, event, "identify", ticket=ticket_of(client.get(address(event))), **WANG)

    with django_assert_max_num_queries(6):
        answer = post(client, event, "confirm", ticket=ticket_of(asked))

    assert headline(answer) == "Checked in"


@pytest.mark.parametrize(("cookie", "marked"), [("elder", True), ("", False)])
def test_large_letters_stay_with_who_asked_for_them(client, event, cookie, marked):
    client.get(address(event))
    client.cookies["display"] = cookie

    pages = [client.get(address(event)), client.get("/C/")]

    assert ['data-mode="elder"' in page.content.decode() for page in pages] == [marked] * 2


def test_pages_kept_for_all_show_each_his_own(client, event, person):
    other, strange = Client(), '<b>"{name}" & Co.</b>'
    PersonFactory(name="李雷", phone_last4="2000", organisation=OrganisationFactory(name=strange))

    first = check_in(client, event).content.decode()
    second = check_in(other, event, name="李雷", last4="2000", unit=strange).content.decode()

    assert ("王*强" in first, "李*" in first, "宏远机械加工厂" in first) == (True, False, True)
    assert ("王*强" in second, "李*" in second, strange in second) == (False, True, False)
    assert "&lt;b&gt;&quot;{name}&quot; &amp; Co.&lt;/b&gt;" in second


def test_known_phone_is_one_tap(client, event, person):
    check_in(client, event)
    cookie = client.cookies["portal_device"]

    asked = client.get(address(event))
    answer = post(client, event, "confirm", ticket=ticket_of(asked))

    assert (headline(asked), headline(answer)) == ("王*强,is it you?", "You are in")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_not_me_asks_anew_and_a_second_person_waits_for_staff(client, event, person):
    other = PersonFactory(name="李雷", phone_last4="2000", organisation=person.organisation)
    check_in(client, event)
    asked = client.get(address(event))

    again = post(client, event, "identify", ticket=ticket_of(asked), again="1")
    named = post(
        client,
        event,
        "identify",
        ticket=ticket_of(again),
        name="李雷",
        last4="2000",
        unit="宏远机械加工厂",
    )
    ticket = ticket_of(named)
    waiting = post(client, event, "confirm", ticket=ticket)
    scan = Scan.objects.get(person=other)
    looked = client.get(f"/C/{event.code}/answer?" + urlencode({"ticket": ticket}))
    scanning.see(scan=scan, by=UserFactory(), at=timezone.now())
    green = client.get(f"/C/{event.code}/answer?" + urlencode({"ticket": ticket}))

    assert [headline(page) for page in (again, waiting, looked, green)] == [
        "Who are you?",
        "Please show this to the staff",
        "Please show this to the staff",
        "Checked in",
    ]
    assert 'http-equiv="refresh"' in waiting.content.decode()
    assert 'http-equiv="refresh"' not in green.content.decode()


def test_walk_in_is_let_in_and_counted_at_once(client, event):
    ticket = ticket_of(client.get(address(event)))

    offered = post(client, event, "identify", ticket=ticket, name="赵 六", last4="4321", unit="")
    wrong = post(client, event, "walk-in", ticket=ticket, name="赵六", phone="12", unit="自家作坊")
    fields = {"name": "赵六", "phone": "4321", "unit": "自家作坊", "audience": "MIGRANT_WORKER"}
    answer = post(client, event, "walk-in", ticket=ticket, **fields)
    again = post(client, event, "walk-in", ticket=ticket, **fields)

    assert 'value="赵六"' in offered.content.decode()
    assert (wrong.status_code, 'value="自家作坊"' in wrong.content.decode()) == (422, True)
    assert [headline(page) for page in (offered, answer, again)] == [
        "Welcome. Please sign in",
        "Checked in",
        "Checked in",
    ]
    made = Person.objects.get(name="赵六")
    assert (made.status, made.unit_text) == ("PROVISIONAL", "自家作坊")
    assert list(Attendance.objects.values_list("person", "flags")) == [
        (made.pk, ["NO_EXIT", "WALK_IN"])
    ]


def test_used_ticket_leaves_no_second_walk_in_on_the_register(client, event):
    ticket = ticket_of(client.get(address(event)))
    given = {"ticket": ticket, "phone": "4321", "unit": "自家作坊"}

    answers = [post(client, event, "walk-in", name=name, **given) for name in ("赵六", "钱七")]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert not Person.objects.filter(name="钱七").exists()


def test_registered_people_are_found_before_namesakes_elsewhere(client, event, person):
    namesake = PersonFactory(name="王小强", phone_last4="1000", organisation=person.organisation)
    event.registrations.create(
        person=namesake, status="CONFIRMED", requested_at=timezone.now(), changed_at=timezone.now()
    )

    check_in(client, event)

    assert Attendance.objects.get().person == namesake


def test_ten_previews_of_the_address_change_nothing(event, person):
    where = address(event)

    pages = [Client().get(where, headers={"user-agent": "MicroMessenger"}) for _ in range(10)]

    assert {page.status_code for page in pages} == {200}
    assert len({ticket_of(page) for page in pages}) == 10
    assert (Scan.objects.count(), DeviceClaim.objects.count(), Person.objects.count()) == (0, 0, 1)


def test_forwarded_page_is_worthless_on_another_phone(client, event, person):
    ticket = ticket_of(client.get(address(event)))
    asked = post(client, event, "identify", ticket=ticket, **WANG)
    stranger = Client(headers=ENGLISH)
    stranger.get(address(event))

    without_cookie = post(Client(headers=ENGLISH), event, "confirm", ticket=ticket_of(asked))
    with_his_own = post(stranger, event, "confirm", ticket=ticket_of(asked))

    assert [page.status_code for page in (without_cookie, with_his_own)] == [403, 403]
    assert (headline(with_his_own), Scan.objects.count()) == ("Not on this phone", 0)


@pytest.mark.parametrize("seconds", [50, 3600])
def test_old_code_is_refused_with_the_way_out(client, event, seconds):
    old = timezone.now() - timedelta(seconds=seconds)

    page = client.get(address(event, at=old))

    assert (page.status_code, headline(page)) == (410, "This code has expired")
    assert 'href="/C/"' in page.content.decode()
    assert "portal_device" not in page.cookies


def test_edited_foreign_and_unknown_codes_are_refused(client, event):
    other = EventFactory(starts_at=timezone.now())
    mac = address(event).rsplit("/", 1)[1]

    assert (
        client.get(f"/c/{event.code}/{mac[:-1]}{'A' if mac[-1] != 'A' else 'B'}").status_code == 410
    )
    assert client.get(f"/c/{other.code}/{mac}").status_code == 410
    assert client.get(f"/C/ZZZZZZZZ/{mac}").status_code == 404
    for act in ("identify", "walk-in", "confirm"):
        assert client.post(f"/C/ZZZZZZZZ/{act}").status_code == 404
    assert client.get("/C/ZZZZZZZZ/answer").status_code == 404


@pytest.mark.parametrize(
    ("status", "start", "sentence"),
    [
        (EventStatus.CANCELLED, 0, "has been cancelled"),
        (EventStatus.LOCKED, 0, "already settled"),
        (EventStatus.PUBLISHED, 45, "Check-in opens at"),
        (EventStatus.PUBLISHED, -200, "Check-in closed at"),
    ],
)
def test_closed_door_says_why(client, status, start, sentence):
    event = EventFactory(status=status, starts_at=timezone.now() + start * MINUTE)

    page = client.get(address(event))

    assert (page.status_code, sentence in page.content.decode()) == (409, True)


@pytest.mark.parametrize("text", ["", "A", "AAAA2222", "签到", "A" * 5000, "a.b.c"])
@pytest.mark.parametrize("act", ["identify", "walk-in", "confirm"])
def test_broken_ticket_is_refused(client, event, act, text):
    client.get(address(event))

    page = post(client, event, act, ticket=text, **WANG)

    assert (page.status_code, headline(page)) == (400, "This page is not complete")


def test_confirming_without_a_name_asks_for_it(client, event):
    page = post(client, event, "confirm", ticket=ticket_of(client.get(address(event))))

    assert (page.status_code, headline(page)) == (200, "Who are you?")
    assert Scan.objects.count() == 0


def test_answer_before_confirming_is_unknown(client, event, person):
    asked = post(client, event, "identify", ticket=ticket_of(client.get(address(event))), **WANG)

    for page in (asked, client.get(address(event))):
        query = urlencode({"ticket": ticket_of(page)})
        assert client.get(f"/C/{event.code}/answer?{query}").status_code == 404


def test_wrong_words_keep_what_was_typed(client, event):
    ticket = ticket_of(client.get(address(event)))

    page = post(client, event, "identify", ticket=ticket, name="　", last4="12", unit="东湖花园")

    text = page.content.decode()
    assert (page.status_code, 'value="东湖花园"' in text) == (422, True)
    assert "Please enter your name." in text
    assert "Please enter four digits." in text


def test_guessing_names_comes_to_an_end(client, event):
    ticket = ticket_of(client.get(address(event)))
    fields = {"ticket": ticket, "name": "张三", "last4": "1234", "unit": ""}

    statuses = [post(client, event, "identify", **fields).status_code for _ in range(13)]

    assert statuses == [200] * 12 + [429]


def test_digits_of_a_known_name_are_not_found_by_trying(event, person, monkeypatch):
    """A phone that throws its cookie away after each guess is another phone each time."""
    monkeypatch.setattr(door, "GUESSES_PER_NAME", 3)

    def guess(last4):
        phone = Client(headers=ENGLISH)
        ticket = ticket_of(phone.get(address(event)))
        page = post(phone, event, "identify", ticket=ticket, **{**WANG, "last4": last4})
        return page.status_code, "/confirm" in page.content.decode()

    assert guess("1000") == (200, True)
    assert [guess(last4) for last4 in ("0001", "0002", "0003")] == [(200, False)] * 3
    assert guess("1000") == (200, False)


def test_digits_of_a_known_name_are_not_found_by_walking_in_either(event, person, monkeypatch):
    """Who is in already would be told so, and a stranger that he was welcome."""
    monkeypatch.setattr(door, "GUESSES_PER_NAME", 4)
    check_in(Client(headers=ENGLISH), event)

    def guess(last4):
        phone = Client(headers=ENGLISH)
        ticket = ticket_of(phone.get(address(event)))
        words = {"name": WANG["name"], "unit": WANG["unit"], "phone": last4, "audience": "WORKER"}
        return headline(post(phone, event, "walk-in", ticket=ticket, **words))

    told = [guess(last4) for last4 in ("1000", "0001", "0002", "0003", "1000")]

    assert told == ["You are in", *["Checked in"] * 4]


def test_names_from_one_address_are_limited_whatever_the_phones(event, person, monkeypatch):
    monkeypatch.setattr(door, "NAMES_PER_ADDRESS", 2)

    def give(act, **fields):
        phone = Client(headers=ENGLISH)
        ticket = ticket_of(phone.get(address(event)))
        return post(phone, event, act, ticket=ticket, **fields).status_code

    assert [give("identify", **WANG) for _ in range(2)] == [200, 200]
    assert give("identify", **WANG) == give("walk-in", name="李雷", phone="2000") == 429


def test_wrong_digits_are_limited_for_all_together(event, monkeypatch):
    monkeypatch.setattr(door, "WRONG_DIGITS", 2)
    code = doorcodes.current(
        event_code=event.code, epoch=event.secret_epoch, kind="IN", at=timezone.now()
    )
    wrong = f"{(int(code.typed) + 1) % 1_000_000:06d}"

    said = [
        Client(headers=ENGLISH, REMOTE_ADDR=f"10.0.0.{n}").post("/c/", {"digits": digits})
        for n, digits in enumerate((code.typed, wrong, wrong, code.typed))
    ]

    assert [one.status_code for one in said] == [200, 410, 410, 429]


def test_two_confirmations_with_other_people_on_one_ticket_are_refused(client, event, person):
    ticket = ticket_of(client.get(address(event)))
    PersonFactory(name="李雷", phone_last4="2000", organisation=person.organisation)
    wang = ticket_of(post(client, event, "identify", ticket=ticket, **WANG))
    li = ticket_of(
        post(
            client,
            event,
            "identify",
            ticket=ticket,
            name="李雷",
            last4="2000",
            unit="宏远机械加工厂",
        )
    )
    post(client, event, "confirm", ticket=wang)

    page = post(client, event, "confirm", ticket=li)

    assert (page.status_code, Attendance.objects.count()) == (409, 1)


# --- Typed digits -----------------------------------------------------------


def test_typed_digits_open_the_same_door(client, event, person):
    now = timezone.now()
    code = doorcodes.current(event_code=event.code, epoch=0, kind="IN", at=now)

    asked = client.post("/c/", {"digits": f"{code.typed[:3]} {code.typed[3:]}"})

    assert (asked.status_code, headline(asked)) == (200, "Who are you?")
    assert client.get("/c/").status_code == 200


def test_wrong_digits_are_refused_and_counted(client, event):
    now = timezone.now()
    good = doorcodes.current(event_code=event.code, epoch=0, kind="IN", at=now).typed
    wrong = f"{(int(good) + 1) % 10**6:06d}"
    client.get("/c/")

    statuses = [client.post("/c/", {"digits": wrong}).status_code for _ in range(9)]

    assert statuses == [410] * 8 + [429]
    assert client.post("/c/", {"digits": "12"}).status_code == 422


# --- Language, cookies -----------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "zh-Hans"),
        ("", "en-GB,en", "en"),
        ("?lang=en", "zh-CN", "en"),
        ("?lang=xx", "", "zh-Hans"),
    ],
)
def test_door_speaks_the_phones_language(event, query, accepted, language):
    page = Client().get(address(event) + query, headers={"accept-language": accepted})

    assert f'<html lang="{language}">' in page.content.decode()


def test_form_without_cookies_says_what_to_do(event):
    strict = Client(enforce_csrf_checks=True, headers=ENGLISH)

    at_the_door = strict.post(f"/C/{event.code}/confirm", {"ticket": "A"})
    elsewhere = strict.post("/admin/login/", {})

    assert (at_the_door.status_code, headline(at_the_door)) == (403, "The page was open too long")
    assert elsewhere.status_code == 403


@pytest.mark.django_db
def test_answer_opened_anew_is_explained(client):
    answer = client.get("/C/8WVZ95S8/confirm")

    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
    assert "it still counts" in answer.content.decode()
