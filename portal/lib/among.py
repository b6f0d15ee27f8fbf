"""A condition over many keys that costs one parameter, whatever their number."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, Func


class Among(Func):
    """Say whether a column of whole numbers holds one of many values.

    `column__in=` writes every value into the statement; thousands of them take longer to
    write and to parse than the rows take to be read.

    Args:
        column: name of a field that holds whole numbers, such as ``event_id``.
        values: the numbers.
    """

    output_field = BooleanField()

    def __init__(self, column: str, values: Iterable[int]) -> None:
        super().__init__(F(column))
        self.values = list(values)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, tuple]:
        """Return the condition as either database puts it."""
        column, params = compiler.compile(self.source_expressions[0])
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", (*params, self.values)
        found = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 – a column of ours
        return found, (*params, json.dumps(self.values))
