import os
import signal

from portal.lib.processes import Program, python, run_together

WAITING = python("-c", "import time; time.sleep(60)")


def run(*programs, on_tick=lambda: None):
    said = []
    code = run_together(programs, environment=os.environ, on_tick=on_tick, say=said.append)
    return code, said


def test_program_that_ends_stops_the_others_and_is_named():
    failing = Program("The worker", python("-c", "raise SystemExit(3)"))

    answer = run(Program("The web server", WAITING), failing)

    assert answer == (1, ["The worker ended by itself (exit code 3); stopping the others."])


def test_stop_signal_ends_all_and_is_no_failure():
    before = signal.getsignal(signal.SIGTERM)

    answer = run(
        Program("The web server", WAITING),
        Program("The worker", WAITING, quiet=True),
        on_tick=lambda: os.kill(os.getpid(), signal.SIGTERM),
    )

    assert answer == (0, [])
    assert signal.getsignal(signal.SIGTERM) is before


def test_second_stop_signal_asks_for_the_end_at_once():
    deaf = python("-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)")
    started = []

    def stop_twice():
        started.append(1)
        if len(started) == 5:
            os.kill(os.getpid(), signal.SIGINT)
            signal.setitimer(signal.ITIMER_REAL, 0.3)

    before = signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    try:
        assert run(Program("The worker", deaf), on_tick=stop_twice) == (0, [])
    finally:
        signal.signal(signal.SIGALRM, before)
