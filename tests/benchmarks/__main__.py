"""``make bench``: run every measurement in turn and write docs/benchmarks.md.

On SQLite always; on PostgreSQL as well where BENCH_DATABASE_URL names a server on which
databases may be made, such as ``postgres://root@127.0.0.1/postgres``. Each measurement works in a
database of its own and leaves nothing behind.
"""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

TARGET = Path(__file__).parents[2] / "docs" / "benchmarks.md"
# Module, what it measures, whether it also runs on SQLite.
MEASURES = [
    ("bench_door", "The door", True),
    ("bench_pages", "Pages", True),
    ("bench_roster", "A roster of 10,000 rows", True),
    ("bench_totals", "Annual totals", False),
]


def main() -> None:
    """Run what is named on the command line, or everything."""
    wanted = set(sys.argv[1:]) or {name for name, _title, _small in MEASURES}
    postgres = os.environ.get("BENCH_DATABASE_URL", "")
    parts = [_head()]
    for name, title, on_sqlite in MEASURES:
        if name not in wanted:
            continue
        parts.append(f"## {title}\n")
        for url in ([""] if on_sqlite else []) + ([postgres] if postgres else []):
            sys.stdout.write(f"{name} on {url.split(':')[0] or 'sqlite'} ...\n")
            parts.append(_run(name, url))
    TARGET.write_text("\n".join(parts).rstrip("\n") + "\n", encoding="utf-8")
    sys.stdout.write(f"Written to {TARGET.relative_to(TARGET.parents[1])}.\n")


def _head() -> str:
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":")[1].strip() if names else model
    versions = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("django", "wagtail", "gunicorn", "pandas")
    )
    return (
        "# Benchmarks\n\n"
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with {os.cpu_count()} cores ({model}), "
        f"Python {platform.python_version()}, {versions}. Times of one machine on one day: "
        "compare what ran in the same run, not across runs. `make bench` writes this page.\n"
    )


def _run(name: str, url: str) -> str:
    environment = {**os.environ, "DATABASE_URL": url}
    if not url:
        del environment["DATABASE_URL"]
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{name}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return f"Failed: {done.stderr.strip().splitlines()[-1]}\n"
    out = done.stdout.strip()
    return f"{out}\n" if out.startswith(("#", "|")) else f"```\n{out}\n```\n"


if __name__ == "__main__":
    main()
