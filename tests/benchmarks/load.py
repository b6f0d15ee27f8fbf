"""A small load client, and what a server's processes cost.

Requests are prepared as bytes beforehand, so that the client takes little of the two cores it
shares with the server. Loopback only; every run is bounded in requests and time.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from threading import Thread

HOST = "127.0.0.1"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Result:
    """One run: requests per second, percentiles in milliseconds, CPU milliseconds a request."""

    per_second: float
    p50: float
    p95: float
    p99: float
    cpu_ms: float
    errors: int


class Client:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def send(self, request: bytes) -> tuple[int, bytes]:
        """Send one prepared request, return status and whole answer; reconnects once."""
        for attempt in (1, 2):
            try:
                if self.socket is None:
                    self.socket = socket.create_connection((HOST, self.port), timeout=30)
                    self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.socket.sendall(request)
                return self._receive()
            except (ConnectionError, IndexError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError

    def _receive(self) -> tuple[int, bytes]:
        answer = b""
        while b"\r\n\r\n" not in answer:
            piece = self.socket.recv(65536)
            if not piece:
                raise ConnectionError
            answer += piece
        head, _, body = answer.partition(b"\r\n\r\n")
        lower = head.lower()
        if b"content-length: " in lower:
            length = int(lower.split(b"content-length: ")[1].split(b"\r\n")[0])
            while len(body) < length:
                body += self.socket.recv(65536)
        else:
            while not body.endswith(b"0\r\n\r\n"):
                body += self.socket.recv(65536)
        if b"connection: close" in lower:
            self.close()
        return int(head.split(b" ", 2)[1]), head + b"\r\n\r\n" + body

    def close(self) -> None:
        """Close the connection."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def run(port: int, pid: int, requests: Sequence[bytes], clients: int, expect: bytes) -> Result:
    """Send all requests from some clients at once, each as fast as it is answered.

    Args:
        pid: of the server's first process; the CPU time of its children is counted too.
        expect: what every good answer contains.
    """
    shares = [requests[number::clients] for number in range(clients)]
    times: list[list[float]] = [[] for _ in shares]
    errors = [0] * clients

    def work(number: int) -> None:
        client = Client(port)
        for request in shares[number]:
            begun = time.perf_counter()
            status, answer = client.send(request)
            times[number].append(time.perf_counter() - begun)
            errors[number] += status != 200 or expect not in answer
        client.close()

    threads = [Thread(target=work, args=(number,)) for number in range(clients)]
    cpu, begun = cpu_seconds(pid), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    spent = cpu_seconds(pid) - cpu
    every = [1000 * one for some in times for one in some]
    cuts = quantiles(every, n=100)
    return Result(
        per_second=len(every) / took,
        p50=cuts[49],
        p95=cuts[94],
        p99=cuts[98],
        cpu_ms=1000 * spent / len(every),
        errors=sum(errors),
    )


def middle(results: Sequence[Result]) -> Result:
    """Return the median of several rounds, value by value; errors are added up."""
    return Result(
        *(
            median(getattr(one, name) for one in results)
            for name in ("per_second", "p50", "p95", "p99", "cpu_ms")
        ),
        errors=sum(one.errors for one in results),
    )


def post(path: str, body: str, cookies: str = "") -> bytes:
    """Return a form post as bytes."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {HOST}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Accept-Language: zh-CN",
        *([f"Cookie: {cookies}"] if cookies else []),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def get(path: str, cookies: str = "") -> bytes:
    """Return a GET as bytes."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", "Accept-Language: zh-CN"]
    lines += [f"Cookie: {cookies}"] if cookies else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def cpu_seconds(pid: int) -> float:
    """Return user and system time of a process and its living children."""
    total = 0.0
    for one in [pid, *_children(pid)]:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in listed]


@contextmanager
def gunicorn(settings: str, port: int, *, threads: int = 8) -> Iterator[int]:
    """Serve with two workers on a port; yields the first process's number."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "PYTHONWARNINGS": "ignore"}
    server = subprocess.Popen(
        [
            *[sys.executable, "-m", "gunicorn", "tests.benchmarks.wsgi"],
            *["--bind", f"{HOST}:{port}", "--workers", "2", "--threads", str(threads)],
            # Loaded before the port opens: who is answered, is answered by a ready server.
            *["--preload", "--keep-alive", "30", "--graceful-timeout", "5"],
            *["--log-level", "error"],
        ],
        env=environment,
    )
    try:
        for _ in range(1200):
            try:
                socket.create_connection((HOST, port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        time.sleep(2)  # both workers have begun
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
