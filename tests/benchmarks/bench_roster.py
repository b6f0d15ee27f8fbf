"""A roster of ten thousand rows: read, compared, stored as a preview, applied, reported.

Run by ``make bench``; alone: ``python -m tests.benchmarks.bench_roster [rows]``. Works in a
database of its own, on whatever DATABASE_URL names.
"""

import json
import os
import resource
import sys
import time
from datetime import UTC, date, datetime

import django

ROWS = 10_000
UNITS = 400
GOAL_SECONDS, GOAL_MEGABYTES = 15, 400


def content(rows: int) -> bytes:
    """Return a workbook: every tenth person known, every hundredth row wrong."""
    from portal.lib.sheets import Sheet, write_xlsx

    surnames = "王李张刘陈"
    cells = [
        [
            number,
            surnames[number % 5] + chr(0x4E00 + number % 5000) + chr(0x5E00 + number // 7 % 5000),
            "1234" if number % 100 == 0 else 13_000_000_000 + number,
            f"平安{number % UNITS}号机械有限公司",
            "焊工",
            "新员工",
        ]
        for number in range(1, rows + 1)
    ]
    headings = ["序号", "姓名", "手机号", "工作单位", "岗位", "人员类别"]
    return write_xlsx([Sheet("花名册", headings, cells)])


def run(rows: int) -> dict[str, float]:
    """Import the same roster twice and return seconds by step, and the peak of memory."""
    from portal.people import exports, imports
    from portal.people.domain import roster
    from portal.people.models import Organisation, Person, RosterImport, User

    at = datetime(2026, 3, 4, tzinfo=UTC)
    top = Organisation.add_root(name="平安新区", kind="DISTRICT")
    for number in range(UNITS):
        top.add_child(name=f"平安{number}号机械有限责任公司", kind="ENTERPRISE")
        top.refresh_from_db()
    by = User.objects.create(username="bench", is_superuser=True)
    sent = content(rows)
    seconds: dict[str, float] = {}

    def timed(step, work, *args, **kwargs):
        begun = time.perf_counter()
        result = work(*args, **kwargs)
        seconds[step] = round(time.perf_counter() - begun, 2)
        return result

    for turn in ("first", "again"):
        made = RosterImport.objects.create(
            organisation=top,
            file_name="bench.xlsx",
            file_sha256="0" * 64,
            uploaded_by=by,
            uploaded_at=at,
            since_date=date(2026, 3, 4),
        )
        read = timed(f"{turn}: read", imports.read_roster, sent)
        timed(
            f"{turn}: preview",
            roster.preview,
            roster=made,
            lines=read.lines,
            columns=read.columns,
        )
        if turn == "first":
            roster.confirm(roster=made, by=by, at=at)
            made = timed(f"{turn}: apply", roster.apply, roster=made, at=at)
            assert made.added == Person.objects.count() == rows - rows // 100, made.added
        else:
            assert (made.added, made.changed) == (0, 0)
        timed(f"{turn}: report", exports.report, made)
    seconds["sum of the first"] = round(
        sum(value for step, value in seconds.items() if step.startswith("first")), 2
    )
    seconds["peak megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return seconds


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    from django.db import connection

    # Not the suite's database, which may be kept between runs.
    name = connection.settings_dict["TEST"].get("NAME") or "portal"
    connection.settings_dict["TEST"]["NAME"] = f"{name}_bench_roster"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        result = run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    result["within the goal"] = (
        result["sum of the first"] <= GOAL_SECONDS and result["peak megabytes"] <= GOAL_MEGABYTES
    )
    sys.stdout.write(f"{connection.vendor} {json.dumps(result, indent=2)}\n")


if __name__ == "__main__":
    main()
