"""The public pages as people use them: any screen, any mode, keyboard, no script."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import Page

from cms.domain import demonstration
from cms.models import Facility
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.totals import came, drilled, held

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def addresses(db):
    """One page of each type in both languages, those beside them, one that does not exist."""
    OrganisationFactory(name="凤凰城北区小区")
    demonstration.load(at=timezone.now())
    now = timezone.now()
    event = held(starts_at=now - timedelta(days=1))
    came(event, PersonFactory())
    drilled(starts_at=now - timedelta(days=1), joined_by=[OrganisationFactory()])
    found = {}
    for page in Page.objects.filter(depth__gte=2).live().specific():
        found.setdefault((page.specific_class, page.locale_id), urlsplit(page.url).path)
    of_a_place = (f"/f/{Facility.objects.first().code}/", f"/opinion/{event.code}/")
    beside = ("/figures/", "/drills/", "/cards/", "/nothing/", *of_a_place)
    return [*found.values(), *beside, *(f"/en{address}" for address in beside)]


@pytest.fixture(params=["light", "dark", "elder"])
def reader(request, browser, live_server):
    """A reader's screen in one of the three looks; the policy lets the examiner in."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport=NARROW,
        color_scheme="dark" if request.param == "dark" else "light",
        bypass_csp=True,
    )
    if request.param == "elder":
        context.add_cookies([{"name": "display", "value": "elder", "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_every_page_passes_axe_and_never_scrolls_sideways(addresses, reader):
    findings = []
    for address in addresses:
        reader.goto(address)
        reader.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        width = reader.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            findings.append((address, "scrolls to", width))
        found = Axe().run(reader).response["violations"]
        findings += [(address, each["id"], each["nodes"][0]["html"]) for each in found]

    assert findings == []


def test_large_type_is_chosen_once_without_a_script(addresses, browser, live_server):
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="zh-CN"
    )
    page = context.new_page()
    page.goto("/news/?kind=CASE")

    page.locator("button[name=mode]").click()

    assert urlsplit(page.url).path == "/news/"
    assert urlsplit(page.url).query == "kind=CASE"
    expect(page.locator("html")).to_have_attribute("data-mode", "elder")
    page.goto("/communities/")
    expect(page.locator("html")).to_have_attribute("data-mode", "elder")
    page.locator("button[name=mode]").click()
    assert page.locator("html").get_attribute("data-mode") is None
    context.close()


def test_keyboard_skips_to_the_content_and_the_languages_lead_to_each_other(addresses, desktop):
    desktop.goto("/calendar/")

    desktop.keyboard.press("Tab")
    assert desktop.evaluate("document.activeElement.className") == "skip"
    desktop.keyboard.press("Enter")
    assert desktop.evaluate("document.activeElement.id") == "main"

    desktop.locator(".tools a[hreflang=en]").click()
    assert urlsplit(desktop.url).path == "/en/calendar/"
    desktop.locator(".tools a[hreflang=zh-hans]").click()
    assert urlsplit(desktop.url).path == "/calendar/"


def test_styles_obey_the_policy(addresses, desktop):
    refused = []
    desktop.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)

    for address in addresses:
        desktop.goto(address)

    assert refused == []
