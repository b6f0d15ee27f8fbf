"""The page that `make bench` writes."""

from tests.benchmarks.__main__ import HEAD, with_section


def test_section_measured_anew_replaces_only_itself():
    page = ""
    for heading in ("Pages, SQLite", "The door, SQLite", "The door, PostgreSQL"):
        page = with_section(page, heading, f"### {heading}, in detail\n\nold")

    page = with_section(page, "The door, SQLite", "new\n\n")

    assert page == "\n".join(
        [
            HEAD,
            "## The door, PostgreSQL\n\n### The door, PostgreSQL, in detail\n\nold\n",
            "## The door, SQLite\n\nnew\n",
            "## Pages, SQLite\n\n### Pages, SQLite, in detail\n\nold\n",
        ]
    )


def test_section_that_nothing_measures_any_more_stays_at_the_end():
    page = with_section(f"{HEAD}\n## By hand\n\nkept\n", "Pages, SQLite", "new")

    assert page == "\n".join([HEAD, "## Pages, SQLite\n\nnew\n", "## By hand\n\nkept\n"])
