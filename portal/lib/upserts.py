"""INSERT … ON CONFLICT as one statement, where the answer decides what happens next.

Django's `bulk_create(ignore_conflicts=True)` does not say whether a row was new, and
`get_or_create` needs three statements and a savepoint for it. At a door that is the
difference between a queue and none.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from functools import lru_cache
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model


def insert_if_absent(row: Model, *, unique: Sequence[str]) -> bool:
    """Insert a row unless its unique fields are taken; say whether it was inserted.

    Args:
        row: unsaved; a database-made primary key is not read back.
        unique: names of the fields of one unique constraint without condition.
    """
    insert, values = _insert(row)
    with _connection().cursor() as cursor:
        cursor.execute(f"{insert} {_unless_taken(row, unique)}", values)
        return cursor.rowcount == 1


def insert_or_read(row: Model, *, unique: Sequence[str], read: str) -> Any:
    """Insert a row, or find the one that was there; return one column of whichever stands.

    Args:
        row: unsaved.
        unique: names of the fields of one unique constraint without condition.
        read: name of the field whose stored value is returned, as the driver gives it.
    """
    *target, wanted = _columns(type(row), (*unique, read))
    # Setting a column to itself makes RETURNING answer for the row that was there.
    again = f"DO UPDATE SET {target[-1]} = excluded.{target[-1]} RETURNING {wanted}"
    insert, values = _insert(row)
    with _connection().cursor() as cursor:
        cursor.execute(f"{insert} ON CONFLICT ({', '.join(target)}) {again}", values)
        return cursor.fetchone()[0]


def insert_together(row: Model, *others: Model, unique: Sequence[str]) -> bool:
    """Insert a row and those that go with it, or nothing at all; say whether they are in.

    Nothing is stored when the row's unique fields are taken, nor when one of the others is
    there already. On PostgreSQL it is one statement, and one way to the server and back.

    Args:
        row: unsaved; the one that is more likely to be there than the others.
        others: unsaved, of other tables.
        unique: names of the fields of one unique constraint without condition.
    """
    connection = _connection()
    try:
        if connection.vendor != "postgresql":
            with transaction.atomic():
                return insert_if_absent(row, unique=unique) and all(map(_put, others))
        # By itself a statement is a transaction; inside of one, what failed has to be undone.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return _put_all(row, others, unique)
    except IntegrityError:
        return False


def _put(row: Model) -> bool:
    with _connection().cursor() as cursor:
        cursor.execute(*_insert(row))
    return True


def _put_all(row: Model, others: Sequence[Model], unique: Sequence[str]) -> bool:
    """Insert by one statement: the others are selected from the first, so they go in with it."""
    insert, values = _insert(row)
    parts = [f"{insert} {_unless_taken(row, unique)} RETURNING 1"]
    for other in others:
        insert, more = _insert(other, "SELECT {} FROM part_0")
        parts.append(insert)
        values += more
    named = ", ".join(f"part_{number} AS ({part})" for number, part in enumerate(parts))
    with _connection().cursor() as cursor:
        cursor.execute(f"WITH {named} SELECT 1 FROM part_0", values)  # noqa: S608 - names come from the models
        return cursor.rowcount == 1


def _connection() -> BaseDatabaseWrapper:
    # Not `django.db.connection`: that looks itself up again with every attribute.
    return connections[DEFAULT_DB_ALIAS]


def _insert(row: Model, source: str = "VALUES ({})") -> tuple[str, list[Any]]:
    """Return the statement for a row and its values.

    Columns without a value are left out: they are NULL, or a number the database gives. Moments
    that Django would fill in while saving are the caller's to give.
    """
    connection = _connection()
    columns, values = [], []
    for field in cast("list[Field[Any, Any]]", row._meta.concrete_fields):
        value = getattr(row, field.attname)
        if value is None:
            continue
        # Every driver takes texts and numbers as they are.
        if type(value) not in {str, int}:
            value = field.get_db_prep_save(value, connection=connection)
        columns.append(field.column)
        values.append(value)
    return _statement(row._meta.db_table, tuple(columns), source), values


@lru_cache(maxsize=64)
def _statement(table: str, columns: tuple[str, ...], source: str) -> str:
    quote = _connection().ops.quote_name
    marks = source.format(", ".join(["%s"] * len(columns)))
    return f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) {marks}"


@lru_cache(maxsize=64)
def _columns(model: type[Model], names: tuple[str, ...]) -> list[str]:
    fields = [cast("Field[Any, Any]", model._meta.get_field(name)) for name in names]
    return [_connection().ops.quote_name(str(field.column)) for field in fields]


def _unless_taken(row: Model, unique: Sequence[str]) -> str:
    return f"ON CONFLICT ({', '.join(_columns(type(row), tuple(unique)))}) DO NOTHING"
