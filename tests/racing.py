"""Several do something at the same moment, each with a connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls together; return what each gave back, or the error it raised."""
    together = Barrier(len(calls))

    def start(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            together.wait(timeout=30)
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(start, calls))


def said(results: Sequence[Any]) -> list[str]:
    """Return the name of each error, "" for what went well, in the order of the alphabet."""
    return sorted(type(one).__name__ if isinstance(one, Exception) else "" for one in results)
