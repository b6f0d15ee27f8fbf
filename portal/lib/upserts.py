"""INSERT … ON CONFLICT as one statement, where the answer decides what happens next.

Django's `bulk_create(ignore_conflicts=True)` does not say whether a row was new, and
`get_or_create` needs three statements and a savepoint for it. At a door that is the
difference between a queue and none.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from functools import lru_cache
from typing import Any, cast

from django.db import IntegrityError, connection, transaction
from django.db.models import Field, Model


def insert_if_absent(row: Model, *, unique: Sequence[str]) -> bool:
    """Insert a row unless its unique fields are taken; say whether it was inserted.

    Args:
        row: unsaved; a database-made primary key is not read back.
        unique: names of the fields of one unique constraint without condition.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{_insert(row)} {_unless_taken(row, unique)}", _values(row))
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
    again = f"DO UPDATE SET {target[-1]} = excluded.{target[-1]}"
    clause = f"ON CONFLICT ({', '.join(target)}) {again}"
    with connection.cursor() as cursor:
        cursor.execute(f"{_insert(row)} {clause} RETURNING {wanted}", _values(row))
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
    with connection.cursor() as cursor:
        cursor.execute(_insert(row), _values(row))
    return True


def _put_all(row: Model, others: Sequence[Model], unique: Sequence[str]) -> bool:
    """Insert by one statement: the others are selected from the first, so they go in with it."""
    parts = [f"{_insert(row)} {_unless_taken(row, unique)} RETURNING 1"]
    parts += [_insert(other, "SELECT {} FROM part_0") for other in others]
    named = ", ".join(f"part_{number} AS ({part})" for number, part in enumerate(parts))
    values = [value for one in (row, *others) for value in _values(one)]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {named} SELECT 1 FROM part_0", values)  # noqa: S608 - names come from the models
        return cursor.rowcount == 1


def _insert(row: Model, source: str = "VALUES ({})") -> str:
    return _statement(type(row), row.pk is not None, source)


@lru_cache(maxsize=64)
def _statement(model: type[Model], keyed: bool, source: str) -> str:
    fields = _fields(model, keyed)
    columns = ", ".join(_columns(model, tuple(field.name for field in fields)))
    marks = source.format(", ".join(["%s"] * len(fields)))
    return f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) {marks}"


@lru_cache(maxsize=64)
def _fields(model: type[Model], keyed: bool) -> list[Field[Any, Any]]:
    fields = cast("list[Field[Any, Any]]", model._meta.concrete_fields)
    return [field for field in fields if keyed or not field.primary_key]


@lru_cache(maxsize=64)
def _columns(model: type[Model], names: tuple[str, ...]) -> list[str]:
    fields = [cast("Field[Any, Any]", model._meta.get_field(name)) for name in names]
    return [connection.ops.quote_name(str(field.column)) for field in fields]


def _unless_taken(row: Model, unique: Sequence[str]) -> str:
    return f"ON CONFLICT ({', '.join(_columns(type(row), tuple(unique)))}) DO NOTHING"


def _values(row: Model) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, add=True), connection=connection)
        for field in _fields(type(row), row.pk is not None)
    ]
