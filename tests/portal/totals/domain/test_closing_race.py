"""Two people freeze or sign the same figures at the same moment."""

from functools import partial

import pytest

from portal.lib.periods import Period
from portal.totals.domain import closing
from portal.totals.models import Snapshot
from tests.factories.events import NOON, EventFactory
from tests.factories.people import OrganisationFactory, UserFactory
from tests.racing import at_once, said

pytestmark = pytest.mark.django_db(transaction=True)
AT = NOON.replace(year=2026)


@pytest.mark.parametrize("below", [True, False], ids=["an organisation", "the district"])
@pytest.mark.parametrize("attempt", range(3))
def test_figures_are_frozen_once(below, attempt):
    organisation = OrganisationFactory() if below else None
    EventFactory(organiser=organisation or OrganisationFactory())
    calls = [
        partial(
            closing.freeze,
            period=Period(2025),
            organisation=organisation,
            by=UserFactory(),
            at=AT,
            reason="年度上报",
        )
        for _person in range(4)
    ]

    results = at_once(*calls)

    assert said(results) == ["", *["NothingChanged"] * 3], results
    assert [one.revision for one in Snapshot.objects.all()] == [1]


def test_figures_are_signed_once():
    snapshot = closing.freeze(period=Period(2025), organisation=None, by=UserFactory(), at=AT)
    calls = [
        partial(closing.sign, snapshot=snapshot, by=UserFactory(), at=AT) for _person in range(4)
    ]

    results = at_once(*calls)

    assert said(results) == ["", *["AlreadySigned"] * 3], results
