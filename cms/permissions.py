"""Who may do what with the publicity; who may publish is asked of the text (decision 012)."""

from portal.people.enums import RoleCode
from portal.people.models import User

# Those who write, review and answer for the site.
KEEPS_THE_SITE = (RoleCode.PUBLICITY_EDITOR, RoleCode.REVIEWER, RoleCode.DISTRICT_MANAGER)


def may_read_reach(user: User) -> bool:
    """Say whether an account may see how often pages are opened and read."""
    return user.is_active and user.has_role(*KEEPS_THE_SITE)


def may_keep_facilities(user: User) -> bool:
    """Say whether an account enters inspections and settles reports of defects.

    Which facilities it may keep is asked in `domain.queries`.
    """
    return user.is_authenticated and user.is_active and user.has_perm("cms.change_facility")
