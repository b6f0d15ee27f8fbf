"""The way of a roster into the register: previewed, confirmed, applied in one transaction."""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.lib.names import name_key
from portal.lib.refusals import Refusal
from portal.lib.sealing import seal, unseal
from portal.people.domain.comparing import Compared, Line, Outcome, Progress, compare
from portal.people.domain.matching import last_four
from portal.people.domain.persons import phone_columns
from portal.people.enums import PersonStatus
from portal.people.models import Membership, Person, RosterImport, RosterRow, User

State = RosterImport.State
BATCH = 500
_PERSON_COLUMNS = [
    "organisation",
    "unit_text",
    "status",
    "audience",
    "phone_digest",
    "phone_last4",
    "phone_sealed",
    "identity_digest",
    "identity_last4",
    "updated_at",
]
_SILENT: Progress = lambda share: None  # noqa: E731


class NotWaiting(Refusal):
    code = "not_waiting"


def preview(
    *,
    roster: RosterImport,
    lines: Sequence[Line],
    columns: dict[str, str],
    progress: Progress = _SILENT,
) -> RosterImport:
    """Store what each line of a roster would do; changes nothing in the register.

    Args:
        roster: just uploaded; its organisation and options hold. Unless it says for which
            course identity numbers are kept, what the lines say of them is dropped here.
        lines: what `imports.read` made of the file.
        columns: letters of the columns by field name.
        progress: told the share done, 0 to 1.
    """
    if not roster.identity_for:
        lines = [replace(line, identity="", identity_last4="") for line in lines]
    found = compare(
        lines=lines,
        top=roster.organisation,
        unknown_to_chosen=roster.unknown_to_chosen,
        columns=columns,
        by=roster.uploaded_by,
        progress=lambda share: progress(share * 0.5),
    )
    with transaction.atomic():
        now = RosterImport.objects.select_for_update(no_key=True).get(pk=roster.pk)
        if now.state not in {State.READING, State.PREVIEWED}:
            # Somebody put it aside meanwhile, or confirmed what another worker has read.
            roster.state = now.state
            return roster
        roster.rows.all().delete()
        for share, part in _batches([_row(roster, columns, one) for one in found]):
            RosterRow.objects.bulk_create(part)
            progress(0.5 + share / 2)
        _count(roster, [one.outcome for one in found])
        roster.state = State.PREVIEWED
        roster.save()
    return roster


def confirm(*, roster: RosterImport, by: User, at: datetime) -> RosterImport:
    """Release a previewed roster for being applied; only the first of two clicks does.

    Raises:
        NotWaiting: it was confirmed or discarded before.
    """
    changed = RosterImport.objects.filter(pk=roster.pk, state=State.PREVIEWED).update(
        state=State.APPLYING, confirmed_by=by, confirmed_at=at, rows_done=0, message=""
    )
    if not changed:
        raise NotWaiting(_("This roster is no longer waiting for confirmation."))
    roster.refresh_from_db()
    return roster


def discard(*, roster: RosterImport) -> None:
    """Put a roster aside: its rows are deleted, the register is as it was.

    Raises:
        NotWaiting: it is being applied, or was applied or discarded before.
    """
    changed = RosterImport.objects.filter(
        pk=roster.pk, state__in=[State.PREVIEWED, State.FAILED, State.READING]
    ).update(state=State.DISCARDED, headings=[])
    if not changed:
        raise NotWaiting(_("This roster can no longer be discarded."))
    roster.refresh_from_db()
    roster.rows.all().delete()


def apply(*, roster: RosterImport, at: datetime, progress: Progress = _SILENT) -> RosterImport:
    """Carry out a confirmed roster in one transaction; a second call does nothing.

    The register may have changed since the preview: the comparison is made again inside the
    transaction, and if a row would now do something else, nothing is done and the roster waits
    again, with the new preview.

    Returns:
        The roster, APPLIED, PREVIEWED (look again) or FAILED (with a message).
    """
    rows = list(roster.rows.all())
    columns, lines = _unsealed(rows)
    progress(0.1)
    try:
        with transaction.atomic():
            roster = RosterImport.objects.select_for_update(no_key=True).get(pk=roster.pk)
            if roster.state != State.APPLYING:
                return roster
            found = compare(
                lines=lines,
                top=roster.organisation,
                unknown_to_chosen=roster.unknown_to_chosen,
                columns=columns,
                by=roster.uploaded_by,
                progress=lambda share: progress(0.1 + share * 0.3),
            )
            if _differences(roster, rows, found):
                return roster
            _write(roster, rows, found, lambda share: progress(0.4 + share * 0.6))
            roster.state, roster.applied_at = State.APPLIED, at
            roster.rows_done = roster.rows_total
            roster.save()
            _forget_identities(roster)
    except IntegrityError:
        roster.refresh_from_db()
        fail(roster=roster, message="register_moved")
    return roster


def fail(*, roster: RosterImport, message: str) -> None:
    """Give a roster up that is being read or applied: it says why, and can only be discarded.

    Args:
        message: a code of `domain.wording`.
    """
    under_way = RosterImport.objects.filter(pk=roster.pk, state__in=[State.READING, State.APPLYING])
    under_way.update(state=State.FAILED, message=message)
    roster.refresh_from_db()
    if roster.state == State.FAILED:
        _forget_identities(roster)


def cells(row: RosterRow) -> list[str]:
    """Return a row as it was sent."""
    return list(json.loads(unseal(row.sealed))["cells"])


# --- Rows ---------------------------------------------------------------------------------


def _row(roster: RosterImport, columns: dict[str, str], one: Compared) -> RosterRow:
    line = one.line
    kept = {key: value for key, value in asdict(line).items() if value and key != "identity"}
    return RosterRow(
        roster=roster,
        number=line.number,
        outcome=one.outcome,
        name=line.name[:60],
        phone_last4=last_four(line.phone),
        unit=(line.unit if one.problems else one.organisation.name)[:120],
        person_uuid=_uuid(one),
        changes=one.changes,
        problems=one.problems,
        sealed=seal(json.dumps({**kept, "cells": line.cells, "columns": columns})),
        identity_digest=line.identity,
    )


def _uuid(one: Compared) -> uuid.UUID | None:
    if one.person:
        return one.person.uuid
    return uuid.uuid4() if one.outcome == Outcome.ADD else None


def _unsealed(rows: Iterable[RosterRow]) -> tuple[dict[str, str], list[Line]]:
    columns: dict[str, str] = {}
    lines = []
    for row in rows:
        kept = json.loads(unseal(row.sealed))
        columns = kept.pop("columns")
        lines.append(Line(**kept, identity=row.identity_digest))
    return columns, lines


def _forget_identities(roster: RosterImport) -> None:
    """Let the register alone hold the digests; a row keeps the last four characters."""
    roster.rows.exclude(identity_digest="").update(identity_digest="")


def _differences(
    roster: RosterImport, rows: Sequence[RosterRow], found: Sequence[Compared]
) -> bool:
    """Store the rows that would now do something else; say whether there are any."""
    moved = []
    for row, one in zip(rows, found, strict=True):
        same_person = one.person is None or one.person.uuid == row.person_uuid
        before = (row.outcome, row.changes, row.problems)
        if before != (one.outcome, one.changes, one.problems) or not same_person:
            row.outcome, row.changes, row.problems = one.outcome, one.changes, one.problems
            row.person_uuid = _uuid(one)
            moved.append(row)
    if moved:
        RosterRow.objects.bulk_update(
            moved, ["outcome", "changes", "problems", "person_uuid"], batch_size=100
        )
        _count(roster, [one.outcome for one in found])
        roster.state, roster.message = State.PREVIEWED, "look_again"
        roster.save()
    return bool(moved)


def _count(roster: RosterImport, outcomes: Sequence[str]) -> None:
    roster.rows_total = len(outcomes)
    roster.added = outcomes.count(Outcome.ADD)
    roster.changed = outcomes.count(Outcome.CHANGE)
    roster.unchanged = outcomes.count(Outcome.SAME)
    roster.errors = outcomes.count(Outcome.ERROR)


# --- The register ---------------------------------------------------------------------------


def _write(
    roster: RosterImport,
    rows: Sequence[RosterRow],
    found: Sequence[Compared],
    progress: Progress,
) -> None:
    new, changed = [], []
    for row, one in zip(rows, found, strict=True):
        if one.outcome == Outcome.ADD:
            one.person = Person(uuid=row.person_uuid or uuid.uuid4(), name=one.line.name)
            one.person.name_key = name_key(one.line.name)[:60]
            new.append(one)
        elif one.outcome == Outcome.CHANGE:
            changed.append(one)
    for one in (*new, *changed):
        _fill(one)
    work = [
        *((_add_persons, part) for _share, part in _batches(new)),
        *((_change_persons, part) for _share, part in _batches(changed)),
        *((_move, part) for _share, part in _batches([*new, *changed])),
    ]
    for done, (step, part) in enumerate(work, 1):
        step(roster, part)
        progress(done / len(work))


def _fill(one: Compared) -> None:
    person: Any = one.person
    person.status = PersonStatus.VERIFIED
    person.organisation = one.organisation
    person.unit_text = ""
    person.audience = one.line.audience or person.audience
    # What another row of a merged person holds stays there: it may stand only once.
    if one.line.phone and one.says("phone"):
        for column, value in phone_columns(one.line.phone).items():
            setattr(person, column, value)
    if one.line.identity and one.says("identity"):
        person.identity_digest = one.line.identity
        person.identity_last4 = one.line.identity_last4


def _add_persons(roster: RosterImport, part: Sequence[Compared]) -> None:
    Person.objects.bulk_create([one.person for one in part if one.person])


def _change_persons(roster: RosterImport, part: Sequence[Compared]) -> None:
    # Ten times as quick as bulk_update: one statement of plain rows.
    Person.objects.bulk_create(
        [one.person for one in part if one.person],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_PERSON_COLUMNS,
    )


def _move(roster: RosterImport, part: Sequence[Compared]) -> None:
    """Close, move, correct and open memberships as the units of the persons ask."""
    begun, kept = [], []
    superfluous = []
    for one in part:
        left = one.leaving
        if left and left.since_date < roster.since_date:
            left.until_date = roster.since_date
            kept.append(left)
        elif left and one.membership:
            superfluous.append(left.pk)
        elif left:
            # Begun on the same day or later: it never was, the new unit takes its place.
            left.organisation = one.organisation
            one.membership = left
        if one.membership:
            one.membership.position = one.line.position or one.membership.position
            one.membership.role = one.role or one.membership.role
            kept.append(one.membership)
        else:
            begun.append(
                Membership(
                    person=one.person,
                    organisation=one.organisation,
                    position=one.line.position,
                    since_date=roster.since_date,
                    **({"role": one.role} if one.role else {}),
                )
            )
    Membership.objects.filter(pk__in=superfluous).delete()
    Membership.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["organisation", "role", "position", "until_date"],
    )
    Membership.objects.bulk_create(begun)


def _batches(things: Sequence[Any]) -> Iterable[tuple[float, Sequence[Any]]]:
    """Cut into parts, each with the share of the whole that is done after it."""
    for at in range(0, len(things), BATCH):
        part = things[at : at + BATCH]
        yield (at + len(part)) / len(things), part
