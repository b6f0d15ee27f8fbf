"""Writers of SQLite take turns."""

import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from portal.lib import turns


@pytest.fixture
def in_a_file(monkeypatch, tmp_path):
    """Another process can only wait for a database that is a file."""
    one = SimpleNamespace(
        vendor="sqlite",
        in_atomic_block=False,
        settings_dict={"NAME": tmp_path / "door.sqlite3"},
    )
    monkeypatch.setattr(turns, "connections", {"default": one})
    return tmp_path / "door.sqlite3-turn"


HOLD = """
import fcntl, os, sys, time
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(file, fcntl.LOCK_EX)
print("mine", flush=True)
time.sleep(0.4)
"""


def test_waits_for_another_process(in_a_file):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(in_a_file)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "mine\n"
        begun = time.monotonic()
        with turns.writing():
            waited = time.monotonic() - begun

    assert waited > 0.2


def test_next_one_comes_after_an_error_too(in_a_file):
    with pytest.raises(ValueError, match="wrong"), turns.writing():
        raise ValueError("wrong")

    with turns.writing():
        assert in_a_file.exists()


def test_one_thread_writes_at_a_time(in_a_file):
    inside, most = [], []

    def write():
        with turns.writing():
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [1] * 6


@pytest.mark.django_db
def test_nobody_waits_within_a_transaction():
    with transaction.atomic(), turns.writing(), turns.writing():
        assert connection.in_atomic_block
