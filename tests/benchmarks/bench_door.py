"""The door under load: confirmations beside a bare view, and 500 phones in a minute.

Run by ``make bench``; alone: ``python -m tests.benchmarks.bench_door [--quick]``, on whatever
DATABASE_URL names. Works in a database of its own. The two contestants take turns, three
rounds each; figures are medians.
"""

import os
import random
import re
import sys
import tempfile
import threading
import time
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import django

from tests.benchmarks import load

PORT_PORTAL, PORT_BARE = 8471, 8472
CLIENTS = (1, 8, 32)
ROUNDS = 3
WARM = 400
PHONES, SECONDS, PEAK = 500, 60, 50
CSRF = "a" * 32


def main() -> None:
    quick = "--quick" in sys.argv
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.door_settings"
    django.setup()
    from django.db import connection

    if connection.vendor == "sqlite":
        # A file: the server is another process and cannot see a database in memory.
        folder = tempfile.mkdtemp(prefix="portal-bench-")
        connection.settings_dict["TEST"]["NAME"] = f"{folder}/door.sqlite3"
    name = connection.creation.create_test_db(verbosity=0, serialize=False, autoclobber=True)
    os.environ["DATABASE_URL"] = _address(str(name))
    try:
        report = measure(ROUNDS if not quick else 1, 800 if not quick else 300)
        report += crowd(PHONES if not quick else 50, SECONDS if not quick else 6)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)
    sys.stdout.write(report)


def _address(name: str) -> str:
    before = os.environ.get("DATABASE_URL", "")
    if before.startswith("postgres"):
        return before.rsplit("/", 1)[0] + "/" + name
    return f"sqlite:///{name}"


def _event(title: str) -> Any:
    from django.utils import timezone

    from portal.events.models import Event
    from portal.people.models import Organisation

    now = timezone.now()
    event = Event.objects.create(
        kind="TRAINING",
        title=title,
        organiser=Organisation.objects.first() or Organisation.add_root(name="区", kind="DISTRICT"),
        starts_at=now,
        ends_at=now + timedelta(hours=2),
        status="PUBLISHED",
        changed_at=now,
    )
    event.blocks.create(starts_at=event.starts_at, ends_at=event.ends_at)
    return event


def _people(count: int, name: str = "测试") -> list[Any]:
    from portal.people.models import Organisation, Person

    organisation = Organisation.objects.first()
    return Person.objects.bulk_create(
        [
            Person(
                name=f"{name}{number}",
                name_key=f"{name}{number}",
                phone_last4=f"{number % 10000:04d}",
                organisation=organisation,
            )
            for number in range(count)
        ],
        batch_size=1000,
    )


def measure(rounds: int, requests: int) -> str:
    """Let both contestants take turns at 1, 8 and 32 clients; return a table in Markdown."""
    from django.db import connection

    from tests.benchmarks.bare_view import TABLE

    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    event = _event("负载")
    people = _people(rounds * len(CLIENTS) * requests)
    supply = iter(people)
    results: dict[tuple[str, int], list[load.Result]] = {}
    with (
        load.gunicorn("tests.benchmarks.door_settings", PORT_PORTAL) as portal,
        load.gunicorn("tests.benchmarks.bare_settings", PORT_BARE) as bare,
    ):
        # More clients than threads: each thread has its connection before the clock runs.
        warm = _confirmations(_event("热身"), people[:WARM])
        load.run(PORT_PORTAL, portal, warm, CLIENTS[-1], b"answer safe")
        load.run(PORT_BARE, bare, _bare(people[:WARM], before=-1), CLIENTS[-1], b"ok")
        for _round in range(rounds):
            for clients in CLIENTS:
                some = [next(supply) for _ in range(requests)]
                made = _confirmations(event, some)
                results.setdefault(("bare", clients), []).append(
                    load.run(PORT_BARE, bare, _bare(some), clients, b"ok")
                )
                results.setdefault(("portal", clients), []).append(
                    load.run(PORT_PORTAL, portal, made, clients, b"answer safe")
                )
    from portal.events.models import Attendance, DeviceClaim, Scan

    sent = rounds * len(CLIENTS) * requests
    stored = [
        model.objects.filter(event=event).count() for model in (Scan, Attendance, DeviceClaim)
    ]
    assert stored == [sent] * 3, (sent, stored)
    return _table(connection.vendor, results, sent)


def _confirmations(event: Any, people: list[Any]) -> list[bytes]:
    """Return the last step of each phone: the one tap, with ticket, cookie and CSRF token."""
    from django.utils import timezone

    from portal.events.domain import doors, tickets
    from portal.lib.sealing import fingerprint

    door, now = doors.of(event), timezone.now()
    made = []
    for person in people:
        secret = uuid4().hex
        ticket = tickets.issue(door=door, kind="IN", device=fingerprint(secret, "device"), at=now)
        text = tickets.write(tickets.naming(ticket=ticket, person=person, known_phone=False))
        body = urlencode({"csrfmiddlewaretoken": CSRF, "ticket": text})
        cookies = f"csrftoken={CSRF}; portal_device={secret}"
        made.append(load.post(f"/C/{event.code}/confirm", body, cookies))
    return made


def _bare(people: list[Any], before: int = 1) -> list[bytes]:
    return [
        load.post("/bare", urlencode({"id": uuid4().hex, "person": before * person.pk}))
        for person in people
    ]


def _table(vendor: str, results: dict[tuple[str, int], list[load.Result]], sent: int) -> str:
    lines = [
        f"### Confirmations, {vendor}, gunicorn with 2 workers of 8 threads\n",
        "| clients | contestant | requests/s | p50 ms | p95 ms | p99 ms | CPU ms | errors |",
        "|---|---|---|---|---|---|---|---|",
    ]
    ratios = []
    for clients in CLIENTS:
        both = {who: load.middle(results[who, clients]) for who in ("bare", "portal")}
        for who, one in both.items():
            lines.append(
                f"| {clients} | {who} | {one.per_second:.0f} | {one.p50:.1f} | {one.p95:.1f} "
                f"| {one.p99:.1f} | {one.cpu_ms:.2f} | {one.errors} |"
            )
        ratios.append(f"{100 * both['portal'].per_second / both['bare'].per_second:.0f} %")
    lines.append(
        f"\nThe portal reaches {', '.join(ratios)} of the bare view at "
        f"{', '.join(map(str, CLIENTS))} clients; the aim is 50 %. "
        f"{sent} confirmations, as many scans, attendances and phones in the database.\n\n"
    )
    return "\n".join(lines)


# --- Five hundred phones ----------------------------------------------------------------------


def crowd(phones: int, seconds: int) -> str:
    """Let phones arrive within a minute, a tenth of them within one second; check the ledger.

    Each phone walks the whole way: reads the code the screen shows, types name and digits,
    confirms. Every answer is written to the client's own ledger, which is compared with the
    database afterwards.
    """
    from django.db import connection
    from django.utils import timezone

    from portal.events.domain import screens
    from portal.events.models import Attendance, Scan
    from portal.people.models import User

    event = _event("五百人")
    people = _people(phones, "到场")
    by = User.objects.create(username=f"bench{uuid4().hex[:6]}", is_superuser=True)
    screen = screens.open_screen(event=event, by=by, at=timezone.now())
    rng = random.Random(500)
    burst = seconds / 2
    starts = sorted(
        [burst + rng.random() for _ in range(min(PEAK, phones))]
        + [rng.random() * (seconds - 3) for _ in range(phones - PEAK)]
    )
    ledger: list[tuple[Any, float, str]] = []
    lock = threading.Lock()

    with load.gunicorn("tests.benchmarks.door_settings", PORT_PORTAL):
        shown = {"path": _shown(screen.token)}
        over = threading.Event()

        def watch() -> None:
            while not over.wait(2):
                shown["path"] = _shown(screen.token)

        watcher = threading.Thread(target=watch)
        watcher.start()
        begun = time.perf_counter()

        def arrive(person: Any, at: float) -> None:
            time.sleep(max(0, at - (time.perf_counter() - begun)))
            lines = _walk(shown["path"], person)
            with lock:
                ledger.extend(lines)

        threads = [
            threading.Thread(target=arrive, args=pair) for pair in zip(people, starts, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        over.set()
        watcher.join()

    times = sorted(1000 * took for _person, took, _outcome in ledger)
    told = {person for person, _took, outcome in ledger if outcome == "answer safe"}
    wrong = [outcome for _person, _took, outcome in ledger if outcome.startswith("!")]
    stored = set(Attendance.objects.filter(event=event).values_list("person_id", flat=True))
    scans = Scan.objects.filter(event=event).count()
    lost, unasked = told - stored, stored - told
    p95 = times[int(0.95 * len(times))]
    return (
        f"### {phones} phones in {seconds} s, {min(PEAK, phones)} of them in one second,"
        f" {connection.vendor}\n\n"
        f"{len(times)} requests: p50 {times[len(times) // 2]:.0f} ms, p95 {p95:.0f} ms "
        f"(aim 500), slowest {times[-1]:.0f} ms; {len(wrong)} errors. The phones were told of "
        f"{len(told)} check-ins; the database holds {len(stored)} attendances and {scans} scans, "
        f"{len(lost)} lost, {len(unasked)} unasked for, "
        f"{scans - len(stored)} double.\n\n" + "".join(f"- {one}\n" for one in wrong[:5])
    )


def _shown(token: str) -> str:
    _status, answer = load.Client(PORT_PORTAL).send(load.get(f"/screen/{token}/state.json"))
    return re.search(rb'"url": "[^"]*?(/C/[^"]+)"', answer).group(1).decode()


def _walk(path: str, person: Any) -> list[tuple[Any, float, str]]:
    """Return what one phone was told, step by step; "!" marks what went wrong."""
    client, cookies, ledger = load.Client(PORT_PORTAL), {}, []

    def step(request: bytes, expect: str) -> str:
        begun = time.perf_counter()
        status, answer = client.send(request)
        took = time.perf_counter() - begun
        text = answer.decode(errors="replace")
        cookies.update(re.findall(r"(?i)set-cookie: (\w+)=([^;]+)", text))
        good = status == 200 and expect in text
        ledger.append((person.pk, took, expect if good else f"!{status} at {expect}"))
        return text

    def form(text: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        ticket = re.search(r'name="ticket" value="([^"]+)"', text)
        if not (token and ticket):
            raise LookupError
        return urlencode({"csrfmiddlewaretoken": unescape(token[1]), "ticket": ticket[1], **fields})

    def jar() -> str:
        return "; ".join(f"{name}={value}" for name, value in cookies.items())

    base = path.rsplit("/", 1)[0]
    try:
        page = step(load.get(path), 'name="last4"')
        named = {"name": person.name, "last4": person.phone_last4, "unit": "区"}
        page = step(load.post(f"{base}/identify", form(page, **named), jar()), '/confirm"')
        step(load.post(f"{base}/confirm", form(page), jar()), "answer safe")
    except LookupError:
        ledger.append((person.pk, 0.0, "!no form in the answer"))
    client.close()
    return ledger


if __name__ == "__main__":
    main()
