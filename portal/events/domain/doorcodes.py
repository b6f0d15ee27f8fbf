"""The rotating code of the venue: what the screen shows, what the door accepts.

A code is a keyed digest of event, epoch, kind of scan and a step of fifteen seconds. The
server makes it and the server reads it, both by its own clock; the screen is told only for
how many milliseconds the code still lives.
"""

import hashlib
import hmac
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime

from portal.events.enums import ScanKind
from portal.lib.sealing import signing_key

STEP_SECONDS = 15
# A code is read during its step, the next one, and this much longer: 35 seconds at most.
GRACE_SECONDS = 5
TYPED_DIGITS = 6


@dataclass(frozen=True, slots=True)
class DoorCode:
    """What the venue's screen shows: the code, the same to type, and how long it lives."""

    mac: str
    typed: str
    kind: str
    expires_in_ms: int


def current(*, event_code: str, epoch: int, kind: str, at: datetime) -> DoorCode:
    """Return the code of the moment.

    Args:
        event_code: public code of the event.
        epoch: counter that "renew" raises; codes of an older epoch are worthless.
        kind: `ScanKind` the code is for.
        at: now by the server's clock.
    """
    now = at.timestamp()
    step = int(now // STEP_SECONDS)
    mac = _mac(event_code, epoch, kind, step)
    return DoorCode(
        mac=mac,
        typed=_typed(mac),
        kind=kind,
        expires_in_ms=int((step + 1) * STEP_SECONDS * 1000 - now * 1000),
    )


def accept(*, event_code: str, epoch: int, text: str, at: datetime) -> str | None:
    """Return the kind of scan a scanned code stands for, None when it is not good now.

    Compared in constant time with every code that is good at this moment.
    """
    return _match(event_code, epoch, at, text.upper(), typed=False)


def accept_typed(*, event_code: str, epoch: int, digits: str, at: datetime) -> str | None:
    """Return the kind of scan six typed digits stand for; limit the tries before asking."""
    return _match(event_code, epoch, at, digits, typed=True)


def _match(event_code: str, epoch: int, at: datetime, text: str, *, typed: bool) -> str | None:
    given = text.encode()
    found = None
    for kind in ScanKind.values:
        for step in _good_steps(at):
            mac = _mac(event_code, epoch, kind, step)
            good = (_typed(mac) if typed else mac).encode()
            if hmac.compare_digest(good, given):
                found = kind
    return found


def _good_steps(at: datetime) -> list[int]:
    now = at.timestamp()
    step = int(now // STEP_SECONDS)
    steps = [step, step - 1]
    if now - step * STEP_SECONDS < GRACE_SECONDS:
        steps.append(step - 2)
    return steps


def _mac(event_code: str, epoch: int, kind: str, step: int) -> str:
    key = signing_key(f"door:{event_code}")
    message = f"{event_code}|{epoch}|{kind}|{step}".encode()
    return b32encode(hmac.digest(key, message, "sha256")[:10]).decode()


def _typed(mac: str) -> str:
    return f"{int(hashlib.sha256(mac.encode()).hexdigest(), 16) % 10**TYPED_DIGITS:06d}"
