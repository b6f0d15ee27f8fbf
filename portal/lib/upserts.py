"""INSERT … ON CONFLICT as one statement, where the answer decides what happens next.

Django's `bulk_create(ignore_conflicts=True)` does not say whether a row was new, and
`get_or_create` needs three statements and a savepoint for it. At a door that is the
difference between a queue and none. For the same reason a row is a dictionary here and no
instance: making three of them takes longer than storing them.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from typing import Any, cast

import psycopg
from django.db import (
    DEFAULT_DB_ALIAS,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connections,
    transaction,
)
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


def insert_or_add(row: Row, *, unique: Sequence[str], add: str) -> None:
    """Insert a row, or add its number to that of the one that was there; nobody's is lost.

    Args:
        unique: names of the fields of one unique constraint without condition.
        add: name of the field that counts.
    """
    *target, counts = _columns(row[0], (*unique, add))
    table = _connection().ops.quote_name(row[0]._meta.db_table)
    again = f"DO UPDATE SET {counts} = {table}.{counts} + excluded.{counts}"
    insert, values = _insert(row)
    with _connection().cursor() as cursor:
        cursor.execute(f"{insert} ON CONFLICT ({', '.join(target)}) {again}", values)


def insert_together(row: Row, *others: Row, unique: Sequence[str]) -> bool:
    """Insert a row and those that go with it, or nothing at all; say whether they are in.

    Nothing is stored when the row's unique fields are taken, nor when one of the others is
    there already. It is one statement: on PostgreSQL one way to the server and back.

    Args:
        row: the one that is more likely to be there than the others.
        others: of other tables.
        unique: names of the fields of one unique constraint without condition.
    """
    connection = _connection()
    try:
        if connection.vendor == "postgresql":
            return _insert_or_reconnect(connection, row, others, unique)
        return _insert_by_trigger(connection, (row, *others))
    except IntegrityError:
        return False


def _insert_or_reconnect(
    connection: BaseDatabaseWrapper, row: Row, others: Sequence[Row], unique: Sequence[str]
) -> bool:
    """Insert at once; where the server has dropped the connection, once more on a new one.

    Django would ask the server in every request whether it is there: a second way for every
    visitor. Here the statement finds out. If it was stored before the connection broke, it
    stores nothing again, and the rows are taken.
    """
    if connection.in_atomic_block:
        return _insert_at_once(connection, row, others, unique)
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _insert_at_once(connection, row, others, unique)
    except (InterfaceError, OperationalError):
        if connection.connection is None or connection.is_usable():
            raise
        connection.close()
        return _insert_at_once(connection, row, others, unique)


def _insert_by_trigger(connection: BaseDatabaseWrapper, rows: Sequence[Row]) -> bool:
    """Insert by one statement on SQLite, which knows no writing WITH.

    The values go into a temporary view of this connection, and its trigger spreads them over the
    tables. Whoever writes keeps all others from it, and after each statement of his waits for the
    interpreter while they work: the fewer statements, the shorter his turn.
    """
    inserts = [_insert(row) for row in rows]
    view, definitions = _spreading(tuple(statement for statement, _ in inserts))
    values = [value for _, some in inserts for value in some]
    statement = f"INSERT INTO {view} VALUES ({', '.join(['%s'] * len(values))})"  # noqa: S608 - made here
    with writing(), connection.cursor() as cursor:
        try:
            cursor.execute(statement, values)
        except OperationalError as error:
            if view not in str(error):
                raise
            # The first time on this connection.
            for definition in definitions:
                cursor.execute(definition)
            cursor.execute(statement, values)
    return True


@lru_cache(maxsize=16)
def _spreading(inserts: tuple[str, ...]) -> tuple[str, list[str]]:
    """Return the name of a view for several inserts, and the statements that define it."""
    body = "; ".join(inserts)
    columns = [f"v{number}" for number in range(body.count("%s"))]
    view = f"together_{sha256(body.encode()).hexdigest()[:16]}"
    body %= tuple(f"NEW.{column}" for column in columns)
    return view, [
        f"CREATE TEMPORARY VIEW {view} AS SELECT {', '.join(f'NULL AS {one}' for one in columns)}",
        f"CREATE TEMPORARY TRIGGER {view}_in INSTEAD OF INSERT ON {view} BEGIN {body}; END",
    ]


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
        else _moment(given[name], connection.vendor)
        if type(given[name]) is datetime
        else field.get_db_prep_save(given[name], connection=connection)
        for name, field in zip(names, fields, strict=True)
    ]
    return statement, values + defaults


@lru_cache(maxsize=64)
def _moment(at: datetime, vendor: str) -> Any:
    """Return a time as the database stores it; those in the rows of one visitor are alike.

    Raises:
        ValueError: without a time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return _connection().ops.adapt_datetimefield_value(at)


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
