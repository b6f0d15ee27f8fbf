"""Who a person turned out to be, once rows of the register were merged."""

from datetime import datetime

from django.db.models import Max, Q, QuerySet

from portal.people.models import Person, PersonMerge, User


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


def same_person(person: Person, lookup: str = "person") -> Q:
    """Return the condition for rows of a person and of everybody who turned out to be the same.

    Args:
        person: merged or not.
        lookup: leads from the row to the person.
    """
    top = person.canonical_id or person.pk
    return Q(**{f"{lookup}_id": top}) | Q(**{f"{lookup}__canonical_id": top})


def is_same(one: Person | None, other: Person | None) -> bool:
    """Say whether two rows of the register are one person; nobody is the same as nobody."""
    if one is None or other is None:
        return False
    return (one.canonical_id or one.pk) == (other.canonical_id or other.pk)


def is_same_hand(one: User, other: User) -> bool:
    """Say whether two accounts are used by one person; asked where a step takes two."""
    return one.pk == other.pk or is_same(one.person, other.person)


def rows_of(person: Person) -> QuerySet[Person]:
    """Return the rows of the register that are this person: the canonical and the merged ones."""
    top = person.canonical_id or person.pk
    return Person.objects.filter(Q(pk=top) | Q(canonical=top))


def last_merged_at(person: Person) -> datetime | None:
    """Return when a merge last changed who is the same as a person; None for never."""
    merges = PersonMerge.objects.filter(
        same_person(person, "source") | same_person(person, "target")
    )
    moments = merges.aggregate(merged=Max("merged_at"), undone=Max("undone_at")).values()
    return max((moment for moment in moments if moment is not None), default=None)
