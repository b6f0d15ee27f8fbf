"""The tree of organisations: a new one, a corrected one, one that moves."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.lib import turns
from portal.lib.names import unit_key
from portal.lib.refusals import Refusal
from portal.people.domain import scope
from portal.people.models import Organisation, OrganisationTag, User

# Names what only one does at a time; any other than those of other purposes.
TREE_LOCK = 7_012_001


class NotYours(Refusal):
    """The organisation, or its new place, lies outside the account's scope."""

    code = "not_yours"


class BelowItself(Refusal):
    """An organisation cannot stand below itself."""

    code = "below_itself"


class NameTaken(Refusal):
    """The place has an organisation of this name."""

    code = "name_taken"


@transaction.atomic
def add(
    *,
    parent: Organisation | None,
    by: User,
    tags: Iterable[OrganisationTag] = (),
    **fields: Any,
) -> Organisation:
    """Add an organisation below another, or as a root.

    Raises:
        NotYours: the parent is not in the account's scope; only who sees all adds a root.
        NameTaken: one of that name, whatever its spelling, stands there already.
    """
    _hold_tree()
    parent = parent and _as_it_stands(parent)
    _check_place(parent, by)
    _check_name(parent, fields["name"])
    added = parent.add_child(**fields) if parent else Organisation.add_root(**fields)
    added.tags.set(tags)
    return added


@transaction.atomic
def change(
    *,
    organisation: Organisation,
    parent: Organisation | None,
    by: User,
    tags: Iterable[OrganisationTag] = (),
    **fields: Any,
) -> Organisation:
    """Correct an organisation, and move it with all below it when the parent is another.

    Moving changes who sees it: accounts look at what is below their organisation. Persons,
    memberships and events stay with it.

    Raises:
        NotYours: it, or its new parent, is not in the account's scope, or it is the top of
            that scope and would be moved.
        BelowItself: the new parent is the organisation or stands below it.
        NameTaken: see `add`.
    """
    _hold_tree()
    organisation = _as_it_stands(organisation)
    before = organisation.get_parent()
    moves = (parent and parent.pk) != (before and before.pk)
    if not scope.sees(by, organisation):
        raise NotYours(_("This organisation is not yours to change."))
    _check_name(parent, fields["name"], other_than=organisation)
    for name, value in fields.items():
        setattr(organisation, name, value)
    organisation.save()
    organisation.tags.set(tags)
    if moves:
        _move(organisation, parent, by)
    organisation.refresh_from_db()
    return organisation


def _move(organisation: Organisation, parent: Organisation | None, by: User) -> None:
    if by.scope_id == organisation.pk:
        raise NotYours(_("Your own organisation can only be moved by somebody above it."))
    _check_place(parent, by)
    if parent is None:
        organisation.move(Organisation.get_last_root_node(), "last-sibling")
        return
    parent = _as_it_stands(parent)
    if parent.pk == organisation.pk or parent.is_descendant_of(organisation):
        raise BelowItself(
            _("%(name)s cannot stand below itself. Choose another place.")
            % {"name": organisation.name}
        )
    organisation.move(parent, "last-child")


def _check_place(parent: Organisation | None, by: User) -> None:
    if not (scope.path_of(by) == "" if parent is None else scope.sees(by, parent)):
        raise NotYours(_("Choose a place at or below your own organisation."))


def _check_name(
    parent: Organisation | None, name: str, other_than: Organisation | None = None
) -> None:
    siblings = parent.get_children() if parent else Organisation.get_root_nodes()
    if other_than:
        siblings = siblings.exclude(pk=other_than.pk)
    if siblings.filter(name_key=unit_key(name)).exists():
        raise NameTaken(
            _("An organisation of this name stands there already: %(name)s.") % {"name": name}
        )


def _hold_tree() -> None:
    """Let one at a time write to the tree: places are numbers among neighbours.

    A row's lock is not enough: whoever moves a branch does not see the leaf that grows on it.
    """
    turns.alone(TREE_LOCK)


def _as_it_stands(organisation: Organisation) -> Organisation:
    return Organisation.objects.get(pk=organisation.pk)
