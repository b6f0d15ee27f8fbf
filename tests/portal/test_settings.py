"""Settings as a process of its own sees them, with an environment of its own."""

import json
import subprocess
import sys

import pytest

SHOW = """
import json, django
from django.conf import settings
names = ("DEBUG", "CELERY_BROKER_URL", "ALLOWED_HOSTS", "PORTAL_BASE_URL", "SESSION_COOKIE_SECURE")
print(json.dumps({name: getattr(settings, name) for name in names}
    | {"engine": settings.DATABASES["default"]["ENGINE"].rsplit(".")[-1],
       "json": settings.LOGGING["formatters"]["lines"]["as_json"]}))
"""
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "a-signing-key-of-more-than-fifty-characters-0123456789-abc",
    "PERSONAL_DATA_KEY": "another-key-of-more-than-fifty-characters-0123456789-abc",
    "PORTAL_BASE_URL": "https://anquan.example.gov.cn/",
    "DATABASE_URL": "postgres://portal@db/portal",
    "REDIS_URL": "redis://cache/0",
}
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]


def run(program, environment, tmp_path):
    return subprocess.run(
        [sys.executable, *program],
        env={"PATH": "/usr/bin:/bin", "VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(environment, tmp_path):
    return json.loads(run(["-c", SHOW], environment, tmp_path).stdout)


def test_nothing_set_means_one_machine(tmp_path):
    assert settings_of({"DJANGO_SETTINGS_MODULE": "portal.settings.development"}, tmp_path) == {
        "DEBUG": True,
        "CELERY_BROKER_URL": "filesystem://localhost/",
        "ALLOWED_HOSTS": [*LOOPBACK, "127.0.0.1"],
        "PORTAL_BASE_URL": "http://127.0.0.1:8000",
        "SESSION_COOKIE_SECURE": False,
        "engine": "sqlite3",
        "json": False,
    }


def test_addresses_set_mean_production(tmp_path):
    assert settings_of(PRODUCTION, tmp_path) == {
        "DEBUG": False,
        "CELERY_BROKER_URL": "redis://cache/0",
        "ALLOWED_HOSTS": [*LOOPBACK, "anquan.example.gov.cn"],
        "PORTAL_BASE_URL": "https://anquan.example.gov.cn",
        "SESSION_COOKIE_SECURE": True,
        "engine": "postgresql",
        "json": True,
    }


@pytest.mark.parametrize("name", ["SECRET_KEY", "PERSONAL_DATA_KEY", "PORTAL_BASE_URL"])
def test_production_refuses_to_start_without_and_says_so_in_a_sentence(name, tmp_path):
    environment = {key: value for key, value in PRODUCTION.items() if key != name}

    answer = run(["manage.py", "check"], environment, tmp_path)

    assert answer.returncode == 1
    assert answer.stderr == (
        f"{name} is not set; production needs it in the environment (see docs/operations.md).\n"
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"EMAIL_URL": "imap://h"},
            "EMAIL_URL begins with submission:// or smtp:// (or console:).",
        ),
        (
            {"SECURE_HSTS_SECONDS": "long"},
            'Environment variable "SECURE_HSTS_SECONDS" invalid: Not a valid integer.',
        ),
    ],
)
def test_value_that_cannot_be_read_is_one_sentence(changes, sentence, tmp_path):
    answer = run(["manage.py", "check"], PRODUCTION | changes, tmp_path)

    assert (answer.returncode, answer.stderr) == (1, f"{sentence}\n")
