"""Writers of SQLite take turns, in the order in which they come.

SQLite lets one write at a time. Who finds it busy sleeps and tries again, longer each time, and
may sleep while others come and go: at a full door a third of the throughput, and some visitors
wait for seconds. Here they queue: threads for their process, processes for a file beside the
database. It is for speed only; that nobody else writes is SQLite's own to see to, and a writer
who does not queue is merely as slow as before.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.db import DEFAULT_DB_ALIAS, connections

try:
    import fcntl
except ImportError:  # pragma: no cover - not on Windows
    fcntl = None  # type: ignore[assignment]

_threads = threading.Lock()


@contextmanager
def writing() -> Iterator[None]:
    """Wait for one's turn to write a few rows; on PostgreSQL, and within a transaction, at once."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    path = str(connection.settings_dict["NAME"])
    with _threads:
        if fcntl is None or path.startswith(("file:", ":memory:")):
            yield
            return
        # A process of its own has a file of its own: one opened before a fork is shared.
        file = _opened(f"{path}-turn", os.getpid())
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def alone(lock: int) -> None:
    """Let one transaction at a time go on from here; the next one waits until it ends.

    For what the locks of single rows do not guard. SQLite has one writer at a time anyway.

    Args:
        lock: a number of its own for each purpose.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


@lru_cache(maxsize=4)
def _opened(path: str, process: int) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
