"""Whether the services the portal leans on answer."""

from collections.abc import Callable

from celery import current_app
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

Probe = Callable[[], None]


def database() -> None:
    """Raise django.db.Error unless the database answers a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def broker() -> None:
    """Raise kombu's OperationalError unless the queue takes a connection within 2 seconds."""
    with current_app.connection_for_write(connect_timeout=2) as queue:
        queue.ensure_connection(max_retries=1, timeout=2)


def storage() -> None:
    """Raise OSError unless uploads can be written and removed."""
    name = default_storage.save("ready", ContentFile(b"1"))
    default_storage.delete(name)


ALL: dict[str, Probe] = {"database": database, "broker": broker, "storage": storage}


def failures(probes: dict[str, Probe] = ALL) -> dict[str, str]:
    """Return the names of services that do not answer, each with the kind of error.

    The message of an error is left out: it may hold addresses and accounts.
    """
    failed = {}
    for name, probe in probes.items():
        try:
            probe()
        except Exception as error:
            failed[name] = type(error).__name__
    return failed


def pending_migrations() -> bool:
    """Say whether the tables are older than the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
