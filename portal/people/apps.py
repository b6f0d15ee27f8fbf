from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"
    default = True
    verbose_name = _("People")


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's accounts, with our pages for them."""

    user_viewset = "portal.people.viewsets.AccountViewSet"
