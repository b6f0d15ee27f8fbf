"""``make bench``: run every measurement in turn and write docs/benchmarks.md.

On SQLite always; on PostgreSQL as well where BENCH_DATABASE_URL names a server on which
databases may be made, such as ``postgres://root@127.0.0.1/postgres``. Each measurement works in a
database of its own and leaves nothing behind.

``make bench ARGS=bench_door`` measures only what is named and replaces only its sections of the
page; with ``--quick`` besides, nothing is written and the figures are printed.
"""

import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

TARGET = Path(__file__).parents[2] / "docs" / "benchmarks.md"
HEAD = (
    "# Benchmarks\n\n"
    "Times of one machine on one day: compare what ran in the same run, not across runs. "
    "`make bench` writes this page, each section by itself.\n"
)
# Module, what it measures, whether it also runs on PostgreSQL.
MEASURES = [
    ("bench_door", "The door", True),
    ("bench_pages", "Pages", True),
    ("bench_search", "Search among 3,000 pages", True),
    ("bench_roster", "A roster of 10,000 rows", True),
    ("bench_totals", "Annual totals", True),
    ("bench_start", "make run", False),
]


def main() -> int:
    """Run what is named on the command line, or everything; return how many runs failed."""
    options = [word for word in sys.argv[1:] if word.startswith("-")]
    wanted = set(sys.argv[1:]) - set(options) or {name for name, _title, _small in MEASURES}
    postgres = os.environ.get("BENCH_DATABASE_URL", "")
    failed = 0
    for name, title, on_postgres in MEASURES:
        if name not in wanted:
            continue
        for url in ["", postgres] if postgres and on_postgres else [""]:
            heading = f"{title}, {'PostgreSQL' if url else 'SQLite'}"
            sys.stdout.write(f"{heading} ...\n")
            sys.stdout.flush()
            done = _run(name, url, options)
            if done.returncode:
                failed += 1
                sys.stdout.write(f"Failed; what the page says of it stays.\n{done.stderr}\n")
            elif options:
                sys.stdout.write(done.stdout)
            else:
                page = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
                text = with_section(page, heading, f"{_circumstances()}\n\n{_tidy(done.stdout)}")
                TARGET.write_text(text, encoding="utf-8")
                sys.stdout.write(f"Written to {TARGET.relative_to(TARGET.parents[1])}.\n")
    return failed


def with_section(page: str, heading: str, body: str) -> str:
    """Return the page with one section new, the others as they were, in the order of MEASURES."""
    _head, *sections = re.split(r"^## ", page, flags=re.MULTILINE)
    kept = dict(section.split("\n", 1) for section in sections)
    kept[heading] = body
    order = [title for _name, title, _small in MEASURES]

    def place(one: str) -> tuple[int, str]:
        title, _comma, database = one.rpartition(", ")
        return (order.index(title) if title in order else len(order), database)

    parts = [f"## {one}\n\n{kept[one].strip()}\n" for one in sorted(kept, key=place)]
    return "\n".join([HEAD, *parts])


def _circumstances() -> str:
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":")[1].strip() if names else model
    versions = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("django", "wagtail", "gunicorn", "pandas")
    )
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with {os.cpu_count()} cores ({model}), "
        f"Python {platform.python_version()}, {versions}."
    )


def _run(name: str, url: str, options: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": url}
    if not url:
        del environment["DATABASE_URL"]
    return subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{name}", *options],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _tidy(out: str) -> str:
    out = out.strip()
    return out if out.startswith(("#", "|")) else f"```\n{out}\n```"


if __name__ == "__main__":
    sys.exit(main())
