"""INSERT … ON CONFLICT as one statement, where the answer decides what happens next.

Django's `bulk_create(ignore_conflicts=True)` does not say whether a row was new, and
`get_or_create` needs three statements and a savepoint for it. At a door that is the
difference between a queue and none. For the same reason a row is a dictionary here and no
instance: making three of them takes longer than storing them.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from enum import Enum
from functools import lru_cache
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model

from portal.lib.turns import writing

# What every driver takes as it is.
PLAIN = {str, int}

# A row: its model, and what stands in its columns by `attname`. Columns left out get the
# field's default; one that a function makes has to be given.
Row = tuple[type[Model], dict[str, Any]]


def insert_if_absent(row: Row, *, unique: Sequence[str]) -> bool:
    """Insert a row unless its unique fields are taken; say whether it was inserted.

    Args:
        unique: names of the fields of one unique constraint without condition.
    """
    insert, values = _insert(row)
    with _connection().cursor() as cursor:
        cursor.execute(f"{insert} {_unless_taken(row, unique)}", values)
        return cursor.rowcount == 1


def insert_or_read(row: Row, *, unique: Sequence[str], read: str) -> Any:
    """Insert a row, or find the one that was there; return one column of whichever stands.

    Args:
        unique: names of the fields of one unique constraint without condition.
        read: name of the field whose stored value is returned, as the driver gives it.
    """
    *target, wanted = _columns(row[0], (*unique, read))
    # Setting a column to itself makes RETURNING answer for the row that was there.
    again = f"DO UPDATE SET {target[-1]} = excluded.{target[-1]} RETURNING {wanted}"
    insert, values = _insert(row)
    with _connection().cursor() as cursor:
        cursor.execute(f"{insert} ON CONFLICT ({', '.join(target)}) {again}", values)
        return cursor.fetchone()[0]


def insert_together(row: Row, *others: Row, unique: Sequence[str]) -> bool:
    """Insert a row and those that go with it, or nothing at all; say whether they are in.

    Nothing is stored when the row's unique fields are taken, nor when one of the others is
    there already. On PostgreSQL it is one statement, and one way to the server and back.

    Args:
        row: the one that is more likely to be there than the others.
        others: of other tables.
        unique: names of the fields of one unique constraint without condition.
    """
    connection = _connection()
    try:
        if connection.vendor == "postgresql":
            return _insert_at_once(connection, row, others, unique)
        return _insert_in_turn(connection, row, others, unique)
    except IntegrityError:
        return False


def _insert_in_turn(
    connection: BaseDatabaseWrapper, row: Row, others: Sequence[Row], unique: Sequence[str]
) -> bool:
    # Made beforehand: whoever writes to SQLite keeps everybody else from it.
    first, values = _insert(row)
    first = f"{first} {_unless_taken(row, unique)}"
    rest = [_insert(other) for other in others]
    with writing(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(first, values)
        if cursor.rowcount != 1:
            return False
        for statement, more in rest:
            cursor.execute(statement, more)
        return True


def _insert_at_once(
    connection: BaseDatabaseWrapper, row: Row, others: Sequence[Row], unique: Sequence[str]
) -> bool:
    """Insert by one statement: the others are selected from the first, so they go in with it."""
    insert, values = _insert(row)
    parts = [f"{insert} {_unless_taken(row, unique)} RETURNING 1"]
    for other in others:
        insert, more = _insert(other, "SELECT {} FROM part_0")
        parts.append(insert)
        values += more
    named = ", ".join(f"part_{number} AS ({part})" for number, part in enumerate(parts))
    # By itself a statement is a transaction; inside of one, what failed has to be undone.
    alone = not connection.in_atomic_block
    with nullcontext() if alone else transaction.atomic(), _preparing(connection) as cursor:
        cursor.execute(f"WITH {named} SELECT 1 FROM part_0", values)  # noqa: S608 - names come from the models
        return cursor.rowcount == 1


def _preparing(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """Return a cursor of PostgreSQL that sends the values apart from the statement.

    The server plans it once for a connection (OPTIONS: prepare_threshold). Django's own cursor
    writes the values into the statement, and three inserts are read anew for every visitor.
    """
    cursor = connection.cursor()
    cursor.cursor = psycopg.Cursor(cursor.connection)
    return cursor


def _connection() -> BaseDatabaseWrapper:
    # Not `django.db.connection`: that looks itself up again with every attribute.
    return connections[DEFAULT_DB_ALIAS]


def _insert(row: Row, source: str = "VALUES ({})") -> tuple[str, list[Any]]:
    """Return the statement for a row and its values.

    Columns without a value are left out: they are NULL, or a number the database gives.
    """
    model, given = row
    connection = _connection()
    names = tuple([name for name, value in given.items() if value is not None])
    statement, fields, defaults = _statement(model, names, source)
    values = [
        given[name]
        if type(given[name]) in PLAIN
        else field.get_db_prep_save(given[name], connection=connection)
        for name, field in zip(names, fields, strict=True)
    ]
    return statement, values + defaults


@lru_cache(maxsize=64)
def _statement(
    model: type[Model], names: tuple[str, ...], source: str
) -> tuple[str, list[Field[Any, Any]], list[Any]]:
    """Return the statement, the fields of the values given, and the values of the others."""
    others = {field.attname: field for field in model._meta.concrete_fields}
    fields = [others.pop(name) for name in names]
    defaults = []
    for field in others.values():
        if field.has_default() and callable(field.default):
            raise ValueError(f"{model.__name__}.{field.attname} has to be given")
        default = field.get_default()
        if default is not None:
            fields.append(field)
            defaults.append(default.value if isinstance(default, Enum) else default)
    quote = _connection().ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = source.format(", ".join(["%s"] * len(fields)))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) {marks}"
    return statement, fields[: len(names)], defaults


@lru_cache(maxsize=64)
def _columns(model: type[Model], names: tuple[str, ...]) -> list[str]:
    fields = [cast("Field[Any, Any]", model._meta.get_field(name)) for name in names]
    return [_connection().ops.quote_name(str(field.column)) for field in fields]


def _unless_taken(row: Row, unique: Sequence[str]) -> str:
    return f"ON CONFLICT ({', '.join(_columns(row[0], tuple(unique)))}) DO NOTHING"
