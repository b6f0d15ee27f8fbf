"""The suite: quick hashing, files in a throw-away folder, tasks in the request."""

import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from .base import *
from .base import ALLOWED_HOSTS, CACHES, DATABASES, REDIS_URL, VAR_DIR, env

DEBUG = False
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
SERVE_MEDIA = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="portal-test-media-"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", True)
CELERY_TASK_EAGER_PROPAGATES = True
LOGGING_CONFIG = None  # pytest collects the lines
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file rather than memory, so that `--reuse-db` spares the migrations.
    DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DATABASE", str(VAR_DIR / "test.sqlite3"))}
DOOR_CACHE_SECONDS = 0.0
if REDIS_URL:
    # Each process of the suite clears a cache of its own and has a queue of its own.
    address = urlsplit(REDIS_URL)
    worker = env.str("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    number = int(address.path.strip("/") or 0) + int(worker)
    REDIS_URL = CELERY_BROKER_URL = address._replace(path=f"/{number}").geturl()
    CACHES["default"]["LOCATION"] = REDIS_URL
