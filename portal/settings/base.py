"""Settings common to every way of running the portal.

Everything that differs between machines comes from the environment:

===================  =====================================================================
DATABASE_URL         nothing: SQLite in ``var/portal.sqlite3``; production: postgres://…
REDIS_URL            nothing: queue in ``var/queue``, cache in memory; production: redis://…
SECRET_KEY           signs sessions and tickets; required in production
PERSONAL_DATA_KEY    keys of phone numbers and identity numbers; required in production
PORTAL_BASE_URL      address people reach the portal at; stands in QR codes and calendars
CALENDAR_UID_DOMAIN  right-hand side of calendar identifiers; must never change
ALLOWED_HOSTS        comma-separated host names
PROXIES              how many servers of ours stand in front and write X-Forwarded-For
SEARCH_ENGINES       whether they may read the public pages; not where data are invented
VAR_DIR              where SQLite, uploads and the queue live
SMS                  "console" writes short messages to the log; nothing: none are sent
LOG_JSON, LOG_LEVEL  one JSON object a line instead of columns; INFO unless told otherwise
EMAIL_URL            nothing: mail is written to the log; production: submission://…
===================  =====================================================================
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy
from environs import Env

from .beat import SCHEDULE

env = Env()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- Identity ---------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY", "development-only-secret-key-not-for-production")
PERSONAL_DATA_KEY = env.str("PERSONAL_DATA_KEY", SECRET_KEY)
PORTAL_BASE_URL = env.str("PORTAL_BASE_URL", f"http://127.0.0.1:{env.str('PORT', '8000')}").rstrip(
    "/"
)
CALENDAR_UID_DOMAIN = env.str("CALENDAR_UID_DOMAIN", "safety-culture-portal.example")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", urlsplit(PORTAL_BASE_URL).hostname or ""]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [PORTAL_BASE_URL])
PROXIES = env.int("PROXIES", 0)
DEBUG = False
DEMONSTRATION = env.bool("DEMONSTRATION", False)
SEARCH_ENGINES = env.bool("SEARCH_ENGINES", True)

# --- Applications -----------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "portal.people",
    "portal.notices",
    "portal.events",
    "portal.totals",
    "cms",
    "training",
    "drills",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.people.apps.AccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_celery_beat",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.RequestLog",
    "portal.middleware.NoSuchValues",
    "portal.middleware.Languages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.ContentSecurityPolicy",
    "portal.middleware.BodyLimit",
    "portal.middleware.WrongMethod",
    "portal.middleware.DatabaseAway",
    "portal.middleware.BehindTheDoor",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# --- Database ---------------------------------------------------------------------------
DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an acknowledged check-in survives a power cut. Each visitor changes the same few
        # pages: the write-ahead log is folded into the database every 32 MB, not every 4.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; "
            "PRAGMA wal_autocheckpoint=8000;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    # For the one statement of the door; the others carry their values and are not prepared.
    DATABASES["default"]["OPTIONS"].setdefault("prepare_threshold", 5)

# A connection stays open between requests. On SQLite, closing the last one would fold the
# write-ahead log into the database each time: a queue at the door.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 600)

# --- Redis, cache, background work --------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", "")
QUEUE_DIR = VAR_DIR / "queue"
if REDIS_URL:
    CACHES: dict[str, dict[str, Any]] = {
        alias: {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        for alias in ("default", "shared")
    }
    CELERY_BROKER_URL = REDIS_URL
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            # Room for the counts of the throttles, which nobody shall push out.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        },
        # What web server and worker tell each other outside of any transaction: progress.
        "shared": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(VAR_DIR / "shared"),
        },
    }
    CELERY_BROKER_URL = "filesystem://localhost/"
    for folder in ("messages", "control"):
        (QUEUE_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.5,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ACKS_LATE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request does not wait for a broker that is away; rows and the clock make up for it.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = SCHEDULE
# Wagtail's own background work.
TASKS = {"default": {"BACKEND": "portal.celery.CeleryBackend"}}

# --- Language and time ------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
# Our own strings, then what the installed packages leave in English.
LOCALE_PATHS = [BASE_DIR / "portal" / "locale", BASE_DIR / "portal" / "locale_packages"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FIRST_DAY_OF_WEEK = 1

# --- Files ------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# On one machine the portal serves uploads itself; in production the web server in front does.
SERVE_MEDIA = False
# Files that no address leads to: rosters on their way into the register.
PRIVATE_ROOT = VAR_DIR / "private"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
MOST_UPLOAD_BYTES = 15 * 1024 * 1024
# A file and the fields around it; what is larger is not read (as in `docs/operations.md`).
MOST_BODY_BYTES = MOST_UPLOAD_BYTES + 1024 * 1024

# --- The door ---------------------------------------------------------------------------
# For how long a web process may answer from what it read of an event before.
DOOR_CACHE_SECONDS = env.float("DOOR_CACHE_SECONDS", 2.0)

# --- Wagtail ----------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "平安新区安全文化门户"
WAGTAILADMIN_BASE_URL = PORTAL_BASE_URL
# No call leaves the house.
# In lists' filters, in place of a row of dashes.
FILTERS_EMPTY_CHOICE_LABEL = gettext_lazy("Any")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Every document is a download; a page of ours shows none.
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.forms.uploads.DocumentForm"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# A page that moves or gets another address is still found at the old one.
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.forms.uploads.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = MOST_UPLOAD_BYTES
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search.backend"}}
# How many days it is known what was searched for; who searched is not known at all.
WAGTAILSEARCH_HITS_MAX_AGE = 180

# --- Accounts ---------------------------------------------------------------------------
LOGIN_URL = "wagtailadmin_login"
AUTHENTICATION_BACKENDS = ["portal.people.authentication.CountedBackend"]
WAGTAILADMIN_USER_LOGIN_FORM = "portal.people.authentication.CountedLoginForm"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "portal.people.authentication.CountedPasswordResetForm"  # noqa: S105 - the name of a form
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

CSRF_FAILURE_VIEW = "portal.events.views.door.csrf_failure"

# --- Notices ------------------------------------------------------------------------------
EMAIL_CONFIG = env.dj_email_url("EMAIL_URL", "console:")
if "EMAIL_BACKEND" not in EMAIL_CONFIG:
    raise ImproperlyConfigured("EMAIL_URL begins with submission:// or smtp:// (or console:).")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL_CONFIG["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL_CONFIG["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
SMS = env.str("SMS", "none")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "portal@localhost")

# --- Logs ---------------------------------------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {"()": "portal.lib.logs.formatter", "as_json": env.bool("LOG_JSON", False)},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        # The line of portal.requests says the same with its request number.
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.request": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
        "django_celery_beat": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # Django answers HEAD with the body of GET; gunicorn drops it and says so each time.
        "gunicorn.http.wsgi": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
# --- Browser security ---------------------------------------------------------------------
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"
# Wagtail shows previews in a frame of the same site.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    },
}
# For /admin/ alone: Wagtail's date choosers are inline scripts, its editor sets styles.
ADMIN_CONTENT_SECURITY_POLICY = CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "img-src": ["'self'", "data:", "blob:"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "script-src": ["'self'", "'unsafe-inline'"],
}
