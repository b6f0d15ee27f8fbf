"""Take the pictures of the README from the demonstration year (development only)."""

import os
import shutil
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from portal.demonstration import PASSWORD

PHONE, SCREEN = (390, 844), (1280, 800)
FOLDER = settings.BASE_DIR / "docs" / "pictures"


class Shot(NamedTuple):
    """One picture: the first address of a page, or a link to follow from there."""

    name: str
    address: str
    size: tuple[int, int]
    username: str = ""
    follow: str = ""


SHOTS = (
    Shot("home-phone", "/", PHONE),
    Shot("home", "/", SCREEN),
    Shot("event-phone", "/calendar/", PHONE, follow="main a[href*='/e/']"),
    Shot("door", "/admin/", PHONE, "peixun", "a[href*='/door/']"),
    Shot("back-office", "/admin/", SCREEN, "guanli"),
)


class Command(BaseCommand):
    help = "Take the pictures of the README from the demonstration year."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address of a running portal, or start one."""
        parser.add_argument("--address", default="", help="a portal that runs already")
        parser.add_argument("names", nargs="*", help="only these pictures")

    def handle(self, *args: Any, address: str, names: list[str], **options: Any) -> None:
        """Write docs/pictures/<name>.png."""
        from playwright.sync_api import sync_playwright

        shots = [shot for shot in SHOTS if not names or shot.name in names]
        program = os.environ.get("CHROMIUM") or shutil.which("chromium")
        FOLDER.mkdir(exist_ok=True)
        with _running(address) as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            for shot in shots:
                target = _take(browser, base, shot)
                self.stdout.write(str(target.relative_to(settings.BASE_DIR)))
            browser.close()


def _take(browser: Any, base: str, shot: Shot) -> Path:
    width, height = shot.size
    page = browser.new_page(
        base_url=base,
        viewport={"width": width, "height": height},
        device_scale_factor=2 if shot.size == PHONE else 1,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    if shot.username:
        page.goto("/admin/login/")
        page.fill("[name=username]", shot.username)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
    answer = page.goto(shot.address)
    if answer.status != 200:
        raise CommandError(f"{shot.address} answers {answer.status}.")
    if shot.follow:
        page.goto(page.locator(shot.follow).first.get_attribute("href"))
    page.wait_for_load_state("networkidle")
    target = FOLDER / f"{shot.name}.png"
    page.screenshot(path=str(target))
    page.close()
    return target


@contextmanager
def _running(address: str) -> Any:
    """Give the address of a running portal; starts and stops one where none is named."""
    if address:
        yield address
        return
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    portal = subprocess.Popen(
        [sys.executable, "manage.py", "portal"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"PORT": str(port)},
    )
    try:
        while portal.poll() is None:
            try:
                urlopen(f"{base}/healthz", timeout=2)  # noqa: S310
                break
            except OSError:
                time.sleep(0.3)
        yield base
    finally:
        portal.terminate()
        portal.wait()
