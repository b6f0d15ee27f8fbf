"""Doors as they are: hundreds of made-up sequences of scans, folded and counted by the second.

The count shares nothing with the fold: it walks through the scans once and then collects the
seconds of the lessons somebody was in the room, as the definitions printed in the report say.
"""

import random
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from portal.events.domain.presence import Mark, Stretch, fold
from portal.events.models import DoorPolicy
from portal.lib.periods import BUSINESS_ZONE

# The last ends in the next year.
STARTS = [datetime(2025, 12, 31, hour, 30, tzinfo=BUSINESS_ZONE) for hour in (9, 23)]
NEAR = [0, 1, -1, 599, 600, 601, -599, -600, -601]


def counted(scans, blocks, policy):
    """Return minutes present and credited, flags and status."""
    visits, flags, since = [], set(), None
    for second, kind in sorted(
        scans, key=lambda scan: (scan[0], ["IN", "MID", "OUT"].index(scan[1]))
    ):
        if kind != "OUT":
            since = second if since is None else since
        elif since is None:
            flags.add("OUT_WITHOUT_IN")
        else:
            visits.append((since, second, True))
            since = None
    if since is not None:
        flags.add("NO_EXIT")
        begin, end = blocks[0][0], blocks[-1][1]
        in_last_third = any(kind == "MID" and 3 * (end - at) <= end - begin for at, kind in scans)
        until = since
        if policy.missing_out == "ASSUME_END" or (policy.missing_out != "ZERO" and in_last_third):
            flags.add("EXIT_ASSUMED")
            until = max(since, end)
        elif policy.missing_out == "UNTIL_LAST_EVIDENCE":
            until = max(at for at, _kind in scans)
        visits.append((since, until, False))

    edge, lessons = policy.edge * 60, [block[:2] for block in blocks if block[2]]
    seconds = set()
    for begin, end in lessons:
        for came, left, _scanned in visits:
            if came < end and left > begin:
                first = begin if came <= begin + edge else came
                last = end if left >= end - edge else left
                seconds.update(range(first, last))
    planned = sum(end - begin for begin, end in lessons) // 60
    present = len(seconds) // 60
    enough = present * 100 >= policy.threshold_percent * planned
    credited = min(present, planned) if enough else 0
    if not visits:
        return present, credited, flags, "ABSENT"
    _came, left, scanned = visits[-1]
    late = visits[0][0] > lessons[0][0] + policy.late_after * 60
    early = scanned and left < lessons[-1][1] - edge
    status = {
        (True, True): "LATE_AND_EARLY",
        (True, False): "LATE",
        (False, True): "EARLY_LEAVE",
        (False, False): "PARTIAL" if scanned and not enough else "PRESENT",
    }[late, early]
    return present, credited, flags, status


def made_up(chance):
    """Return (scans, blocks, policy); scans and blocks in seconds from the start."""
    blocks, at = [], 0
    for _lesson in range(chance.randint(1, 3)):
        length = chance.choice([8, 20, 45, 90]) * 60
        blocks.append((at, at + length, not blocks or chance.random() > 0.15))
        at += length
        pause = chance.choice([0, 5, 10, 60]) * 60
        if pause and chance.random() < 0.5:
            blocks.append((at, at + pause, False))
        at += pause
    moments = [moment for block in blocks for moment in block[:2]]
    scans = []
    for _scan in range(chance.choice([1, 2, 2, 3, 4, 6])):
        near = chance.choice(moments) + chance.choice(NEAR)
        second = near if chance.random() < 0.6 else chance.randint(-1800, moments[-1] + 1800)
        scans.append((second, chance.choice(["IN", "IN", "OUT", "OUT", "MID"])))
        if chance.random() < 0.2:
            scans.append((second + chance.randint(0, 4), scans[-1][1]))
    policy = DoorPolicy(
        missing_out=chance.choice(["UNTIL_LAST_EVIDENCE", "ASSUME_END", "ZERO"]),
        late_after=chance.choice([0, 10, 30]),
        edge=chance.choice([0, 10]),
        threshold_percent=chance.choice([0, 80, 100]),
    )
    return scans, blocks, policy


@pytest.mark.parametrize("start", STARTS)
def test_fold_says_what_counting_by_the_second_says(start):
    chance = random.Random(20251231)
    wrong = []
    for _case in range(400):
        scans, blocks, policy = made_up(chance)
        marks = [
            Mark(UUID(int=chance.getrandbits(128)), kind, start + timedelta(seconds=second))
            for second, kind in scans
        ]
        marks += chance.sample(marks, len(marks) // 2)
        chance.shuffle(marks)
        stretches = [
            Stretch(start + timedelta(seconds=begin), start + timedelta(seconds=end), creditable)
            for begin, end, creditable in blocks
        ]

        got = fold(marks, stretches, policy)

        said = got.present_minutes, got.credited_minutes, set(got.flags), got.status
        if said != counted(scans, blocks, policy):
            wrong.append((scans, blocks, policy))
    assert wrong == []
