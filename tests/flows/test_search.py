"""The search as people use it: by thumb, by keyboard, without a script, in every look."""

from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from cms.domain import demonstration
from tests.flows.test_site import NARROW, reader  # noqa: F401 - a fixture

FOUND = ["/search/?q=消防", "/search/?q=着火&kind=KNOWLEDGE", "/en/search/?q=fire"]
OTHERS = ["/search/", "/search/?q=xiaofang", "/search/?q=罗盘 消防", "/en/search/?q=extingisher"]


@pytest.fixture
def site(db):
    """The pages of the demonstration, in the index."""
    demonstration.load(at=timezone.now())
    call_command("wagtail_update_index", verbosity=0)


def test_search_passes_axe_and_never_scrolls_sideways(site, reader):  # noqa: F811
    findings = []
    for address in [*FOUND, *OTHERS]:
        reader.goto(address)
        width = reader.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            findings.append((address, "scrolls to", width))
        found = Axe().run(reader).response["violations"]
        findings += [(address, each["id"], each["nodes"][0]["html"]) for each in found]

    assert findings == []


def test_search_is_one_tap_away_and_needs_no_script(site, browser, live_server):
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 390, "height": 844},
        java_script_enabled=False,
        locale="zh-CN",
    )
    page = context.new_page()
    page.goto("/")

    link = page.locator("header a.to-search")
    box = link.bounding_box()
    link.click()
    page.get_by_label("搜索本站").last.fill("滅火器")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")

    assert min(box["width"], box["height"]) >= 44
    assert unquote(urlsplit(page.url).query) == "q=滅火器"
    assert page.locator(".results h3 a").first.text_content() == "灭火器四步：提、拔、握、压"
    page.locator("nav.chips a").nth(1).click()
    page.wait_for_url("**/search/?q=*kind=*")
    page.locator(".results h3 a").first.click()
    page.wait_for_url("**/news/**")
    assert page.locator("h1").text_content() == "灭火器四步：提、拔、握、压"
    context.close()


def test_keyboard_walks_through_the_suggestions(site, desktop):
    desktop.goto("/")
    field = desktop.locator("header input[type=search]")

    field.press_sequentially("mhq")
    option = desktop.locator("header [role=option]").first
    option.wait_for()
    expect(field).to_have_attribute("aria-expanded", "true")
    desktop.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    expect(option).to_have_attribute("aria-selected", "true")
    desktop.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    desktop.keyboard.press("ArrowDown")
    option.wait_for()
    desktop.keyboard.press("ArrowDown")
    desktop.keyboard.press("Enter")

    desktop.wait_for_url("**/news/mie-huo-qi-si-bu/")


def test_suggestion_is_tapped(site, page):
    page.goto("/search/")

    page.locator("#search-words").press_sequentially("电梯")
    page.locator("main [role=option]", has_text="困在电梯里").tap()

    page.wait_for_url("**/news/kun-zai-dian-ti-li/")


def test_open_suggestions_pass_axe(site, browser, live_server):
    context = browser.new_context(base_url=live_server.url, bypass_csp=True, locale="zh-CN")
    page = context.new_page()
    page.goto("/search/")
    page.locator("#search-words").press_sequentially("电")
    page.locator("main [role=option]").first.wait_for()

    findings = Axe().run(page).response["violations"]

    assert [(each["id"], each["nodes"][0]["html"]) for each in findings] == []
    context.close()
