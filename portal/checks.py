"""What is wrong with a configuration, in one sentence each.

The checks marked for deployment read settings only and run with ``check --deploy``. Those that
ask a service run with ``manage.py check_setup``, which runs all of them.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.lib import probes

Check = Callable[[], list[CheckMessage]]
TAG = "portal"


@register(TAG, deploy=True)
def check_address(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The address stands in printed codes: it has to be right and safe before the first poster."""
    if settings.PORTAL_BASE_URL.startswith("https://"):
        return []
    return [
        Error(
            f"PORTAL_BASE_URL is {settings.PORTAL_BASE_URL}, which is not an https:// address.",
            hint="QR codes and calendars carry it; set the address people will type.",
            id="portal.E001",
        )
    ]


@register(TAG, deploy=True)
def check_keys(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A stolen signing key must not open the phone numbers as well."""
    if settings.SECRET_KEY != settings.PERSONAL_DATA_KEY:
        return []
    return [
        Error(
            "SECRET_KEY and PERSONAL_DATA_KEY are the same.",
            hint="Give them different random values of 50 characters or more.",
            id="portal.E002",
        )
    ]


@register(TAG, deploy=True)
def check_services(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """SQLite, the queue in files and memory caches serve one machine with few visitors."""
    found: list[CheckMessage] = []
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        found.append(
            Caution(
                "DATABASE_URL is not set: SQLite is used, which lets one worker write at a time.",
                hint="Set DATABASE_URL=postgres://… before more than one web worker serves people.",
                id="portal.W003",
            )
        )
    if not settings.REDIS_URL:
        found.append(
            Caution(
                "REDIS_URL is not set, so every web worker has a cache of its own and the "
                "queue is a folder on this machine.",
                hint="Set REDIS_URL=redis://….",
                id="portal.W004",
            )
        )
    return found


@register(TAG, deploy=True)
def check_names(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Examples that were not replaced."""
    found: list[CheckMessage] = []
    if settings.CALENDAR_UID_DOMAIN.endswith(".example"):
        found.append(
            Caution(
                "CALENDAR_UID_DOMAIN is still the example; calendars keep it for ever.",
                hint="Set a domain of your own, once.",
                id="portal.W005",
            )
        )
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        found.append(
            Caution(
                "EMAIL_URL is not set, so mail is written to the log and reaches nobody.",
                hint="Set EMAIL_URL=submission://user:password@host:587.",
                id="portal.W006",
            )
        )
    return found


def check_reachable() -> list[CheckMessage]:
    """Ask the database, the queue and the storage for an answer."""
    hints = {
        "database": ("The database does not answer", "Look at DATABASE_URL and the server."),
        "broker": ("The queue does not answer", "Look at REDIS_URL and the server."),
        "storage": (
            f"Uploads cannot be written to {settings.MEDIA_ROOT}",
            "Give the portal's account the right to write there, or set VAR_DIR.",
        ),
    }
    return [
        Error(f"{hints[name][0]} ({kind}).", hint=hints[name][1], id=f"portal.E01{number}")
        for number, name in enumerate(probes.ALL)
        if (kind := probes.failures({name: probes.ALL[name]}).get(name))
    ]


def check_collation(database: BaseDatabaseWrapper | None = None) -> list[CheckMessage]:
    """Chinese text is compared and searched as characters only under a UTF-8 locale."""
    if connection.vendor != "postgresql" or probes.failures({"database": probes.database}):
        return []
    with (database or connection).cursor() as cursor:
        cursor.execute(
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database "
            "WHERE datname = current_database()"
        )
        ctype, encoding = cursor.fetchone()
    if encoding == "UTF8" and ctype.lower().replace("-", "").endswith("utf8"):
        return []
    return [
        Error(
            f"The database has encoding {encoding} and LC_CTYPE {ctype}, not UTF-8.",
            hint="Create it with: createdb --template=template0 --encoding=UTF8 "
            "--lc-ctype=C.UTF-8 NAME",
            id="portal.E020",
        )
    ]


def check_migrated() -> list[CheckMessage]:
    """The tables are those of this version."""
    if probes.failures({"database": probes.database}) or not probes.pending_migrations():
        return []
    return [
        Error(
            "The tables are those of another version; migrations wait to be applied.",
            hint="Run: python manage.py migrate",
            id="portal.E021",
        )
    ]


LIVE: tuple[Check, ...] = (check_reachable, check_collation, check_migrated)
