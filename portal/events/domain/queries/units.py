"""Names of units to choose from where people say where they belong."""

from django.db.models import Case, IntegerField, QuerySet, Value, When

from portal.people.enums import OrganisationKind
from portal.people.models import Organisation

# The office itself and its committees send nobody to classes under their own name.
_SENDING = (
    OrganisationKind.TOWN,
    OrganisationKind.SUBDISTRICT,
    OrganisationKind.PARK,
    OrganisationKind.VILLAGE,
    OrganisationKind.COMMUNITY,
    OrganisationKind.ENTERPRISE,
    OrganisationKind.SCHOOL,
)


def unit_names(*, near: Organisation, limit: int) -> list[str]:
    """Return names of open units, those below an organisation first.

    Args:
        near: the organiser, whose own units are the likeliest.
        limit: how many at most; phones show a short list well and a long one badly.
    """
    units: QuerySet[Organisation] = Organisation.objects.filter(
        closed_date__isnull=True, kind__in=_SENDING
    )
    nearest = Case(
        When(path__startswith=near.path, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return list(units.order_by(nearest, "name").values_list("name", flat=True)[:limit])
