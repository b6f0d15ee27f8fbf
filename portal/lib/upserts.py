"""INSERT … ON CONFLICT as one statement, where the answer decides what happens next.

Django's `bulk_create(ignore_conflicts=True)` does not say whether a row was new, and
`get_or_create` needs three statements and a savepoint for it. At a door that is the
difference between a queue and none.
"""

from collections.abc import Sequence
from typing import Any, cast

from django.db import connections, router
from django.db.models import Field, Model


def insert_if_absent(row: Model, *, unique: Sequence[str]) -> bool:
    """Insert a row unless its unique fields are taken; say whether it was inserted.

    Args:
        row: unsaved; a database-made primary key is not read back.
        unique: names of the fields of one unique constraint without condition.
    """
    with _cursor(row) as cursor:
        cursor.execute(*_statement(row, unique, "DO NOTHING"))
        return cursor.rowcount == 1


def insert_or_read(row: Model, *, unique: Sequence[str], read: str) -> Any:
    """Insert a row, or find the one that was there; return one column of whichever stands.

    Args:
        row: unsaved.
        unique: names of the fields of one unique constraint without condition.
        read: name of the field whose stored value is returned, as the driver gives it.
    """
    quote = connections[_alias(row)].ops.quote_name
    same, wanted = quote(_column(row, unique[-1])), quote(_column(row, read))
    # Setting a column to itself makes RETURNING answer for the row that was there.
    clause = f"DO UPDATE SET {same} = excluded.{same} RETURNING {wanted}"
    with _cursor(row) as cursor:
        cursor.execute(*_statement(row, unique, clause))
        return cursor.fetchone()[0]


def _column(row: Model, name: str) -> str:
    return str(cast(Field[Any, Any], row._meta.get_field(name)).column)


def _alias(row: Model) -> str:
    return router.db_for_write(type(row), instance=row)


def _cursor(row: Model) -> Any:
    return connections[_alias(row)].cursor()


def _statement(row: Model, unique: Sequence[str], clause: str) -> tuple[str, list[Any]]:
    connection = connections[_alias(row)]
    quote = connection.ops.quote_name
    columns, values = [], []
    for field in row._meta.concrete_fields:
        value = field.pre_save(row, add=True)
        if field.primary_key and value is None:
            continue
        columns.append(quote(_column(row, field.name)))
        values.append(field.get_db_prep_save(value, connection=connection))
    target = ", ".join(quote(_column(row, name)) for name in unique)
    marks = ", ".join(["%s"] * len(columns))
    sql = (
        f"INSERT INTO {quote(row._meta.db_table)} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - names come from the model, values are parameters
        f" ON CONFLICT ({target}) {clause}"
    )
    return sql, values
