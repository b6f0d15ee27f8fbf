"""Who may do what with the register; who may see whom is `people.domain.scope`."""

from portal.people.domain import scope
from portal.people.models import Person, PersonMerge, RosterImport, User


def may_import(user: User) -> bool:
    """Say whether an account may send rosters."""
    return _may(user, "people.add_rosterimport")


def may_see_import(user: User, made: RosterImport) -> bool:
    """Say whether an account may look at a roster."""
    return _may(user, "people.view_rosterimport") and scope.sees(user, made.organisation)


def may_unmask(user: User, person: Person) -> bool:
    """Say whether an account may see a person's full phone number, for a reason."""
    return _may(user, "people.unmask_person") and scope.sees(user, person.organisation)


def may_merge(user: User) -> bool:
    """Say whether an account may state that two persons are one."""
    return _may(user, "people.add_personmerge")


def may_undo_merge(user: User, made: PersonMerge) -> bool:
    """Say whether an account may take a merge back."""
    return _may(user, "people.change_personmerge") and scope.sees(user, made.target.organisation)


def may_change_account(user: User, account: User) -> bool:
    """Say whether an account may change another: below it, and not above it in rights."""
    if user.is_superuser:
        return True
    return (
        _may(user, "people.change_user")
        and not account.is_superuser
        and scope.sees(user, account.scope)
    )


def _may(user: User, permission: str) -> bool:
    return user.is_authenticated and user.is_active and user.has_perm(permission)
