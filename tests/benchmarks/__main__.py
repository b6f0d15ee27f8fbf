"""Run every measurement of this folder and write docs/benchmarks.md: ``make bench``.

Each ``bench_<topic>.py`` is a program that says in its first line what it measures and prints
what it found. ``make bench ARGS=roster`` runs those named and writes nothing.
"""

import ast
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
REPORT = HERE.parents[1] / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench` on {day}: Python {python}, {cores} cores, {system}. Times differ from
machine to machine; compare contestants of one run, not numbers of two.
"""


def measure(program: Path) -> str:
    """Run one measurement and return its section of the report."""
    title = ast.get_docstring(ast.parse(program.read_text(encoding="utf-8"))).splitlines()[0]
    sys.stdout.write(f"{title}\n")
    sys.stdout.flush()
    answer = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{program.stem}"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    sys.stdout.write(answer.stdout)
    return f"\n## {title.rstrip('.')}\n\n```\n{answer.stdout.strip()}\n```\n"


def main(topics: list[str]) -> None:
    programs = sorted(HERE.glob("bench_*.py"))
    chosen = [file for file in programs if not topics or file.stem.removeprefix("bench_") in topics]
    sections = [measure(program) for program in chosen]
    if topics:
        return
    head = HEAD.format(
        day=date.today(),
        python=platform.python_version(),
        cores=os.cpu_count(),
        system=f"{platform.system()} {platform.machine()}",
    )
    REPORT.write_text(head + "".join(sections), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
