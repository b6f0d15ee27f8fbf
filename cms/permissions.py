"""Who may do what with what stands in the communities; who may see it is in `domain.queries`."""

from portal.people.models import User


def may_keep_facilities(user: User) -> bool:
    """Say whether an account enters inspections and settles reports of defects."""
    return user.is_authenticated and user.is_active and user.has_perm("cms.change_facility")
