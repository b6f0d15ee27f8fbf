"""Head counts beside the names."""

from datetime import timedelta

import pytest

from portal.events.domain import headcounts
from portal.events.enums import EventStatus, HeadCountMethod
from tests.factories.events import NOON, EventFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def record(event, count, at=NOON):
    return headcounts.record(
        event=event,
        count=count,
        method=HeadCountMethod.PAPER_SHEET,
        counted_at=at,
        by=UserFactory(),
    )


def test_a_later_count_supersedes_and_the_earlier_stays():
    event = EventFactory()

    first = record(event, 70)
    second = record(event, 80)

    assert headcounts.latest(event) == second
    assert (second.supersedes, event.head_counts.count()) == (first, 2)


@pytest.mark.parametrize(
    "status",
    [EventStatus.LOCKED, EventStatus.DRAFT, EventStatus.CANCELLED, EventStatus.POSTPONED],
)
def test_count_is_refused_where_it_makes_no_sense(status):
    with pytest.raises(headcounts.CountRefused):
        record(EventFactory(status=status), 1)


def test_count_before_the_day_is_refused():
    event = EventFactory()

    with pytest.raises(headcounts.CountRefused):
        record(event, 1, at=NOON - timedelta(hours=12, seconds=1))
    assert record(event, 1, at=NOON - timedelta(hours=12)).count == 1
