"""The books of the past year: frozen in January, signed by a second person."""

from datetime import datetime, timedelta

from portal.lib.periods import BUSINESS_ZONE, Period
from portal.management.demonstration.accounts import Accounts
from portal.totals.domain import closing
from portal.totals.models import Snapshot

FROZEN_AT = datetime(2026, 1, 12, 10, tzinfo=BUSINESS_ZONE)


def load(accounts: Accounts) -> Snapshot:
    """Freeze 2025 with every row behind its figures, and have it signed."""
    snapshot = closing.freeze(
        period=Period(2025), organisation=None, by=accounts.manager, at=FROZEN_AT
    )
    return closing.sign(snapshot=snapshot, by=accounts.reviewer, at=FROZEN_AT + timedelta(hours=4))
