"""From scans to presence: the fold as a pure function."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.events.domain import presence
from portal.events.domain.presence import Mark, Stretch
from portal.events.enums import AttendanceStatus, MissingOut, ScanKind, ScanSource, TimeQuality
from portal.events.models import DoorPolicy
from tests.factories.events import NOON

MINUTE = timedelta(minutes=1)
# Two lessons of 45 minutes with a break of ten between them.
LESSONS = [
    Stretch(NOON, NOON + 45 * MINUTE),
    Stretch(NOON + 45 * MINUTE, NOON + 55 * MINUTE, creditable=False),
    Stretch(NOON + 55 * MINUTE, NOON + 100 * MINUTE),
]
POLICY = DoorPolicy()


def mark(kind, minute, **more):
    return Mark(id=more.pop("id", None) or uuid4(), kind=kind, at=NOON + minute * MINUTE, **more)


def fold(*marks, policy=POLICY, stretches=LESSONS):
    return presence.fold(marks, stretches, policy)


def test_no_mark_is_no_presence():
    assert fold() is None


def test_in_and_out_over_the_whole_class():
    got = fold(mark(ScanKind.IN, -5), mark(ScanKind.OUT, 101))

    assert got == presence.Presence(
        first_in_at=NOON - 5 * MINUTE,
        last_out_at=NOON + 101 * MINUTE,
        planned_minutes=90,
        present_minutes=90,
        credited_minutes=90,
        status=AttendanceStatus.PRESENT,
        flags=(),
        evidence=1,
        rule_version=1,
    )


@pytest.mark.parametrize(
    ("arrive", "leave", "minutes", "credited", "status"),
    [
        (10, 100, 90, 90, AttendanceStatus.PRESENT),  # the edge counts as the start
        (11, 100, 79, 79, AttendanceStatus.LATE),
        (0, 90, 90, 90, AttendanceStatus.PRESENT),  # and as the end
        (0, 89, 79, 79, AttendanceStatus.EARLY_LEAVE),
        (20, 80, 50, 0, AttendanceStatus.LATE_AND_EARLY),
        (30, 100, 60, 0, AttendanceStatus.LATE),
        (0, 46, 45, 0, AttendanceStatus.EARLY_LEAVE),
    ],
)
def test_late_and_early(arrive, leave, minutes, credited, status):
    got = fold(mark(ScanKind.IN, arrive), mark(ScanKind.OUT, leave))

    assert (got.present_minutes, got.credited_minutes, got.status) == (minutes, credited, status)


def test_out_and_in_again_over_the_break_loses_nothing():
    got = fold(
        mark(ScanKind.IN, 0),
        mark(ScanKind.OUT, 45),
        mark(ScanKind.IN, 57),
        mark(ScanKind.OUT, 100),
    )

    assert (got.present_minutes, got.status) == (90, AttendanceStatus.PRESENT)


def test_long_absence_in_the_middle_is_partial():
    got = fold(
        mark(ScanKind.IN, 0),
        mark(ScanKind.OUT, 20),
        mark(ScanKind.IN, 70),
        mark(ScanKind.OUT, 100),
    )

    assert (got.present_minutes, got.credited_minutes) == (50, 0)
    assert got.status == AttendanceStatus.PARTIAL


def test_visits_overlapping_through_an_edge_are_counted_once():
    got = fold(
        mark(ScanKind.IN, 0),
        mark(ScanKind.OUT, 36),
        mark(ScanKind.IN, 40),
        mark(ScanKind.OUT, 100),
    )

    assert got.present_minutes == 90


def test_repeated_arrivals_merge():
    got = fold(mark(ScanKind.IN, 0), mark(ScanKind.IN, 30), mark(ScanKind.OUT, 100))

    assert (got.first_in_at, got.present_minutes) == (NOON, 90)


def test_departure_alone_is_flagged_and_absent():
    got = fold(mark(ScanKind.OUT, 100))

    assert (got.status, got.flags) == (AttendanceStatus.ABSENT, ("OUT_WITHOUT_IN",))
    assert (got.first_in_at, got.credited_minutes) == (None, 0)


@pytest.mark.parametrize(
    ("rule", "minutes", "flags"),
    [
        (MissingOut.UNTIL_LAST_EVIDENCE, 30, ("NO_EXIT",)),
        (MissingOut.ASSUME_END, 90, ("EXIT_ASSUMED", "NO_EXIT")),
        (MissingOut.ZERO, 0, ("NO_EXIT",)),
    ],
)
def test_missing_departure_follows_the_policy(rule, minutes, flags):
    policy = replace(POLICY, missing_out=rule.value)

    got = fold(mark(ScanKind.IN, 0), mark(ScanKind.MID, 30), policy=policy)

    assert (got.present_minutes, got.flags) == (minutes, flags)
    assert (got.status, got.last_out_at) == (AttendanceStatus.PRESENT, None)


def test_roll_call_in_the_last_third_stands_for_the_end():
    stretches = [Stretch(NOON, NOON + 90 * MINUTE)]
    in_time, too_early = (
        fold(mark(ScanKind.IN, 0), mark(ScanKind.MID, minute), stretches=stretches)
        for minute in (60, 59)
    )

    assert (in_time.present_minutes, in_time.flags) == (90, ("EXIT_ASSUMED", "NO_EXIT"))
    assert (too_early.present_minutes, too_early.flags) == (59, ("NO_EXIT",))


def test_answering_a_roll_call_is_being_there():
    got = fold(mark(ScanKind.MID, 20), mark(ScanKind.OUT, 100))

    assert (got.first_in_at, got.status) == (NOON + 20 * MINUTE, AttendanceStatus.LATE)


@pytest.mark.parametrize(
    ("arrive", "status"), [(25, AttendanceStatus.PRESENT), (26, AttendanceStatus.LATE)]
)
def test_unverified_time_gets_the_better_status_and_a_flag(arrive, status):
    got = fold(mark(ScanKind.IN, arrive, quality=TimeQuality.UNVERIFIED), mark(ScanKind.OUT, 100))

    assert (got.status, got.flags) == (status, ("TIME_UNVERIFIED",))


def test_walk_in_and_changed_phone_are_flags():
    got = fold(
        mark(ScanKind.IN, 0, source=ScanSource.WALK_IN, device="a"),
        mark(ScanKind.OUT, 100, device="b", evidence=3),
    )

    assert (got.flags, got.evidence) == (("DEVICE_CHANGED", "WALK_IN"), 3)


def test_event_without_taught_blocks_credits_nothing():
    breaks = [replace(stretch, creditable=False) for stretch in LESSONS]

    without = fold(mark(ScanKind.IN, 0), stretches=[])
    only_breaks = fold(mark(ScanKind.IN, 0), mark(ScanKind.OUT, 100), stretches=breaks)

    assert (without.status, without.planned_minutes) == (AttendanceStatus.PRESENT, 0)
    assert (only_breaks.status, only_breaks.credited_minutes) == (AttendanceStatus.PRESENT, 0)


marks = st.lists(
    st.builds(
        mark,
        st.sampled_from([kind.value for kind in ScanKind]),
        st.integers(-30, 130),
        id=st.uuids(),
        quality=st.sampled_from([q.value for q in TimeQuality]),
        device=st.sampled_from(["", "a", "b"]),
    ),
    max_size=8,
)
policies = st.builds(
    DoorPolicy,
    edge=st.integers(0, 15),
    threshold_percent=st.integers(0, 100),
    missing_out=st.sampled_from([rule.value for rule in MissingOut]),
)


@given(marks, policies, st.randoms(use_true_random=False))
def test_fold_ignores_order_and_repetition(given_marks, policy, random):
    shuffled = given_marks + random.choices(given_marks, k=3) if given_marks else []
    random.shuffle(shuffled)

    assert fold(*shuffled, policy=policy) == fold(*given_marks, policy=policy)


@given(marks, policies)
def test_fold_keeps_its_bounds(given_marks, policy):
    got = fold(*given_marks, policy=policy)

    if got is not None:
        assert 0 <= got.credited_minutes <= got.planned_minutes == 90
        assert 0 <= got.present_minutes <= 90
        assert got.credited_minutes in {0, got.present_minutes}


@given(marks, policies)
def test_fold_counts_the_minutes_a_plain_recount_finds(given_marks, policy):
    """With no edge, minutes equal the seconds of a second-by-second walk over the class."""
    policy = replace(policy, edge=0, missing_out=MissingOut.ZERO.value)
    got = fold(*given_marks, policy=policy)
    ordered = sorted(
        {m.id: m for m in given_marks}.values(),
        key=lambda m: (m.at, ["IN", "MID", "OUT"].index(m.kind)),
    )
    visits, since = [], None
    for m in ordered:
        if m.kind == "OUT" and since is not None:
            visits.append((since, m.at))
            since = None
        elif m.kind != "OUT" and since is None:
            since = m.at
    walked = sum(
        any(start <= NOON + minute * MINUTE < end for start, end in visits)
        for minute in [*range(45), *range(55, 100)]
    )

    assert (got.present_minutes if got else 0) == walked


def test_marks_with_equal_times_fold_in_one_order():
    first, second = UUID(int=1), UUID(int=2)
    together = [mark(ScanKind.OUT, 50, id=second), mark(ScanKind.IN, 50, id=first)]

    assert fold(*together) == fold(*reversed(together))
