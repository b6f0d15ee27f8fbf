"""Behind a web server that speaks TLS: PostgreSQL, Redis, hashed static files."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import DEMONSTRATION, LOGGING, env

SECRET_KEY = env.str("SECRET_KEY", "")
PERSONAL_DATA_KEY = env.str("PERSONAL_DATA_KEY", "")
for name in ("SECRET_KEY", "PERSONAL_DATA_KEY", "PORTAL_BASE_URL"):
    if not env.str(name, ""):
        raise ImproperlyConfigured(
            f"{name} is not set; production needs it in the environment (see docs/operations.md)."
        )

# Nobody shall find invented events and figures by searching for real ones.
SEARCH_ENGINES = env.bool("SEARCH_ENGINES", not DEMONSTRATION)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING["formatters"]["lines"]["as_json"] = env.bool("LOG_JSON", True)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
# A load balancer asks by plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
PROXIES = env.int("PROXIES", 1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
