from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"
    default = True
    verbose_name = _("People")

    def ready(self) -> None:
        """Keep what the site says of the district to those who see the district."""
        from wagtail.permissions import register_permission_policy

        from portal.people.models import DistrictSetting
        from portal.people.policies import DistrictPolicy

        register_permission_policy(DistrictSetting, DistrictPolicy(DistrictSetting))


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's accounts, with our pages for them."""

    user_viewset = "portal.people.viewsets.AccountViewSet"

    def ready(self) -> None:
        """Let Wagtail name no account that the one who asks does not see."""
        from wagtail.permissions import register_permission_policy

        from portal.people.models import User
        from portal.people.permissions import accounts_of, changeable_accounts
        from portal.people.policies import ScopedPolicy

        super().ready()
        policy = ScopedPolicy(
            User, rows_of=accounts_of, changed_of=changeable_accounts, of_the_district=False
        )
        register_permission_policy(User, policy)
