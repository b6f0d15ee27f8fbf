"""Bring the rows that migrations made back after a test that really committed.

Django empties every table after such a test, also of Wagtail's first page, the languages, the
topics and the permissions. A copy of them is taken once and put back each time.
"""

from typing import Any

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, transaction

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def copy_rows() -> Rows:
    """Return the rows of every table that has some, as the database spells them."""
    connection = connections[DEFAULT_DB_ALIAS]
    rows: Rows = {}
    with connection.cursor() as cursor:
        for table in _tables_of_models():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if found := cursor.fetchall():
                rows[table] = [column[0] for column in cursor.description], found
    return rows


def put_back(rows: Rows) -> None:
    """Empty all tables and insert the copy, keys included."""
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    emptying = connection.ops.sql_flush(no_style(), _tables_of_models(), allow_cascade=True)
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        for statement in emptying:
            cursor.execute(statement)
        for table, (columns, values) in rows.items():
            cursor.executemany(
                f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) "
                f"VALUES ({', '.join(['%s'] * len(columns))})",
                values,
            )
    connection.check_constraints()


def _tables_of_models() -> list[str]:
    return connections[DEFAULT_DB_ALIAS].introspection.django_table_names(only_existing=True)
