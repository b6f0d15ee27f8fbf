"""Start the portal on one machine: web server, worker and clock, until Ctrl-C."""

import os
import socket
import urllib.request
from argparse import ArgumentParser
from contextlib import suppress
from io import StringIO
from typing import Any
from urllib.error import URLError

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, call_command, get_commands
from django.db import connection, transaction

from portal.demonstration import LOGINS, PASSWORD, Login
from portal.lib import collecting
from portal.lib.probes import pending_migrations
from portal.lib.processes import Program, python, run_together
from portal.management.demonstration import accounts


class Command(BaseCommand):
    """Prepare what is missing, then run everything as one foreground process group."""

    help = "Start web server, worker and clock together; Ctrl-C stops them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address from the command line or from HOST and PORT."""
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))

    def handle(self, *args: Any, host: str, port: str, **options: Any) -> None:
        """Run until stopped; the exit code is 1 when a program ended by itself."""
        number = _free_port(host, port)
        with collecting.seldom():
            self._prepare()
        self.logins = _demonstration_logins()
        # The children reach the database on their own connections.
        connection.close()
        waiting = [f"http://{_reachable(host)}:{number}"]

        def announce_once() -> None:
            if waiting and _answers(f"{waiting[0]}/healthz"):
                self._announce(waiting.pop())

        environment = {
            # Visitors' error pages rather than the developer's; DEBUG=1 brings those back.
            "DEBUG": "0",
            "PORTAL_BASE_URL": f"http://{_reachable(host)}:{number}",
            **os.environ,
            "PORTAL_LAUNCHED": "1",
        }
        raise SystemExit(
            run_together(
                [_web(host, number), _worker()],
                environment=environment,
                on_tick=announce_once,
                say=self._say,
            )
        )

    def _prepare(self) -> None:
        is_new = pending_migrations()
        if is_new:
            self._say("Preparing the database ...")
            call_command("migrate", interactive=False, verbosity=0)
        if not _has_site():
            self._call("build_site", "Building the site ...")
        if settings.DEMONSTRATION and not apps.get_model("people", "Organisation").objects.exists():
            self._call("load_demo", "Loading the demonstration year ...")
        elif settings.DEMONSTRATION and accounts.known():
            self._call("load_demo", "Opening a class for check-in ...")
        if is_new:
            # Page by page the worker would take minutes; and after an update the index is old.
            self._call("wagtail_update_index", "Filling the search ...")

    def _call(self, command: str, sentence: str) -> None:
        if command not in get_commands():
            return
        self._say(sentence)
        # All or nothing: what was interrupted is done again at the next start.
        with transaction.atomic():
            call_command(command, verbosity=0, stdout=StringIO())

    def _announce(self, address: str) -> None:
        self._say(f"\n  Portal       {address}/")
        self._say(f"  Back office  {address}/admin/")
        if self.logins:
            self._say(f"\n  Demonstration logins, password {PASSWORD}")
            for login in self.logins:
                self._say(f"    {login.username:<12} {login.name}")
        self._say("\n  Ctrl-C stops everything.\n")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def _free_port(host: str, port: str) -> int:
    try:
        number = int(port)
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, number))
    except (ValueError, OverflowError):
        raise SystemExit(f"PORT={port} is not a port number; try PORT=8001.") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SystemExit(
            f"The portal cannot listen on {host}:{port} ({reason}); "
            f"stop what runs there or choose another port, for example: "
            f"make run PORT={number % 65000 + 1}"
        ) from None
    return number


def _reachable(host: str) -> str:
    """Return the address under which a phone in the same network finds this machine."""
    if host not in {"0.0.0.0", "::"}:  # noqa: S104
        return host
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Nothing is sent; the system only chooses the way (RFC 5737 address).
        probe.connect(("192.0.2.1", 9))
        return probe.getsockname()[0]
    return "127.0.0.1"


def _has_site() -> bool:
    """Say whether there is a page besides the two that Wagtail's migrations make."""
    pages = apps.get_model("wagtailcore", "Page").objects
    return pages.exclude(content_type__app_label="wagtailcore").exists()


def _demonstration_logins() -> list[Login]:
    known = set(get_user_model().objects.values_list("username", flat=True))
    return [login for login in LOGINS if login.username in known]


def _answers(address: str) -> bool:
    with suppress(URLError, OSError):
        return urllib.request.urlopen(address, timeout=1).status == 200  # noqa: S310
    return False


def _web(host: str, port: int) -> Program:
    return Program(
        "The web server",
        python(
            *["-m", "gunicorn", "--config", "python:portal.gunicorn"],
            *["--bind", f"{host}:{port}", "portal.wsgi"],
        ),
    )


def _worker() -> Program:
    # Quiet: the banner, and advice about Ctrl-C that is for workers run alone.
    return Program(
        "The worker",
        python(
            # Root is warned in every start; in a container there is nobody else.
            *["-W", "ignore:You're running the worker"],
            *["-m", "celery", "--app", "portal", "worker", "--beat"],
            # There is no other worker to talk to.
            *["--without-gossip", "--without-mingle", "--without-heartbeat"],
            # SQLite's search index takes two entries of one page at once for a mistake.
            *["--concurrency", "1"],
        ),
        quiet=True,
    )
