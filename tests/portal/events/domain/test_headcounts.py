"""Head counts beside the names."""

from datetime import timedelta

import pytest

from portal.events.domain import headcounts
from portal.events.enums import AttendanceStatus, EventStatus, HeadCountMethod
from portal.events.models import Attendance
from tests.factories.events import NOON, EventFactory
from tests.factories.people import PersonFactory, UserFactory

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


def test_unnamed_is_what_was_counted_beyond_the_names():
    event = EventFactory()
    assert headcounts.unnamed(event) == 0
    for status in (AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.ABSENT):
        Attendance.objects.create(
            event=event, person=PersonFactory(), status=status, updated_at=NOON
        )

    record(event, 80)
    more = headcounts.unnamed(event)
    record(event, 1)

    assert (more, headcounts.unnamed(event)) == (78, 0)
