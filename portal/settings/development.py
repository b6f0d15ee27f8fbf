"""One machine, nothing installed: SQLite, a queue in files, errors shown in full."""

from .base import *
from .base import STATIC_ROOT, env

DEBUG = env.bool("DEBUG", True)
DEMONSTRATION = env.bool("DEMONSTRATION", True)
SERVE_MEDIA = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(exist_ok=True)
