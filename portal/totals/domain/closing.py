"""Closing a year: the figures and every row behind them are kept, digested and signed."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.lib.periods import Period
from portal.lib.refusals import Refusal
from portal.people.domain.queries import canonical
from portal.people.models import Organisation, User
from portal.totals.domain import annual, evidence
from portal.totals.domain.annual import Totals
from portal.totals.domain.evidence import Row
from portal.totals.models import Snapshot, SnapshotRow

ROWS_AT_ONCE = 1_000
# How long a recomputed digest is believed; whoever wants to know better has it recomputed.
CHECK_HOLDS_SECONDS = 24 * 3600


class NotOver(Refusal):
    """The period still runs."""

    code = "not_over"


class NothingChanged(Refusal):
    """The figures and rows are those of the latest revision."""

    code = "nothing_changed"


class ReasonMissing(Refusal):
    """A later revision has to say why it is made."""

    code = "reason_missing"


class AlreadySigned(Refusal):
    """Somebody has signed already."""

    code = "already_signed"


class SecondPersonNeeded(Refusal):
    """Who froze the figures cannot sign them as well."""

    code = "second_person_needed"


def latest(
    *, period: Period, organisation: Organisation | None, signed: bool = False
) -> Snapshot | None:
    """Return the newest revision of a period, None where there is none.

    Args:
        signed: only one that two persons answer for.
    """
    found = Snapshot.objects.filter(period=period.code, organisation=organisation)
    if signed:
        found = found.filter(signed_at__isnull=False)
    return found.order_by("-revision").first()


def freeze(
    *,
    period: Period,
    organisation: Organisation | None,
    by: User,
    at: datetime,
    reason: str = "",
) -> Snapshot:
    """Keep the figures of a period that is over, with every row behind them.

    Args:
        period: year, half, quarter or month.
        organisation: whose events; None for all.
        by: who freezes; another person has to sign.
        at: the moment of counting, timezone-aware.
        reason: why, needed from the second revision on.

    Returns:
        The new revision, unsigned.

    Raises:
        NotOver: the period has not ended.
        ReasonMissing: there is a revision already and no reason was given.
        NothingChanged: figures and rows are those of the latest revision.
    """
    if at < period.end:
        raise NotOver(
            _("%(period)s is not over yet. Freeze it from %(date)s on.")
            % {"period": period.label, "date": period.end_date}
        )
    try:
        return _freeze(period, organisation, by, at, reason.strip())
    except IntegrityError:
        # Somebody else was quicker: his revision is the one to compare with.
        return _freeze(period, organisation, by, at, reason.strip())


def _freeze(
    period: Period, organisation: Organisation | None, by: User, at: datetime, reason: str
) -> Snapshot:
    steady = connection.vendor == "postgresql" and not connection.in_atomic_block
    with transaction.atomic():
        if steady:
            # Figures and rows are read by several statements: all must see one moment.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        before = latest(period=period, organisation=organisation)
        if before and not reason:
            raise ReasonMissing(
                _("Revision %(number)s exists. Say why another one is made.")
                % {"number": before.revision}
            )
        totals = annual.totals(period=period, organisation=organisation, at=at)
        digest, rows_total = digest_of(
            figures=totals.to_values(),
            rows=evidence.rows(period=period, organisation=organisation, at=at),
        )
        if before and before.digest == digest:
            raise NothingChanged(
                _("Nothing has changed since revision %(number)s. It stands.")
                % {"number": before.revision}
            )
        snapshot = Snapshot.objects.create(
            period=period.code,
            organisation=organisation,
            revision=before.revision + 1 if before else 1,
            supersedes=before,
            definitions_version=totals.version,
            figures=totals.to_values(),
            rows_total=rows_total,
            digest=digest,
            reason=reason,
            counted_at=at,
            frozen_by=by,
        )
        _keep(snapshot, evidence.rows(period=period, organisation=organisation, at=at))
        log(instance=snapshot, action="totals.freeze", user=by, data={"digest": digest})
    return snapshot


@transaction.atomic
def sign(*, snapshot: Snapshot, by: User, at: datetime) -> Snapshot:
    """Sign frozen figures as the second person; from then on they are the official ones.

    Raises:
        SecondPersonNeeded: the same person froze them.
        AlreadySigned: somebody has signed before.
    """
    snapshot = Snapshot.objects.select_for_update(no_key=True).get(pk=snapshot.pk)
    if snapshot.signed_at:
        raise AlreadySigned(
            _("%(name)s has signed already. There is nothing left to do.")
            % {"name": snapshot.signed_by}
        )
    if canonical.is_same_hand(snapshot.frozen_by, by):
        raise SecondPersonNeeded(
            _("You froze these figures yourself. Ask a colleague to sign them.")
        )
    snapshot.signed_by, snapshot.signed_at = by, at
    snapshot.save(update_fields=["signed_by", "signed_at"])
    log(instance=snapshot, action="totals.sign", user=by, data={"digest": snapshot.digest})
    return snapshot


def digest_of(*, figures: dict[str, Any], rows: Iterable[Row]) -> tuple[str, int]:
    """Return the SHA-256 over figures and rows, and how many rows there were.

    The figures carry the version of the definitions and the filters; the moment of counting
    and the person are no part of it: the same question on the same data has one answer.
    """
    digest = hashlib.sha256(evidence.canonical_bytes(figures))
    number = 0
    for row in rows:
        digest.update(row.line)
        number += 1
    return digest.hexdigest(), number


def rows_of(snapshot: Snapshot) -> Iterator[Row]:
    """Yield the frozen rows as they were when they were digested."""
    for row in snapshot.rows.order_by("position").iterator(ROWS_AT_ONCE):
        yield Row(
            kind=row.kind,
            part=row.part,
            key=row.key,
            event=row.event,
            person=str(row.person or ""),
            unit=str(row.unit or ""),
            unit_kind=row.unit_kind,
            values=row.values,
        )


def is_intact(snapshot: Snapshot) -> bool:
    """Say whether figures and rows still give the digest they were frozen with."""
    digest, number = digest_of(figures=snapshot.figures, rows=rows_of(snapshot))
    return (digest, number) == (snapshot.digest, snapshot.rows_total)


@dataclass(frozen=True, slots=True)
class Check:
    """What a recomputed digest said, and when."""

    intact: bool
    at: datetime


def checked(*, snapshot: Snapshot, at: datetime, afresh: bool = False) -> Check:
    """Say whether frozen figures are intact, without reading every row at every look.

    The digest is recomputed at most once a day, on demand (`afresh`), and whenever figures,
    digest or number of rows are not what they were when it was recomputed last.

    Args:
        snapshot: which.
        at: now, timezone-aware.
        afresh: recompute in any case.
    """
    state = [snapshot.figures, snapshot.digest, snapshot.rows_total, snapshot.rows.count()]
    key = f"totals.check.{hashlib.sha256(evidence.canonical_bytes(state)).hexdigest()}"
    found: Check | None = None if afresh else cache.get(key)
    if found is None:
        found = Check(is_intact(snapshot), at)
        cache.set(key, found, CHECK_HOLDS_SECONDS)
    return found


def figures_of(snapshot: Snapshot) -> Totals:
    """Return the frozen figures."""
    return Totals.from_values(snapshot.figures)


def _keep(snapshot: Snapshot, rows: Iterable[Row]) -> None:
    made = []
    for position, row in enumerate(rows):
        made.append(
            SnapshotRow(
                snapshot=snapshot,
                position=position,
                kind=row.kind,
                part=row.part,
                key=row.key,
                event=row.event,
                person=UUID(row.person) if row.person else None,
                unit=UUID(row.unit) if row.unit else None,
                unit_kind=row.unit_kind,
                values=dict(row.values),
            )
        )
        if len(made) == ROWS_AT_ONCE:
            SnapshotRow.objects.bulk_create(made)
            made = []
    SnapshotRow.objects.bulk_create(made)
