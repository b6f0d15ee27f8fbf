"""Which venues an account may choose."""

from django.db.models import Q, QuerySet

from portal.events.models import Venue
from portal.lib.pinyin import initials
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


def venues_like(text: str, *, among: QuerySet[Venue]) -> QuerySet[Venue]:
    """Return venues whose name, address, unit or pinyin initials contain the text."""
    text = text.strip()
    if not text:
        return among
    fitting = (
        Q(name__icontains=text) | Q(address__icontains=text) | Q(organisation__name__icontains=text)
    )
    if text.isascii() and text.isalnum():
        names = among.order_by().values_list("pk", "name")
        fitting |= Q(pk__in=[pk for pk, name in names if text.lower() in initials(name)])
    return among.filter(fitting)
