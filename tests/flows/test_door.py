"""From the screen in the room to a green phone: the code is read, nobody logs in."""

from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from django.core.cache import cache
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from portal.events.domain import doorcodes, screens
from portal.events.models import Attendance
from tests.factories.events import EventFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory
from tests.flows.conftest import PHONE

TEN_MINUTES_WRONG = """
    const now = Date.now;
    Date.now = () => now() - 600000;
"""


@pytest.fixture(autouse=True)
def _address(settings, live_server):
    cache.clear()
    settings.PORTAL_BASE_URL = live_server.url


@pytest.fixture
def event():
    """A class that begins in a minute."""
    event = EventFactory(title="有限空间作业安全", starts_at=timezone.now() + timedelta(minutes=1))
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    return event


@pytest.fixture
def screen(desktop, event):
    """The screen in the room, on a computer whose clock is ten minutes wrong."""
    desktop.add_init_script(TEN_MINUTES_WRONG)
    shown = screens.open_screen(event=event, by=UserFactory(), at=timezone.now())
    desktop.goto(f"/screen/{shown.token}/")
    return desktop


@pytest.fixture
def phone(browser):
    """A visitor's phone: small, and it runs no script."""
    context = browser.new_context(
        locale="zh-CN", viewport=PHONE, is_mobile=True, has_touch=True, java_script_enabled=False
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def read_code(screen):
    """Return what a camera reads from the screen."""
    picture = Image.open(BytesIO(screen.locator("#qr").screenshot()))
    (code,) = zxingcpp.read_barcodes(picture.convert("L"))
    return code.text


def test_visitor_reads_the_code_and_is_in_and_comes_in_by_one_tap_later(screen, phone, event):
    person = PersonFactory(
        name="王小强", phone_last4="1000", organisation=OrganisationFactory(name="宏远机械加工厂")
    )

    phone.goto(read_code(screen))
    phone.fill("[name=name]", "王小强")
    phone.fill("[name=last4]", "1000")
    phone.fill("[name=unit]", "宏远机械加工厂")
    phone.click("form.fields button.go")
    phone.click("form[action$='/confirm'] button.go")

    expect(phone.locator("body.answer.safe")).to_be_visible()
    assert list(Attendance.objects.values_list("event", "person")) == [(event.pk, person.pk)]
    screen.locator("#present", has_text="1").wait_for()
    phone.goto(read_code(screen))
    phone.click("form[action$='/confirm'] button.go")
    expect(phone.locator("body.answer.safe")).to_be_visible()
    assert Attendance.objects.count() == 1


def test_screen_changes_its_code_and_goes_blank_when_the_server_is_away(screen, monkeypatch):
    """Two seconds instead of fifteen, so that nobody waits."""
    monkeypatch.setattr(doorcodes, "STEP_SECONDS", 2)
    screen.reload()
    first = screen.locator("#typed").inner_text()
    screen.wait_for_function(
        "before => document.getElementById('typed').textContent !== before", arg=first
    )

    screen.context.set_offline(True)
    screen.locator("#offline").wait_for()
    blank = screen.locator("#qr").is_hidden(), screen.locator(".typed").is_hidden()
    screen.context.set_offline(False)
    screen.locator("#qr").wait_for()

    assert blank == (True, True)
    expect(screen.locator("#offline")).to_be_hidden()


def test_screen_that_was_switched_off_shows_no_code(screen, event):
    screens.revoke(event=event, by=UserFactory(), at=timezone.now())

    screen.locator("#revoked").wait_for()

    expect(screen.locator("#qr")).to_be_hidden()
