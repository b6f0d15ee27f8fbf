"""Two rows of the register that are one person: said, taken back, and followed when reading."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.lib import turns
from portal.lib.refusals import Refusal
from portal.people.domain.queries import canonical
from portal.people.models import Person, PersonMerge, User

# Names what only one does at a time; any other than those of other purposes.
MERGE_LOCK = 7_012_002


class SamePerson(Refusal):
    """Both rows are one person already."""

    code = "same_person"


class AlreadyMerged(Refusal):
    """The row is merged into another one."""

    code = "already_merged"


class IdentitiesDiffer(Refusal):
    """The rows have different identity numbers."""

    code = "identities_differ"


class Anonymised(Refusal):
    """Of one of the two nothing is known any more."""

    code = "anonymised"


class ReasonMissing(Refusal):
    """A merge says why the two are one."""

    code = "reason_missing"


class AlreadyUndone(Refusal):
    """The merge was taken back before."""

    code = "already_undone"


@transaction.atomic
def merge(*, source: Person, target: Person, by: User, at: datetime, reason: str) -> PersonMerge:
    """State that `source` is the same human being as `target`.

    Nothing that belongs to `source` is re-pointed: reading follows `Person.canonical`.

    Raises:
        ReasonMissing: no reason given.
        SamePerson: the two are one row, or were already found to be one person; so no
            chain of merges ever closes to a ring.
        AlreadyMerged: `source` was already merged into somebody else.
        IdentitiesDiffer: the two are known by different identity numbers.
        Anonymised: one of them was anonymised.
    """
    if not reason.strip():
        raise ReasonMissing(_("Please say why the two are one person."))
    source_root, target_root = _locked_roots(source, target)
    if source_root == target_root:
        raise SamePerson(_("These two are already one person. There is nothing to merge."))
    if source_root != source.pk:
        raise AlreadyMerged(
            _("%(name)s was already merged into somebody else. Undo that merge first.")
            % {"name": source.name}
        )
    _check_identities(source_root, target_root)
    if Person.objects.filter(pk__in=[source_root, target_root], anonymised_at__isnull=False):
        raise Anonymised(_("Of one of these two nothing is known any more. They stay two."))
    made = PersonMerge.objects.create(
        source=source, target=target, merged_at=at, merged_by=by, reason=reason.strip()
    )
    _derive_again([source_root, target_root])
    log(instance=source, action="people.merge", user=by, data={"target": target.pk})
    return made


@transaction.atomic
def undo(*, made: PersonMerge, by: User, at: datetime) -> PersonMerge:
    """Take a merge back; every number is again what it was before it.

    Raises:
        AlreadyUndone: somebody took it back before.
    """
    made = PersonMerge.objects.select_for_update(no_key=True).get(pk=made.pk)
    if made.undone_at:
        raise AlreadyUndone(_("This merge was already undone."))
    root, _other = _locked_roots(made.source, made.target)
    made.undone_at, made.undone_by = at, by
    made.save(update_fields=["undone_at", "undone_by"])
    _derive_again([root])
    log(instance=made.source, action="people.undo_merge", user=by)
    return made


def _check_identities(*roots: int) -> None:
    """Refuse to make one of two persons who are known by different identity numbers."""
    rows = Person.objects.filter(Q(pk__in=roots) | Q(canonical__in=roots))
    known = rows.exclude(identity_digest=None).values_list("identity_digest").distinct()
    if known.count() > 1:
        raise IdentitiesDiffer(
            _(
                "These two have different identity numbers, so they are two persons. If one of "
                "the numbers is wrong, remove it on the page of that person first."
            )
        )


def _locked_roots(one: Person, other: Person) -> tuple[int, int]:
    """Lock the canonical persons of both, lowest key first, and return their keys.

    One merge at a time: two that together would close a ring do not know each other's rows, and
    who locks what others make into one person meanwhile would wait for them as they for him.
    """
    turns.alone(MERGE_LOCK)
    roots = _root(one.pk), _root(other.pk)
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=roots).order_by("pk"))
    return roots


def _root(pk: int) -> int:
    return Person.objects.values_list("canonical_id", flat=True).get(pk=pk) or pk


def _derive_again(roots: Iterable[int]) -> None:
    """Write `Person.canonical` of everybody below the roots from the open merges."""
    roots = list(roots)
    affected = set(Person.objects.filter(canonical__in=roots).values_list("pk", flat=True)) | set(
        roots
    )
    chains = canonical.mapping()
    for pk in sorted(affected):
        Person.objects.filter(pk=pk).update(canonical=chains.get(pk))
