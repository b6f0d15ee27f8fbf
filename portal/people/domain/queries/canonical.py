"""Who a person turned out to be, once rows of the register were merged."""

from datetime import datetime

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from portal.people.models import Person, PersonMerge


def mapping() -> dict[int, int]:
    """Return canonical persons by merged person, chains followed to their end.

    Read from the merges themselves. Whoever is not a key is canonical.

    Returns:
        Primary key of a merged person → primary key of the canonical one.
    """
    step = dict(PersonMerge.objects.filter(undone_at__isnull=True).values_list("source", "target"))
    ends = {}
    for source, target in step.items():
        while target in step:
            target = step[target]
        ends[source] = target
    return ends


def canonical_id(person: str = "") -> Coalesce:
    """Return the SQL expression for the canonical person of a row.

    Args:
        person: lookup that leads from the row to the person, such as ``person``; "" where
            the rows are persons.

    Returns:
        An expression for ``annotate`` and ``Count(..., distinct=True)``: a primary key.
    """
    return (
        Coalesce(F(f"{person}__canonical_id"), F(f"{person}_id"))
        if person
        else Coalesce(F("canonical_id"), F("pk"))
    )


def same_person(person: Person, lookup: str = "person") -> Q:
    """Return the condition for rows of a person and of everybody who turned out to be the same.

    Args:
        person: merged or not.
        lookup: leads from the row to the person.
    """
    top = person.canonical_id or person.pk
    return Q(**{f"{lookup}_id": top}) | Q(**{f"{lookup}__canonical_id": top})


def last_merged_at(person: Person) -> datetime | None:
    """Return when a merge last changed who is the same as a person; None for never."""
    merges = PersonMerge.objects.filter(
        same_person(person, "source") | same_person(person, "target")
    )
    moments = merges.aggregate(merged=Max("merged_at"), undone=Max("undone_at")).values()
    return max((moment for moment in moments if moment is not None), default=None)
