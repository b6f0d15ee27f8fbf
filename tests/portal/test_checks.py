from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from portal import checks
from portal.lib import probes

PRODUCTION = {
    "SECRET_KEY": "a-signing-key-of-more-than-fifty-characters-0123456789-abc",
    "PERSONAL_DATA_KEY": "another-key-of-more-than-fifty-characters-0123456789-abc",
    "PORTAL_BASE_URL": "https://anquan.example.gov.cn",
    "CALENDAR_UID_DOMAIN": "anquan.gov.cn",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "REDIS_URL": "redis://127.0.0.1/0",
    "SECURE_HSTS_SECONDS": 3600,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}
STATIC = (checks.check_address, checks.check_keys, checks.check_services, checks.check_names)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"PORTAL_BASE_URL": "http://anquan.gov.cn"}, ["portal.E001"]),
        ({"PERSONAL_DATA_KEY": PRODUCTION["SECRET_KEY"]}, ["portal.E002"]),
        ({"ENGINE": "django.db.backends.sqlite3"}, ["portal.W003"]),
        ({"REDIS_URL": ""}, ["portal.W004"]),
        ({"CALENDAR_UID_DOMAIN": "safety-culture-portal.example"}, ["portal.W005"]),
        (
            {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
            ["portal.W006"],
        ),
    ],
)
def test_each_mistake_is_found_by_itself(settings, monkeypatch, changes, expected):
    engine = changes.pop("ENGINE", "django.db.backends.postgresql")
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)
    for name, value in {**PRODUCTION, **changes}.items():
        setattr(settings, name, value)

    assert [message.id for check in STATIC for message in check(None)] == expected


@pytest.mark.django_db
def test_services_that_answer_leave_nothing_to_say():
    assert [message for check in checks.LIVE for message in check()] == []


@pytest.mark.django_db
def test_folder_that_cannot_be_written_is_named(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "file"
    Path(settings.MEDIA_ROOT).touch()

    messages = checks.check_reachable()

    assert [(message.id, message.msg) for message in messages] == [
        ("portal.E012", f"Uploads cannot be written to {tmp_path / 'file'} (FileExistsError).")
    ]


@pytest.mark.django_db
def test_database_that_is_away_is_said_once(monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setitem(probes.ALL, "database", away)
    monkeypatch.setattr(probes, "database", away)

    messages = [message for check in checks.LIVE for message in check()]

    assert [(message.id, message.msg) for message in messages] == [
        ("portal.E010", "The database does not answer (DatabaseError).")
    ]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a question to PostgreSQL")
def test_database_of_the_c_locale_is_refused(django_db_blocker):
    from django.db import connections

    name = "portal_check_collation"
    connection.ensure_connection()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    other = connections["default"].copy()
    other.settings_dict["NAME"] = name
    try:
        messages = checks.check_collation(other)
    finally:
        other.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")

    assert [message.msg for message in messages] == [
        "The database has encoding UTF8 and LC_CTYPE C, not UTF-8."
    ]


@pytest.mark.django_db
def test_tables_of_another_version_are_named(monkeypatch):
    monkeypatch.setattr(probes, "pending_migrations", lambda: True)

    assert [message.id for message in checks.check_migrated()] == ["portal.E021"]
