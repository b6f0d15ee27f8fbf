"""Settings of the contestant: the portal's database options, and no middleware."""

from portal.settings.base import *  # noqa: F403

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.benchmarks.bare_view"
WSGI_APPLICATION = None
LOGGING = {"version": 1}
