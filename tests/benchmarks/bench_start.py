"""``make run`` as a stranger types it: from a clean clone to the first page.

Run by ``make bench``; alone: ``python -m tests.benchmarks.bench_start``. Clones what is committed,
with nothing prepared but the download cache of the package index, and stops the portal again.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
PATIENCE = 600
# What the portal says when a stage begins, and what we call the stage.
STAGES = {
    "Making a virtual environment": "virtual environment",
    "Installing": "packages",
    "Preparing the database": "migrations, and every module compiled for the first time",
    "Building the site": "pages of every installation",
    "Loading the demonstration": "demonstration year, start of the servers",
}


def main() -> int:
    """Print the seconds of each stage; return 1 when no page came."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "portal"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first, seconds = _start(clone)
        again, _stages = _start(clone)
    if first is None or again is None:
        sys.stderr.write("No page was served.\n")
        return 1
    sys.stdout.write("| stage | seconds |\n|---|---|\n")
    begun = [*seconds.items(), ("", first)]
    for (stage, start), (_next, end) in pairwise(begun):
        sys.stdout.write(f"| {stage} | {end - start:.1f} |\n")
    sys.stdout.write(f"| **clean clone to the first page** | **{first:.1f}** |\n")
    sys.stdout.write(f"| started again, to the first page | {again:.1f} |\n")
    return 0


def _start(clone: Path) -> tuple[float | None, dict[str, float]]:
    """Run `make run` until the front page is there; return seconds to it and to each stage."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    hidden = {"VIRTUAL_ENV", "VAR_DIR", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    begun = time.monotonic()
    running = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=clone,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    seconds: dict[str, float] = {}
    reader = Thread(target=_read, args=(running, begun, seconds), daemon=True)
    reader.start()
    first = None
    while first is None and running.poll() is None and time.monotonic() - begun < PATIENCE:
        time.sleep(0.1)
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
            page.read()
            first = time.monotonic() - begun
    os.killpg(running.pid, signal.SIGINT)
    running.wait(timeout=60)
    return first, seconds


def _read(running: "subprocess.Popen[str]", begun: float, seconds: dict[str, float]) -> None:
    for line in running.stdout or []:
        for words, stage in STAGES.items():
            if line.startswith(words):
                seconds[stage] = time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main())
