"""From a poster's code to a seat and back, on a phone, without a script of ours."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from portal.events.domain import registering, subscribing
from portal.events.enums import EventStatus, RegistrationStatus
from portal.events.models import Registration, Topic
from tests.factories.events import VenueFactory
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.registrations import OpenEventFactory

SEND = "form.form button.go"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def event():
    return OpenEventFactory(
        title="小微企业负责人初训（第 3 场）",
        starts_at=timezone.now() + timedelta(days=3),
        hard_capacity=1,
        topic=Topic.objects.get(code="fire"),
        venue=VenueFactory(name="安信街道办三楼会议室", address="人民路 128 号"),
        organiser=OrganisationFactory(name="区安委办"),
    )


def _fill(page, name, phone):
    page.fill("[name=name]", name)
    page.fill("[name=phone]", phone)
    page.click(SEND)


def test_visitor_registers_gives_the_seat_back_and_the_next_takes_it(page, event):
    waiting = PersonFactory(name="李梅")

    page.goto(f"/E/{event.code}")
    page.click(".seat-box a.go")
    _fill(page, "", "1380013")
    expect(page.locator(".field.wrong")).to_have_count(2)
    assert page.input_value("[name=phone]") == "1380013"
    _fill(page, "王小强", "138 0013 8000")
    expect(page.locator(".result.safe")).to_be_visible()
    mine = page.url

    second = registering.request(event=event, person=waiting, at=timezone.now())
    assert second.status == RegistrationStatus.WAITLISTED
    page.click("details.withdraw summary")
    page.click("details.withdraw button")
    assert page.url == mine
    expect(page.locator(".result.must")).to_be_visible()

    page.goto(f"/r/{second.uuid}/")
    expect(page.locator(".result.care")).to_be_visible()
    page.click("form[action$='/accept/'] button")
    expect(page.locator(".result.safe")).to_be_visible()
    statuses = Registration.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [RegistrationStatus.CANCELLED, RegistrationStatus.CONFIRMED]


def test_button_tapped_twice_is_one_registration(page, event):
    page.goto(f"/e/{event.code}/register/")
    page.fill("[name=name]", "王小强")
    page.fill("[name=phone]", "13800138000")

    page.dblclick(SEND)
    page.wait_for_url("**/r/*/")

    expect(page.locator(".result.safe")).to_be_visible()
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("elder", [False, True])
def test_pages_are_accessible_and_fit_a_phone(page, event, live_server, language, elder):
    if elder:
        page.context.add_cookies([{"name": "display", "value": "elder", "url": live_server.url}])
    at = timezone.now()
    first = registering.request(event=event, person=PersonFactory(), at=at)
    second = registering.request(event=event, person=PersonFactory(), at=at)
    off = OpenEventFactory(
        starts_at=at + timedelta(days=4), status=EventStatus.CANCELLED, status_reason="台风"
    )
    secret = subscribing.subscribe(person=first.person, at=at)
    found = {}

    for path in (
        f"/e/{event.code}/",
        f"/e/{off.code}/",
        f"/e/{event.code}/register/",
        f"/e/{event.code}/poster/",
        f"/r/{first.uuid}/",
        f"/r/{second.uuid}/",
        f"/my-calendar/{secret}/",
        "/classes/",
        "/classes/?topic=fire",
    ):
        page.goto(f"{language}{path}")
        wide = page.evaluate("document.documentElement.scrollWidth") > 390
        wrong = [one["id"] for one in Axe().run(page).response["violations"]]
        if wide or wrong:
            found[path] = (wide, wrong)

    assert found == {}
