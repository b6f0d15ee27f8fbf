"""Rows are locked in the weak mode, which lets others refer to them meanwhile."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = re.compile(r"select_for_update\(([^()]*)")


def test_no_lock_keeps_others_from_referring_to_a_row():
    """A scan refers to its event: the strong lock and a locked line of the list wait for ever."""
    strong = [
        f"{path.relative_to(ROOT)}: {options}"
        for app in ("portal", "cms", "training", "drills")
        for path in (ROOT / app).rglob("*.py")
        for options in LOCK.findall(path.read_text(encoding="utf-8"))
        if "no_key=True" not in options
    ]

    assert strong == []
