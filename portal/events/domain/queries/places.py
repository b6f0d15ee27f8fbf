"""Which venues an account may choose."""

from django.db.models import Q, QuerySet

from portal.events.models import Venue
from portal.people.domain import scope
from portal.people.models import Organisation, User


def venues(*, user: User) -> QuerySet[Venue]:
    """Return the venues of an account's scope, of the bodies above it, and of nobody.

    A town teaches in the district's hall as well as in its own; it does not see the
    rooms of its neighbours.
    """
    path = scope.path_of(user)
    everything = Venue.objects.select_related("organisation")
    if path is None:
        return everything.none()
    if path == "":
        return everything
    step = Organisation.steplen
    above = [path[:end] for end in range(step, len(path) + 1, step)]
    return everything.filter(
        Q(organisation__isnull=True)
        | Q(organisation__path__startswith=path)
        | Q(organisation__path__in=above)
    )


def own_venues(*, user: User) -> QuerySet[Venue]:
    """Return the venues an account may change: those of its scope."""
    return scope.within(Venue.objects.select_related("organisation"), user, "organisation__path")
