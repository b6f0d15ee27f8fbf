"""Who may read, freeze and sign the year's figures; whose figures is `people.domain.scope`."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.events.models import Event
from portal.people.domain import scope
from portal.people.enums import OrganisationKind
from portal.people.models import Organisation, User
from portal.totals.models import Snapshot

# Whose figures are asked for; others appear in the list once they have organised something.
ORGANISING_KINDS = (
    OrganisationKind.DISTRICT,
    OrganisationKind.COMMITTEE,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.TOWN,
    OrganisationKind.SUBDISTRICT,
    OrganisationKind.PARK,
)


def may_read(user: User) -> bool:
    """Say whether an account may read figures and their rows in the back office."""
    return _may(user, "view")


def may_freeze(user: User) -> bool:
    """Say whether an account may freeze figures."""
    return _may(user, "add")


def may_sign(user: User, snapshot: Snapshot) -> bool:
    """Say whether an account may sign frozen figures as the second person."""
    return _may(user, "sign") and snapshot.signed_at is None and snapshot.frozen_by_id != user.pk


def organisations(user: User) -> QuerySet[Organisation]:
    """Return the organisations whose figures an account may ask for, as the tree has them."""
    organised = Event.objects.filter(organiser=OuterRef("pk"))
    return (
        scope.organisations(user)
        .filter(Q(kind__in=ORGANISING_KINDS) | Exists(organised))
        .order_by("path")
    )


def snapshots(user: User) -> QuerySet[Snapshot]:
    """Return the frozen figures an account may see; those of all only to who sees all."""
    if scope.sees_whole(user):
        return Snapshot.objects.all()
    return scope.within(Snapshot.objects.all(), user, "organisation__path")


def _may(user: User, act: str) -> bool:
    return user.is_active and user.has_perm(f"totals.{act}_snapshot")
