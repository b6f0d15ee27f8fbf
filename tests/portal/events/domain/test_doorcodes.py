"""The rotating code of the venue."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.events.domain import doorcodes
from portal.events.enums import ScanKind
from portal.lib import qr

# The first second of a step.
START = datetime.fromtimestamp(15 * 117_000_000, UTC)
SECOND = timedelta(seconds=1)


def code(at, kind="IN", epoch=0, event="7K3M9QXA"):
    return doorcodes.current(event_code=event, epoch=epoch, kind=kind, at=at)


def accept(text, at, epoch=0, event="7K3M9QXA"):
    return doorcodes.accept(event_code=event, epoch=epoch, text=text, at=at)


@pytest.mark.parametrize(
    ("seconds", "good"), [(0, True), (14, True), (29, True), (34, True), (35, False), (60, False)]
)
def test_a_code_lives_35_seconds_from_its_step(seconds, good):
    mac = code(START).mac

    assert accept(mac, START + seconds * SECOND) == ("IN" if good else None)


def test_a_code_of_the_future_is_refused():
    assert accept(code(START + 15 * SECOND).mac, START) is None


def test_time_left_is_relative_and_counts_down():
    assert [code(START + s * SECOND).expires_in_ms for s in (0, 9.5, 14)] == [15000, 5500, 1000]


@pytest.mark.parametrize("kind", ScanKind.values)
def test_every_kind_has_a_code_of_its_own(kind):
    made = code(START, kind)

    assert accept(made.mac, START) == kind
    assert accept(made.mac.lower(), START) == kind
    typed = doorcodes.accept_typed(
        event_code="7K3M9QXA", epoch=0, digits=made.typed, at=START + 20 * SECOND
    )
    assert typed == kind


def test_code_of_another_epoch_or_event_is_refused():
    mac = code(START).mac

    assert accept(mac, START, epoch=1) is None
    assert accept(mac, START, event="7K3M9QXB") is None
    assert accept("签到签到签到签到签到签到签到签到", START) is None


def test_the_address_fits_a_small_qr_code():
    url = qr.address("https://anquan.example", f"/C/7K3M9QXA/{code(START).mac}")

    # Version 3: 29 modules wide.
    assert len(qr.modules(url, "M")) == 29
