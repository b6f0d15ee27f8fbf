"""A real browser against a real server; skipped by name where there is no browser.

`page` is a phone in Chinese, `desktop` a wide screen. The browser is the one that the
environment names (CHROMIUM), one found on the PATH, or Playwright's own download.
"""

import os
import shutil

import pytest
from playwright.sync_api import Error, expect, sync_playwright

FOUND_AS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1280, "height": 800}
# Milliseconds that a page has for what its script draws.
PATIENCE = 10_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    """Everything below this folder needs a browser and a database that commits."""
    for item in items:
        if "flows" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser():
    """One browser for the whole run."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, FOUND_AS)), None)
    # Chromium refuses to run as root inside its sandbox.
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; the ORM is called beside it, not in it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        try:
            chromium = playwright.chromium.launch(executable_path=program, args=arguments)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(
                "no browser: install Chromium, name one in CHROMIUM, or run "
                f"`.venv/bin/playwright install chromium` ({str(error).splitlines()[0]})"
            )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, live_server):
    """A phone that reads Chinese; fails the test when the page's own script fails."""
    yield from _page(browser, live_server, viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def desktop(browser, live_server):
    """A wide screen that reads Chinese; fails the test when the page's own script fails."""
    yield from _page(browser, live_server, viewport=SCREEN)


def _page(browser, live_server, **options):
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", **options
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
