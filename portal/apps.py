from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Static files, translations and site-wide commands; no models."""

    name = "portal"
    verbose_name = _("Safety Culture Portal")
