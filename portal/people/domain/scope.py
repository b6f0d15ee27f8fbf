"""What an account may see: its organisation and everything below it."""

from typing import TypeVar

from django.db.models import Q, QuerySet

from portal.people.models import Organisation, Person, User
from portal.people.models.persons import PersonQuerySet

Rows = TypeVar("Rows", bound=QuerySet)


def path_of(user: User) -> str | None:
    """Return the tree path under which an account sees; "" for all, None for nothing."""
    if not user.is_authenticated or not user.is_active:
        return None
    if user.is_superuser:
        return ""
    return user.scope.path if user.scope else None


def organisations(user: User) -> QuerySet[Organisation]:
    """Return the organisations an account may see."""
    return within(Organisation.objects.all(), user, "path")


def persons(user: User) -> PersonQuerySet:
    """Return the persons an account may see; who is in no unit belongs to the district."""
    if sees_whole(user):
        return Person.objects.all()
    return within(Person.objects.all(), user, "organisation__path")


def sees_person(user: User, person: Person) -> bool:
    """Say whether an account may see a person; see `persons`."""
    if person.organisation is None:
        return sees_whole(user)
    return sees(user, person.organisation)


def is_whole(organisation: Organisation) -> bool:
    """Say whether an organisation is the district itself: every other one lies below it."""
    if organisation.depth > 1:
        return False
    return not Organisation.objects.filter(depth=1).exclude(pk=organisation.pk).exists()


def sees_whole(user: User) -> bool:
    """Say whether an account sees the whole district; the database is asked once per instance."""
    path = path_of(user)
    if not path or user.scope is None:
        return path == ""
    known: dict[str, bool] = vars(user).setdefault("_whole_by_path", {})
    if path not in known:
        known[path] = is_whole(user.scope)
    return known[path]


def owned(queryset: QuerySet, user: User, owner: str) -> QuerySet:
    """Narrow a queryset to the rows an account may change: those its scope contains the owner of.

    What belongs to nobody belongs to the district.

    Args:
        queryset: any rows.
        user: whose rights.
        owner: lookup of the organisation a row belongs to.
    """
    if sees_whole(user):
        return queryset
    return within(queryset, user, f"{owner}__path")


def within(queryset: Rows, user: User, *path_fields: str) -> Rows:
    """Narrow a queryset to the rows that belong to organisations an account may see.

    Args:
        queryset: any rows.
        user: whose view it is.
        path_fields: lookups that end at an organisation's ``path``, such as
            ``organiser__path``; a row is seen when one of them lies in the scope.
    """
    path = path_of(user)
    if path is None:
        return queryset.none()
    if path == "":
        return queryset
    seen = Q()
    for field in path_fields:
        seen |= Q(**{f"{field}__startswith": path})
    return queryset.filter(seen)


def sees(user: User, organisation: Organisation | None) -> bool:
    """Say whether an organisation lies in an account's scope."""
    path = path_of(user)
    if path is None:
        return False
    if path == "":
        return True
    return organisation is not None and organisation.path.startswith(path)
