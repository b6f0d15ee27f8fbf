"""Several programs run as one: started together, stopped together."""

import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Program:
    """A program to start: what people call it, and its command line."""

    name: str
    command: Sequence[str]
    quiet: bool = False


def run_together(
    programs: Sequence[Program],
    *,
    environment: Mapping[str, str],
    on_tick: Callable[[], None],
    say: Callable[[str], None],
) -> int:
    """Start programs, wait for a stop signal or the first that ends, stop the others.

    All stay in the caller's process group. They are asked to end by SIGTERM and never
    killed: the queue in files loses what a killed worker held. A second Ctrl-C sends
    SIGQUIT, which the programs take as "at once".

    Args:
        programs: in the order of their start.
        environment: of every program.
        on_tick: called about five times a second while all run.
        say: takes sentences for the person at the terminal.

    Returns:
        0 after a stop signal, 1 when a program ended by itself.
    """
    stop = Event()
    running: dict[str, subprocess.Popen[bytes]] = {}

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            _send(running, signal.SIGQUIT)
        stop.set()

    before = {number: signal.signal(number, ask_to_stop) for number in STOP_SIGNALS}
    try:
        for program in programs:
            running[program.name] = subprocess.Popen(  # noqa: S603
                program.command,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL if program.quiet else None,
            )
        ended = _first_ended(running)
        while not ended and not stop.wait(0.2):
            on_tick()
            ended = _first_ended(running)
        if ended:
            code = running[ended].returncode
            say(f"{ended} ended by itself (exit code {code}); stopping the others.")
        _send(running, signal.SIGTERM)
        for child in running.values():
            child.wait()
    finally:
        _send(running, signal.SIGTERM)
        for number, handler in before.items():
            signal.signal(number, handler)
    return 1 if ended else 0


def python(*arguments: str) -> list[str]:
    """Return the command line that runs the present Python with arguments."""
    return [sys.executable, *arguments]


def _first_ended(running: Mapping[str, subprocess.Popen[bytes]]) -> str:
    return next((name for name, child in running.items() if child.poll() is not None), "")


def _send(running: Mapping[str, subprocess.Popen[bytes]], number: signal.Signals) -> None:
    for child in running.values():
        if child.poll() is None:
            child.send_signal(number)
