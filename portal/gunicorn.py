"""How gunicorn serves the portal: ``gunicorn --config python:portal.gunicorn portal.wsgi``."""

import os
import signal
from typing import Any

from cms.search import words

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
loglevel = "warning"
# Half of this is what a proxy in front usually waits.
timeout = 30
graceful_timeout = 15
# A leak, if there is one, stays small; not all workers at once.
max_requests = 20_000
max_requests_jitter = 2_000


def when_ready(server: Any) -> None:
    """Read the dictionaries of the search before the workers part: they share them so."""
    words.prepare()
    leave_interrupts()


def post_worker_init(worker: Any) -> None:
    leave_interrupts()


def leave_interrupts() -> None:
    """Leave Ctrl-C to whoever started this server: he asks it to stop by SIGTERM.

    A terminal sends Ctrl-C to every process at once, and a worker that is told twice, once by
    the terminal and once by its master, may hang until it is killed.
    """
    if os.environ.get("PORTAL_LAUNCHED"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
