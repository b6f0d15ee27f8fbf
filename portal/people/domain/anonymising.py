"""Forgetting a person for good: what tells who he is goes, what was counted of him stays.

Attendances, registrations, the ledger and memberships keep pointing to his rows, so every total
and every frozen year is what it was. The apps above forget what they know of him through the hook
``forget_persons``: functions that take the rows (`persons`), the moment (`at`) and `Names`.
They run in the same transaction and may refuse.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from portal.lib.refusals import Refusal
from portal.lib.sealing import seal, unseal
from portal.people.domain import scope
from portal.people.domain.queries import canonical
from portal.people.models import Membership, Pass, Person, PersonMerge, RosterRow, User
from portal.people.models.persons import NO_NAME, NOTHING_KNOWN

PERMISSION = "people.anonymise_person"


class NotYours(Refusal):
    """The account has no right to it, or a row of the person is not in its scope."""

    code = "not_yours"


class ReasonMissing(Refusal):
    """Forgetting somebody for good needs a reason."""

    code = "reason_missing"


class AlreadyAnonymised(Refusal):
    """Nothing is known of the person any more."""

    code = "already_anonymised"


class HasAccount(Refusal):
    """The person works in the portal."""

    code = "has_account"


@dataclass(frozen=True, slots=True)
class Names:
    """What a text may call a person: his names and his numbers, the longest first."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, persons: Iterable[Person]) -> "Names":
        """Collect them from the rows of the register that are one person."""
        found = {word for one in persons for word in (one.name, unseal(one.phone_sealed))}
        return cls(tuple(sorted(found - {"", NO_NAME}, key=lambda word: (-len(word), word))))

    def gone_from(self, said: Any) -> Any:
        """Return a text, or plain values with texts in them, in which nobody is named."""
        if isinstance(said, str):
            for word in self.words:
                said = said.replace(word, NO_NAME)
            return said
        if isinstance(said, dict):
            return {self.gone_from(key): self.gone_from(value) for key, value in said.items()}
        if isinstance(said, list):
            return [self.gone_from(value) for value in said]
        return said


@transaction.atomic
def anonymise(*, person: Person, by: User, at: datetime, reason: str) -> Person:
    """Forget who a person is, in all rows of the register that are this person. For good.

    Leaves a line in the log of the person: who, when, why.

    Args:
        reason: such as the person's own request; his name in it is left out.

    Raises:
        NotYours: the account may not, or a row of the person is not in its scope.
        ReasonMissing: no reason given.
        AlreadyAnonymised: it was done before.
        HasAccount: the person belongs to an account.
        Whatever the apps above refuse with: he still has something to do for them.
    """
    persons = list(
        canonical.rows_of(person)
        .select_for_update(no_key=True, of=("self",))
        .select_related("organisation")
        .order_by("pk")
    )
    if not by.has_perm(PERMISSION) or not all(scope.sees_person(by, one) for one in persons):
        raise NotYours(_("You may not anonymise this person."))
    if not reason.strip():
        raise ReasonMissing(_("Please say who asked for it, and when."))
    if all(one.anonymised_at for one in persons):
        raise AlreadyAnonymised(_("This person was anonymised before. There is nothing left."))
    account = User.objects.filter(person__in=persons).first()
    if account:
        raise HasAccount(
            _(
                "The account “%(account)s” belongs to this person. Switch it off, and take the "
                "person off it first."
            )
            % {"account": account.username}
        )
    names = Names.of(persons)
    for forget in hooks.get_hooks("forget_persons"):
        forget(persons=persons, at=at, names=names)
    _forget_here(persons, at, names)
    for one in persons:
        one.refresh_from_db()
        log(
            instance=one,
            action="people.anonymise",
            user=by,
            data={"reason": names.gone_from(reason.strip())[:200]},
        )
    return next(one for one in persons if one.pk == person.pk)


def forget_in_log(rows: Sequence[Model], names: Names, *, actions: Iterable[str] = ()) -> None:
    """Name nobody in the history of some rows of one table, nor in some actions of any.

    Args:
        rows: of one table, one at least.
        actions: names of actions whose entries may name the person elsewhere.
    """
    kind = ContentType.objects.get_for_model(rows[0], for_concrete_model=False)
    own = ModelLogEntry.objects.filter(
        content_type=kind, object_id__in=[str(one.pk) for one in rows]
    )
    own.update(label=NO_NAME)
    entries = own | ModelLogEntry.objects.filter(action__in=list(actions))
    for entry in entries.iterator(chunk_size=500):
        told = names.gone_from(entry.data)
        if told != entry.data:
            ModelLogEntry.objects.filter(pk=entry.pk).update(data=told)


def _forget_here(persons: Sequence[Person], at: datetime, names: Names) -> None:
    _forget_rosters(persons)
    forget_in_log(persons, names)
    Membership.objects.filter(person__in=persons).update(position="")
    Pass.objects.filter(person__in=persons, revoked_at=None).update(revoked_at=at)
    Pass.objects.filter(person__in=persons).update(revoked_reason="")
    merges = PersonMerge.objects.filter(Q(source__in=persons) | Q(target__in=persons))
    merges.update(reason=NO_NAME)
    Person.objects.filter(pk__in=[one.pk for one in persons]).update(
        **NOTHING_KNOWN, anonymised_at=at, updated_at=at
    )


def _forget_rosters(persons: Sequence[Person]) -> None:
    """Empty the rows of rosters that are about a person, or may be: same name, no other number."""
    about = Q(person_uuid__in=[one.uuid for one in persons])
    for one in persons:
        unclear = Q(name=one.name, phone_last4__in=["", one.phone_last4])
        about |= unclear & ~Q(outcome=RosterRow.Outcome.ADD) & Q(person_uuid=None)
    said = {"code": "anonymised", "column": ""}
    for row in RosterRow.objects.filter(about):
        # A roster that waits to be applied reads its rows again: this one is an error then.
        columns = json.loads(unseal(row.sealed))["columns"] if row.sealed else {}
        row.sealed = seal(
            json.dumps({"number": row.number, "problems": [said], "cells": [], "columns": columns})
        )
        row.name, row.phone_last4, row.identity_digest = NO_NAME, "", ""
        row.changes, row.problems = [], [said]
        row.save()
