"""The calendar of what the public may attend."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cms.models.calendars import neighbour
from portal.events.enums import EventKind
from portal.events.models import Topic
from portal.lib.periods import Period
from portal.people.enums import Audience
from tests.factories.events import EventFactory


def test_calendar_narrows_by_month_kind_topic_and_audience(homes):
    may = EventFactory(starts_at=Period(2025, 5, 1).start, title="五月课")
    june = EventFactory(
        starts_at=Period(2025, 6, 1).start,
        kind=EventKind.LECTURE,
        topic=Topic.objects.get(code="gas"),
        audience=Audience.STUDENT,
    )

    def shown(query):
        return list(Client().get(f"/calendar/{query}").context["page_obj"].object_list)

    assert shown("") == []
    assert shown("?month=2025-05") == [may]
    assert shown("?month=2025-06&kind=LECTURE&topic=gas&audience=STUDENT") == [june]
    assert shown("?month=2025-06&kind=TRAINING") == []
    assert shown("?month=2025") == shown("?month=soon") == []


def test_calendar_of_drills_shows_drills_only(homes):
    at = timezone.now()
    drill = EventFactory(kind=EventKind.DRILL, starts_at=at + timedelta(days=1))
    EventFactory(starts_at=at + timedelta(days=1))

    answer = Client().get("/exercises/?kind=TRAINING")

    assert answer.context["page_obj"].object_list == [drill]
    assert 'href="/drills/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("month", "step", "other"),
    [((2025, 1), -1, (2024, 12)), ((2025, 12), 1, (2026, 1)), ((2025, 6), 1, (2025, 7))],
)
def test_neighbour_crosses_the_year(month, step, other):
    assert neighbour(Period(*month, 1), step) == Period(*other, 1)
