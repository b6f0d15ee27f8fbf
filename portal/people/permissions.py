"""Who may do what with the register; who may see whom is `people.domain.scope`."""

from django.db.models import QuerySet

from portal.people.domain import anonymising, rights, scope
from portal.people.models import Person, PersonMerge, RosterImport, User


def may_import(user: User) -> bool:
    """Say whether an account may send rosters."""
    return _may(user, "people.add_rosterimport")


def may_see_import(user: User, made: RosterImport) -> bool:
    """Say whether an account may look at a roster."""
    return _may(user, "people.view_rosterimport") and scope.sees(user, made.organisation)


def may_unmask(user: User, person: Person) -> bool:
    """Say whether an account may see a person's full phone number, for a reason."""
    return _may(user, "people.unmask_person") and scope.sees_person(user, person)


def may_forget_identity(user: User, person: Person) -> bool:
    """Say whether an account may remove a person's identity number, for a reason."""
    return _may(user, "people.change_person") and scope.sees_person(user, person)


def may_anonymise(user: User, person: Person) -> bool:
    """Say whether an account may forget a person for good, for a reason."""
    return _may(user, anonymising.PERMISSION) and scope.sees_person(user, person)


def may_merge(user: User) -> bool:
    """Say whether an account may state that two persons are one."""
    return _may(user, "people.add_personmerge")


def may_undo_merge(user: User, made: PersonMerge) -> bool:
    """Say whether an account may take a merge back."""
    return _may(user, "people.change_personmerge") and scope.sees_person(user, made.target)


def accounts_of(*, user: User) -> QuerySet[User]:
    """Return the accounts an account sees: in its scope, and no superuser."""
    rows = scope.within(User.objects.all(), user, "scope__path")
    return rows if user.is_superuser else rows.filter(is_superuser=False)


def changeable_accounts(*, user: User) -> QuerySet[User]:
    """Return the accounts an account may change: those it sees that hold nothing it lacks."""
    if not _may(user, "people.change_user"):
        return User.objects.none()
    return rights.not_beyond(accounts_of(user=user), user)


def may_change_account(user: User, account: User) -> bool:
    """Say whether an account may change another: below it, and not above it in rights."""
    return changeable_accounts(user=user).filter(pk=account.pk).exists()


def _may(user: User, permission: str) -> bool:
    return user.is_authenticated and user.is_active and user.has_perm(permission)
